# SPDX-License-Identifier: Apache-2.0
"""One parameter of a question as it was given, and what every rule does with it."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, exists

from counterfoil.epcis.context import STANDARD, Namespaces, expanded, named_in
from counterfoil.epcis.keys.canonical import canonical_identifier
from counterfoil.primitives.errors import InputError
from counterfoil.readmodel.epcis.tables import FACTS

VALUES_MAX: Final = 200
"""How many values one parameter may have."""
Condition = ColumnElement[bool]


class Asked(NamedTuple):
    """One parameter as it was given."""

    parameter: str
    values: Sequence[str]
    names: Namespaces
    """what prefixes in names of fields stand for"""

    def wrong(self, problem: str, remedy: str = "") -> InputError:
        return InputError(problem, where=self.parameter, remedy=remedy)

    @property
    def one(self) -> str:
        """The only value."""
        if len(self.values) != 1:
            raise self.wrong("takes one value")
        return self.values[0]


Rule = Callable[[Asked], Condition]
PatternRule = Callable[[Asked, "re.Match[str]"], Condition]


def identifiers(asked: Asked) -> list[str]:
    """Values by which things are compared."""
    return [canonical_identifier(text) for text in asked.values]


def of_event(table: Any, *conditions: Condition) -> Condition:
    """That there is such a row of an event."""
    return exists().where(table.c.event == FACTS.c.event, *conditions).correlate(FACTS)


def field_names(asked: Asked, name: str) -> list[str]:
    """``prefix:local``; or the namespace itself, ``#``, and the local name, as version 1.2 writes it."""
    namespace, mark, local = name.rpartition("#")
    if mark and ":" in namespace:
        return list(dict.fromkeys(named_in(namespace + end, local) for end in ("", "#", "/")))
    full = expanded(name, {**STANDARD, **asked.names})
    if not full.startswith("{"):
        problem = f"the prefix of {name!r} stands for nothing"
        raise asked.wrong(problem, "say prefix=namespace in GS1-Extensions, or write namespace#name")
    return [full]
