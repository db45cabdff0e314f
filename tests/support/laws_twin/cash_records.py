# SPDX-License-Identifier: Apache-2.0
"""Digital currency in the twin: its records, its days and dated policies, its interest."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from support.laws_twin.causes import Events
from support.laws_twin.effects import change, make
from support.laws_twin.moment import Moment
from support.laws_twin.state import NUMBER_MAX, Plain, State

DAY_MS = 24 * 3_600_000
YEAR = 365 * 10**6
"""Parts of a unit in which interest is counted: millionths of a year of 365 days."""
CLASS = ("grade", "kind")
NOUNS = {
    "currency": ("unknown_currency", "currency_exists"),
    "vault": ("unknown_vault", "vault_exists"),
    "wallet": ("unknown_wallet", "wallet_exists"),
    "usage": ("unknown_usage", "usage_exists"),
    "request": ("unknown_request", "request_exists"),
    "prepaid": ("unknown_contract", "contract_exists"),
}
Consents = list[Plain]
Cause = Callable[[Plain, Moment], Events]
Permit = Callable[[Plain, Moment], Consents]
Effect = Callable[[State, Plain, Consents], None]


def find(state: State, noun: str, *parts: str) -> Plain | None:
    return state.get("/".join(("cash", noun, *parts)))


def get(state: State, noun: str, *parts: str) -> Plain:
    return state.known("/".join(("cash", noun, *parts)), NOUNS[noun][0])


def bear(state: State, noun: str, record: Plain, *parts: str) -> None:
    make(state, "/".join(("cash", noun, *parts)), record, NOUNS[noun][1])


def alter(state: State, noun: str, *parts: str, **changes: object) -> None:
    change(state, "/".join(("cash", noun, *parts)), NOUNS[noun][0], **changes)


# Days, and policies that have dates.


def day_at(currency: Plain, time: int) -> date:
    """The day there, by when the day begins."""
    begun = [one for one in currency["days"] if one["since"] <= time] or currency["days"][:1]
    return date(1970, 1, 1) + timedelta(days=(time + begun[-1]["offset_min"] * 60_000) // DAY_MS)


def number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def of_class(entries: list[Plain], wanted: Plain) -> list[Plain]:
    return [one for one in entries if all(one[name] == wanted[name] for name in CLASS)]


def earned_by(currency: Plain, wallet: Plain, day: int) -> int:
    """Millionths of a year's rate times days, added up rate by rate until the begin of the day."""
    rates = of_class(currency["rates"], wallet)
    total = rates[0]["index"] if rates else 0
    ends = [*(one["day"] for one in rates[1:]), day]
    for one, end in zip(rates, ends, strict=False):
        total += one["rate_ppm"] * max(min(end, day) - one["day"], 0)
    return int(total)


def index_now(moment: Moment, wallet: Plain) -> int:
    currency = get(moment.state, "currency", wallet["instrument"])
    return earned_by(currency, wallet, number(day_at(currency, moment.time)))


def grown(usage: Plain, index: int) -> Plain:
    """With the interest on the balance, in whole units and the rest of one."""
    if index <= usage["index"]:
        return usage
    exact = usage["earned"] + Fraction(usage["fraction"] + usage["balance"] * (index - usage["index"]), YEAR)
    whole = exact.numerator // exact.denominator
    return {**usage, "index": index, "earned": min(whole, NUMBER_MAX), "fraction": int((exact - whole) * YEAR)}


def where(data: Plain) -> tuple[str, str]:
    return data["account"], data["instrument"]
