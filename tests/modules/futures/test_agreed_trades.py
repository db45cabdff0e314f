# SPDX-License-Identifier: Apache-2.0
"""Block trades and exchanges for physicals, with figures by hand, and what each side's evidence shows of the other."""

import pytest

from counterfoil.evidence.package import Package
from counterfoil.modules.futures import bilateral_calls as b
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.bilateral import AGREED, AGREED_CYCLE, AgreedStatus
from counterfoil.modules.futures.floor import band_of
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.positions import POSITIONS, PUBLISHED, TRADINGS, Offset, Turned
from counterfoil.modules.futures.records import FUTURES, MARGIN_ACCOUNTS
from counterfoil.modules.futures.trade_policy import TradeKind
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, says
from support.futures_between import FAR, agree, agreeing, propose, register, registered, side
from support.futures_between_breaches import between
from support.futures_market import AT, MULTIPLIER, TODAY, balance, book, fill
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    """Four clients of three members, and a day that is open."""
    ledger = Ledger()
    agreeing(ledger)
    return ledger


def matched(ledger: Ledger, price: int, number: int = 1) -> None:
    """One lot between Ann and Cat in the day's last hour, by the venue."""
    trade = {"price": price, "time": (TODAY * 1_440 + 890 - 480) * 60_000}
    ledger.do(
        book("m-ann", fill(number, "bought", "opens", **trade), contract="BL"),
        book("m-cat", fill(number, "sold", "opens", **trade), contract="BL"),
        signed_by="venue",
    )


def test_a_band_is_inwards_to_the_tick() -> None:
    """Two per cent of 50,000 is 1,000. Of 50,010 it is 1,000.2: within, ticks of 2 go from 49,010 to 51,010."""
    assert band_of(50_000, 20_000, 2) == (49_000, 51_000)
    assert band_of(50_010, 20_000, 2) == (49_010, 51_010)


def test_a_block_is_novated_and_no_average_counts_it(ledger: Ledger) -> None:
    """Two lots at 51,000 besides one matched at 50,000: the settlement price is 50,000, and the house is between."""
    agree(ledger, "block", price=AT + 1_000)
    registered(ledger, "block", 70)
    matched(ledger, AT)
    ledger.do(
        c.Balance(
            contract="BL",
            lots=1,
            turnover=AT * MULTIPLIER,
            open_interest=3,
            late_lots=1,
            late_turnover=AT * MULTIPLIER,
            agreed_lots=2,
            agreed_turnover=2 * (AT + 1_000) * MULTIPLIER,
        ),
        signed_by="venue",
    )
    published = ledger.state.read(PUBLISHED, "BL")
    assert published is not None and published.agreed == Turned(2, 2 * 51_000 * MULTIPLIER)
    ledger.do(c.FixSettlement(contract="BL"), signed_by="ccp")
    ledger.drive("ann", "futures")
    found = {name: ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}") for name in ("ann", "bob", "cat")}
    contract = ledger.state.read(FUTURES, "BL")
    assert contract is not None and contract.settlement == AT
    # Bought two at 51,000 and settled at 50,000: 2 × 1,000 × 3,000 lost. Fees: 25.3 millionths of what was traded.
    lost, fee_two, fee_one = 2 * 1_000 * MULTIPLIER, 7_742, 3_795
    assert 2 * 51_000 * MULTIPLIER * 253 // 10**7 == 7_741 and fee_one * 10**7 == AT * MULTIPLIER * 253
    balances = {name: 500_000_000 - one.balance for name, one in found.items() if one is not None}
    assert balances == {"ann": lost + fee_two + fee_one, "bob": fee_two - lost, "cat": fee_one}


def test_an_exchange_for_physicals_closes_both_sides(ledger: Ledger) -> None:
    """Long and short are swapped for goods: of two lots each none is open, at the agreed price, and it is on record."""
    agree(ledger, "opened")
    registered(ledger, "opened", 1)
    goods = {"kind": TradeKind.efp, "physical": "contract 7 of copper", "document": "ab" * 32}
    closes = {"buyer": side("bob", offset=Offset.closes), "seller": side("ann", offset=Offset.closes)}
    agree(ledger, "swap", price=AT + 2_000, **goods, **closes)
    registered(ledger, "swap", 2)
    position = ledger.state.read(POSITIONS, "m-ann", "BL", "speculation")
    assert position is not None and position.flat
    assert position.by_trade == 2 * 2_000 * MULTIPLIER
    assert [one.kind for one in position.fills] == [TradeKind.block, TradeKind.efp]
    trade = ledger.state.read(AGREED, "swap")
    assert trade is not None and (trade.physical, trade.document) == ("contract 7 of copper", "ab" * 32)


def test_where_the_product_says_so_the_house_agrees_too(ledger: Ledger) -> None:
    """Affirmed by both it waits; the house agrees, and it can be registered."""
    agree(ledger, "asked", contract="AS")
    assert ledger.submit(register("asked"), signed_by="venue").outcome is Refusal.agreement_elsewhere
    ledger.do(b.AllowTrade(trade="asked"), signed_by="ccp")
    registered(ledger, "asked", 1)
    trading = ledger.state.read(TRADINGS, "AS")
    assert trading is not None and (trading.long, trading.agreed_bought, trading.bought.lots) == (
        2,
        trading.agreed_sold,
        0,
    )


def test_a_block_between_two_clients_of_one_member_is_spoken_for_by_two(ledger: Ledger) -> None:
    """The member for one of them, the other for itself."""
    agree(ledger, "within", seller=side("cat", "alpha"))
    registered(ledger, "within", 1)
    position = ledger.state.read(POSITIONS, "m-cat", "BL", "speculation")
    assert position is not None and position.short_lots == 2


def test_one_side_alone_is_never_balanced(ledger: Ledger) -> None:
    """Until the other is registered, or this one cancelled."""
    agree(ledger, "half")
    ledger.do(register("half", number=3), signed_by="venue")
    said = {"agreed_lots": 2, "agreed_turnover": 2 * AT * MULTIPLIER}
    call = c.Balance(contract="BL", lots=0, turnover=0, open_interest=2, **said)
    assert ledger.submit(call, signed_by="venue").outcome is Refusal.not_balanced
    undone = c.Cancel(account="m-ann", contract="BL", trade=3, direction="bought", reason="the other side failed")
    ledger.do(undone, balance("BL", 0, 0, 0), signed_by="venue ann")


def test_a_later_trade_of_the_venue_has_any_higher_number(ledger: Ledger) -> None:
    """What was agreed bears a number of its own, and holds up none of the venue's that is lower."""
    agree(ledger, "high")
    registered(ledger, "high", 900)
    matched(ledger, AT, number=5)
    answer = ledger.submit(book("m-ann", fill(900, "bought", "opens"), contract="BL"), signed_by="venue")
    assert answer.outcome is Refusal.numbers_unordered


def test_statuses_go_as_the_table_says() -> None:
    """Both ends are ends."""
    assert {status for status, after in AGREED_CYCLE.items() if not after} == {
        AgreedStatus.agreed,
        AgreedStatus.withdrawn,
    }


PATHS = ("futures/position/m-ann/BL/speculation", "futures/account/m-ann", "futures/agreed/full")
SWAPS = (
    (b'"kind":"block"', b'"kind":"efp"'),
    (b'"lots":2', b'"lots":3'),
    (b'"price":50000', b'"price":50002'),
    (b'"by":"ann"', b'"by":"bob"'),
    (b'"account":"m-bob"', b'"account":"m-cat"'),
)


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """Both sides registered, of one trade among several."""
    world = between()
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


@pytest.mark.parametrize("path", PATHS)
def test_both_consents_are_proved(told: tuple[World, dict[str, Package]], path: str) -> None:
    """Offline, from the package alone; altered anywhere it is not proved."""
    world, packages = told
    proved_as_it_is_alone(world, packages[path], SWAPS, among=packages.values())


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(
    told: tuple[World, dict[str, Package]], old: bytes, new: bytes
) -> None:
    """So that none is passed over in silence."""
    assert any(says(one, old) for one in told[1].values())


def test_a_package_names_no_client_but_the_counterpart(told: tuple[World, dict[str, Package]]) -> None:
    """Ann affirmed a trade with Bob: his account is named, and nothing of his positions; Cat and Dan are not."""
    _, packages = told
    package = packages[PATHS[0]]
    shown = b"".join(one.event for one in package.events) + b"".join(one.line for one in package.calls)
    assert b'"m-bob"' in shown
    assert b"m-cat" not in shown and b"m-dan" not in shown
    assert b"position/m-bob" not in shown and b"account/m-bob" not in shown


def test_a_proposal_binds_nobody(ledger: Ledger) -> None:
    """Until it is affirmed nothing is registered, and either lets it go."""
    ledger.do(propose("open", expires=FAR), signed_by="ann")
    ledger.do(b.WithdrawTrade(trade="open", by="bob", reason="no"), signed_by="bob")
    assert ledger.submit(b.AffirmTrade(trade="open"), signed_by="bob").outcome is Refusal.agreement_elsewhere
