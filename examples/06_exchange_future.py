# SPDX-License-Identifier: Apache-2.0
"""A copper future day by day: margin, daily settlement, a close that cannot be, one that can, and delivery.

What all copper contracts have in common comes from ``data/exchange_products.json``; prices and calendar are made up.
"""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from counterfoil.primitives.errors import InputError
from counterfoil.terms import Contract, Event, Fixings, ObservedEvent, TradingDays, parse_time
from counterfoil.terms.formulas import price_limits

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


def close(day: str, price: str, lots: int) -> ObservedEvent:
    """Lots that were closed at a price."""
    return ObservedEvent(parse_time(day), "TD", "CU-1", Decimal(price), states={"volume": lots})


def told(event: Event) -> str:
    """One event on one line: what is paid, what is held, and the margin it needs."""
    state = event.state.values()
    name = f"{state['deliveryStep']}" if event.type.acronym == "DLV" else event.type.name
    held = f"{state['position']} lots, margin {state['useMargin']:9,.2f}"
    return f"  {event.at.date()} {name:33} {event.payoff:13,.2f} {event.currency}, {held}"


def main() -> None:
    """Five lots are bought; three are closed, two are delivered."""
    future = Contract.from_terms(terms(), calendars={"SHFE": SHFE})
    settlements = {parse_time(day): Decimal(price) for day, price in SETTLED.items()}
    ratio, tick = Decimal(COPPER["priceLimitRatio"]), Decimal(COPPER["priceTick"])
    print("price limits of 11 June:", price_limits(settlements[parse_time("2026-06-10")], ratio, tick))

    try:
        future.events(Fixings.of({"cu2606": settlements}, [close("2026-06-11", "83000", 3)]))
    except InputError as impossible:
        print("a close at 83000:", impossible)
    events = future.events(Fixings.of({"cu2606": settlements}, [close("2026-06-11", "80650", 3)]))
    print(*map(told, events), sep="\n")

    paid = sum(event.payoff for event in events if event.type.acronym != "FP")
    gained = 3 * 5 * (80650 - 80000)
    delivered = 2 * 5 * 80000
    print(f"in all {paid:,} CNY: {gained:,} gained on three lots, {delivered:,} paid for ten tonnes, the price agreed")
    assert paid == gained - delivered
    assert events[-1].state.values()["deliveredQuantity"] == 10


if __name__ == "__main__":
    main()
