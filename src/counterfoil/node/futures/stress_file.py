# SPDX-License-Identifier: Apache-2.0
"""The scenarios by which a guarantee fund is sized, from a TOML file, in per cent and yuan."""

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from counterfoil.modules.futures.stress import Scenario, Shock, Weighing
from counterfoil.modules.futures.stress_calls import SetStress
from counterfoil.node.futures.policy_files import millionths, read_policy
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Millionths

EXAMPLE: Final = """\
house = "CC"
weighing = "margin"       # or stress_loss, equal_parts
base = 10000              # yuan of each member, whatever it does

[[scenario]]
scenario = "crash"
shocks = {IF = "-20%"}

[[scenario]]
scenario = "rally"
shocks = {IF = "15%"}
"""
APART: Final = """\

[[scenario]]
scenario = "months apart"  # of several that concern a contract the one counts that says most
shocks = {IF = {all = "-5%", within_days = {"40" = "-20%"}, contract = {IF2101 = "2%"}}}
"""
"""Near and far months, and one contract, that move differently"""
_FEN: Final = 100
_WHOLE: Final = 1_000_000


class _Shocks(msgspec.Struct, forbid_unknown_fields=True):
    all: str | None = None
    within_days: dict[str, str] = {}
    contract: dict[str, str] = {}


class _Scenario(msgspec.Struct, forbid_unknown_fields=True):
    scenario: str
    shocks: dict[str, str | _Shocks]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    house: str
    weighing: Weighing
    base: int | Decimal
    scenario: list[_Scenario]


def read_stress(file: Path) -> SetStress:
    """The call that it says; InputError naming the key that is wrong."""
    return read_policy(file, _File, partial(_call, file), SetStress)


def _call(file: Path, given: _File) -> dict[str, Any]:
    base = Decimal(given.base) * _FEN
    if not base.is_finite() or base != int(base):
        raise InputError("is no sum in yuan and fen", where=f"{file}, base", remedy="such as 10000.00")
    scenarios = tuple(
        Scenario(one.scenario, tuple(shock for product in one.shocks for shock in _shocks(file, one, product)))
        for one in given.scenario
    )
    plain = {"house": given.house, "weighing": given.weighing, "base": int(base)}
    return plain | {"scenarios": msgspec.to_builtins(scenarios)}


def _shocks(file: Path, scenario: _Scenario, product: str) -> Iterator[Shock]:
    """Of all contracts of a product, of those that end soon, and of some by name."""
    where, given = f"{file}, scenario {scenario.scenario}, {product}", scenario.shocks[product]
    of = _Shocks(all=given) if isinstance(given, str) else given
    if of.all is not None:
        yield Shock(product, _ppm(of.all, where))
    for days, text in of.within_days.items():
        if not (days.isascii() and days.isdigit() and len(days) <= 4):
            raise InputError(f"{days!r} is no number of days", where=f"{where}, within_days", remedy='such as "40"')
        yield Shock(product, _ppm(text, f"{where}, within_days {days}"), within_days=int(days))
    for contract, text in of.contract.items():
        yield Shock(product, _ppm(text, f"{where}, contract {contract}"), contract=contract)


def _ppm(text: str, where: str) -> Millionths:
    """Of ``-20%``, in millionths."""
    shock = millionths(text, where, "shock", "such as -20%")
    if shock < -_WHOLE:
        raise InputError(f"{text!r} is more than all of a price", where=where, remedy="-100%, and no less")
    return Millionths(shock)
