# SPDX-License-Identifier: Apache-2.0
"""What runs on when its call says something else, contracts over others' accounts, and transactions told in part."""

from typing import Any, Final
from unittest.mock import patch

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.claim_words import with_words
from counterfoil.evidence.claims import ShownAct, TransferClaim
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Package
from counterfoil.law.call import Call
from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.modules import laws
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import Called, Deployed, Paused, Retired, path_of
from counterfoil.modules.governance.events import Executed
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, Part
from counterfoil.modules.parties.events import AccountClosed
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, PartyId, PositiveQuantity, Quantity
from counterfoil.verify import conclusion
from support import contracts_uncalled as uncalled
from support.clearing_breaches import Stage, plain
from support.contracted import CODE, approve, deploy, run
from support.contracts_decided import REVIEWS, SHARE, decided, founded, passed
from support.contracts_uncalled import SAYS, about, asking, called_by, ran
from support.evidence_forced import fork
from support.evidence_world import START_MS, World, id_of
from support.governance_breaches import of
from support.lawless import everything_goes

COUNCIL: Final = PartyId("council")
TWO: Final[PositiveQuantity] = Quantity(2)
CALLED: Final = Called(contract="box", function="looks", arguments='{"path":"p"}', by=(COUNCIL,), shows=())
CALLS: Final = run("looks", '{"path":"p"}', by="council")
PAUSED: Final = {"contract": "box", "by": COUNCIL, "reason": "a fault"}
TAKEN: Final = Transferred(
    sender=AccountId("of-bob"),
    receiver=AccountId("of-carol"),
    instrument=SHARE,
    quantity=TWO,
    part=Part.held,
    giving=ENCUMBRANCES.path("for-box"),
    cause=path_of("box"),
)
TAKEN_BY_SAFE: Final = replace(TAKEN, giving=ENCUMBRANCES.path("for-safe"), cause=path_of("safe"))
PAUSES: Final[tuple[Call, ...]] = (CALLS, c.Pause(**PAUSED))
RETIRES: Final[tuple[Call, ...]] = (CALLS, c.Retire(contract="box", reason="done"))
TWICE: Final[tuple[Call, ...]] = (CALLS, CALLS)
ENDED: Final = ran("box", function="looks")
STOPPED: Final = Paused(**PAUSED)
OVER: Final = Retired(contract="box", reason="done", supervisor=None)
CLOSED: Final = AccountClosed(account=AccountId("of-box"))
HONEST: Final[dict[str, tuple[tuple[Call, ...], tuple[EventData, ...]]]] = {
    "it takes, and is paused then": (PAUSES, (CALLED, TAKEN, ENDED, STOPPED)),
    "it takes whenever it is called": (TWICE, (CALLED, TAKEN, ENDED, CALLED, TAKEN, ENDED)),
}
OVERRUN: Final[dict[str, tuple[tuple[Call, ...], tuple[EventData, ...]]]] = {
    "it is paused, and takes": (PAUSES, (CALLED, STOPPED, TAKEN, ENDED)),
    "it takes, and is paused before it ends": (PAUSES, (CALLED, TAKEN, STOPPED, ENDED)),
    "it is retired, and takes": (RETIRES, (CALLED, OVER, CLOSED, TAKEN, ENDED)),
    "it is paused, and calls another": (
        PAUSES,
        (CALLED, STOPPED, called_by("safe", "box"), TAKEN_BY_SAFE, ran("safe"), ENDED),
    ),
    "it takes in two runs, of which one ends": (TWICE, (CALLED, TAKEN, CALLED, TAKEN, ENDED)),
}
"""what the decision carries out, and what an operator lets happen by it"""


def deciding() -> World:
    """A council whose box and safe may take what Bob holds for them."""
    world = founded()
    decided(world, "reviews", REVIEWS)
    decided(world, "code", approve(CODE, "council"))
    decided(world, "deploys", *(deploy(one, by="council") for one in ("box", "safe")))
    held: dict[str, Any] = {"account": "of-bob", "instrument": SHARE, "quantity": 20, "expires": START_MS + 10**10}
    Stage(world).do(h.Hold(hold="for-box", executor=path_of("box"), **held), signed_by="bob")
    Stage(world).do(h.Hold(hold="for-safe", executor=path_of("safe"), **held), signed_by="bob")
    return world


def executed(world: World, calls: tuple[Call, ...], events: tuple[EventData, ...]) -> tuple[World, Package]:
    """What an operator lets happen when a decision is carried out, and what Carol has then."""
    forged = fork(world)
    passed(forged, "does", *calls)

    def act(ctx: Context) -> None:
        ctx.call = "governance.execute"
        for event in (Executed(motion="does", council=COUNCIL), *events):
            ctx.happen(event, event.permit(ctx) if isinstance(event, Transferred) else ())

    forged.rogue_block(act, forged.sign([of("execute", "does")], "bob"))
    return forged, about(forged, "of-carol")


def over_another(world: World) -> tuple[World, Package]:
    """Alice has a contract that was deployed over Bob's account, which is not opened, as it is there; Bob's pays."""
    forged = fork(world)
    call = deploy("thief", account="of-bob")
    said = {"contract": "thief", "code": call.code, "account": AccountId("of-bob"), "by": PartyId("alice")}
    thief = Deployed(arguments=call.arguments, shows=(), trial=(), **said)
    moved = {"sender": AccountId("of-bob"), "receiver": AccountId("of-carol"), "instrument": SHARE, "quantity": TWO}
    stolen = Transferred(giving=path_of("thief"), cause=path_of("thief"), **moved)

    def act(ctx: Context) -> None:
        ctx.call = "contracts.deploy"
        for event in (thief, stolen, ran("thief", function="init")):
            with everything_goes():
                consents = event.permit(ctx)
            ctx.happen(event, () if isinstance(event, FollowingEvent) else consents)

    forged.rogue_block(act, forged.sign([plain(call)], "alice"))
    # So what was to happen to the account is not shown as of now, but only up to then.
    stopped = {"call": "parties.suspend_account", "account": "of-bob", "by": "supervisor", "reference": "r"}
    forged.do("supervisor", calls=[stopped])
    return forged, about(forged, "of-carol")


def told_in_part(world: World) -> tuple[World, list[Package]]:
    """A transaction that moves shares and has the box call the chest, which pays: told whole, and without its end."""
    twin = fork(world)
    paid = run("asks", asking("chest", "pay_out", '{"quantity":1,"to":"of-carol"}'))
    moved = h.Transfer(sender="of-bob", receiver="of-carol", instrument=SHARE, quantity=1)
    transaction = twin.do("bob", calls=[plain(moved), plain(paid)])
    whole = Collector(twin, twin.publish()).transfer(transaction)
    return twin, [whole, *(_without(whole, left_out) for left_out in range(1, 5))]


def sealed_without_end(world: World) -> tuple[World, Package]:
    """Bob's share moves, and Carol's call has the box run: an operator seals, and counts, no end of that."""
    forged = fork(world)
    moved = {"sender": AccountId("of-bob"), "receiver": AccountId("of-carol"), "quantity": Quantity(1)}
    calls = (h.Transfer(instrument=SHARE, **moved), SAYS)
    transaction = forged.sign(list(map(plain, calls)), "bob", "carol")

    def act(ctx: Context) -> None:
        ctx.call, event = "holdings.transfer", Transferred(instrument=SHARE, **moved)
        ctx.happen(event, event.permit(ctx))
        ctx.call, ctx.position = "contracts.call", 1
        ctx.happen(uncalled.CALLED, ())

    forged.rogue_block(act, transaction)
    with patch.object(conclusion, "require_over"):
        return forged, Collector(forged, forged.publish()).transfer(id_of(transaction))


def _without(whole: Package, left_out: int) -> Package:
    """The last events of the transaction are not shown, and its claim says so."""
    assert isinstance(whole.claim, TransferClaim)
    gone = [decode_event(one.event) for one in whole.events[-left_out:]]
    moved = tuple(one for one in whole.claim.moved if one not in map(ShownAct.of, gone))
    noted = whole.claim.noted[: len(whole.claim.noted) - sum(not one.consents for one in gone)]
    claim = with_words(replace(whole.claim, moved=moved, noted=noted), laws().vocabulary)
    return replace(whole, claim=claim, events=whole.events[:-left_out])
