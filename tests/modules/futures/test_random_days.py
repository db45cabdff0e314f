# SPDX-License-Identifier: Apache-2.0
"""Random days of many accounts: what all gained comes to nothing, every unit is in one place, statements add up."""

from random import Random

import pytest

from counterfoil.modules.futures import calls as f
from counterfoil.modules.futures.invariants import invariants
from counterfoil.modules.futures.positions import TRADINGS, Direction, Fill, Offset
from counterfoil.modules.futures.records import DAYS, MARGIN_ACCOUNTS, Fee, Fees
from counterfoil.modules.holdings.records import HOLDINGS
from support.cleared import until
from support.ledger import Ledger
from support.refused_futures import FIRST, NEXT, TODAY, WORTH, book, fill, houses, price, rules

CLIENTS = ("ann", "bob", "eve")
FEES = Fees(opening=Fee(billionths=25_301), closing=Fee(per_lot=7), closing_today=Fee(billionths=253_003))


@pytest.mark.parametrize("seed", range(3))
def test_random_days_come_out_even(seed: int) -> None:
    random, ledger = Random(f"days/{seed}"), Ledger()
    houses(ledger)
    ledger.do(f.SetRules(product="IF", rules=rules(fees=FEES, position_limit=None, limit_ppm=500_000)), signed_by="ccp")
    whole = _cash(ledger)
    open_lots = {(one, side): 0 for one in CLIENTS for side in Direction}
    collected = 0
    for day in (FIRST, TODAY, NEXT):
        until(ledger, 870)
        ledger.do(f.OpenDay(house="CC", day=day), signed_by="ccp")
        lots = turnover = 0
        for number in range(1, 13):
            at, count = 2 * random.randint(24_000, 26_000), random.randint(1, 3)
            buyer, seller = random.sample(CLIENTS, 2)
            sides = _fill(number, day, at, count, Direction.bought), _fill(number, day, at, count, Direction.sold)
            for who, side, other in ((buyer, sides[0], Direction.sold), (seller, sides[1], Direction.bought)):
                if open_lots[who, other] >= count and random.random() < 0.5:
                    ledger.do(book(f"m-{who}", "IF1", _closing(side)), signed_by="exchange")
                    open_lots[who, other] -= count
                else:
                    ledger.do(book(f"m-{who}", "IF1", side), signed_by="exchange")
                    open_lots[who, side.direction] += count
            lots, turnover = lots + count, turnover + at * count * WORTH
        trading = ledger.state.read(TRADINGS, "IF1")
        assert (trading.long, trading.short) == tuple(
            sum(open_lots[who, side] for who in CLIENTS) for side in (Direction.bought, Direction.sold)
        )
        said = f.Balance(contract="IF1", lots=lots, turnover=turnover, open_interest=trading.long)
        ledger.do(said, signed_by="exchange")
        ledger.do(price("IF1", 2 * random.randint(24_000, 26_000), "announced"), signed_by="ccp")
        before = len(ledger.events)
        names = [one for one in CLIENTS if ledger.state.read(MARGIN_ACCOUNTS, f"m-{one}").positions]
        ledger.do(*(f.Settle(account=f"m-{one}") for one in names), signed_by="ann")
        statements = [one.data for one in ledger.decoded_events(before) if one.type == "futures.settled"]
        assert len(statements) == len(names)
        for one in statements:
            came = one["before"] + one["deposited"] - one["withdrawn"] + one["variation"] - one["fees"]
            assert one["balance"] == came
            assert one["variation"] == sum(line["close_profit"] + line["position_profit"] for line in one["lines"])
        assert sum(one["variation"] for one in statements) == 0
        due = [one for one in names if ledger.state.read(MARGIN_ACCOUNTS, f"m-{one}").due]
        ledger.do(*(f.Pay(account=f"m-{one}") for one in due), f.CloseDay(house="CC"), signed_by="ann")
        collected += ledger.state.read(DAYS, "CC", str(day)).fees
        assert ledger.holding("fees", "CNY").balance == collected > 0
        assert ledger.holding("pool-CC", "CNY").balance == 0
        assert _cash(ledger) == whole
        assert list(invariants(ledger.state)) == []


def _fill(number: int, day: int, at: int, lots: int, direction: Direction) -> Fill:
    return fill(number, lots, price=at, day=day, direction=direction)


def _closing(one: Fill) -> Fill:
    return Fill(one.trade, one.time, one.direction, Offset.closes, one.price, one.lots)


def _cash(ledger: Ledger) -> int:
    """All that there is of it."""
    return sum(holding.balance for _, holding in ledger.state.rows(HOLDINGS) if holding.instrument == "CNY")
