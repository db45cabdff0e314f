# SPDX-License-Identifier: Apache-2.0
"""A house that clears futures: two members, two clients, an index future with a day's and a night's session."""

from typing import Any

from counterfoil.law.dated import DAY_MS
from counterfoil.modules.futures.law import FUTURES_FEATURE
from support.evidence_story import CASH, founded, issue, open_account, register
from support.evidence_world import START_MS, World

OFFSET = 480
FIRST = (START_MS + OFFSET * 60_000) // DAY_MS - 365
CALENDAR = {"first": FIRST, "last": FIRST + 1_000}
RULES: dict[str, Any] = {
    "tick": 2,
    "limit_ppm": 100_000,
    "long_ppm": 120_000,
    "short_ppm": 120_000,
    "sessions": [{"begins": 570, "ends": 690}, {"begins": 780, "ends": 900}],
    "fees": {
        "opening": {"billionths": 25_300},
        "closing": {"billionths": 25_300},
        "closing_today": {"billionths": 253_000},
    },
}
MULTIPLIER = 3_000
MONDAY = next(day for day in range(FIRST + 1, FIRST + 8) if (day + 3) % 7 == 0)
YUAN = 100


def at(day: int, minute: int) -> int:
    """A minute of a day, in ms."""
    return day * DAY_MS + (minute - OFFSET) * 60_000


def fill(
    trade: int, direction: str, offset: str, price: int, lots: int, *, minute: int = 600, day: int = MONDAY
) -> dict[str, Any]:
    return {
        "trade": trade,
        "time": at(day, minute),
        "direction": direction,
        "offset": offset,
        "price": price,
        "lots": lots,
    }


def book(account: str, *fills: dict[str, Any], contract: str = "IF2101", **more: Any) -> dict[str, Any]:
    return {"call": "futures.book", "account": account, "contract": contract, "fills": list(fills), **more}


def call(name: str, **fields: Any) -> dict[str, Any]:
    return {"call": f"futures.{name}", **fields}


def cleared() -> World:
    """A house clears a product with one contract, whose venue is there too."""
    world = founded(FUTURES_FEATURE)
    world.do("registrar", calls=[register("ccp", "clearing_house"), *map(register, ("alpha", "beta", "ann", "bob"))])
    world.do("ccp", calls=[open_account("ccp-fees", "ccp", "holder")])
    accounts = {"account": "ccp-settlement", "fees": "ccp-fees"}
    days = {"offset_min": OFFSET, "calendar": CALENDAR}
    world.do("ccp", calls=[call("open_house", house="CC", by="ccp", cash=CASH, **accounts, **days)])
    says = {"title": "CSI 300 index", "decimals": 1, "multiplier": MULTIPLIER, "rules": RULES}
    world.do("ccp", "venue", calls=[call("define_product", product="IF", house="CC", venue="venue", **says)])
    listed = {"product": "IF", "first": MONDAY, "last": MONDAY + 18, "listing_price": 50_000}
    world.do("venue", calls=[call("list_contract", contract="IF2101", **listed)])
    return world


def opened(deposit: int = 1_000_000 * YUAN) -> World:
    """Members and clients are there, each client paid in so much, and a day is open."""
    world = cleared()
    for member, client in (("alpha", "ann"), ("beta", "bob")):
        of = {"house": "CC", "member": member}
        world.do("ccp", member, calls=[call("admit", **of)])
        world.do(member, calls=[call("open_account", account=f"m-{member}", holder=member, own=True, **of)])
        world.do(member, client, calls=[call("open_account", account=f"m-{client}", holder=client, **of)])
        world.do("bank", client, calls=[issue(f"m-{client}", deposit, CASH)])
    world.do("ccp", calls=[call("open_day", house="CC", day=MONDAY)])
    return world
