# SPDX-License-Identifier: Apache-2.0
"""The scenarios by which a guarantee fund is sized, from a TOML file, in per cent and yuan."""

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
    return read_policy(file, _File, partial(_call, file), SetStress)


def _call(file: Path, given: _File) -> dict[str, Any]:
    base = Decimal(given.base) * _FEN
    if not base.is_finite() or base != int(base):
        raise InputError("is no sum in yuan and fen", where=f"{file}, base", remedy="such as 10000.00")
    scenarios = tuple(
        Scenario(one.scenario, tuple(_shock(file, one, product) for product in one.shocks)) for one in given.scenario
    )
    plain = {"house": given.house, "weighing": given.weighing, "base": int(base)}
    return plain | {"scenarios": msgspec.to_builtins(scenarios)}


def _shock(file: Path, scenario: _Scenario, product: str) -> Shock:
    """Of ``-20%``, in millionths."""
    where = f"{file}, scenario {scenario.scenario}, {product}"
    return Shock(product, Millionths(millionths(scenario.shocks[product], where, "shock", "such as -20%")))
