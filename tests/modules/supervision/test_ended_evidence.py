# SPDX-License-Identifier: Apache-2.0
"""What a package proves of a settlement that an order ended, and what an operator who ends one alone cannot prove."""

from typing import Any

import pytest

from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.settlement.records import EndedByOrder
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.evidence_story import CASH, LI, SHARE, WANG
from support.evidence_world import World
from support.forging import proves_nothing_else
from support.lawless import everything_goes
from support.supervision_story import FILE_OF_LI, UNTIL, done, give, supervised

FAR = UNTIL * 100
INSTRUCTION = "settlement/instruction/far"
RECORDS = {"instruction": INSTRUCTION, "order": "supervision/order/e", "file": FILE_OF_LI}
HOLDINGS = {"whom the order is about": (LI, SHARE), "the other side": (WANG, CASH)}
SIDES = ((LI, "li"), (WANG, "north"))


def settlement(verb: str, **fields: Any) -> dict[str, Any]:
    return {"call": f"settlement.{verb}", "instruction": "far", **fields}


def shielded(allocating: int = 2) -> World:
    """Li and Wang reserve shares and money for a day far off; or Li alone."""
    world = supervised()
    legs = [
        {"sender": LI, "receiver": WANG, "instrument": SHARE, "quantity": 400},
        {"sender": WANG, "receiver": LI, "instrument": CASH, "quantity": 800},
    ]
    told = {"by": "li", "legs": legs, "intended_settlement": FAR, "expires": FAR + 1}
    affirmed = [settlement("affirm", account=account) for account, _ in SIDES]
    reserved = [settlement("allocate", account=account) for account, _ in SIDES[:allocating]]
    world.do("li", "north", calls=[settlement("instruct", **told), *affirmed, *reserved])
    return world


def ordered(account: str = LI, kind: str = "end", **more: Any) -> dict[str, Any]:
    return give("e", kind, "court", "clerk", account=account, **more)


def ending(*records: str) -> dict[str, Any]:
    return done("end", "e", records=list(records or (INSTRUCTION,)))


@pytest.fixture(scope="module")
def story() -> tuple[World, dict[str, Package]]:
    """Frozen while it was in settlement, and ended by an order."""
    world = shielded()
    frozen = give("f", "freeze", "police", account=LI, instrument=SHARE)
    world.do("police", calls=[frozen, done("freeze", "f", "police")])
    world.do("court", "clerk", calls=[ordered(reserved_for=INSTRUCTION), ending()])
    collector = Collector(world, world.publish())
    packages = {name: collector.record(RecordPath(path)) for name, path in RECORDS.items()}
    return world, packages | {name: collector.control(*holding) for name, holding in HOLDINGS.items()}


@pytest.mark.parametrize("name", [*RECORDS, *HOLDINGS])
def test_an_end_under_an_order_is_proved(story: tuple[World, dict[str, Package]], name: str) -> None:
    """Of the instruction, of both sides, of the order and of the file: offline, from the package alone."""
    world, packages = story
    report = verify_package(encode_package(packages[name]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()


def test_the_record_says_which_order_ended_it(story: tuple[World, dict[str, Package]]) -> None:
    """And all that was frozen meanwhile has come under the freeze."""
    _, packages = story
    value = packages["instruction"].claim.value  # type: ignore[union-attr]
    assert (value["status"], value["reason"]) == ("failed", "ended_by_order")
    assert value["order"] == "supervision/order/e"
    found = packages["whom the order is about"].claim.quantities  # type: ignore[union-attr]
    assert (found.frozen, found.held) == (1_000, 0)


@pytest.mark.parametrize("name", [*RECORDS, *HOLDINGS])
def test_what_is_told_otherwise_is_not(story: tuple[World, dict[str, Package]], name: str) -> None:
    """Leave out an event, or name another account, order or record in any, and the package is not proved."""
    world, packages = story
    swaps = (
        (b'"order":"supervision/order/e"', b'"order":"supervision/order/f"'),
        (b'"reserved_for":"settlement/instruction/far"', b'"reserved_for":"settlement/instruction/fax"'),
        (b'"kind":"end"', b'"kind":"burn"'),
    )
    proves_nothing_else(world, packages[name], swaps, among=packages.values())


def unproved(world: World) -> bool:
    """Neither the instruction's end nor what a side has again is proved."""
    collector = Collector(world, world.publish())
    for make in (
        lambda: collector.record(RecordPath(INSTRUCTION)),
        *(lambda holding=holding: collector.control(*holding) for holding in HOLDINGS.values()),
    ):
        try:
            package = make()
        except InputError:
            continue
        if verify_package(encode_package(package), world.trust()).verdict is not Verdict.not_proved:
            return False
    return True


@pytest.mark.parametrize(
    "order",
    [
        ordered(kind="burn", instrument=SHARE, quantity=1),
        ordered(reserved_for="settlement/instruction/other"),
        ordered() | {"expires": 1},
        give("e", "end", "court", account=LI),
        give("e", "end", "police", "clerk", account=LI),
    ],
    ids=["another kind", "another record", "over", "one pair of eyes", "no power"],
)
def test_an_end_that_no_order_bears_is_not_proved(order: dict[str, Any]) -> None:
    """Sealed by the operator, whatever the laws say."""
    world = shielded()
    world.force(world.sign([order, ending()], "court", "clerk", "police"))
    assert unproved(world)


def test_an_end_for_the_sake_of_who_reserved_nothing_is_not_proved() -> None:
    """Li reserved, Wang did not, and the order is about Wang's account."""
    world = shielded(allocating=1)
    world.force(world.sign([ordered(WANG), ending()], "court", "clerk"))
    collector = Collector(world, world.publish())
    for make in (lambda: collector.record(RecordPath(INSTRUCTION)), lambda: collector.control(LI, SHARE)):
        assert verify_package(encode_package(make()), world.trust()).verdict is Verdict.not_proved


def test_an_end_that_the_operator_makes_alone_is_not_proved() -> None:
    """No call causes it, though an order stands that would bear it."""
    world = shielded()
    world.do("court", "clerk", calls=[ordered()])
    signed = world.sign([done("lift", "e")], "court")
    event = EndedByOrder(instruction="far", account=LI, order=RecordPath("supervision/order/e"))

    def alone(ctx: Any) -> None:
        ctx.happen(event, event.permit(ctx))

    with everything_goes():
        world.rogue_block(alone, signed)
    collector = Collector(world, world.publish())
    try:
        package = collector.record(RecordPath(INSTRUCTION))
    except InputError:
        return
    assert verify_package(encode_package(package), world.trust()).verdict is Verdict.not_proved
