# SPDX-License-Identifier: Apache-2.0
"""What evidence says of registers and payments out of them: proved offline, and in nothing else than it happened."""

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.lifecycle.actions import ACTIONS
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, InstrumentId, RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_story import CASH, LI, WANG
from support.evidence_world import World
from support.forging import proved_as_it_is_alone
from support.lifecycle_breaches import BOND, RATED_DAY, begun, do, fixed, funded, rate, rated, step, wait

COUPON = "_due-1"
ENTITLED = f"lifecycle/entitlement/{BOND}/{COUPON}/d1/{LI}"
POSITION = f"lifecycle/position/{BOND}/{COUPON}/{LI}"
ACTION = f"lifecycle/action/{BOND}/{COUPON}"


def world_paid() -> World:
    """A coupon from its terms to Li and Wang; Li sold after the record time."""
    world = begun()
    action = world.ledger.view.read(ACTIONS, BOND, COUPON)
    assert action is not None
    wait(world, action.record_time)
    sold = {"call": "holdings.transfer", "sender": LI, "receiver": WANG, "instrument": BOND, "quantity": 100}
    world.do("li", calls=[sold])
    fixed(world, COUPON, BOND)
    funded(world, COUPON, BOND)
    wait(world, action.pay_time)
    while step(world, BOND, COUPON, at_most=1):
        pass
    world.block()
    return world


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    world = world_paid()
    collector = Collector(world, world.publish())
    named = {path: collector.record(RecordPath(path)) for path in (ENTITLED, POSITION, ACTION)}
    return world, named | {"cash": collector.control(AccountId(LI), InstrumentId(CASH))}


SWAPS = (
    (b'"gross":', b'"gross":1'),
    (b'"tax":0', b'"tax":1'),
    (b'"quantity":333', b'"quantity":334'),
    (b'"whole":', b'"whole":1'),
    (b'"amount":"', b'"amount":"1'),
    (b'"pay_time":1', b'"pay_time":2'),
    (b'"kind":"hold"', b'"kind":"rule"'),
)


@pytest.mark.parametrize("name", [ENTITLED, POSITION, ACTION, "cash"])
def test_what_was_paid_is_proved_and_nothing_else(told: tuple[World, dict[str, Package]], name: str) -> None:
    """Who held what, who is entitled to what, from which terms; altered anywhere it is not proved."""
    world, packages = told
    proved_as_it_is_alone(world, packages[name], SWAPS, among=packages.values())


def test_every_swap_is_of_something_that_a_package_says(told: tuple[World, dict[str, Package]]) -> None:
    """A forgery that hits no event of any package would prove nothing."""
    _, packages = told
    said = b"".join(one.event for package in packages.values() for one in package.events)
    assert [old for old, _ in SWAPS if old not in said] == []


def test_a_holders_cash_shows_payments_out_of_the_same_hold(told: tuple[World, dict[str, Package]]) -> None:
    """What a package shows of others is said in the README: the hold's trail, and the sums, back to an opening."""
    _, packages = told
    of_others = [one.event for one in packages["cash"].events if b'"account":"wang-account"' in one.event]
    shown = {
        kind for kind in ("paid", "entitled", "counted") if any(f"lifecycle.{kind}".encode() in e for e in of_others)
    }
    assert shown == {"paid", "entitled"}


def test_a_floating_payment_is_computed_again_from_the_published_rate() -> None:
    """Offline, out of the terms and the rate, as its publisher signed it; of another rate nothing is proved."""
    world = begun()
    rated(world)
    collector = Collector(world, world.publish())
    package = collector.record(RecordPath("lifecycle/action/FLOATS/_due-1"))
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    published = [one for one in package.events if b"lifecycle.fixing_published" in one.event]
    assert len(published) == 1
    for old, new in ((b'"rate":"0.02"', b'"rate":"0.03"'), (b'"whole":10172', b'"whole":10173')):
        events = tuple(replace(one, event=one.event.replace(old, new)) for one in package.events)
        assert events != package.events
        forged_one = encode_package(replace(package, events=events))
        assert verify_package(forged_one, world.trust()).verdict is Verdict.not_proved


def test_an_operator_that_publishes_another_rate_convinces_nobody() -> None:
    """A correction that came after the payment was computed is not proved, though it was sealed."""
    world = begun()
    rated(world)
    world.force(world.sign([rate("correct_fixing", "0.5")], "venue"))
    package = Collector(world, world.publish()).record(RecordPath(f"lifecycle/fixing/venue/RATE/{RATED_DAY}"))
    assert verify_package(encode_package(package), world.trust()).failed_check == 10


def test_an_operator_that_pays_too_much_convinces_nobody() -> None:
    """Sealed all the same, an entitlement that its law does not give, or a second payment of it, is not proved."""
    world = world_paid()
    again = do("pay", COUPON, account=LI) | {"instrument": BOND}
    world.force(world.sign([again], "venue"))
    package = Collector(world, world.publish()).record(RecordPath(ENTITLED))
    assert verify_package(encode_package(package), world.trust()).failed_check == 10
