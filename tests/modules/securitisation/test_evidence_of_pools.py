# SPDX-License-Identifier: Apache-2.0
"""What a package proves of pools, lots, notes and shares, and what nobody can make it say otherwise."""

import pytest
from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.handing_out_events import HolderPaid
from counterfoil.modules.securitisation.notes import DAYS, SHARES
from counterfoil.modules.securitisation.placing import pays
from counterfoil.modules.securitisation.records import POOLS
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, RecordPath
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.evidence_world import World
from support.forging import proves_nothing_else
from support.pooled import FIRST_PAYMENT, LOTS, issued, pay, pay_out, repay
from support.pools_ordered import buying
from support.vouchers import CASH, MATURES, print_of
from support.vouchers_stage import OnWorld, until_day


def counted() -> OnWorld:
    """A pool whose lots are paid, on its first payment day."""
    stage = issued(OnWorld())
    until_day(stage, MATURES)
    repay(stage, *LOTS)
    until_day(stage, FIRST_PAYMENT)
    return stage


def told() -> tuple[World, dict[str, HexHash]]:
    """Its day is counted and its holders paid."""
    stage = counted()
    done = {"day": stage.do(c.CountDay(pool="P"), pay_out(), signed_by="rival")}
    done["payment"] = stage.do(pay("senior", 1, "fund-b", "fund-a"), signed_by="rival")
    return stage.world, done


@pytest.fixture(scope="module")
def story() -> tuple[World, dict[str, Package]]:
    world, done = told()
    collector = Collector(world, world.publish())
    records = {
        "pool": "securitisation/pool/P",
        "lot": "securitisation/lot/P-2-0",
        "note": "securitisation/note/senior",
        "investor": "securitisation/investor/senior/of-fund-a",
        "exposure": "securitisation/exposure/P/debtor/core",
        "day's record": "securitisation/day/P/1",
        "share": "securitisation/share/senior/1/of-fund-a",
    }
    packages = {name: collector.record(RecordPath(path)) for name, path in records.items()}
    packages["units"] = collector.control(AccountId("of-fund-a"), InstrumentId("senior"))
    packages["money"] = collector.control(AccountId("of-fund-b"), InstrumentId(CASH))
    packages["chain of a lot"] = collector.provenance(InstrumentId("P-1-0"))
    packages |= {name: collector.transfer(transaction) for name, transaction in done.items()}
    return world, packages


NAMES = (
    *("pool", "lot", "note", "investor", "exposure", "day's record", "share"),
    *("units", "money", "chain of a lot", "day", "payment"),
)
CHANGES = (
    (b'"balance":1000000', b'"balance":1000001'),
    (b'"debtor":"core"', b'"debtor":"weak"'),
    (b'"seller":"first"', b'"seller":"second"'),
    (b'"nominal":2900000', b'"nominal":2900001'),
    (b'"quantity":1700001', b'"quantity":1700002'),
    (b'"settled":699999', b'"settled":699998'),
    (b'"by":["fund-a"]', b'"by":["fund-b"]'),
    (b'"proceeds":2900000', b'"proceeds":2900001'),
    (b'"status":"repaid"', b'"status":"amortising"'),
)


@pytest.mark.parametrize("name", NAMES)
def test_what_happened_is_proved(story: tuple[World, dict[str, Package]], name: str) -> None:
    """Offline, from the file alone."""
    world, packages = story
    report = verify_package(encode_package(packages[name]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_otherwise_is_not(story: tuple[World, dict[str, Package]], name: str) -> None:
    """Leave out an event in seven, or change a number or a name in any, and the package is not proved."""
    world, packages = story
    proves_nothing_else(world, packages[name], CHANGES, every=7, among=packages.values())


def test_a_note_is_looked_through_to_its_invoices(story: tuple[World, dict[str, Package]]) -> None:
    """Record by record: the note names its pool, the pool its lots, each its debt, its invoices and the one before."""
    world, packages = story
    shown = {name: "".join(one.event.decode() for one in packages[name].events) for name in ("note", "pool", "lot")}
    assert '"securitisation/pool/P"' in shown["note"]
    assert (
        '"record":"securitisation/lot/P-3-0"' in shown["pool"]
        and '"record":"securitisation/lot/P-1-0"' in shown["pool"]
    )
    assert print_of("P-2") in shown["lot"] and '"debt":"receivables/voucher/P-2"' in shown["lot"]
    narrative = str(verify_package(encode_package(packages["pool"]), world.trust()).narrative)
    for said in (
        "Lot P-1-0 admitted to pool P: 10,000.00 CNY of e-CNY owed by core, sold by first",
        "Notes of pool P issued for 29,000.00 CNY of e-CNY",
        "Payment 1 of pool P counted: 30,000.00 CNY of e-CNY collected",
        "专项计划 P 第 1 次兑付",
    ):
        assert said in narrative, narrative


def test_a_share_that_is_not_the_holders_is_not_proved() -> None:
    """An operator who pays a holder a fen more than its interval covers has a payment that nobody believes."""
    stage = counted()
    stage.do(c.CountDay(pool="P"), signed_by="rival")
    world = stage.world
    signed = world.sign(
        [{"call": "securitisation.pay", "instrument": "senior", "number": 1, "accounts": ["of-fund-b"]}], "rival"
    )
    pool, rank = world.read(POOLS, "P"), world.read(DAYS, "P", "1").of("senior")
    said = {"instrument": "senior", "account": "of-fund-b", "pool": "P", "number": 1, "cash": CASH}
    interest, principal = rank.interest * 699_999 // rank.units, 699_999
    paid = HolderPaid(**said, units=699_999, settled=0, interest=interest + 1, principal=principal, last=False)

    def act(ctx: Context) -> None:
        ctx.happen(paid)
        cause = SHARES.path("senior", "1", "of-fund-b")
        ctx.happen(pays(pool, AccountId("of-fund-b"), interest + 1 + principal, cause, None))

    world.rogue_block(act, signed)
    collector = Collector(world, world.publish())
    package = collector.record(RecordPath("securitisation/share/senior/1/of-fund-b"))
    assert verify_package(encode_package(package), world.trust()).verdict is Verdict.not_proved


def test_what_is_set_aside_and_bought_back_is_proved() -> None:
    """Who bought a lot back for how much, whose share was set aside, and that it was taken; nothing less is."""
    stage = issued(OnWorld(), aside_after_days=1)
    stage.do(*buying(), signed_by="spv first")
    sale = h.Transfer(sender="of-fund-a", receiver="of-second", instrument="senior", quantity=100)
    stage.do(sale, signed_by="fund-a second")
    until_day(stage, MATURES)
    repay(stage, "P-2", "P-3")
    until_day(stage, FIRST_PAYMENT)
    stage.do(c.CountDay(pool="P"), pay_out(), pay("senior", 1, "fund-b"), signed_by="rival")
    until_day(stage, FIRST_PAYMENT + 1)
    stage.do(c.SetAside(instrument="senior", number=1, accounts=("of-second", "of-fund-a")), signed_by="rival")
    stage.do(c.AgreeToBePaid(instrument="senior", account="of-second"), signed_by="second")
    stage.do(pay("senior", 1, "second"), signed_by="rival")
    world = stage.world
    collector = Collector(world, world.publish())
    paths = ("pool/P", "lot/P-1-0", "note/senior", "day/P/1", "share/senior/1/of-second", "share/senior/1/of-fund-a")
    for path in paths:
        package = collector.record(RecordPath(f"securitisation/{path}"))
        report = verify_package(encode_package(package), world.trust())
        assert report.verdict is Verdict.proved, report.to_text()
        about = [n for n, one in enumerate(package.events) if f'"securitisation/{path}"'.encode() in one.event]
        for n in about[-2:]:
            less = replace(package, events=(*package.events[:n], *package.events[n + 1 :]))
            assert verify_package(encode_package(less), world.trust()).verdict is Verdict.not_proved
    lot = encode_package(collector.record(RecordPath("securitisation/lot/P-1-0")))
    told = str(verify_package(lot, world.trust()).narrative)
    assert "first pays 10,000.00 CNY of e-CNY for lot P-1-0 of pool P, which is not what was warranted" in told, told
