# SPDX-License-Identifier: Apache-2.0
"""Which products a house lets offset each other, from a TOML file; and what is in force or to come."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from counterfoil.law.module import View
from counterfoil.modules.futures.combining import COMBINATIONS
from counterfoil.modules.futures.combining_calls import SetCombinations
from counterfoil.node.futures.policy_files import millionths, read_policy
from counterfoil.primitives.errors import InputError

EXAMPLE: Final = """\
house = "CC"

[[group]]
group = "bonds"
products = ["IF"]
credit = "100%"           # of the smaller side: all of it, so that the larger side's margin is enough
"""


class _Group(msgspec.Struct, forbid_unknown_fields=True):
    group: str
    products: list[str]
    credit: str


class _File(msgspec.Struct, forbid_unknown_fields=True):
    house: str
    group: list[_Group]


def read_combinations(file: Path) -> SetCombinations:
    """The call that it says; InputError naming the key that is wrong."""
    return read_policy(file, _File, partial(_plain, file), SetCombinations)


def combinations_of(view: View, house: str) -> Iterator[dict[str, Any]]:
    """What offsets what, in all rules that are in force or to come; InputError where there are none."""
    policy = view.read(COMBINATIONS, house)
    if policy is None:
        remedy = "counterfoil clearing combinations policy FILE.toml"
        raise InputError("lets no products offset each other", where=house, remedy=remedy)
    for rules in policy.rules:
        for one in rules.groups:
            yield {"since": rules.since, **msgspec.to_builtins(one)}


def _plain(file: Path, given: _File) -> dict[str, Any]:
    groups = [
        {
            "group": one.group,
            "products": one.products,
            "credit_ppm": millionths(one.credit, f"{file}, group {one.group}, credit", "share", "such as 100%"),
        }
        for one in given.group
    ]
    return {"house": given.house, "groups": groups}
