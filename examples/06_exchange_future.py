# SPDX-License-Identifier: Apache-2.0
"""A copper future day by day: margin, daily settlement, a price that cannot be, a close, and delivery of what is left.

What all copper contracts have in common comes from ``data/exchange_products.json``; prices and calendar are made up.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from counterfoil.primitives.errors import InputError
from counterfoil.terms import Contract, Event, Fixings, TradingDays, parse_time
from counterfoil.terms.formulas.trading_rules import Lots, check_limits, commission, price_limits, profit_by_trade

PRODUCTS = json.loads((Path(__file__).parent / "data" / "exchange_products.json").read_text())
COPPER = {**PRODUCTS["terms"], **PRODUCTS["products"]["CU"]["verified"]}
SHFE = TradingDays.from_holidays("SHFE", [date(2026, 6, 19)], first=date(2026, 6, 1), last=date(2026, 6, 30))
SETTLED = {
    "2026-06-09": "79950",
    "2026-06-10": "80480",
    "2026-06-11": "80120",
    "2026-06-12": "79790",
    "2026-06-15": "79610",
}


def terms() -> dict[str, Any]:
    """We buy five lots of June copper at 80000 on 9 June; each lot is 5 tonnes."""
    return {
        **COPPER,
        "contractID": "CU-1",
        "contractRole": "BUY",
        "statusDate": "2026-06-08",
        "calendar": "SHFE",
        "instrumentID": "cu2606",
        "deliveryYear": 2026,
        "deliveryMonth": 6,
        "marketObjectCodeOfSettlementPrice": "cu2606",
        "preSettlementPrice": "79800",
        "openDate": "2026-06-09",
        "openPrice": "80000",
        "volume": 5,
        "closeRatioByMoney": "0.00005",
    }


def told(event: Event) -> str:
    """One event on one line: what is paid, what is held, and the margin it needs."""
    state = event.state.values()
    name = f"{state['deliveryStep']}" if event.type.acronym == "DLV" else event.type.name
    held = f"{state['position']} lots, margin {state['useMargin']:9,.2f}"
    return f"  {event.at.date()} {name:33} {event.payoff:13,.2f} {event.currency}, {held}"


def settled(changed: dict[str, Any], until: str | None = None) -> list[Event]:
    """The events of the future, some of its terms stated anew, at the settlement prices."""
    future = Contract.from_terms(terms() | changed, calendars={"SHFE": SHFE})
    prices = {parse_time(day): Decimal(price) for day, price in SETTLED.items()}
    return future.events(Fixings.of({"cu2606": prices}), parse_time(until) if until else None)


def main() -> None:
    """Five lots are bought; three are closed, two are delivered."""
    ratio, tick, multiple = (Decimal(COPPER[name]) for name in ("priceLimitRatio", "priceTick", "volumeMultiple"))
    before, at = Decimal(SETTLED["2026-06-10"]), Decimal(80650)
    limits = price_limits(before, ratio, tick)
    print("price limits of 11 June:", limits)
    try:
        check_limits(Decimal(83000), limits, where="a close at 83000")
    except InputError as impossible:
        print(impossible)

    # Three of five lots are closed on 11 June; the two that are left are stated as at the end of the day before.
    opened = settled({}, until="2026-06-10")
    closed = profit_by_trade(Lots(Decimal(3), before), at=at, sign=Decimal(1), multiple=multiple)
    rates = Contract.from_terms(terms(), calendars={"SHFE": SHFE}).terms.close_ratios(parse_time("2026-06-11"))
    fee = commission(Decimal(3), price=at, multiple=multiple, by_money=rates[0], by_volume=rates[1])
    left = settled({"statusDate": "2026-06-10", "preSettlementPrice": before, "volume": 2})
    print(*map(told, opened), sep="\n")
    print(f"  2026-06-11 close of 3 lots pays {closed:,} CNY since the last settlement, less {fee:,.2f} commission")
    print(*map(told, left), sep="\n")

    paid = closed + sum(event.payoff for event in (*opened, *left) if event.type.acronym != "FP")
    gained = 3 * 5 * (80650 - 80000)
    delivered = 2 * 5 * 80000
    print(f"in all {paid:,} CNY: {gained:,} gained on three lots, {delivered:,} paid for ten tonnes, the price agreed")
    assert paid == gained - delivered
    assert left[-1].state.values()["deliveredQuantity"] == 10


if __name__ == "__main__":
    main()
