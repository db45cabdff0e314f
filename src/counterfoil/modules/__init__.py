# SPDX-License-Identifier: Apache-2.0
"""One folder per business noun: parties < instruments < holdings < the others, which never import each other.

A folder is a module when it has a ``law.py`` with ``LAW`` (the open half) and a ``module.py`` with ``MODULE`` (the
closed half). They are found by looking, so that a new noun costs its folder and no line elsewhere.
"""

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from counterfoil.primitives.garbage import collection_put_off

if TYPE_CHECKING:
    from counterfoil.law.module import Law, Laws, Module, Standing


@cache
def nouns() -> tuple[str, ...]:
    """The names of the modules, sorted."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(__path__) if found.ispkg))


@cache
def laws() -> "Laws":
    """The open halves: all that a verifier needs."""
    from counterfoil.law.module import gather

    # Thousands of types are made, and none of them is ever garbage.
    with collection_put_off():
        found: list[Law] = [importlib.import_module(f"{__name__}.{noun}.law").LAW for noun in nouns()]
        return gather(found)


@cache
def modules() -> "tuple[Module, ...]":
    """Both halves, for the ledger."""
    with collection_put_off():
        return tuple(importlib.import_module(f"{__name__}.{noun}.module").MODULE for noun in nouns())


@cache
def standings() -> "dict[str, Standing]":
    """Table, by its prefix, → what time and state make of a record of it."""
    return {table.prefix: stands for module in modules() for table, stands in module.stands.items()}
