# SPDX-License-Identifier: Apache-2.0
"""A product and its contracts from a TOML file, in the units in which exchanges write them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec

from counterfoil.evidence.text import hides
from counterfoil.law.call import Call, call_name
from counterfoil.modules.futures.calls import DefineProduct, ListContract
from counterfoil.modules.futures.ending_rules import EndingMode
from counterfoil.modules.futures.option_calls import ListOption
from counterfoil.node.words_allowed import written_there
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import read_input_file
from counterfoil.primitives.written import decimal_of, parse_toml
from counterfoil.terms.kernel.dates import midnight, number_of

EXAMPLE: Final = """\
[product]
product = "IF"
house = "CC"
venue = "venue"
title = "CSI 300 index"
multiplier = 300          # yuan a lot for 1.0 of the price
tick = 0.2

[product.rules]
limit = "10%"
long_margin = "12%"
short_margin = "12%"
sessions = ["09:30-11:30", "13:00-15:00"]
closing = "oldest_first"  # or stated, today_first
method = "last_hour"      # or whole_day

[product.rules.fees]      # of the turnover with %, or yuan a lot
opening = "0.0023%"
closing = "0.0023%"
closing_today = "0.023%" # left out: as closing

[product.rules.ending]    # in goods: schedule, unit, penalty and grades besides
mode = "in_cash"
final = "index_mean"      # or whole_day_mean, last_settlement
final_decimals = 2        # of the final price; left out: those of the tick

[[contract]]
contract = "IF2101"
first = 2021-01-04
last = 2021-01-15
listing_price = 5216.2
"""
"""What such a file says; among the rules also hedge_margin, larger_side and bilateral"""
LIMITED: Final = """\
position_limit = 1200     # lots on a side, of a client and of a group under one actual control
counted = ["speculation"] # purposes that the limit counts; left out: all but hedging
quotas = ["hedge", "arbitrage"]
reported_from = 960       # a large position
reports_stop = true       # who did not report it in time opens nothing of the contract

reported = ["speculation", "hedge"] # purposes that count toward it; left out: those that the limit counts

[product.rules.member_limit]
lots = 150000             # of all accounts for which a member answers
of_open = "25%"           # of what is open, where that is as much as
of_open_from = 600000

[product.rules.member_reported] # what all accounts of a member have, as a large position of its own
lots = 120000
of_open = "20%"
of_open_from = 600000

[product.rules.openings]  # lots opened in a day, bought and sold, for purposes that need no quota
lots = 500                # of any one contract
product = 2000            # of all of them together
contracts = {IF2101 = 200} # contracts that have another number
"""
"""Limits of positions and openings, purposes that need a quota, and members' limits; each may be left out"""
IN_GOODS: Final = """\
[product.rules.ending]
mode = "in_goods"
final = "last_settlement"
out_days = 2              # natural persons hold nothing on the last two trading days
unit = 5                  # lots
penalty = "20%"
schedule = {offers = 1, matching = 2, payment = 3}
grades = {standard = 0, north = 3}
"""
"""An ending in goods: trading days after the final price was fixed, premiums in yuan a lot; out_of_month = true where
whoever takes no delivery is out before the month of the last trading day. index_decimals: of the index observed"""
OPTIONS: Final = """\
[product]
product = "cu_o"
house = "CC"
venue = "venue"
title = "options on copper"
multiplier = 5            # as of what is beneath
tick = 1

[product.rules]
limit = "10%"             # of what is beneath
long_margin = "0%"
short_margin = "0%"       # of an index, its rate; of a contract its own rules say it
sessions = ["09:00-11:30", "13:30-15:00"]

[product.rules.option]
style = "american"        # or european
in_cash = false           # true: on a level
otm = "50%"
least = "50%"

[[option]]
contract = "cu2106C60000"
underlying = "cu2106"
right = "call"            # or put
strike = 60000
first = 2021-01-04
last = 2021-05-25
listing_price = 1200
"""
"""A product of options, and a series"""
LOCKED: Final = """\
[product.rules.widening]  # after locked days, one after the other: points
steps = [{limit = "3%", margin = "2%"}, {limit = "2%", margin = "2%"}]
reduction = {days = 3, loss = "6%", tiers = ["6%", "3%", "0%"], hedge = "6%"}
"""
"""What comes after locked days; reduction may be left out, and of it hedge"""
_FEN: Final = 100
_SHARES: Final = {
    "limit": "limit_ppm",
    "long_margin": "long_ppm",
    "short_margin": "short_ppm",
    "hedge_margin": "hedge_ppm",
}
_BANDS: Final = {"block_band": "block_ppm", "efp_band": "efp_ppm"}
_OF_MEMBERS: Final = ("member_limit", "member_reported")
_TABLES: Final = ("sessions", "fees", "ending", "bilateral", "option", "widening", "openings", *_OF_MEMBERS)
_BILATERAL: Final = (*_BANDS, "block_lots", "house_agrees", "while_halted")
_AS_THEY_ARE: Final = (
    "closing",
    "method",
    "position_limit",
    "reported_from",
    "reports_stop",
    "larger_side",
    "counted",
    "quotas",
    "reported",
)


def read_product(file: Path, decimals_of: Callable[[str], int] = lambda _product: 0) -> list[Call]:
    """The calls that define it and list its contracts; InputError naming the key that is wrong.

    Prices have the decimals of the tick, or, of a product that is there, those that it has (``decimals_of``).
    """
    document = parse_toml(read_input_file(file), where=str(file), remedy="see --help")
    root = _Table(document, str(file), ("product", "contract", "option"))
    product = root.table("product", ("product", "house", "venue", "title", "multiplier", "tick", "rules"))
    decimals = max(0, -int(product.number("tick").normalize().as_tuple().exponent))
    decimals = max(decimals, decimals_of(str(product.get("product"))))
    calls = [_made(DefineProduct, _product(product, decimals), f"{file}, product")]
    for kind, known, call, listing in LISTED:
        listed = document.get(kind, [])
        if not isinstance(listed, list):
            raise InputError("is no list of tables", where=f"{file}, {kind}", remedy=f"[[{kind}]]")
        for number, one in enumerate(listed, start=1):
            where = f"{file}, {kind} {number}"
            calls.append(_made(call, listing(_Table(one, where, known), product, decimals), where))
    return calls


_CONTRACT: Final = ("contract", "first", "last", "listing_price")
_SERIES: Final = (*_CONTRACT, "underlying", "right", "strike")
_OPTION: Final = ("style", "in_cash", "otm", "least")


class _Table:
    """A table of the file, of which nothing is passed over."""

    def __init__(self, values: Any, where: str, known: Sequence[str]) -> None:
        if not isinstance(values, Mapping):
            raise InputError("is no table", where=where, remedy=f"keys: {', '.join(known)}")
        self._values, self.where = values, where
        if unknown := sorted(set(values) - set(known)):
            raise InputError("is not known", where=f"{where}, {unknown[0]}", remedy=f"keys: {', '.join(known)}")

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def get(self, key: str) -> Any:
        if key not in self._values:
            raise InputError("is missing", where=f"{self.where}, {key}", remedy="see --help")
        return self._values[key]

    def table(self, key: str, known: Sequence[str]) -> "_Table":
        return _Table(self.get(key), f"{self.where}, {key}", known)

    def number(self, key: str) -> Decimal:
        found = decimal_of(str(self.get(key)))
        if not found.is_finite() or not 0 < abs(found) < 10**12:
            raise InputError("is no number above nothing", where=f"{self.where}, {key}", remedy="such as 0.2")
        return found

    def scaled(self, key: str, value: Decimal) -> int:
        if value != int(value):
            raise InputError("has too many decimals", where=f"{self.where}, {key}", remedy="fewer decimals")
        return int(value)

    def share(self, key: str, parts: int) -> int:
        """Of ``12%`` so many parts of the whole."""
        text = str(self.get(key))
        found = decimal_of(text.removesuffix("%"))
        if not text.endswith("%") or not found.is_finite():
            raise InputError(f"{text!r} is no share", where=f"{self.where}, {key}", remedy="such as 12%")
        return self.scaled(key, found * parts / 100)


def _product(given: _Table, decimals: int) -> dict[str, Any]:
    rules = given.table("rules", (*_SHARES, *_AS_THEY_ARE, *_TABLES))
    plain: dict[str, Any] = {name: rules.get(name) for name in _AS_THEY_ARE if name in rules}
    plain |= {name: rules.share(key, 1_000_000) for key, name in _SHARES.items() if key in rules}
    plain["tick"] = given.scaled("tick", given.number("tick").scaleb(decimals))
    plain["sessions"] = [_session(rules, text) for text in rules.get("sessions")]
    if "fees" in rules:
        fees = rules.table("fees", ("opening", "closing", "closing_today"))
        plain["fees"] = {key: _fee(fees, key) for key in ("opening", "closing", "closing_today") if key in fees}
        if "closing" in fees:
            plain["fees"].setdefault("closing_today", plain["fees"]["closing"])
    if "ending" in rules:
        plain["ending"] = _ending(rules.table("ending", _ENDING))
    if "bilateral" in rules:
        between = rules.table("bilateral", _BILATERAL)
        bands = {name: between.share(key, 1_000_000) for key, name in _BANDS.items() if key in between}
        plain["bilateral"] = bands | {key: between.get(key) for key in _BILATERAL[2:] if key in between}
    if "option" in rules:
        option = rules.table("option", _OPTION)
        parts = {f"{key}_ppm": option.share(key, 1_000_000) for key in _OPTION[2:] if key in option}
        plain["option"] = parts | {key: option.get(key) for key in _OPTION[:2] if key in option}
    if "widening" in rules:
        plain["widening"] = _widening(rules.table("widening", ("steps", "reduction")))
    for name in _OF_MEMBERS:
        if name in rules:
            plain[name] = _of_members(rules.table(name, ("lots", "of_open", "of_open_from")))
    if "openings" in rules:
        plain["openings"] = _openings(rules.table("openings", ("lots", "product", "contracts")))
    worth = given.number("multiplier") * _FEN * Decimal(1).scaleb(-decimals)
    said = {name: given.get(name) for name in ("product", "house", "venue", "title")}
    if hides(str(said["title"])):
        problem = "a character that is not seen, or that reorders others"
        raise InputError(problem, where=f"{given.where}, title", remedy="characters that are seen")
    numbers = {"decimals": decimals, "multiplier": given.scaled("multiplier", worth)}
    return {**said, **numbers, "rules": plain}


def _of_members(given: _Table) -> dict[str, Any]:
    """Lots, or a share of what is open from so many lots on."""
    plain = {key: given.get(key) for key in ("lots", "of_open_from") if key in given}
    return plain | ({"of_open_ppm": given.share("of_open", 1_000_000)} if "of_open" in given else {})


def _openings(given: _Table) -> dict[str, Any]:
    """Lots that are opened in a day: of one contract, of the product, and of contracts that have another number."""
    names = {"lots": "lots", "product": "product_lots"}
    plain: dict[str, Any] = {name: given.get(key) for key, name in names.items() if key in given}
    if "contracts" in given:
        listed = given.get("contracts")
        if not isinstance(listed, Mapping):
            raise InputError("is no table", where=f"{given.where}, contracts", remedy="such as {IF2101 = 200}")
        plain["contracts"] = [{"contract": contract, "lots": lots} for contract, lots in listed.items()]
    return plain


_PLAIN: Final = ("mode", "final", "final_decimals", "index_decimals", "out_days", "out_of_month", "unit")
_ENDING: Final = (*_PLAIN, "penalty", "schedule", "grades")


def _ending(given: _Table) -> dict[str, Any]:
    """How contracts end; premiums in yuan a lot."""
    plain: dict[str, Any] = {name: given.get(name) for name in _PLAIN if name in given}
    if "penalty" in given:
        plain["penalty_ppm"] = given.share("penalty", 1_000_000)
    _require_schedule(given)
    if "schedule" in given:
        days = _Table(given.get("schedule"), f"{given.where}, schedule", ("offers", "matching", "payment"))
        plain["schedule"] = {name: days.get(name) for name in ("offers", "matching", "payment")}
    if "grades" in given:
        grades = given.get("grades")
        tables = _Table(grades, f"{given.where}, grades", list(grades) if isinstance(grades, Mapping) else ())
        plain["grades"] = [{"name": name, "premium": _premium(tables, name)} for name in grades]
    return plain


def _require_schedule(given: _Table) -> None:
    """What ends in goods says on which days, and what ends in cash does not."""
    goods = "mode" in given and given.get("mode") == EndingMode.in_goods
    where = f"{given.where}, schedule"
    if goods and "schedule" not in given:
        remedy = "such as schedule = {offers = 1, matching = 2, payment = 3}: trading days after the final price"
        raise InputError('is missing, and mode is "in_goods"', where=where, remedy=remedy)
    if "mode" in given and given.get("mode") == EndingMode.in_cash and "schedule" in given:
        remedy = 'leave it out, or mode = "in_goods"'
        raise InputError('stands here, and mode is "in_cash": nothing is delivered', where=where, remedy=remedy)


def _widening(given: _Table) -> dict[str, Any]:
    """What comes after one locked day, and after one more; and after how many positions are reduced."""
    steps, where = given.get("steps"), f"{given.where}, steps"
    if not isinstance(steps, list):
        raise InputError("is no list of tables", where=where, remedy='such as [{limit = "3%", margin = "2%"}]')
    tables = [_Table(one, where, ("limit", "margin")) for one in steps]
    plain: dict[str, Any] = {
        "steps": [{f"{key}_ppm": one.share(key, 1_000_000) for key in ("limit", "margin")} for one in tables]
    }
    if "reduction" in given:
        plain["reduction"] = _reduction(given.table("reduction", ("days", "loss", "tiers", "hedge")))
    return plain


def _reduction(given: _Table) -> dict[str, Any]:
    """Whose positions, after how many locked days."""
    listed, where = given.get("tiers"), f"{given.where}, tiers"
    if not isinstance(listed, list):
        raise InputError("is no list of shares", where=where, remedy='such as ["6%", "3%", "0%"]')
    tiers = {str(number): one for number, one in enumerate(listed, start=1)}
    table = _Table(tiers, where, tuple(tiers))
    shares = {f"{key}_ppm": given.share(key, 1_000_000) for key in ("loss", "hedge") if key in given}
    return shares | {"days": given.get("days"), "tiers": [table.share(key, 1_000_000) for key in tiers]}


def _premium(grades: _Table, name: str) -> int:
    return 0 if grades.get(name) == 0 else grades.scaled(name, grades.number(name) * _FEN)


def _listing(given: _Table, product: _Table, decimals: int) -> dict[str, Any]:
    price = given.scaled("listing_price", given.number("listing_price").scaleb(decimals))
    said = {"contract": given.get("contract"), "product": product.get("product"), "listing_price": price}
    return {**said, "first": _day(given, "first"), "last": _day(given, "last")}


def _series(given: _Table, product: _Table, decimals: int) -> dict[str, Any]:
    said = {name: given.get(name) for name in ("underlying", "right")}
    strike = given.scaled("strike", given.number("strike").scaleb(decimals))
    return _listing(given, product, decimals) | {**said, "strike": strike}


LISTED: Final[tuple[tuple[str, Sequence[str], type[Call], Callable[[_Table, _Table, int], dict[str, Any]]], ...]] = (
    ("contract", _CONTRACT, ListContract, _listing),
    ("option", _SERIES, ListOption, _series),
)
"""What a file lists: under which key, with which keys, by which call, and how that is made."""


def _day(given: _Table, key: str) -> int:
    value = given.get(key)
    if type(value) is not date:
        raise InputError("is no date", where=f"{given.where}, {key}", remedy="such as 2021-01-15, without quotes")
    return number_of(midnight(value))


def _session(rules: _Table, text: object) -> dict[str, int]:
    """``21:00-02:30`` in minutes of the day that it begins on."""
    minutes = []
    for clock in str(text).split("-"):
        hours, _, rest = clock.partition(":")
        right = (hours + rest).isascii() and hours.isdigit() and rest.isdigit() and len(hours) == len(rest) == 2
        minutes.append(int(hours) * 60 + int(rest) if right else -1)
    if len(minutes) != 2 or min(minutes) < 0:
        raise InputError(f"{text!r} is no session", where=f"{rules.where}, sessions", remedy="such as 09:30-11:30")
    begins, ends = minutes
    return {"begins": begins, "ends": ends + (1_440 if ends < begins else 0)}


def _fee(fees: _Table, key: str) -> dict[str, int]:
    """A share of the turnover, or yuan a lot; 0: it costs nothing."""
    text = str(fees.get(key))
    if text.endswith("%"):
        return {"billionths": fees.share(key, 1_000_000_000)}
    if decimal_of(text) == 0:
        return {"per_lot": 0}
    return {"per_lot": fees.scaled(key, fees.number(key) * _FEN)}


def _made(call: type[Call], said: dict[str, Any], where: str) -> Call:
    try:
        made: Call = canonical.convert({"call": call_name(call), **said}, call)
    except msgspec.ValidationError as error:
        problem, path = canonical.problem_and_path(error)
        place = f"{where}, {path.removeprefix('$.')}"
        raise InputError(problem, where=place, remedy=written_there(call, path) or "see --help") from error
    return made
