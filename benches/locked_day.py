# SPDX-License-Identifier: Apache-2.0
"""The evening of a locked day: positions reduced by force, options exercised and assigned, one call each.

``COUNTERFOIL_LOCKED_POSITIONS=1000 python -m benches locked-day`` for another number of positions of each.
"""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benches.claim import Claim, timed
from counterfoil.law.call import Call
from counterfoil.law.dated import MINUTE_MS, day_begins, day_of, is_weekday
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import locking_calls as k
from counterfoil.modules.futures import option_calls as o
from counterfoil.modules.futures import reduction_calls as r
from counterfoil.modules.futures.option_drawing import drawing
from counterfoil.modules.futures.option_terms import ExerciseStyle, OptionRight, OptionRules
from counterfoil.modules.futures.positions import Direction, Fill, Offset
from counterfoil.modules.futures.records import DAYS, FUTURES, DayStatus
from counterfoil.modules.futures.trade_policy import Session
from counterfoil.modules.futures.widening import LockedSide, ReductionRules, Widening, WideningStep
from counterfoil.node.futures.facts import facts_of
from counterfoil.node.futures.scratch import BROKER, HOUSE, VENUE, Market, account_of, client_name
from counterfoil.node.futures.settling_day import STAGES, Work, settle_day
from counterfoil.node.network import clock_ms
from counterfoil.primitives.progress import no_progress
from counterfoil.primitives.types import DayNumber, Millionths, PartyId, Timestamp

POSITIONS: Final = int(os.environ.get("COUNTERFOIL_LOCKED_POSITIONS", "400"))
"""Of copper, and of options: half of them bought"""
COPPER: Final = "cu-bench"
CALL: Final = "cu-bench-C"
AT: Final = 60_000
TOP: Final = 63_000
MULTIPLIER: Final = 500
OFFSET: Final = 480
DEPOSIT: Final = 10**9
REDUCTION: Final = ReductionRules(days=1, loss_ppm=Millionths(40_000), tiers=(Millionths(0),))
STEPS: Final = (WideningStep(Millionths(30_000), Millionths(20_000)),)


def run() -> list[Claim]:
    """All is booked, said, priced and drawn before the clock runs; judging, storing and sealing are in it."""
    day = next(DayNumber(one) for one in range(day_of(clock_ms(), OFFSET) - 1, 0, -1) if is_weekday(one))
    with tempfile.TemporaryDirectory(prefix="counterfoil-bench-") as folder:
        with Market(Path(folder) / "chain", facts_of("IF"), "IF-bench", day, 50_000) as market:
            _open(market, day)
            _ordered(market, day)
            work = Work(market.node, [market.key(BROKER)], no_progress)
            view = market.node.ledger.view
            with timed() as reducing:
                work.take("reduced", list(STAGES["reduced"](view, HOUSE, day)))
            with timed() as exercising:
                work.take("exercised", list(STAGES["exercised"](view, HOUSE, day)))
            settle_day(market.node, [market.key(BROKER)], HOUSE)
            closed = view.read(DAYS, HOUSE, str(day))
        done = (work.done.get("futures.reduce"), work.done.get("futures.exercise"), work.done.get("futures.assign"))
        if done != (POSITIONS, POSITIONS // 2, POSITIONS // 2) or work.left:
            raise ValueError(f"the evening of the benchmark did not go as it should: {done}, {work.left[:1]}")
        if closed is None or closed.status is not DayStatus.closed:
            raise ValueError("the day of the benchmark did not close")
    return [
        Claim(
            name="futures positions, reduced by force",
            value=POSITIONS / reducing.seconds,
            unit="positions/s",
            conditions=f"{POSITIONS:,} of one contract, half asked in vain, one call each, judged by the cuts",
        ),
        Claim(
            name="option positions, exercised and assigned",
            value=POSITIONS / exercising.seconds,
            unit="positions/s",
            conditions=f"{POSITIONS:,} of one series, half bought and exercised, one call each, futures at the strike",
        ),
    ]


def _open(market: Market, day: DayNumber) -> None:
    """Clients with money, copper and a call on it, and everybody has a lot of each."""
    market.register(POSITIONS)
    for client in range(POSITIONS):
        market.enter(client, DEPOSIT)
    last = DayNumber(day + 4 * 7)
    option = OptionRules(style=ExerciseStyle.american)
    market.do(
        f"{HOUSE} {VENUE}", _product("CU-bench", Widening(STEPS, REDUCTION)), _product("CUO-bench", option=option)
    )
    market.do(
        VENUE,
        c.ListContract(contract=COPPER, product="CU-bench", first=day, last=last, listing_price=AT),
        o.ListOption(
            contract=CALL,
            product="CUO-bench",
            underlying=COPPER,
            right=OptionRight.call,
            strike=62_000,
            first=day,
            last=last,
            listing_price=1_000,
        ),
    )
    market.do(HOUSE, c.OpenDay(house=HOUSE, day=day))
    for contract, price in ((COPPER, AT), (CALL, 1_000)):
        market.order(VENUE, _one_each(day, contract, price))


def _ordered(market: Market, day: DayNumber) -> None:
    """Copper is locked; who sold asked in vain, who bought calls exercises them; prices, the cut, the order."""
    asked = [r.StateUnfilled(account=account_of(one), contract=COPPER, lots=1) for one in range(1, POSITIONS, 2)]
    market.order(VENUE, [k.LockDay(contract=COPPER, side=LockedSide.at_upper, reason="a benchmark"), *asked])
    for client in range(0, POSITIONS, 2):
        market.do(client_name(client), o.Instruct(account=account_of(client), contract=CALL, exercised=1))
    prices = ((COPPER, TOP), (CALL, 1_800))
    market.do(HOUSE, *(c.FixSettlement(contract=one, price=price, reason="a benchmark") for one, price in prices))
    series = market.node.ledger.view.read(FUTURES, CALL)
    if series is None:
        raise ValueError(f"{CALL} is not there")
    drawn = drawing(market.node.ledger.view, series, day)
    market.do(
        HOUSE,
        o.DrawAssignment(contract=CALL, **drawn._asdict()),
        r.OrderReduction(contract=COPPER, reason="a benchmark"),
    )


def _product(name: str, widening: Widening | None = None, option: OptionRules | None = None) -> c.DefineProduct:
    rules = c.RulesGiven(
        tick=10,
        limit_ppm=Millionths(50_000),
        long_ppm=Millionths(90_000),
        short_ppm=Millionths(90_000),
        sessions=(Session(540, 690), Session(810, 900)),
        widening=widening,
        option=option,
    )
    return c.DefineProduct(
        product=name, house=HOUSE, venue=PartyId(VENUE), title=name, decimals=0, multiplier=MULTIPLIER, rules=rules
    )


def _one_each(day: DayNumber, contract: str, price: int) -> Sequence[Call]:
    """Clients buy and sell by turns, a lot each."""
    time = Timestamp(day_begins(day, OFFSET) + 600 * MINUTE_MS)
    calls: list[Call] = []
    for client in range(POSITIONS):
        direction = Direction.sold if client % 2 else Direction.bought
        fill = Fill(client // 2 + 1, time, direction, Offset.opens, price, 1)
        calls.append(c.Book(account=account_of(client), contract=contract, fills=(fill,)))
    lots = POSITIONS // 2
    turnover = lots * price * MULTIPLIER
    return [*calls, c.Balance(contract=contract, lots=lots, turnover=turnover, open_interest=lots)]
