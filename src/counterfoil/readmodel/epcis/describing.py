# SPDX-License-Identifier: Apache-2.0
"""Parameters that ask for more than one identifier: places within places, patterns, and what master data says."""

import re
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, exists, func, or_, select

from counterfoil.epcis.keys.canonical import canonical_identifier
from counterfoil.epcis.keys.pattern import START as PATTERN
from counterfoil.epcis.keys.pattern import read_pattern
from counterfoil.primitives.errors import InputError
from counterfoil.readmodel.epcis.asked import Asked, Condition, Rule, field_names, identifiers, of_event
from counterfoil.readmodel.epcis.indexing import OWN
from counterfoil.readmodel.epcis.master_data import attribute_name
from counterfoil.readmodel.epcis.tables import ATTRIBUTES, CHILDREN, FACTS, IDENTIFIERS, LINKS, VALUES

DESCRIBED: Final = "readPoint|bizLocation|bizStep|disposition|epcClass|bizTransaction|source|destination"
"""Fields of the standard whose master data can be asked for; besides, members of somebody's own."""


def place_of(column: Any, *, within: bool) -> Rule:
    """A place, or with ``within`` also what is part of it.

    A GS1 key says so, 414/… before 414/…/254/…, and whoever captured the event may have said so in his master data.
    """

    def rule(asked: Asked) -> Condition:
        places = identifiers(asked)
        if not within:
            among: Condition = column.in_(places)
            return among
        parts = [_begins(column, f"{place}/") for place in places]
        return or_(column.in_(places), *parts, _part_of(column, places))

    return rule


def _part_of(column: Any, places: Sequence[str]) -> Condition:
    """By what the same party says is part of what, however deep; what is part of itself ends there."""
    found = select(CHILDREN.c.captured_by, CHILDREN.c.child).where(CHILDREN.c.parent.in_(places)).cte(recursive=True)
    deeper = select(CHILDREN.c.captured_by, CHILDREN.c.child).where(
        CHILDREN.c.captured_by == found.c.captured_by, CHILDREN.c.parent == found.c.child
    )
    parts = found.union(deeper)
    return exists().where(parts.c.captured_by == FACTS.c.captured_by, parts.c.child == column).correlate(FACTS)


def _begins(column: Any, prefix: str) -> Condition:
    """Texts that begin so, in the order of bytes: up to the one that begins with the next character."""
    return and_(column >= prefix, column < prefix[:-1] + chr(ord(prefix[-1]) + 1))


def matching(asked: Asked, text: str, is_class: bool) -> Condition:
    """An identifier, or those of a pattern; a pattern with a ``*`` for the serial number alone is a class itself."""
    column, known = IDENTIFIERS.c.uri, canonical_identifier(text)
    if not text.startswith(PATTERN) or (is_class and known != text):
        return column == known
    try:
        pattern = read_pattern(text)
    except InputError as error:
        raise asked.wrong(error.problem, error.remedy) from None
    matches = or_(column.in_(pattern.exact), *(_begins(column, one) for one in pattern.begins))
    if is_class or not pattern.within:
        return matches
    if pattern.place:
        return and_(matches, func.substr(column, pattern.place + 1, len(pattern.within)) == pattern.within)
    return and_(matches, column.contains(pattern.within, autoescape=True))


def described(asked: Asked, found: "re.Match[str]") -> Condition:
    """Master data of what stands in a field, as whoever captured the event has told it."""
    is_there = found["comparison"] == "HASATTR"
    names = [attribute_name(one, asked.names) for one in (asked.values if is_there else [found["name"]])]
    wanted = [ATTRIBUTES.c.name.in_(names)] + ([] if is_there else [ATTRIBUTES.c.text.in_(list(asked.values))])

    def told(column: Any) -> Condition:
        same = (ATTRIBUTES.c.captured_by == FACTS.c.captured_by, ATTRIBUTES.c.uri == column)
        return exists().where(*same, *wanted).correlate_except(ATTRIBUTES)

    field = found["field"]
    if ":" in field:
        return of_event(
            VALUES, VALUES.c.place == OWN, VALUES.c.name.in_(field_names(asked, field)), told(VALUES.c.text)
        )
    if field in _ONCE:
        return told(_ONCE[field])
    if field == "epcClass":
        return of_event(IDENTIFIERS, IDENTIFIERS.c.is_class == True, told(IDENTIFIERS.c.uri))  # noqa: E712
    return of_event(LINKS, LINKS.c.list == field, told(LINKS.c.uri))


_ONCE: Final = {
    "readPoint": FACTS.c.read_point,
    "bizLocation": FACTS.c.biz_location,
    "bizStep": FACTS.c.biz_step,
    "disposition": FACTS.c.disposition,
}
