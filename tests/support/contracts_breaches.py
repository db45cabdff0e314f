# SPDX-License-Identifier: Apache-2.0
"""Code and contracts in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.law import CONTRACTS_FEATURE
from counterfoil.modules.contracts.records import Upgrades
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, Role
from support.clearing_breaches import Stage, plain
from support.contracted import (
    BOX,
    CODE,
    NOBODY,
    OTHER,
    approve,
    deploy,
    propose,
    run,
    set_reviews,
    upgrade,
)
from support.evidence_log import policy
from support.evidence_world import START_MS, World
from support.law_breaches import Breach

FAR: Final = START_MS + 10**10
STONE: Final = propose(OTHER, "stone", upgrades=Upgrades.never)
NAMESAKE: Final = propose(BOX, "stone", title="newer")
FRESH: Final = propose(BOX, "fresh")
HALF: Final = propose(BOX, "half")


def contracting() -> World:
    """A box on trial with Bob, a stone that is never upgraded, code that Bob approved and nobody else yet."""
    world = World(features=(CONTRACTS_FEATURE,))
    stage = Stage(world)
    stage.party("venue", Role.venue)
    stage.party("both", Role.registrar, Role.supervisor)
    for name in ("alice", "bob", "carol"):
        stage.party(name)
    stage.do(set_reviews(), signed_by="registrar supervisor")
    for proposal in (propose(), propose(OTHER), STONE, NAMESAKE):
        stage.do(proposal, signed_by="alice")
        for by in ("venue", "bob", "supervisor"):
            stage.do(approve(proposal.code, by), signed_by=by)
    stage.do(HALF, approve(HALF.code, "bob"), signed_by="alice bob")
    stage.do(deploy("box", trial=("bob",)), deploy("stone", STONE.code), signed_by="alice")
    stage.account("plain", "alice")
    return world


def breach(record: str, signers: str, call: Call, *before: tuple[str, Call]) -> Breach:
    return Breach(f"contracts/{record}", signers, plain(call), [(who, plain(what)) for who, what in before])


def anew(party: str) -> tuple[str, Call]:
    """A party takes other keys."""
    return party, p.RotateKeys(party=party, keys=policy(f"{party}-2"))


def account(name: str, signers: str, call: Call, *before: tuple[str, Call]) -> Breach:
    return Breach(f"parties/account/{name}", signers, plain(call), [(who, plain(what)) for who, what in before])


def ruled(name: str, control: Control) -> p.ChangeAccountControl:
    return p.ChangeAccountControl(account=name, outgoing=control, incoming=Control.nobody)


def opened(**rules: Control) -> p.OpenAccount:
    return p.OpenAccount(account="new", holder="alice", **{"outgoing": Control.holder, **rules})


REVIEWS: Final = "reviews/current"
BOTH: Final = "registrar supervisor"
TO_COME: Final = [(BOTH, set_reviews(since=FAR + number)) for number in range(SCHEDULED_MAX)]
WITHDRAWN: Final = ("alice", c.WithdrawCode(code=CODE, by="alice", reason="a fault"))
PAUSED: Final = ("alice", c.Pause(contract="box", by="alice", reason="a fault"))
RETIRED: Final = c.Retire(contract="box", reason="done")
NOTED: Final = "no call causes it: test_called.py has an operator who does"
NO_CALL: Final = "the law's own calls cause no such movement: test_evidence.py has an operator who does"
WORLD = contracting
BREACHES = {
    "contracts.set_reviews.reviews_backdated": breach(REVIEWS, BOTH, set_reviews(since=START_MS)),
    "contracts.set_reviews.quorum_out_of_reach": breach(REVIEWS, BOTH, set_reviews(quorum=4)),
    "contracts.set_reviews.too_many_review_policies": breach(REVIEWS, BOTH, set_reviews(since=FAR + 99), *TO_COME),
    "contracts.set_reviews.review_policy_unsupervised": breach(REVIEWS, "registrar", set_reviews(supervisor=None)),
    "contracts.set_reviews.must_be_another": breach(REVIEWS, "both", set_reviews(by="both", supervisor="both")),
    "contracts.propose.wrong_hash": breach(f"code/{NOBODY}", "alice", propose(code=NOBODY)),
    "contracts.approve.not_a_reviewer": breach(
        f"code/{FRESH.code}", "alice-2", approve(FRESH.code, "alice"), ("alice", FRESH), anew("alice")
    ),
    "contracts.approve.key_spoke_already": breach(
        f"code/{HALF.code}",
        "venue bob",
        approve(HALF.code, "venue"),
        ("venue", p.RotateKeys(party="venue", keys=policy("venue", "bob", threshold=1))),
    ),
    "contracts.approve.reviewed_already": breach(f"code/{HALF.code}", "bob-2", approve(HALF.code, "bob"), anew("bob")),
    "contracts.open_to_all.not_on_trial": breach("contract/stone", "alice", c.OpenToAll(contract="stone")),
    "contracts.run.not_for_this_caller": breach("contract/box", "carol", run("looks", by="carol")),
    "contracts.resume.contract_not_paused": breach(
        "contract/box", "supervisor", c.Resume(contract="box", by="supervisor", reason="no")
    ),
    "contracts._there.contract_stands_still": breach("contract/box", "alice", RETIRED, ("alice", RETIRED)),
    "contracts.retire.must_be_another": breach(
        "contract/new",
        "both",
        c.Retire(contract="new", reason="done", supervisor="both"),
        ("both", deploy("new", by="both")),
    ),
    "contracts.upgrade.never_upgraded": breach("contract/stone", "alice", upgrade("stone", NAMESAKE.code)),
    "contracts.upgrade.not_the_same_contract": breach("contract/box", "alice", upgrade(code=CODE)),
    "contracts._reviewed.not_under_review": breach(f"code/{CODE}", "bob", c.Decline(code=CODE, by="bob", reason="no")),
    "contracts._reviewed.another_review": breach(f"code/{HALF.code}", "venue", approve(HALF.code, "venue", review=2)),
    "contracts.CodeProposed.touches.begin.code_exists": breach(f"code/{HALF.code}", "alice", HALF),
    "contracts._approved.code_retired": breach("contract/new", "alice", deploy("new"), WITHDRAWN),
    "contracts._approved.code_not_approved": breach("contract/new", "alice", deploy("new", HALF.code)),
    "contracts._running.contract_stands_still": breach("contract/box", "bob", run("looks"), PAUSED),
    "contracts.require_reviewer.not_a_reviewer": breach(f"code/{HALF.code}", "carol", approve(HALF.code, "carol")),
    "contracts._require_small.not_arguments": breach(
        "contract/box", "bob", run("looks", '{"a":' + "[" * 9 + "]" * 9 + "}")
    ),
    "parties.AccountOpened.permit.no_record_moves_it": account("new", "alice", opened(incoming=Control.record)),
    "parties.AccountOpened.permit.no_record_moves_it 2": account("new", "alice", opened(outgoing=Control.record)),
    "parties.AccountControlChanged.permit.moved_by_record": account("of-box", "alice", ruled("of-box", Control.holder)),
    "parties.require_open.account_closed": account(
        "of-box", "supervisor", p.SuspendAccount(account="of-box", by="supervisor", reference="r"), ("alice", RETIRED)
    ),
    "parties.AccountControlChanged.permit.no_record_moves_it": account(
        "plain", "alice", ruled("plain", Control.record)
    ),
}
UNCOVERED = {
    "contracts.CalledByContract.permit.contract_stands_still": NOTED,
    "contracts.CalledByContract.permit.not_for_this_caller": NOTED,
    "contracts.Ran._fold.fold.state_entry_exists": "what a run keeps no call says",
    "contracts.Contract.grants.not_its_account": NO_CALL,
    "contracts.Contract.grants.not_its_account 2": "over an account that was there: test_called.py has one",
    "contracts.Contract.grants.contract_stands_still": NO_CALL,
    "parties.require_takes.filled_by_record": "by signature others refuse it too; a delivery desk's has no page",
    "parties._consenting.moved_by_record": "the rules after it find nobody either: such an account has no custodian",
    "parties.AccountClosed.permit.no_record_moves_it": "the law's own call closes the account of a contract alone",
    "contracts.written.?": "the ledger writes what a program made; a verifier reads it",
}
