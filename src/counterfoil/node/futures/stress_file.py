# SPDX-License-Identifier: Apache-2.0
"""The scenarios by which a guarantee fund is sized, from a TOML file, in per cent and yuan."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import msgspec

from counterfoil.modules.futures.stress import Scenario, Shock, Weighing
from counterfoil.modules.futures.stress_calls import SetStress
from counterfoil.primitives import canonical
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
_PERCENT: Final = re.compile(r"([+-]?[0-9]{1,3}(?:\.[0-9]{1,4})?)%\Z")
_FEN: Final = 100


class _Scenario(msgspec.Struct, forbid_unknown_fields=True):
    scenario: str
    shocks: dict[str, str]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    house: str
    weighing: Weighing
    base: int | Decimal
    scenario: list[_Scenario]


def read_stress(file: Path) -> SetStress:
    """The call that it says; InputError naming the key that is wrong."""
    try:
        document: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"not TOML: {error}", where=str(file), remedy="see --help") from error
    try:
        given = canonical.convert(document, _File)
        return canonical.convert(_call(file, given), SetStress)
    except msgspec.ValidationError as error:
        problem, path = canonical.problem_and_path(error)
        raise InputError(problem, where=f"{file}, {path.removeprefix('$.')}", remedy="see --help") from error


def _call(file: Path, given: _File) -> dict[str, Any]:
    base = Decimal(given.base) * _FEN
    if not base.is_finite() or base != int(base):
        raise InputError("is no sum in yuan and fen", where=f"{file}, base", remedy="such as 10000.00")
    scenarios = tuple(
        Scenario(one.scenario, tuple(_shock(file, one, product) for product in one.shocks)) for one in given.scenario
    )
    plain = {"call": "futures.set_stress", "house": given.house, "weighing": given.weighing, "base": int(base)}
    return plain | {"scenarios": msgspec.to_builtins(scenarios)}


def _shock(file: Path, scenario: _Scenario, product: str) -> Shock:
    """Of ``-20%``, in millionths."""
    found = _PERCENT.match(scenario.shocks[product])
    if found is None:
        where = f"{file}, scenario {scenario.scenario}, {product}"
        raise InputError(f"{scenario.shocks[product]!r} is no shock", where=where, remedy="such as -20%")
    return Shock(product, Millionths(int(Decimal(found[1]) * 10_000)))
