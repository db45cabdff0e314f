# SPDX-License-Identifier: Apache-2.0
"""Quotas for hedging and arbitrage: what opens within them, what they close, and what they show."""

from collections import Counter
from random import Random

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import Package
from counterfoil.modules.futures import bilateral_calls as b
from counterfoil.modules.futures.bilateral import TradeSide
from counterfoil.modules.futures.invariants import invariants
from counterfoil.modules.futures.positions import POSITIONS
from counterfoil.modules.futures.quotas import QUOTAS, QuotaGrant
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import TradeKind
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, says
from support.futures_market import AT, TODAY, book, fill
from support.futures_quoted import DOCUMENT, end, grant, granted, hedged, quoted_floor
from support.futures_quoted_breaches import quoted_world
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    return granted(Ledger())


def answered(ledger: Ledger, name: str, lots: int, number: int = 20, **more: str) -> str:
    return ledger.submit(hedged(name, lots, number, **more), signed_by="venue").outcome.name


def spans(ledger: Ledger, holder: str = "ann") -> list[tuple[str | None, int, int, int]]:
    """Contract, first and last day counted from today, and lots long, of each grant."""
    found = ledger.state.read(QUOTAS, "CC", holder, "quoted", "hedge")
    assert found is not None
    return [(one.contract, one.first - TODAY, one.last - TODAY, one.long) for one in found.entries]


def test_a_client_opens_within_its_quota_over_all_its_accounts(ledger: Ledger) -> None:
    """Ann has two and one of five: three more are too many with either account, and two are not."""
    assert [answered(ledger, "b-ann", 3), answered(ledger, "m-ann", 4)] == ["client_beyond_quota", "beyond_quota"]
    assert answered(ledger, "b-ann", 2) == "ok"


def test_a_contracts_quota_holds_beside_its_products(ledger: Ledger) -> None:
    """Two of the second contract, though of the product there would be two; then nothing is left of five."""
    assert [answered(ledger, "m-ann", 3, contract="Q2"), answered(ledger, "m-ann", 2, contract="Q2")] == [
        "beyond_quota",
        "ok",
    ]
    assert answered(ledger, "m-ann", 1, 21) == "client_beyond_quota"


def test_what_is_under_a_quota_counts_for_no_limit_that_does_not_name_it(ledger: Ledger) -> None:
    """With a limit of two and three lots hedged, two are opened for speculation, and no third."""
    assert answered(ledger, "m-ann", 2, hedge="speculation") == "ok"
    assert answered(ledger, "m-ann", 1, 21, hedge="speculation") == "client_limit"


def test_a_quota_that_is_reduced_or_ended_closes_nothing(ledger: Ledger) -> None:
    """Three lots stay, may be closed, and none is opened."""
    ledger.do(grant(long=1, first=TODAY), signed_by="ccp")
    assert answered(ledger, "m-ann", 1) == "beyond_quota"
    ledger.do(end(), signed_by="ccp")
    assert answered(ledger, "m-ann", 1) == "no_quota"
    position = ledger.state.read(POSITIONS, "m-ann", "Q1", "hedge")
    assert position is not None and position.long_lots == 2
    closing = book("m-ann", fill(20, "sold", "closes", lots=2), contract="Q1", hedge=HedgeFlag.hedge)
    ledger.do(closing, signed_by="venue")


def test_room_made_within_a_batch_counts_from_then_on(ledger: Ledger) -> None:
    """Two are closed and five opened: at no time more than five. The other way round there were seven."""
    closes, opens = fill(20, "sold", "closes", lots=2), fill(21, "bought", "opens", lots=4)
    batch = book("m-ann", closes, opens, contract="Q1", hedge=HedgeFlag.hedge)
    turned = book("m-ann", replace(opens, trade=19), closes, contract="Q1", hedge=HedgeFlag.hedge)
    assert ledger.submit(turned, signed_by="venue").outcome.name == "beyond_quota"
    ledger.do(batch, signed_by="venue")


def test_a_block_trade_opens_within_a_quota_too(ledger: Ledger) -> None:
    """Bob has one of four left to sell: two are agreed on, and not registered."""
    sides = [
        TradeSide(account=name, party=name[2:], hedge=hedge)
        for name, hedge in (("m-dan", HedgeFlag.speculation), ("m-bob", HedgeFlag.hedge))
    ]
    block = b.ProposeTrade(
        trade="block",
        kind=TradeKind.block,
        contract="Q1",
        price=AT,
        lots=2,
        buyer=sides[0],
        seller=sides[1],
        by="dan",
        expires=ledger.time + 10**6,
    )
    ledger.do(block, b.AffirmTrade(trade="block"), signed_by="dan bob")
    register = b.RegisterTrade(trade="block", direction="sold", number=30)
    assert ledger.submit(register, signed_by="venue").outcome.name == "beyond_quota"


def test_a_later_grant_takes_the_place_of_the_days_that_it_names(ledger: Ledger) -> None:
    """More from day five to day nine: before and after them what was granted stands, of other contracts all of it."""
    assert spans(ledger) == [(None, 0, 30, 5), ("Q2", 0, 30, 2)]
    ledger.do(grant(long=8, first=TODAY + 5, last=TODAY + 9), signed_by="ccp")
    assert spans(ledger) == [(None, 0, 4, 5), (None, 10, 30, 5), ("Q2", 0, 30, 2), (None, 5, 9, 8)]
    ledger.do(grant(long=9, first=TODAY + 3, last=TODAY + 40), signed_by="ccp")
    assert spans(ledger) == [(None, 0, 2, 5), ("Q2", 0, 30, 2), (None, 3, 40, 9)]
    assert list(invariants(ledger.state)) == []


def test_a_quota_is_of_its_days(ledger: Ledger) -> None:
    """From tomorrow on is nothing today; until yesterday is nothing either."""
    later = QuotaGrant(contract=None, first=TODAY + 1, last=TODAY + 2, long=1, short=1, document=DOCUMENT)
    assert [later.covers("Q1", day) for day in range(TODAY, TODAY + 4)] == [False, True, True, False]
    ledger.do(grant("cat", first=TODAY + 1), signed_by="ccp")
    assert answered(ledger, "m-cat", 1) == "no_quota"


@pytest.mark.parametrize("seed", range(4))
def test_random_grants_and_trades_are_what_a_twin_day_by_day_says(seed: int) -> None:
    """The twin keeps one number for each contract and day, and adds up what Ann opened in both accounts."""
    dice, ledger = Random(seed), quoted_floor(Ledger())
    quota: dict[tuple[str | None, int], int] = {}
    opened: Counter[str] = Counter()
    for number in range(1, 60):
        contract = dice.choice((None, "Q1", "Q2"))
        days = sorted(dice.choices(range(TODAY, TODAY + 6), k=2))
        if dice.random() < 0.3:
            lots = dice.randrange(4 + number // 4)
            ledger.do(grant(long=lots, first=days[0], last=days[1], contract=contract), signed_by="ccp")
            quota |= {(contract, day): lots for day in range(days[0], days[1] + 1)}
        elif dice.random() < 0.1 and any(of == contract for of, _ in quota):
            ledger.do(end(contract=contract), signed_by="ccp")
            quota = {key: lots for key, lots in quota.items() if key[0] != contract}
        traded, lots = dice.choice(("Q1", "Q2")), dice.randint(1, 2)
        there = {None: sum(opened.values()) + lots, traded: opened[traded] + lots}
        asked = {of: quota[of, TODAY] for of in there if (of, TODAY) in quota}
        right = bool(asked) and all(there[of] <= most for of, most in asked.items())
        name = dice.choice(("m-ann", "b-ann"))
        assert (answered(ledger, name, lots, number, contract=traded) == "ok") is right, number
        opened[traded] += lots * right
    assert list(invariants(ledger.state)) == []


POSITION, QUOTA = "futures/position/m-ann/Q1/hedge", "futures/quota/CC/ann/quoted/hedge"
PATHS = (POSITION, QUOTA)
SWAPS = (
    (b'"long":5', b'"long":6'),
    (b'"hedge":"hedge"', b'"hedge":"arbitrage"'),
    (DOCUMENT.encode(), b"cd" * 32),
    (b'"quotas":["hedge"', b'"quotas":["market_maker"'),
)


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """Ann's position for hedging, and what she was granted."""
    world = quoted_world()
    world.block()
    collector = Collector(world, world.publish())
    return world, {path: collector.record(RecordPath(path)) for path in PATHS}


@pytest.mark.parametrize("path", PATHS)
def test_what_was_opened_within_a_quota_is_proved(told: tuple[World, dict[str, Package]], path: str) -> None:
    """Offline, from the package alone; altered anywhere it is not proved."""
    world, packages = told
    proved_as_it_is_alone(world, packages[path], SWAPS, among=packages.values())


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_some_package_says(
    told: tuple[World, dict[str, Package]], old: bytes, new: bytes
) -> None:
    """So that none is passed over in silence."""
    assert any(says(one, old) for one in told[1].values())


def test_a_position_shows_its_clients_quota_and_nobody_elses_account(told: tuple[World, dict[str, Package]]) -> None:
    """Ann's own second account is not shown either: that the sum is within the quota is on the auditors' word."""
    shown = b"".join(one.event for one in told[1][POSITION].events)
    assert b'"futures.quota_granted"' in shown and b"m-bob" not in shown and b"b-ann" not in shown
