# SPDX-License-Identifier: Apache-2.0
"""Funds in the evidence world: Acme manages them, North keeps their money, Lin buys and sells."""

from typing import Any, Final

from counterfoil.modules.funds.law import FUND_DEALING
from support.evidence_story import CASH, founded, issue, open_account, register
from support.evidence_world import START_MS, World, plain_policy

DAY_MS: Final = 86_400_000
MINUTE_MS: Final = 60_000
CHINA: Final = 480
THURSDAY: Final = 20_454
"""2026-01-01, on which the world begins at eight in the morning, in China"""
FRIDAY: Final = THURSDAY + 1
LAST: Final = THURSDAY + 28
"""A Thursday."""
TUESDAY, WEDNESDAY = LAST - 2, LAST - 1
SATURDAY: Final = LAST - 5
LATE: Final = START_MS + 300 * DAY_MS
OPEN_DAYS: Final = 16
FUNDS: Final[dict[str, dict[str, Any]]] = {
    "MAIN": {"minimum": 5, "redemption": [{"from_days": 0, "fee_ppm": 15_000}, {"from_days": 7, "fee_ppm": 5_000}]},
    "WEIGHED": {"first_value": 20_000},
    "EAGER": {"subscription_days": 3},
    "EARLY": {"cut_off": 870},
    "WAITING": {},
    "NEWEST": {},
    "TWIN": {},
}


def call(named: str, /, **fields: Any) -> dict[str, Any]:
    return {"call": named, **fields}


def days(**changed: Any) -> dict[str, Any]:
    return {"offset_min": CHINA, "first": THURSDAY - 100, "last": THURSDAY + 400, **changed}


def calendar(verb: str = "set", name: str = "sse", by: str = "venue", **changed: Any) -> dict[str, Any]:
    fields = {"calendar": name, "by": by, "days": days()}
    return call(f"funds.{verb}_calendar", **{**fields, **changed})


def establish(instrument: str, custodian: str = "north", **changed: Any) -> dict[str, Any]:
    fields = {"cash": CASH, "cash_account": f"fund-at-{custodian}", "fee_account": "seller", "calendar": "sse"}
    said = {"instrument": instrument, "custodian": custodian, **fields, "terms": FUNDS.get(instrument, {})}
    return call("funds.establish", **{**said, **changed})


def terms(instrument: str = "MAIN", since: int | None = None, **changed: Any) -> dict[str, Any]:
    when = {} if since is None else {"since": since}
    return call("funds.set_terms", instrument=instrument, terms={**FUNDS[instrument], **changed}, **when)


def held(order: str, quantity: int, instrument: str = CASH, expires: int = LATE, account: str = "") -> dict[str, Any]:
    """Set aside for an order, under its name."""
    out_of = account or ("lin-cash" if instrument == CASH else "lin-units")
    where = {"hold": order, "account": out_of, "instrument": instrument, "quantity": quantity, "expires": expires}
    return call("holdings.hold", executor=f"funds/order/{order}", **where)


def subscribe(order: str, instrument: str = "MAIN", **changed: Any) -> dict[str, Any]:
    fields = {"order": order, "instrument": instrument, "hold": order, "account": "lin-units"}
    return call("funds.subscribe", **{**fields, **changed})


def redeem(order: str, instrument: str = "MAIN") -> dict[str, Any]:
    return call("funds.redeem", order=order, instrument=instrument, hold=order, account="lin-cash")


def buys(order: str, quantity: int, instrument: str = "MAIN") -> list[dict[str, Any]]:
    return [held(order, quantity), subscribe(order, instrument)]


def sells(order: str, quantity: int, instrument: str = "MAIN", expires: int = LATE) -> list[dict[str, Any]]:
    return [held(order, quantity, instrument, expires), redeem(order, instrument)]


def published(day: int, net_assets: int = 0, instrument: str = "MAIN") -> dict[str, Any]:
    return call("funds.publish", instrument=instrument, day=day, net_assets=net_assets)


def confirmed(day: int, net_assets: int = 0, instrument: str = "MAIN") -> dict[str, Any]:
    return call("funds.confirm", instrument=instrument, day=day, net_assets=net_assets)


def step(verb: str, order: str, **more: Any) -> dict[str, Any]:
    return call(f"funds.{verb}", order=order, **more)


def at(world: World, day: int, minute: int) -> None:
    """The next block is of that minute of that day."""
    wanted = day * DAY_MS + (minute - CHINA) * MINUTE_MS
    assert wanted >= world.next_time, "the past does not come again"
    world.waited_ms += wanted - world.next_time


def valued(world: World, day: int, net_assets: int = 0, instrument: str = "MAIN") -> None:
    world.do("acme", calls=[published(day, net_assets, instrument)])
    world.do("north", calls=[confirmed(day, net_assets, instrument)])


def managed() -> World:
    """The funds are there, and nobody has ordered; Lin has money."""
    world = founded(FUND_DEALING)
    newcomers = [register("lin", person=True), register("broker"), register("bourse", "venue")]
    twin = register("twin", "custodian") | {"keys": plain_policy("twin", "acme", threshold=1)}
    world.do("registrar", calls=[*newcomers, twin])
    world.do("lin", calls=[open_account("lin-cash", "lin", "holder"), open_account("lin-units", "lin", "holder")])
    world.do("broker", calls=[open_account("seller", "broker", "holder")])
    for custodian in ("north", "south", "twin"):
        name = f"fund-at-{custodian}"
        world.do(custodian, calls=[open_account(name, "acme", "holder", custodian=custodian)])
    world.do("bank", calls=[issue("lin-cash", 1_000_000, CASH), issue("seller", 100, CASH)])
    world.do("venue", calls=[calendar("open")])
    unit = {"name": "unit", "decimals": 2}
    for name in (*FUNDS, "UNSET"):
        define = call("instruments.define", instrument=name, kind="fund_unit", issuer="acme", name=name, unit=unit)
        active = call("instruments.change_status", instrument=name, status="active", by="acme")
        world.do("acme", calls=[define, active])
        if name in FUNDS:
            custodian = "twin" if name == "TWIN" else "north"
            world.do("acme", custodian, calls=[establish(name, custodian)])
    return world


def bought() -> World:
    """Lin bought units on the first day, was paid for some at the next value, and sold the same day again."""
    world = managed()
    world.do("lin", calls=buys("first", 100_000))
    at(world, THURSDAY, 900)
    valued(world, THURSDAY)
    world.do("li", calls=[step("deal", "first")])
    at(world, FRIDAY, 600)
    world.do("li", calls=[step("settle", "first", day=THURSDAY)])
    return world


def dealing() -> World:
    """Funds with a day in every state, on the last of 28 days, two minutes before three in the afternoon."""
    world = bought()
    day = FRIDAY + 3
    for number in range(OPEN_DAYS):
        at(world, day, 600)
        world.do("lin", calls=buys(f"waiting-{number}", 10, "WAITING"))
        day += 3 if day % 7 == FRIDAY % 7 else 1
    at(world, TUESDAY, 600)
    world.do("lin", calls=buys("tuesday", 10))
    at(world, WEDNESDAY, 600)
    world.do("lin", calls=buys("wednesday", 10))
    world.do("lin", calls=buys("eager", 10, "EAGER"))
    world.do("lin", calls=[one for number in range(3) for one in buys(f"w{number}", 10 + number, "WEIGHED")])
    at(world, WEDNESDAY, 900)
    for fund in ("WEIGHED", "EAGER"):
        valued(world, WEDNESDAY, instrument=fund)
    world.do("li", calls=[step("deal", "eager"), step("weigh", "w0")])
    world.do("acme", calls=[published(WEDNESDAY, instrument="TWIN")])
    at(world, LAST, 600)
    world.do("lin", calls=buys("early", 10, "EARLY"))
    at(world, LAST, 898)
    return world
