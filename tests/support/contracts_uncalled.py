# SPDX-License-Identifier: Apache-2.0
"""Contracts that call one another, and operators who have one act in a call in which it did not run."""

from collections.abc import Iterator
from typing import Final

from counterfoil.commerce.context import Context
from counterfoil.evidence.package import Package
from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import Called, CalledByContract, Kept, Ran, path_of
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, Part
from counterfoil.modules.holdings.reservations import Released
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, JsonText, PartyId, PositiveQuantity, Quantity, RecordPath
from support.clearing_breaches import Stage, plain
from support.contract_story import FAR, SHARE, boxed
from support.contracted import BOX, approve, deploy, propose, run
from support.evidence_forced import fork
from support.evidence_world import World

OPEN_HANDED: Final = BOX.replace('require(consents(get("owner")), "the owner has not agreed")', "pass")
CODE: Final = propose(OPEN_HANDED, "open-handed")
SAYS: Final = run("says", '{"fields":{},"name":"hello"}', by="carol")
FIVE: Final[PositiveQuantity] = Quantity(5)


def asking(contract: str, function: str, arguments: str) -> str:
    """What has a contract call another."""
    return f'{{"arguments":{arguments},"contract":"{contract}","function":"{function}"}}'


def nested() -> World:
    """Contracts that call one another, and three more that the box could call, were they let."""
    world = calling()
    idle(Stage(world))
    return world


def calling() -> World:
    """A box, a chest and a safe: the box has the chest pay, and has it ask the safe to; both take in of Bob's holds."""
    world = boxed()
    stage = Stage(world)
    stage.do(CODE, signed_by="alice")
    for by in ("venue", "bob", "supervisor"):
        stage.do(approve(CODE.code, by), signed_by=by)
    stage.do(deploy("chest", CODE.code), deploy("safe", CODE.code), signed_by="alice")
    for name in ("chest", "safe"):
        held = {"account": AccountId("of-bob"), "instrument": SHARE, "quantity": Quantity(10), "expires": FAR}
        filled = h.Transfer(sender="of-bob", receiver=f"of-{name}", instrument=SHARE, quantity=10)
        stage.do(h.Hold(hold=f"for-{name}", executor=path_of(name), **held), filled, signed_by="bob")
    pays, takes = '{"quantity":1,"to":"of-carol"}', '{"hold":"for-safe","quantity":1}'
    stage.do(run("asks", asking("chest", "pay_out", pays)), signed_by="bob")
    for function, arguments in (("pay_out", pays), ("take_in", takes)):
        stage.do(run("asks", asking("chest", "asks", asking("safe", function, arguments))), signed_by="bob")
    world.block()
    return world


def idle(stage: Stage) -> None:
    """One is paused, one has ended, one is on trial for Bob alone; each may take of what Bob holds for it."""
    for name in ("paused", "ended", "tried"):
        trial = (PartyId("bob"),) if name == "tried" else ()
        stage.do(deploy(name, CODE.code, trial=trial), signed_by="alice")
        held = {"account": AccountId("of-bob"), "instrument": SHARE, "quantity": Quantity(7), "expires": FAR}
        stage.do(h.Hold(hold=f"for-{name}", executor=path_of(name), **held), signed_by="bob")
    stage.do(h.Transfer(sender="of-bob", receiver="of-tried", instrument=SHARE, quantity=5), signed_by="bob")
    stage.do(c.Pause(contract="paused", by="alice", reason="a fault"), signed_by="alice")
    stage.do(c.Retire(contract="ended", reason="done"), signed_by="alice")
    stage.world.block()


def told_packages(world: World) -> dict[str, Package]:
    """What each holds, and each contract with its calls."""
    contracts = [path_of(name) for name in ("box", "chest", "safe")]
    accounts = ("of-bob", "of-carol", "of-box", "of-chest", "of-safe")
    return {one: about(world, one) for one in (*contracts, *accounts)}


def paid(contract: str) -> Transferred:
    """Out of a contract's account, by its doing."""
    sender, receiver = AccountId(f"of-{contract}"), AccountId("of-carol")
    doer = path_of(contract)
    return Transferred(sender=sender, receiver=receiver, instrument=SHARE, quantity=FIVE, giving=doer, cause=doer)


def taken(contract: str) -> Transferred:
    """Out of what Bob holds for a contract, by its doing."""
    return Transferred(
        sender=AccountId("of-bob"),
        receiver=AccountId("of-carol"),
        instrument=SHARE,
        quantity=FIVE,
        part=Part.held,
        giving=ENCUMBRANCES.path(f"for-{contract}"),
        cause=path_of(contract),
    )


LET_GO: Final = Released(
    encumbrance="for-safe",
    account=AccountId("of-bob"),
    instrument=SHARE,
    quantity=Quantity(9),
    cause=path_of("safe"),
)
CALLED: Final = Called(contract="box", function=SAYS.function, arguments=SAYS.arguments, by=SAYS.by, shows=())


def called_by(contract: str, caller: str, *shows: str) -> CalledByContract:
    shown = tuple(map(RecordPath, shows))
    return CalledByContract(contract=contract, function="looks", arguments="{}", caller=caller, shows=shown)


def ran(contract: str, *kept: Kept, function: str = "") -> Ran:
    """It ran to its end: the box as it is called here, another as ``called_by`` has it."""
    function = function or ("says" if contract == "box" else "looks")
    return Ran(contract=contract, function=function, value="null", emitted=(), kept=kept, steps=1)


def idly(contract: str, event: EventData) -> tuple[EventData, ...]:
    """It happens while a contract runs that the box called."""
    return CALLED, called_by(contract, "box"), event, ran(contract), ran("box")


OWNED: Final = Kept("owner", JsonText('"carol"'), new=False)


UNCALLED: Final[dict[str, tuple[str, tuple[EventData, ...]]]] = {
    "another pays": ("of-safe", (CALLED, paid("safe"), ran("box"))),
    "another takes": ("of-bob", (CALLED, taken("safe"), ran("box"))),
    "another lets go": ("of-bob", (CALLED, LET_GO, ran("box"))),
    "another pays, and is called then": ("of-safe", (CALLED, paid("safe"), called_by("safe", "box"), ran("box"))),
    "another ends, and was not called": ("of-safe", (CALLED, ran("safe"), paid("safe"), ran("box"))),
    "it pays, and its call is left out": ("of-box", (paid("box"), ran("box"))),
    "whoever called did not run": ("of-safe", (CALLED, called_by("safe", "chest"), paid("safe"), ran("box"))),
    "it called itself": ("of-safe", (CALLED, called_by("safe", "safe"), paid("safe"), ran("box"))),
    "it pays when it has ended": ("of-box", (CALLED, ran("box"), paid("box"))),
    "it pays, and never ends": ("of-box", (CALLED, paid("box"))),
    "another pays, and never ends": ("of-safe", (CALLED, called_by("safe", "box"), paid("safe"), ran("box"))),
    "another pays when it has ended": (
        "of-safe",
        (CALLED, called_by("safe", "box"), ran("safe"), paid("safe"), ran("box")),
    ),
    "whoever called has ended": ("of-safe", (CALLED, ran("box"), called_by("safe", "box"), paid("safe"), ran("safe"))),
    "it pays while another runs that it called": (
        "of-carol",
        (CALLED, called_by("safe", "box"), paid("safe"), paid("box"), ran("safe"), ran("box")),
    ),
    "it ends as another function": ("of-box", (CALLED, paid("box"), ran("box", function="pay_out"))),
    "one that it called ends as another function": (
        "of-safe",
        (CALLED, called_by("safe", "box"), paid("safe"), ran("safe", function="says"), ran("box")),
    ),
    "one that it called is shown what it was not": (
        "of-safe",
        (CALLED, called_by("safe", "box", "instruments/instrument/SHARE"), paid("safe"), ran("safe"), ran("box")),
    ),
    "it ends twice": ("contracts/contract/box", (CALLED, ran("box"), ran("box"))),
}
"""what happens in a call of the box → which account, or record, shows it, and the events"""
LATER: Final = "it was called before"
IDLE: Final[dict[str, tuple[str, tuple[EventData, ...]]]] = {
    "one that is paused takes": ("of-bob", idly("paused", taken("paused"))),
    "one that has ended takes": ("of-bob", idly("ended", taken("ended"))),
    "one that is on trial takes": ("of-bob", idly("tried", taken("tried"))),
    "one that is on trial pays": ("of-tried", idly("tried", paid("tried"))),
}
"""likewise, of those that another contract may not call"""
NOTES: Final[dict[str, tuple[str, tuple[EventData, ...]]]] = {
    "a run ends in a transfer": ("contracts/contract/box", (ran("box"),)),
    "a run keeps something in a transfer": ("contracts/entry/box/owner", (ran("box", OWNED),)),
    "one calls another in a transfer": ("contracts/contract/safe", (called_by("safe", "box"), ran("safe"))),
}
"""what an operator notes under a transfer of Bob's → the record that shows it, and the events"""


def about(world: World, subject: str) -> Package:
    """What a record is, or what an account holds."""
    collector = Collector(world, world.publish())
    return collector.record(RecordPath(subject)) if "/" in subject else collector.control(AccountId(subject), SHARE)


def uncalled(world: World, subject: str, events: tuple[EventData, ...]) -> tuple[World, Package]:
    """What an operator lets happen in a call of the box, with every consent that it needs; and what it hands out."""
    forged = fork(world)

    def act(ctx: Context) -> None:
        ctx.call = "contracts.call"
        for event in events:
            ctx.happen(event, () if isinstance(event, FollowingEvent) else event.permit(ctx))

    forged.rogue_block(act, forged.sign([plain(SAYS)], "carol"))
    return forged, about(forged, subject)


def noted(world: World, record: str, events: tuple[EventData, ...]) -> tuple[World, Package]:
    """What an operator notes of programs under a transfer, in which none runs."""
    forged = fork(world)
    call = h.Transfer(sender="of-bob", receiver="of-carol", instrument=SHARE, quantity=1)
    moved = {"sender": AccountId("of-bob"), "receiver": AccountId("of-carol"), "quantity": Quantity(1)}
    transferred = Transferred(instrument=SHARE, **moved)

    def act(ctx: Context) -> None:
        ctx.call = "holdings.transfer"
        ctx.happen(transferred, transferred.permit(ctx))
        for event in events:
            ctx.happen(event, ())

    forged.rogue_block(act, forged.sign([plain(call)], "bob"))
    return forged, about(forged, record)


def in_a_later_call(world: World) -> tuple[World, Package]:
    """The safe is called, and pays in the call after that, which is one of the box."""
    forged = fork(world)
    called = run("says", SAYS.arguments, "safe", by="carol")

    def act(ctx: Context) -> None:
        ctx.call = "contracts.call"
        told = {"function": called.function, "arguments": called.arguments, "by": called.by, "shows": ()}
        for position, events in enumerate(((Called(contract="safe", **told), ran("safe")), (CALLED, paid("safe")))):
            ctx.position = position
            for event in events:
                ctx.happen(event, event.permit(ctx))

    forged.rogue_block(act, forged.sign([plain(called), plain(SAYS)], "carol"))
    return forged, about(forged, "of-safe")


def forgeries(world: World) -> Iterator[tuple[str, World, Package]]:
    """Each, by its name."""
    for made, table in ((uncalled, UNCALLED | IDLE), (noted, NOTES)):
        for name, (subject, events) in table.items():
            yield name, *made(world, subject, events)
    yield LATER, *in_a_later_call(world)


NAMES: Final = (*UNCALLED, *IDLE, *NOTES, LATER)
