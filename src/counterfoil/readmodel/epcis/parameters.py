# SPDX-License-Identifier: Apache-2.0
"""The parameters of a query for events (EPCIS 2.0 §8.2.7.1), each with what it asks of the tables: one literal table.

Names stand in ``NAMED``; those with a part of the asker's own, such as a type or a field, in ``PATTERNS``. Whatever is
in neither is refused by its name. Values are lists of texts, as they come from a URL; where one is wrong, InputError
names the parameter.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

from sqlalchemy import and_, or_

from counterfoil.epcis.context import STANDARD, whole
from counterfoil.epcis.times import parse_time
from counterfoil.epcis.vocabulary import (
    BIZ_STEP,
    BIZ_TRANSACTION_TYPE,
    COMPONENT,
    DISPOSITION,
    ERROR_REASON,
    MEASUREMENT,
    SENSOR_ALERT,
    SOURCE_DESTINATION_TYPE,
    Vocabulary,
)
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.readmodel.columns import require_storable
from counterfoil.readmodel.epcis.asked import (
    VALUES_MAX,
    Asked,
    Condition,
    PatternRule,
    Rule,
    field_names,
    identifiers,
    of_event,
)
from counterfoil.readmodel.epcis.comparing import compare, compare_in_unit
from counterfoil.readmodel.epcis.describing import DESCRIBED, described, matching, place_of
from counterfoil.readmodel.epcis.indexing import INNER, PLACES, REPORT_NUMBERS, REPORT_URIS, number_in
from counterfoil.readmodel.epcis.tables import FACTS, IDENTIFIERS, LINKS, REPORTS, VALUES

# What values mean


def _words(asked: Asked, vocabulary: Vocabulary) -> list[str]:
    return [_word(asked, text, vocabulary) for text in asked.values]


def _word(asked: Asked, text: str, vocabulary: Vocabulary) -> str:
    """As capture has it: a word of the vocabulary, or a URI of anybody's."""
    found = vocabulary.uri(whole(text, {**STANDARD, **asked.names}))
    if ":" not in found:
        near = get_close_matches(text, vocabulary.words, 1)
        remedy = f"write {near[0]}" if near else "write a word of the vocabulary, or a URI of your own"
        raise asked.wrong(f"{text!r} is no word of the vocabulary, and no URI", remedy)
    return found


def _moment(asked: Asked) -> int:
    try:
        return parse_time(asked.one).ms
    except DecodeError as error:
        raise asked.wrong(error.problem, error.remedy) from None


def _numbers(asked: Asked) -> list[Decimal]:
    found = [number_in(text) for text in asked.values]
    if None in found:
        raise asked.wrong("takes numbers of up to 60 digits")
    return [one for one in found if one is not None]


def _number(asked: Asked) -> Decimal:
    _ = asked.one
    return _numbers(asked)[0]


def _true(asked: Asked) -> bool:
    """What is asked to exist may be said by nothing, by ``true``, or by 1."""
    if asked.one not in ("", "true", "1"):
        raise asked.wrong("takes no value: it asks that there is one")
    return True


# What is asked of the tables


def _in(column: Any, texts: Callable[[Asked], list[str]]) -> Rule:
    return lambda asked: column.in_(texts(asked))


def _plain(column: Any) -> Rule:
    return _in(column, lambda asked: list(asked.values))


def _worded(column: Any, vocabulary: Vocabulary) -> Rule:
    return _in(column, lambda asked: _words(asked, vocabulary))


def _timed(column: Any, comparison: str) -> Rule:
    return lambda asked: compare(column, comparison, _moment(asked))


def _event_type(asked: Asked) -> Condition:
    return FACTS.c.kind.in_(list(asked.values))


def _action(asked: Asked) -> Condition:
    if wrong := [text for text in asked.values if text not in ("ADD", "OBSERVE", "DELETE")]:
        raise asked.wrong(f"{wrong[0]!r} is no action", "ADD, OBSERVE or DELETE")
    return FACTS.c.action.in_(list(asked.values))


def _match(roles: Sequence[str], *, is_class: bool) -> Rule:
    def rule(asked: Asked) -> Condition:
        matches = or_(*(matching(asked, text, is_class) for text in asked.values))
        return of_event(IDENTIFIERS, IDENTIFIERS.c.role.in_(roles), IDENTIFIERS.c.is_class == is_class, matches)

    return rule


def _quantity(comparison: str) -> Rule:
    def rule(asked: Asked) -> Condition:
        column = IDENTIFIERS.c.quantity
        if comparison == "EQ":
            return of_event(IDENTIFIERS, column.in_(_numbers(asked)))
        return of_event(IDENTIFIERS, compare(column, comparison, _number(asked)))

    return rule


def _linked(list_: str, texts: Callable[[Asked], list[str]]) -> Rule:
    return lambda asked: of_event(LINKS, LINKS.c.list == list_, LINKS.c.uri.in_(texts(asked)))


def _named(asked: Asked) -> Condition:
    names = list(asked.values)
    return or_(FACTS.c.event_id.in_(names), FACTS.c.hash.in_(names))


def _reported(column: str, texts: Callable[[Asked], list[str]]) -> Rule:
    return lambda asked: of_event(REPORTS, REPORTS.c[column].in_(texts(asked)))


def _truth(asked: Asked) -> Condition:
    if asked.one not in ("true", "false"):
        raise asked.wrong("takes true or false")
    return of_event(REPORTS, REPORTS.c.boolean_value == (asked.one == "true"))


def _report_timed(column: str, comparison: str) -> Rule:
    return lambda asked: of_event(REPORTS, compare(REPORTS.c[column], comparison, _moment(asked)))


def _rank(comparison: str) -> Rule:
    def rule(asked: Asked) -> Condition:
        values = _numbers(asked) if comparison == "EQ" else [_number(asked)]
        return of_event(REPORTS, or_(*(compare(REPORTS.c.perc_rank, comparison, one) for one in values)))

    return rule


def _existing(condition: Condition) -> Rule:
    def rule(asked: Asked) -> Condition:
        _true(asked)
        return condition

    return rule


# Names with a part of the asker's own


def _typed(list_: str, vocabulary: Vocabulary) -> PatternRule:
    def rule(asked: Asked, found: "re.Match[str]") -> Condition:
        (kind,) = _words(Asked(asked.parameter, [found["type"]], asked.names), vocabulary)
        uris = identifiers(asked)
        return of_event(LINKS, LINKS.c.list == list_, LINKS.c.type == kind, LINKS.c.uri.in_(uris))

    return rule


def _in_unit(asked: Asked, found: "re.Match[str]") -> Condition:
    table, column = (IDENTIFIERS, "quantity") if found["field"] == "quantity" else (REPORTS, _column(found["field"]))
    comparison = found["comparison"]
    values = _numbers(asked) if comparison == "EQ" else [_number(asked)]
    try:
        condition = compare_in_unit(
            table.c[column], table.c.uom, comparison, values, found["uom"], difference=column == "s_dev"
        )
    except InputError as error:
        raise asked.wrong(error.problem, error.remedy) from None
    return of_event(table, condition)


def _column(field: str) -> str:
    return REPORT_NUMBERS[field]


def _own_value(asked: Asked, found: "re.Match[str]") -> Condition:
    """A member of somebody's own: as a text, a number or a time, whichever the value is; the order has no texts."""
    comparison = found["comparison"]
    values = asked.values if comparison == "EQ" else [asked.one]
    conditions: list[Condition] = []
    for text in values:
        number, ms = number_in(text), _ms(text)
        if comparison == "EQ":
            conditions.append(VALUES.c.text == text)
        elif number is None and ms is None:
            raise asked.wrong("takes a number, or a date and time with a zone")
        if number is not None:
            conditions.append(compare(VALUES.c.number, comparison, number))
        if ms is not None:
            conditions.append(compare(VALUES.c.ms, comparison, ms))
    return of_event(VALUES, _field(asked, found), or_(*conditions))


def _own_exists(asked: Asked, found: "re.Match[str]") -> Condition:
    _true(asked)
    return of_event(VALUES, _field(asked, found))


def _field(asked: Asked, found: "re.Match[str]") -> Condition:
    place = (found["inner"] or "") + (found["place"] or "")
    return and_(VALUES.c.place == place, VALUES.c.name.in_(field_names(asked, found["name"])))


def own_field(asked: Asked, name: str) -> Condition:
    """A member of somebody's own, by the place where it stands and its name."""
    found = _OWN_NAME.fullmatch(name)
    if found is None:
        raise asked.wrong("names no member")
    return _field(asked, found)


def _ms(text: str) -> int | None:
    try:
        return parse_time(text).ms
    except DecodeError:
        return None


_ANY: Final = ("epc", "parent", "child", "input", "output")
NAMED: Final[Mapping[str, Rule]] = {
    "eventType": _event_type,
    "GE_eventTime": _timed(FACTS.c.event_ms, "GE"),
    "LT_eventTime": _timed(FACTS.c.event_ms, "LT"),
    "GE_recordTime": _timed(FACTS.c.recorded_ms, "GE"),
    "LT_recordTime": _timed(FACTS.c.recorded_ms, "LT"),
    "EQ_action": _action,
    "EQ_bizStep": _worded(FACTS.c.biz_step, BIZ_STEP),
    "EQ_disposition": _worded(FACTS.c.disposition, DISPOSITION),
    "EQ_persistentDisposition_set": _linked("set", lambda asked: _words(asked, DISPOSITION)),
    "EQ_persistentDisposition_unset": _linked("unset", lambda asked: _words(asked, DISPOSITION)),
    "EQ_readPoint": place_of(FACTS.c.read_point, within=False),
    "WD_readPoint": place_of(FACTS.c.read_point, within=True),
    "EQ_bizLocation": place_of(FACTS.c.biz_location, within=False),
    "WD_bizLocation": place_of(FACTS.c.biz_location, within=True),
    "EQ_transformationID": _plain(FACTS.c.transformation_id),
    "MATCH_epc": _match(("epc", "child"), is_class=False),
    "MATCH_parentID": _match(("parent",), is_class=False),
    "MATCH_inputEPC": _match(("input",), is_class=False),
    "MATCH_outputEPC": _match(("output",), is_class=False),
    "MATCH_anyEPC": _match(_ANY, is_class=False),
    "MATCH_epcClass": _match(("epc", "child"), is_class=True),
    "MATCH_inputEPCClass": _match(("input",), is_class=True),
    "MATCH_outputEPCClass": _match(("output",), is_class=True),
    "MATCH_anyEPCClass": _match(_ANY, is_class=True),
    "EQ_quantity": _quantity("EQ"),
    "GT_quantity": _quantity("GT"),
    "GE_quantity": _quantity("GE"),
    "LT_quantity": _quantity("LT"),
    "LE_quantity": _quantity("LE"),
    "EQ_eventID": _named,
    "EXISTS_errorDeclaration": _existing(FACTS.c.error_ms.is_not(None)),
    "GE_errorDeclarationTime": _timed(FACTS.c.error_ms, "GE"),
    "LT_errorDeclarationTime": _timed(FACTS.c.error_ms, "LT"),
    "GE_errorDeclaration_Time": _timed(FACTS.c.error_ms, "GE"),
    "LT_errorDeclaration_Time": _timed(FACTS.c.error_ms, "LT"),
    "EQ_errorReason": _worded(FACTS.c.error_reason, ERROR_REASON),
    "EQ_correctiveEventID": _linked("corrective", lambda asked: list(asked.values)),
    "EXISTS_sensorElementList": _existing(FACTS.c.has_sensors == True),  # noqa: E712
    "EQ_type": _reported("type", lambda asked: _words(asked, MEASUREMENT)),
    "EQ_exception": _reported("exception", lambda asked: _words(asked, SENSOR_ALERT)),
    "EQ_component": _reported("component", lambda asked: _words(asked, COMPONENT)),
    **{f"EQ_{name}": _reported(column, identifiers) for name, column in REPORT_URIS.items()},
    "EQ_stringValue": _reported("string_value", lambda asked: list(asked.values)),
    "EQ_hexBinaryValue": _reported("hex_binary_value", lambda asked: list(asked.values)),
    "EQ_booleanValue": _truth,
    "GE_time": _report_timed("time_ms", "GE"),
    "LT_time": _report_timed("time_ms", "LT"),
    "GE_startTime": _report_timed("start_ms", "GE"),
    "LT_startTime": _report_timed("start_ms", "LT"),
    "GE_endTime": _report_timed("end_ms", "GE"),
    "LT_endTime": _report_timed("end_ms", "LT"),
    **{f"{one}_percRank": _rank(one) for one in ("EQ", "GT", "GE", "LT", "LE")},
}
_NUMBERS: Final = ("quantity", "percRank")
_TRUTHS: Final = {"EQ_booleanValue", *(one for one in NAMED if one.startswith("EXISTS_"))}
_OWN: Final = rf"(?P<inner>{INNER})?(?P<place>{'|'.join(filter(None, PLACES))})?(?P<name>.+)"
_OWN_NAME: Final = re.compile(_OWN)
_COMPARISON: Final = "(?P<comparison>EQ|GT|GE|LT|LE)"
_FIELDS: Final = "quantity|value|minValue|maxValue|meanValue|sDev|percValue"
PATTERNS: Final[tuple[tuple["re.Pattern[str]", PatternRule], ...]] = (
    (re.compile(r"EQ_bizTransaction_(?P<type>.+)"), _typed("bizTransaction", BIZ_TRANSACTION_TYPE)),
    (re.compile(r"EQ_source_(?P<type>.+)"), _typed("source", SOURCE_DESTINATION_TYPE)),
    (re.compile(r"EQ_destination_(?P<type>.+)"), _typed("destination", SOURCE_DESTINATION_TYPE)),
    (re.compile(rf"{_COMPARISON}_(?P<field>{_FIELDS})_(?P<uom>[A-Z0-9]{{2,4}})"), _in_unit),
    (re.compile(rf"(?P<comparison>HASATTR)_(?P<field>{DESCRIBED}|.*:.*)"), described),
    (re.compile(rf"(?P<comparison>EQATTR)_(?P<field>{DESCRIBED})_(?P<name>.+)"), described),
    (re.compile(r"(?P<comparison>EQATTR)_(?P<field>.*?:.*?)_(?P<name>[^_]*:.+)"), described),
    (re.compile(rf"EXISTS_{_OWN.replace('.+', '.*[:#].*')}"), _own_exists),
    (re.compile(rf"{_COMPARISON}_{_OWN.replace('.+', '.*[:#].*')}"), _own_value),
)
"""The first that fits. Names of somebody's own have a colon, or a mark behind their namespace."""

TEXTS: Final = (
    frozenset(NAMED) - {f"{one}_{name}" for one in ("EQ", "GT", "GE", "LT", "LE") for name in _NUMBERS} - _TRUTHS
)
"""Those whose values are texts, in JSON too."""


def condition_of(asked: Asked) -> Condition:
    """What a parameter asks; InputError for one that is not known, and for values that it cannot have."""
    for text in (asked.parameter, *asked.values):
        try:
            require_storable(text)
        except InputError as error:
            raise asked.wrong(error.problem) from None
    if not asked.values or len(asked.values) > VALUES_MAX:
        raise asked.wrong(f"takes 1 to {VALUES_MAX} values")
    if (rule := NAMED.get(asked.parameter)) is not None:
        return rule(asked)
    for pattern, pattern_rule in PATTERNS:
        if (found := pattern.fullmatch(asked.parameter)) is not None:
            return pattern_rule(asked, found)
    raise asked.wrong("is no parameter that is known here", _meant(asked.parameter))


def _meant(parameter: str) -> str:
    """The parameter that a name without its EQ_, or with a mistake, was to be."""
    for name in (f"EQ_{parameter}", f"MATCH_{parameter}", *get_close_matches(parameter, NAMED, 1)):
        if name in NAMED:
            return f"write {name}"
    return ""
