# SPDX-License-Identifier: Apache-2.0
"""Contracts that call one another, and operators who have one act in a call in which it did not run."""

from collections.abc import Iterator
from typing import Final

from counterfoil.commerce.context import Context
from counterfoil.evidence.package import Package
from counterfoil.law.event import EventData
from counterfoil.modules.contracts.events import Called, CalledByContract, Ran, path_of
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, Part
from counterfoil.modules.holdings.reservations import Released
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, PositiveQuantity, Quantity
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
    """A box, a chest and a safe: the box has the chest pay, and has it ask the safe to; both take in of Bob's holds."""
    world = boxed()
    stage = Stage(world)
    stage.do(CODE, signed_by="alice")
    for by in ("venue", "bob", "supervisor"):
        stage.do(approve(CODE.code, by), signed_by=by)
    stage.do(deploy("chest", CODE.code), deploy("safe", CODE.code), signed_by="alice")
    for name in ("chest", "safe"):
        held = {"account": AccountId("of-bob"), "instrument": SHARE, "quantity": Quantity(20), "expires": FAR}
        filled = h.Transfer(sender="of-bob", receiver=f"of-{name}", instrument=SHARE, quantity=10)
        stage.do(h.Hold(hold=f"for-{name}", executor=path_of(name), **held), filled, signed_by="bob")
    pays, takes = '{"quantity":1,"to":"of-carol"}', '{"hold":"for-safe","quantity":1}'
    stage.do(run("asks", asking("chest", "pay_out", pays)), signed_by="bob")
    for function, arguments in (("pay_out", pays), ("take_in", takes)):
        stage.do(run("asks", asking("chest", "asks", asking("safe", function, arguments))), signed_by="bob")
    world.block()
    return world


def told_packages(world: World) -> dict[str, Package]:
    """What each holds, and each contract with its calls."""
    collector = Collector(world, world.publish())
    contracts = {name: collector.record(path_of(name)) for name in ("box", "chest", "safe")}
    accounts = ("of-bob", "of-carol", "of-box", "of-chest", "of-safe")
    return contracts | {one: collector.control(AccountId(one), SHARE) for one in accounts}


def paid(contract: str) -> Transferred:
    """Out of a contract's account, by its doing."""
    sender, receiver = AccountId(f"of-{contract}"), AccountId("of-carol")
    doer = path_of(contract)
    return Transferred(sender=sender, receiver=receiver, instrument=SHARE, quantity=FIVE, giving=doer, cause=doer)


TAKEN: Final = Transferred(
    sender=AccountId("of-bob"),
    receiver=AccountId("of-carol"),
    instrument=SHARE,
    quantity=FIVE,
    part=Part.held,
    giving=ENCUMBRANCES.path("for-safe"),
    cause=path_of("safe"),
)
LET_GO: Final = Released(
    encumbrance="for-safe",
    account=AccountId("of-bob"),
    instrument=SHARE,
    quantity=Quantity(19),
    cause=path_of("safe"),
)
CALLED: Final = Called(contract="box", function=SAYS.function, arguments=SAYS.arguments, by=SAYS.by, shows=())


def called_by(contract: str, caller: str) -> CalledByContract:
    return CalledByContract(contract=contract, function="looks", arguments="{}", caller=caller, shows=())


def ran(contract: str) -> Ran:
    return Ran(contract=contract, function="says", value="null", emitted=(), kept=(), steps=1)


UNCALLED: Final[dict[str, tuple[str, tuple[EventData, ...]]]] = {
    "another pays": ("of-safe", (CALLED, paid("safe"), ran("box"))),
    "another takes": ("of-bob", (CALLED, TAKEN, ran("box"))),
    "another lets go": ("of-bob", (CALLED, LET_GO, ran("box"))),
    "another pays, and is called then": ("of-safe", (CALLED, paid("safe"), called_by("safe", "box"), ran("box"))),
    "another ends, and was not called": ("of-safe", (CALLED, ran("safe"), paid("safe"), ran("box"))),
    "it pays, and its call is left out": ("of-box", (paid("box"), ran("box"))),
    "whoever called did not run": ("of-safe", (CALLED, called_by("safe", "chest"), paid("safe"), ran("box"))),
    "it called itself": ("of-safe", (CALLED, called_by("safe", "safe"), paid("safe"), ran("box"))),
}
"""what happens in a call of the box → whose account shows it, and the events"""
LATER: Final = "it was called before"


def uncalled(world: World, account: str, events: tuple[EventData, ...]) -> tuple[World, Package]:
    """What an operator lets happen in a call of the box, with every consent that it needs; and what it hands out."""
    forged = fork(world)

    def act(ctx: Context) -> None:
        ctx.call = "contracts.call"
        for event in events:
            ctx.happen(event, event.permit(ctx))

    forged.rogue_block(act, forged.sign([plain(SAYS)], "carol"))
    return forged, Collector(forged, forged.publish()).control(AccountId(account), SHARE)


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
    return forged, Collector(forged, forged.publish()).control(AccountId("of-safe"), SHARE)


def forgeries(world: World) -> Iterator[tuple[str, World, Package]]:
    """Each, by its name."""
    for name, (account, events) in UNCALLED.items():
        yield name, *uncalled(world, account, events)
    yield LATER, *in_a_later_call(world)
