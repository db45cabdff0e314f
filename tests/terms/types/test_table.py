# SPDX-License-Identifier: Apache-2.0
"""The table of contract types: each stands under its own name, and none is left out."""

from collections.abc import Iterator
from typing import Any

from counterfoil.terms import Contract, contract_types


def named(kind: type[Contract[Any, Any]]) -> Iterator[type[Contract[Any, Any]]]:
    """The classes below one that state a name of a type themselves."""
    for below in kind.__subclasses__():
        if "contract_type" in vars(below):
            yield below
        yield from named(below)


def test_every_type_stands_under_its_name() -> None:
    """The name in the table is the one that the class states, and no two classes have the same."""
    types = contract_types()
    assert all(kind.contract_type == name and kind.name for name, kind in types.items())
    assert len({kind.name for kind in types.values()}) == len(types)


def test_no_type_is_left_out() -> None:
    """Every class that states the name of a type is in the table."""
    assert set(named(Contract)) == set(contract_types().values())


def test_what_is_handed_out_is_a_copy() -> None:
    """Who changes the types that he was given changes nothing."""
    contract_types().clear()
    assert contract_types()
