# SPDX-License-Identifier: Apache-2.0
"""Code and contracts in every state, and the calls about them."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import path_of
from counterfoil.modules.contracts.law import proposal
from counterfoil.modules.contracts.records import Upgrades
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Role
from support.ledger import Ledger, policy_of
from support.market import FAR, LONG

NOBODY: Final = "0" * 64

BOX: Final = '''
"""A box: what is put into it comes out to whoever the deployer says."""

NOTE = "note"


def init(owner: str = "alice"):
    """Begin for an owner."""
    put("owner", owner)


def migrate():
    """Note that it was made over."""
    put("made_over", True)


def take_in(hold: str, quantity: int):
    """Take units of a hold in."""
    take(hold, account(), quantity)


def take_from(mandate: str, quantity: int):
    """Take units under a mandate in."""
    take(mandate, account(), quantity, "SHARE")


def let_go(hold: str):
    """Give a hold back."""
    release(hold)


def pay_out(to: str, quantity: int):
    """Pay units out; the owner says so."""
    require(consents(get("owner")), "the owner has not agreed")
    pay(to, "SHARE", quantity)


def says(name: str, fields: dict):
    """Say something."""
    emit(name, fields)


def keeps(key: str, value: dict):
    """Keep something."""
    put(key, value)


def keeps_much(count: int):
    """Keep so many things."""
    for number in range(count):
        put("k" + str(number), {})


def says_much(count: int):
    """Say so many things."""
    for number in range(count):
        emit("said", {})


def spins(rounds: int):
    """View: goes round so often."""
    for number in range(rounds):
        pass


def hoards(rounds: int):
    """View: makes so many long texts."""
    for number in range(rounds):
        text = "x" * 60000


def grows(length: int):
    """View: makes a text of a length."""
    return len("x" * length)


def keeps_nothing(key: str):
    """Keep nothing under a key, which is to remove it."""
    put(key, None)


def says_words(name: str, words: str):
    """Say words without names."""
    emit(name, words)


def asks_with(contract: str, arguments: list):
    """Call another contract with arguments without names."""
    return call(contract, "looks", arguments)


def looks(path: str):
    """View: a record that is shown."""
    return shown(path)


def peeks(key: str):
    """View: what is kept, and keeps it anew."""
    put(key, {})
    return get(key)


def computes(name: str, fields: dict):
    """View: a formula."""
    return formula(name, fields)


def asks(contract: str, function: str, arguments: dict):
    """Call another contract."""
    return call(contract, function, arguments)


def asks_deeper(contracts: list):
    """Call the first of a list with the rest."""
    if len(contracts) > 0:
        return call(contracts[0], "asks_deeper", {"contracts": contracts[1:]})
    return 0


def returns(value: list):
    """View: a value."""
    return value


def divides(one: int, other: int):
    """View: a quotient."""
    return one // other
'''
OTHER: Final = BOX.replace("A box:", "Another box:").replace("def migrate", "def later_on")


def propose(source: str = BOX, name: str = "box", by: str = "alice", **more: Any) -> c.ProposeCode:
    """Code under its right name, unless another is given."""
    fields = {"name": name, "licence": "Apache-2.0", "upgrades": Upgrades.reviewed, "source": source, "by": by}
    return c.ProposeCode(**fields | more) if "code" in more else proposal(**fields | more)


CODE: Final = propose().code
NEWER: Final = propose(OTHER).code
NEVER: Final = propose(OTHER, "stone", upgrades=Upgrades.never).code
NAMESAKE: Final = propose(BOX, "stone", title="newer").code
ELSEWHERE: Final = propose(BOX, "chest").code
REVIEWED: Final = propose(BOX, "reviewed").code
WITHDRAWN: Final = propose(BOX, "withdrawn").code
DECLINED: Final = propose(BOX, "declined").code
DEEP: Final = tuple(f"deep-{number}" for number in range(9))


def set_reviews(**changed: Any) -> c.SetReviews:
    fields = {"reviewers": ("venue", "bob", "alice"), "quorum": 2, "by": "registrar", "supervisor": "supervisor"}
    return c.SetReviews(**{**fields, "reference": "rule 1", **changed})


def approve(code: str = REVIEWED, by: str = "bob", review: int = 1) -> c.Approve:
    return c.Approve(code=code, by=by, reference="read", review=review)


def deploy(contract: str = "fresh", code: str = CODE, **changed: Any) -> c.Deploy:
    fields = {"account": f"of-{contract}", "by": "alice"}
    return c.Deploy(contract=contract, code=code, **{**fields, **changed})


def run(function: str, arguments: str = "{}", contract: str = "box", by: str = "bob", **more: Any) -> c.Run:
    return c.Run(contract=contract, function=function, arguments=arguments, by=(by,), **more)


def pay_out(to: str = "of-bob", quantity: int = 1, **more: Any) -> c.Run:
    return run("pay_out", f'{{"quantity":{quantity},"to":"{to}"}}', **{"by": "alice", **more})


def upgrade(contract: str = "box", code: str = NEWER, **more: Any) -> c.Upgrade:
    return c.Upgrade(contract=contract, code=code, **more)


def passed(market: Ledger, *proposals: c.ProposeCode) -> None:
    """Code that passed its review."""
    for proposed in proposals:
        market.do(proposed, signed_by=proposed.by)
        market.do(
            *(approve(proposed.code, by) for by in ("venue", "bob", "supervisor")), signed_by="venue bob supervisor"
        )


def _by_the_key_of(market: Ledger, other: str, party: str, call: Call) -> None:
    """A party says something by another's key, and has its own again."""
    market.do(p.RotateKeys(party=party, keys=policy_of(other)), signed_by=party)
    market.do(call, p.RotateKeys(party=party, keys=policy_of(party)), signed_by=other, by=party)


def contracting(market: Ledger) -> Ledger:
    """Code and contracts in every state; the box holds ten shares, and a hold and mandates for it."""
    market.do(set_reviews(), signed_by="registrar supervisor")
    for number in range(SCHEDULED_MAX):
        market.do(set_reviews(since=FAR + number), signed_by="registrar supervisor")
    passed(market, propose(), propose(OTHER), propose(OTHER, "stone", upgrades=Upgrades.never))
    passed(market, propose(BOX, "stone", title="newer"), propose(BOX, "chest"), propose(BOX, "withdrawn"))
    market.do(propose(BOX, "declined"), signed_by="alice")
    for name in ("copyist", "author"):
        market.party(name, Role.supervisor)
    _by_the_key_of(market, "author", "alice", propose(BOX, "reviewed"))
    _by_the_key_of(market, "copyist", "venue", approve(REVIEWED, "venue"))
    market.do(c.Decline(code=DECLINED, by="bob", reason="no"), signed_by="bob")
    market.do(c.WithdrawCode(code=WITHDRAWN, by="alice", reason="a fault"), signed_by="alice")
    market.do(deploy("box"), deploy("stone", NEVER), deploy("trial", trial=("bob",)), signed_by="alice")
    market.do(*(deploy(name) for name in ("paused", "halted", "retired", *DEEP)), signed_by="alice")
    market.do(c.Pause(contract="paused", by="alice", reason="a fault"), signed_by="alice")
    market.do(c.Pause(contract="halted", by="supervisor", reason="a fault"), signed_by="supervisor")
    held = {"account": "of-alice", "instrument": "SHARE", "quantity": 5, "expires": LONG}
    pledged = {"account": "of-alice", "instrument": "SHARE", "quantity": 1}
    market.do(
        h.Hold(hold="for-ended", executor=path_of("retired"), **held),
        h.Pledge(pledge="to-ended", pledgee=path_of("retired"), keeper="custodian", **pledged),
        h.Pledge(pledge="to-halted", pledgee=path_of("halted"), **pledged),
        signed_by="alice",
    )
    market.do(c.Retire(contract="retired", reason="done"), signed_by="alice")
    market.do(h.Transfer(sender="of-alice", receiver="of-box", instrument="SHARE", quantity=10), signed_by="alice")
    market.do(
        h.Hold(hold="for-box", executor=path_of("box"), **held),
        h.Hold(hold="for-stone", executor=path_of("stone"), **held),
        h.GrantMandate(mandate="to-box", account="of-alice", executor=path_of("box"), instrument="SHARE", quantity=5),
        h.GrantMandate(mandate="irrevocable", account="of-alice", executor=path_of("box"), revocable=False),
        signed_by="alice",
    )
    return market
