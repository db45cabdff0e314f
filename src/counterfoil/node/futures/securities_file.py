# SPDX-License-Identifier: Apache-2.0
"""What a house takes as margin besides cash, from a TOML file; and what is lodged for an account, as it stands."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from counterfoil.law.module import View
from counterfoil.modules.futures.lodging import SECURITIES, SECURITY_PRICES, SecuritiesRules
from counterfoil.modules.futures.lodging_calls import SetSecurities
from counterfoil.modules.futures.queries import lodged_of_all
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS
from counterfoil.modules.futures.securing import LodgedLine, secured_by
from counterfoil.modules.futures.standing import withdrawable
from counterfoil.modules.holdings.records import free_of
from counterfoil.node.futures.policy_files import millionths, read_policy
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import RecordPath

EXAMPLE: Final = """\
house = "CC"
multiple = 4              # securities count up to so many times an account's cash
kept = "95%"              # of the announced price: what the house pays for what it takes over of who owes
offsets = []              # products whose short lots need no margin where receipts for the goods are lodged

[[security]]
instrument = "BOND"
haircut = "10%"
units_max = 50000         # that count for one account; left out: without a cap
all_units_max = 500000    # that are lodged for all accounts together; left out: without a cap
"""


class _Security(msgspec.Struct, forbid_unknown_fields=True):
    instrument: str
    haircut: str
    units_max: int | None = None
    all_units_max: int | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    house: str
    multiple: int
    kept: str
    security: list[_Security]
    offsets: list[str] = []


def read_securities(file: Path) -> SetSecurities:
    """The call that it says; InputError naming the key that is wrong."""
    return read_policy(file, _File, partial(_plain, file), SetSecurities)


def lodged_for(view: View, account: str) -> dict[str, Any]:
    """What is lodged for an account, and what of its cash it may use; InputError where there is no such account."""
    found = view.read(MARGIN_ACCOUNTS, account)
    house = None if found is None else view.read(HOUSES, found.house)
    if found is None or house is None:
        raise InputError(f"no margin account {account!r}", where="ACCOUNT", remedy="identifiers are case-sensitive")
    secured, cash = secured_by(view, found, house), free_of(view, found.account, found.cash)
    return {
        "account": account,
        "cash": cash,
        "worth": secured.value,
        "counts": secured.counted(cash - int(found.owed)),
        "available": withdrawable(view, found, house),
        "called": int(found.called),
        "owed": int(found.owed),
        "lodged": [_line(view, found.house, secured.rules, one) for one in secured.lines],
    }


def taken_by(view: View, house: str) -> Iterator[dict[str, Any]]:
    """What a house takes in all rules that are in force or to come, with the price announced last."""
    policy = view.read(SECURITIES, house)
    if policy is None:
        raise InputError("takes no securities", where=house, remedy="counterfoil clearing securities policy FILE.toml")
    for rules in policy.rules:
        for one in rules.securities:
            price = view.read(SECURITY_PRICES, house, one.instrument)
            told = (None, None, None) if price is None else (price.day, price.price, price.per)
            yield {
                "since": rules.since,
                "multiple": rules.multiple,
                "instrument": one.instrument,
                "haircut_ppm": one.haircut_ppm,
                "units_max": one.units_max,
                "all_units_max": one.all_units_max,
                "lodged": lodged_of_all(view, house, one.instrument),
                **dict(zip(("day", "price", "per"), told, strict=True)),
            }


def pledgee_of(account: str) -> str:
    """To whom what is lodged for an account is pledged."""
    return RecordPath(MARGIN_ACCOUNTS.path(account))


def _line(view: View, house: str, rules: SecuritiesRules | None, one: LodgedLine) -> dict[str, Any]:
    price = view.read(SECURITY_PRICES, house, one.instrument)
    plain: dict[str, Any] = msgspec.to_builtins(one)
    taken = None if rules is None else rules.of(one.instrument)
    plain |= {"haircut_ppm": None if taken is None else taken.haircut_ppm}
    plain |= {"units_max": None if taken is None else taken.units_max}
    return plain | {"price": None if price is None else price.price, "per": None if price is None else price.per}


def _plain(file: Path, given: _File) -> dict[str, Any]:
    securities = [
        {
            "instrument": one.instrument,
            "haircut_ppm": _share(file, f"security {one.instrument}, haircut", one.haircut),
            "units_max": one.units_max,
            "all_units_max": one.all_units_max,
        }
        for one in given.security
    ]
    return {
        "house": given.house,
        "multiple": given.multiple,
        "kept_ppm": _share(file, "kept", given.kept),
        "securities": securities,
        "offsets": given.offsets,
    }


def _share(file: Path, key: str, text: str) -> int:
    return millionths(text, f"{file}, {key}", "share", "such as 10%")
