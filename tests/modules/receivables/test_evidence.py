# SPDX-License-Identifier: Apache-2.0
"""What a package proves of vouchers and lots after several splits, and what nobody can make it say otherwise."""

import pytest

from counterfoil.commerce.context import Context
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.events import Confirmed
from counterfoil.modules.receivables.lot_events import LotMade
from counterfoil.modules.receivables.making import made
from counterfoil.modules.receivables.records import ROOTS
from counterfoil.modules.supervision import calls as s
from counterfoil.modules.supervision.order import OrderKind
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, RecordPath
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.evidence_world import World
from support.forging import proves_nothing_else, unproved
from support.supervised import give, set_policy
from support.vouchers import (
    CASH,
    CORE,
    FACE,
    INVOICES,
    MATURES,
    confirm,
    finance,
    firm,
    founded,
    money,
    offering,
    part,
    print_of,
    promised,
    propose,
    split,
    standing,
)
from support.vouchers_stage import OnWorld, until_day


def told() -> tuple[World, dict[str, HexHash]]:
    """A voucher is split three times down four tiers; a part is financed by a bank, another paid at maturity."""
    stage = founded(OnWorld())
    promised(stage)
    stage.do(split("R-0", part("a", 300_000), part("b", 700_000, "third")), signed_by="first")
    stage.do(*offering(stage, "a", "second", "of-first"), signed_by="first")
    stage.do(lc.Take(lot="a"), signed_by="second")
    done = {"split": stage.do(split("b", part("b-1", 200_001), part("b-2", 499_999, "fourth")), signed_by="third")}
    stage.do(split("b-2", part("b-3", 123_456), part("b-4", 376_543, "third")), signed_by="fourth")
    stage.do(*offering(stage, "a", "bank", "of-second", name="sale", financing=finance()), signed_by="second")
    paid = (money("a", "of-bank", 289_500), lc.Take(lot="a", hold="price-a"))
    done["financing"] = stage.do(*paid, signed_by="bank")
    until_day(stage, MATURES)
    stage.do(c.Provide(root="R", quota=FACE), lc.RedeemLot(lot="a"), signed_by="rival")
    return stage.world, done


@pytest.fixture(scope="module")
def story() -> tuple[World, dict[str, Package]]:
    world, done = told()
    collector = Collector(world, world.publish())
    records = {
        "voucher": "receivables/voucher/R",
        "lot": "receivables/lot/b-3",
        "line": f"receivables/line/platform/{CORE}",
        "invoice": f"receivables/invoice/registry/{print_of(INVOICES[0])}",
        "claims": "receivables/claims/a",
        "programme": "receivables/programme/platform",
        "issuer": f"receivables/issuer/{CORE}",
    }
    packages = {name: collector.record(RecordPath(path)) for name, path in records.items()}
    packages["control"] = collector.control(AccountId("of-third"), InstrumentId("b-4"))
    packages["chain"] = collector.provenance(InstrumentId("b-4"))
    packages["chain of what was paid"] = collector.provenance(InstrumentId("a"))
    packages["money"] = collector.control(AccountId("of-second"), InstrumentId(CASH))
    packages |= {name: collector.transfer(transaction) for name, transaction in done.items()}
    return world, packages


NAMES = (
    *("voucher", "lot", "line", "invoice", "claims", "programme", "issuer", "control", "chain"),
    *("chain of what was paid", "money", "split", "financing"),
)
CHANGES = (
    (b'"value":376543', b'"value":376544'),
    (b'"start":623457', b'"start":623456'),
    (b'"depth":2', b'"depth":1'),
    (b'"parents":["holdings/title/b-2"]', b'"parents":["holdings/title/b"]'),
    (b'"defining":"receivables/voucher/R"', b'"defining":"receivables/voucher/S"'),
    (b'"face":1000000', b'"face":2000000'),
    (b'"price":289500', b'"price":289000'),
    (b'"registration":"zdw-1"', b'"registration":"zdw-2"'),
    (b'"by":["third"]', b'"by":["fourth"]'),
)


@pytest.mark.parametrize("name", NAMES)
def test_what_happened_is_proved(story: tuple[World, dict[str, Package]], name: str) -> None:
    """Offline, from the file alone."""
    world, packages = story
    report = verify_package(encode_package(packages[name]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_otherwise_is_not(story: tuple[World, dict[str, Package]], name: str) -> None:
    """Leave out any event, or change a number or a name in any, and the package is not proved."""
    world, packages = story
    proves_nothing_else(world, packages[name], CHANGES, among=packages.values())


def test_the_story_is_told_in_words(story: tuple[World, dict[str, Package]]) -> None:
    """A lot's record says what became of it, in both languages."""
    world, packages = story
    chain = verify_package(encode_package(packages["chain"]), world.trust())
    assert "It was made from holdings/title/b-2." in str(chain.narrative)
    collector = Collector(world, world.publish())
    packed = [encode_package(collector.record(RecordPath(f"receivables/lot/{name}"))) for name in ("b", "a")]
    narrative = "".join(str(verify_package(one, world.trust()).narrative) for one in packed)
    for said in (
        "Lot b of voucher R: 7,000.00 CNY of e-CNY for of-third, depth 1",
        "Lot b of 7,000.00 CNY of e-CNY split into 2 by of-third",
        "Lot a of 3,000.00 CNY of e-CNY taken by of-bank from of-second for 2,895.00 CNY; registered as zdw-1",
        "Lot a of voucher R: 3,000.00 CNY of e-CNY, and a penalty of 0.00 CNY, paid to of-bank",
        "账户 of-third 将份额 b（e-CNY 7,000.00 CNY）拆为 2 份",
    ):
        assert said in narrative, narrative


def test_a_lot_out_of_nothing_is_not_proved() -> None:
    """An operator who writes a part down that no split made has a lot that nobody believes."""
    stage = founded(OnWorld())
    promised(stage)
    world = stage.world
    signed = world.sign([{"call": "receivables.split", "lot": "R-0", "parts": [{"lot": "a", "value": FACE}]}], "first")
    root = world.read(ROOTS, "R")
    extra = LotMade(
        lot="extra",
        root="R",
        cash=CASH,
        start=0,
        value=FACE,
        depth=0,
        parent="R-0",
        account="of-first",
        passed_on=(),
        claimed_with=(),
    )

    def act(ctx: Context) -> None:
        ctx.happen(extra)
        ctx.happen(made("extra", root))

    world.rogue_block(act, signed)
    assert unproved(world, lambda collector: collector.record(RecordPath("receivables/lot/extra")))
    assert unproved(world, lambda collector: collector.record(RecordPath("instruments/instrument/extra")))


def test_a_confirmation_under_one_key_is_not_proved() -> None:
    """However the operator seals it."""
    stage = founded(OnWorld())
    stage.do(propose(stage), signed_by="first")
    stage.do(standing(), c.Prepare(root="R"), signed_by=CORE)
    world = stage.world
    call = confirm()
    signed = world.sign([{"call": "receivables.confirm", "root": "R", "mandate": call.mandate, "lot": "R-0"}], CORE)
    terms = world.read(ROOTS, "R").terms
    said = Confirmed(
        root="R",
        programme=terms.programme,
        issuer=terms.issuer,
        mandate=call.mandate,
        cash=terms.cash,
        face=terms.face,
        registry="registry",
        invoices=terms.invoices,
        accepted=True,
        until=world.next_time + 7 * 86_400_000,
    )
    world.rogue_block(lambda ctx: ctx.happen(said), signed)
    assert unproved(world, lambda collector: collector.record(RecordPath("receivables/voucher/R")))


def recovered() -> OnWorld:
    """A lot is pledged, what is owed on it provided, and the issuer's account recovered; then it is paid."""
    stage = founded(OnWorld())
    promised(stage)
    for name, role in (("court", Role.supervisor), ("ministry", Role.supervisor), ("clerk", Role.custodian)):
        stage.do(firm(stage, name, role), signed_by="registrar")
    stage.do(set_policy(), signed_by="supervisor")
    pledge = h.Pledge(pledge="pl", account="of-first", instrument="R-0", quantity=1, pledgee="bank")
    stage.do(pledge, signed_by="first")
    until_day(stage, MATURES)
    stage.do(c.Provide(root="R", quota=FACE), signed_by="rival")
    opened = p.OpenAccount(account="new", holder=CORE, outgoing=Control.holder, incoming=Control.nobody)
    stage.do(opened, signed_by=CORE)
    ordered = give(
        "r", OrderKind.recover, checker="clerk", expires=stage.time + 10**8, account="of-core", receiver="new"
    )
    stage.do(ordered, signed_by="court clerk")
    moved = s.RecoveredHolding(instrument=CASH, encumbrances=("receivables/R/0",))
    stage.do(s.Recover(order="r", by="court", holdings=(moved,)), signed_by="court")
    stage.do(h.ReleasePledge(pledge="pl"), signed_by="bank")
    stage.do(lc.RedeemLot(lot="R-0"), signed_by="rival")
    return stage


def test_a_recovery_of_what_is_kept_for_lots_is_proved() -> None:
    """The voucher, what it keeps, and both accounts: a stranger sees it move along, and the lot paid out of it."""
    world = recovered().world
    collector = Collector(world, world.publish())
    records = [RecordPath(path) for path in ("receivables/voucher/R", "holdings/encumbrance/receivables/R/0")]
    packages = [collector.record(path) for path in records]
    packages += [collector.control(AccountId(name), InstrumentId(CASH)) for name in ("of-core", "new")]
    for package in packages:
        report = verify_package(encode_package(package), world.trust())
        assert report.verdict is Verdict.proved, report


def test_the_chain_of_title_is_told_to_be_drawn(story: tuple[World, dict[str, Package]]) -> None:
    """From the whole voucher down to the lot: each title after what it came from, each with who had it."""
    world, packages = story
    report = verify_package(encode_package(packages["chain"]), world.trust())
    assert report.narrative is not None
    titles = {title.instrument: title for title in report.narrative.titles}
    assert not any(titles[name].later for name in ("R-0", "b", "b-2", "b-4"))
    assert "a" not in titles, "it was made by the same split, and who has another lot does not see what became of it"
    assert titles["b-4"].parents == ("b-2",)
    assert [held.account for held in titles["b-4"].held][-1] == "of-third"
    places = list(titles)
    assert all(places.index(parent) < places.index(one) for one in places for parent in titles[one].parents)
    assert all(title.before == 0 for title in titles.values())
