# SPDX-License-Identifier: Apache-2.0
"""What a member handed in, for which day, how much and in which order, is proved offline; a row of it is not shown."""

import pytest

from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.futures.handing_in import HANDED_IN, HandedKind
from counterfoil.node.collect import Collector
from counterfoil.node.futures.order_batches import Head, batches_of, opened, sealed
from counterfoil.node.packed_attachments import packed_attachments
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.clearing_breaches import plain
from support.evidence_log import key
from support.evidence_world import World
from support.forging import forgeries
from support.futures_handed_breaches import THERE, handed_in_world
from support.futures_market import TODAY

ROW = {"InvestorID": "88001234", "OrderSysID": "000001"}
SWAPS = (
    (b'"rows":1', b'"rows":2'),
    (b'"late":true', b'"late":false'),
    (b'"amends":true', b'"amends":false'),
    (b'"number":4', b'"number":5'),
    (b'"ends_day":false', b'"ends_day":true'),
)


@pytest.fixture(scope="module")
def told() -> tuple[World, Package]:
    """Alpha hands in today's orders, and one more of yesterday, of which it had said that nothing lacks."""
    world = handed_in_world()
    for number, day in ((3, TODAY), (4, TODAY - 1)):
        (made,) = batches_of(Head(day, "CC", HandedKind.orders, "alpha"), [ROW], key("alpha"))
        carried = sealed(made, key("watch").public)
        call = THERE.batch(number, day=day, rows=1, root=made.root, sealed=carried)
        world.do("alpha", calls=[plain(call)])
    world.block()
    return world, Collector(world, world.publish()).record(RecordPath(HANDED_IN.path("CC", "alpha", "orders")))


def test_what_was_handed_in_is_proved_in_order_and_altered_it_is_not(told) -> None:
    """Four batches, one of them of a day that had ended; each forgery is of what the package says."""
    world, package = told
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    record = world.context().read(HANDED_IN, "CC", "alpha", "orders")
    assert record is not None
    assert (record.batches, record.rows, record.ended, record.day) == (4, 6, TODAY - 1, TODAY - 1)
    for altered in forgeries(package, SWAPS):
        assert verify_package(encode_package(altered), world.trust()).verdict is Verdict.not_proved


def test_a_batch_left_out_is_noticed(told) -> None:
    """Without one of its events the trail does not hold together."""
    world, package = told
    for place in range(len(package.events)):
        events = (*package.events[:place], *package.events[place + 1 :])
        less = type(package)(
            **{**{name: getattr(package, name) for name in package.__struct_fields__}, "events": events}
        )
        assert verify_package(encode_package(less), world.trust()).verdict is Verdict.not_proved


def test_nobody_reads_a_row_in_the_package_but_the_supervisor(told) -> None:
    """Neither plain nor deflated; the key opens what the package carries, and finds what was committed to."""
    _, package = told
    data = encode_package(package)
    assert b"88001234" not in data
    assert not [one for one in (*package.events, *package.calls) if b"88001234" in repr(one).encode()]
    last = [one.attachment for one in packed_attachments(package)][-1]
    (made,) = batches_of(Head(TODAY - 1, "CC", HandedKind.orders, "alpha"), [ROW], key("alpha"))
    assert opened([last], made.head, 1, made.root, key("watch")).plain == made
