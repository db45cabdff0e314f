# SPDX-License-Identifier: Apache-2.0
"""A delivery is proved offline to each side, to its invoice or to who failed; and it shows the other side to nobody."""

import pytest

from counterfoil.evidence.package import Package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, says
from support.futures_ending_breaches import ended
from support.futures_story import call

SIDES = {
    "futures/delivery/PA/m-ann": "bob",
    "futures/invoice/PA/m-ann/1": "bob",
    "futures/account/m-ann": "bob",
    "futures/delivery/PA/m-bob": "ann",
    "futures/invoice/PA/m-bob/1": "ann",
    "futures/account/m-bob": "ann",
    "futures/delivery/WA/m-dan": "cat",
}
"""record → who was on the other side"""
SHARED = ("futures/ending/PA", "futures/deliverable/early/R1", "futures/desk/CC")
PATHS = (*SIDES, *SHARED)
Told = tuple[World, dict[str, Package]]


@pytest.fixture(scope="module")
def told() -> Told:
    """Bob delivers two receipts to Ann; of the third parcel he named none, and pays for it; then his day is settled."""
    world = ended()
    ann, bob = ({"contract": "PA", "account": f"m-{name}"} for name in ("ann", "bob"))
    world.do("cat", calls=[call("take", **ann, number=2), call("credit", **bob, number=2)])
    world.do("cat", calls=[call("pay", account="m-bob")])
    world.do("cat", calls=[call("fail", **bob, number=3), call("compensate", **ann, number=3)])
    world.do("cat", calls=[call("end", contract="PA")])
    world.do("cat", calls=[call("pay", account="m-ann")])
    world.do("cat", calls=[call("settle", account="m-bob")])
    world.do("bob", calls=[call("hand_over", contract="WA", account="m-dan", instrument="R8")])
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


SWAPS = (
    (b'"amount":150000000', b'"amount":150000001'),
    (b'"penalty":30000000', b'"penalty":30000001'),
    (b'"margin":40500000', b'"margin":40500001'),
    (b'"released":13500000', b'"released":13500001'),
    (b'"status":"undelivered"', b'"status":"delivered"'),
    (b'"failing":"seller"', b'"failing":"buyer"'),
    (b'"lots":5', b'"lots":6'),
    (b'"instrument":"R1"', b'"instrument":"R2"'),
    (b'"collected":', b'"collected":1'),
    (b'"counts_from":', b'"counts_from":1'),
    (b'"kept":0', b'"kept":1'),
    (b'"computed":true', b'"computed":false'),
)


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(told: Told, old: bytes, new: bytes) -> None:
    """So that none is passed over in silence."""
    _, packages = told
    assert any(says(one, old) for one in packages.values())


@pytest.mark.parametrize("path", PATHS)
def test_what_happened_is_proved_and_nothing_else(told: Told, path: str) -> None:
    """Offline, from the package alone; altered anywhere it is not proved."""
    world, packages = told
    proved_as_it_is_alone(world, packages[path], SWAPS, among=packages.values())


@pytest.mark.parametrize(("path", "other"), SIDES.items())
def test_nobody_sees_who_was_on_the_other_side(told: Told, path: str, other: str) -> None:
    """Neither its accounts, nor what it offered, wanted, was allotted, paid or owed."""
    _, packages = told
    shown = b"".join(one.event for one in packages[path].events) + b"".join(one.line for one in packages[path].calls)
    assert b'"m-' + other.encode() not in shown
    assert b"/m-" + other.encode() not in shown
    assert b"of-" + other.encode() not in shown


def test_goods_that_wait_show_the_buyer_and_not_who_offered_them() -> None:
    """Ann's account for goods is stopped: she pays, they wait at the desk, and her package names no seller."""
    world = ended()
    stop = {"call": "parties.suspend_account", "account": "of-ann", "by": "court", "reference": "order 4"}
    world.do("court", calls=[stop])
    world.do("cat", calls=[call("take", contract="PA", account="m-ann", number=2)])
    world.block()
    package = Collector(world, world.publish()).record(RecordPath("futures/delivery/PA/m-ann"))
    assert verify_package(encode_package(package), world.trust()).verdict is Verdict.proved
    shown = b"".join(one.event for one in package.events) + b"".join(one.line for one in package.calls)
    assert b'"waits":{"instrument":"R2","units":1}' in shown
    assert not [name for name in (b'"m-bob', b"/m-bob", b"of-bob") if name in shown]


@pytest.mark.parametrize("path", SHARED)
def test_what_all_share_names_no_client(told: Told, path: str) -> None:
    """The ending, the goods and the desk are the house's and the venue's."""
    _, packages = told
    shown = b"".join(one.event for one in packages[path].events) + b"".join(one.line for one in packages[path].calls)
    assert not [name for name in (b"m-ann", b"m-bob", b"m-cat", b"m-dan") if name in shown]
