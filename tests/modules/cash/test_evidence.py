# SPDX-License-Identifier: Apache-2.0
"""What a package proves of digital yuan, and what an operator who goes rogue cannot prove."""

import pytest

from counterfoil.commerce.context import Context
from counterfoil.evidence.package import Package, encode_package
from counterfoil.law.event import Consents
from counterfoil.modules.cash.events import Drawn
from counterfoil.modules.cash.payments import Confirmed
from counterfoil.modules.holdings.events import Transferred
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import HexHash, RecordPath
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.cash_story import (
    LIN,
    SHOP,
    VAULT,
    YUAN,
    asked,
    circulating,
    confirmed,
    held,
    interest,
    paid,
    pay,
    prepaid,
    refunded,
)
from support.evidence_world import World, id_of
from support.forging import forgeries, proves_nothing_else, unproved
from support.lawless import everything_goes

VAULT_RECORD = RecordPath(f"cash/vault/{VAULT}/{YUAN}")
USAGE = RecordPath(f"cash/usage/{LIN}/{YUAN}")
CONTRACT = RecordPath("cash/prepaid/c")


def told() -> tuple[World, HexHash]:
    """Lin pays a request, prepays two services, confirms one; the shop gives up the other; Lin is paid interest."""
    world = circulating()
    world.do("shop", calls=[asked()])
    world.do("lin", calls=[held("h", "request/r"), paid()])
    world.do("lin", "shop", calls=[held("p", "prepaid/c"), prepaid(hold="p")])
    moved = world.do("lin", calls=[confirmed(1)])
    world.do("shop", calls=[refunded()])
    world.do("icbc", calls=[interest()])
    return world, moved


@pytest.fixture(scope="module")
def story() -> tuple[World, HexHash, dict[str, Package]]:
    """The story's packages: records of every table, both sides of a payment, and the transaction of a confirmation."""
    world, moved = told()
    collector = Collector(world, world.publish())
    records = {
        "currency": f"cash/currency/{YUAN}",
        "vault": VAULT_RECORD,
        "wallet": f"cash/wallet/{LIN}/{YUAN}",
        "usage": USAGE,
        "request": "cash/request/r",
        "contract": CONTRACT,
    }
    packages = {name: collector.record(RecordPath(path)) for name, path in records.items()}
    packages["payer"] = collector.control(LIN, YUAN)
    packages["payee"] = collector.control(SHOP, YUAN)
    packages["confirmation"] = collector.transfer(moved)
    return world, moved, packages


NAMES = ("currency", "vault", "wallet", "usage", "request", "contract", "payer", "payee", "confirmation")


@pytest.mark.parametrize("name", NAMES)
def test_what_happened_is_proved(story: tuple[World, HexHash, dict[str, Package]], name: str) -> None:
    """Offline, from the file alone."""
    world, _, packages = story
    report = verify_package(encode_package(packages[name]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_otherwise_is_not(story: tuple[World, HexHash, dict[str, Package]], name: str) -> None:
    """Leave out any event, or change a number in any, and the package is not proved."""
    world, _, packages = story
    swaps = ((b'"quantity":20', b'"quantity":21'), (b'"instalment":1', b'"instalment":2'), (b"800", b"900"))
    proves_nothing_else(world, packages[name], swaps, among=packages.values())


@pytest.mark.parametrize("change", [201, -801], ids=["more than is backed", "more redeemed than issued"])
def test_a_count_beyond_the_backing_is_not_proved(change: int) -> None:
    """An operator who notes more issued through a bank than backs it convinces nobody of the vault's record."""
    world, _ = told()
    signed = world.sign([pay(1)], "lin")
    with everything_goes():
        world.rogue_block(lambda ctx: ctx.happen(Drawn(account=VAULT, instrument=YUAN, change=change)), signed)
    assert unproved(world, lambda collector: collector.record(VAULT_RECORD))


@pytest.mark.parametrize("number", [1, 2])
def test_an_instalment_nobody_confirmed_is_not_proved(number: int) -> None:
    """Delivered again, or after the refund: the payer's consent is used up."""
    world, _ = told()
    signed = world.sign([confirmed(number)], "shop")
    world.force(signed)
    assert unproved(world, lambda collector: collector.record(CONTRACT))
    assert unproved(world, lambda collector: collector.transfer(id_of(signed)))


def test_a_confirmation_by_itself_moves_nothing() -> None:
    """An operator who writes the contract down as performed has a record that nobody believes."""
    world = circulating()
    world.do("lin", "shop", calls=[held("h", "prepaid/c"), prepaid()])
    signed = world.sign([pay(1)], "lin")
    world.rogue_block(lambda ctx: ctx.happen(Confirmed(contract="c", instalment=2, by=None)), signed)
    assert unproved(world, lambda collector: collector.record(CONTRACT))


def test_a_limit_is_the_auditors_word() -> None:
    """What the README says: a payment beyond the limit, sealed and audited falsely, is proved by its consents."""
    world, _ = told()
    signed = world.sign([pay(100)], "lin")
    world.force(signed)
    assert not unproved(world, lambda collector: collector.transfer(id_of(signed)))


def test_interest_that_nobody_earned_is_not_proved() -> None:
    """The bank's mandate is good, and the law computes another amount, or none."""
    world, _ = told()
    again = world.sign([interest()], "icbc")
    world.waited_ms += 400 * 86_400_000
    with everything_goes():
        lent = Transferred(
            sender=VAULT,
            receiver=LIN,
            instrument=YUAN,
            quantity=9,
            giving="holdings/mandate/m",
            taking=f"cash/wallet/{LIN}/{YUAN}",
            cause=f"cash/currency/{YUAN}",
        )
        world.rogue_block(lambda ctx: ctx.happen(lent, _permitted(ctx, lent)), again)
    assert unproved(world, lambda collector: collector.control(LIN, YUAN))


def _permitted(ctx: Context, event: Transferred) -> Consents:
    ctx.call = "cash.pay_interest"
    return event.permit(ctx)


def test_a_change_to_what_no_event_says_fails(story: tuple[World, HexHash, dict[str, Package]]) -> None:
    """It would test nothing, without a word."""
    _, _, packages = story
    for among in ((), packages.values()):
        with pytest.raises(AssertionError, match="no event says"):
            next(forgeries(packages[NAMES[0]], ((b'"quantity":nobody', b""),), among=among))
