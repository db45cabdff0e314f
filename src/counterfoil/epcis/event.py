# SPDX-License-Identifier: Apache-2.0
"""The one value of an event, whatever it was written in: its JSON members as received, and what they mean.

``members`` is kept as it came (of XML, what the JSON form of the same event is), so that a repository gives back what
it was given. Everything else is read from it when it is first asked for: what, when, where, why and how, with words of
the vocabulary as web URIs and GS1 keys as canonical links. Ask it of events that were validated: what is not as the
schema says is read as if it were not there, but for times, which raise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from counterfoil.epcis.context import GS1_CONTEXT, Namespaces, expanded, whole
from counterfoil.epcis.json_types import Json, JsonObject, Members, as_list, as_object, as_text
from counterfoil.epcis.keys.canonical import canonical_identifier
from counterfoil.epcis.lazily import lazily
from counterfoil.epcis.sensors import SensorElement, read_sensors
from counterfoil.epcis.times import Moment, parse_time
from counterfoil.epcis.vocabulary import (
    BIZ_STEP,
    BIZ_TRANSACTION_TYPE,
    DISPOSITION,
    ERROR_REASON,
    SOURCE_DESTINATION_TYPE,
    Vocabulary,
)
from counterfoil.primitives.errors import DecodeError

Role = Literal["epc", "parent", "child", "input", "output"]
Action = Literal["OBSERVE", "ADD", "DELETE"]

INSTANCE_LISTS: Final[Mapping[str, Role]] = {
    "epcList": "epc",
    "childEPCs": "child",
    "inputEPCList": "input",
    "outputEPCList": "output",
}
EVENT_KINDS: Final = (
    "ObjectEvent",
    "AggregationEvent",
    "TransactionEvent",
    "TransformationEvent",
    "AssociationEvent",
)
"""Of the standard; others are somebody's own."""
CLASS_LISTS: Final[Mapping[str, Role]] = {
    "quantityList": "epc",
    "childQuantityList": "child",
    "inputQuantityList": "input",
    "outputQuantityList": "output",
}


class Identifier(NamedTuple):
    """One thing that an event names, or a class of things and how much of it."""

    role: Role
    text: str
    """As received."""
    is_class: bool = False
    quantity: Decimal | None = None
    """None for an instance, and for a class of which no quantity is said."""
    uom: str = ""
    """UN/ECE Recommendation 20; empty: pieces."""

    @property
    def uri(self) -> str:
        """By what it is compared: a GS1 key as its canonical link, any other URI as it is."""
        return canonical_identifier(self.text)


class Link(NamedTuple):
    """A business transaction, a source or a destination: its type as a web URI (or nothing), and what it is."""

    type: str
    text: str

    @property
    def uri(self) -> str:
        return canonical_identifier(self.text)


class ErrorDeclaration(NamedTuple):
    """That an event was wrong: since when, why, and by which events it is corrected."""

    time: Moment
    reason: str
    corrective_event_ids: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Event:
    """One event. Nobody changes its members."""

    members: Members
    names: Namespaces
    """Prefixes in force: those of its document, then its own."""
    context: Json = GS1_CONTEXT
    """The ``@context`` of its document."""
    place: str = ""
    """Where it stands in its document, for messages."""
    ignored: frozenset[str] = frozenset()
    """Names that its document wants left out of the hash, as ``{namespace}local``."""
    computed: dict[str, str] = field(default_factory=dict, repr=False)
    """What was worked out of it once, by name: its hash."""

    @lazily
    def document(self) -> JsonObject:
        """The event by itself: its members, with the context of its document before its own."""
        own = as_list(self.members.get("@context"))
        outer = [one for one in as_list(self.context) if one not in own]
        return {
            "@context": [*outer, *own],
            **{name: value for name, value in self.members.items() if name != "@context"},
        }

    # What kind

    @property
    def kind(self) -> str:
        """``ObjectEvent`` and so on, or the URI of a kind of somebody's own."""
        return self._text("type")

    @property
    def event_id(self) -> str:
        """What whoever made it calls it; empty where it has no name but its hash."""
        return self._text("eventID")

    @property
    def action(self) -> str:
        """OBSERVE, ADD or DELETE; empty for transformations, which have none."""
        return self._text("action")

    @lazily
    def error_declaration(self) -> ErrorDeclaration | None:
        declared = self.members.get("errorDeclaration")
        if not isinstance(declared, dict):
            return None
        corrective = tuple(as_text(one) for one in as_list(declared.get("correctiveEventIDs")))
        reason = ERROR_REASON.uri(self._whole(as_text(declared.get("reason"))))
        return ErrorDeclaration(_time(declared, "declarationTime"), reason, corrective)

    # When

    @lazily
    def event_time(self) -> Moment:
        return _time(self.members, "eventTime")

    @lazily
    def record_time(self) -> Moment | None:
        return _time(self.members, "recordTime") if "recordTime" in self.members else None

    @property
    def time_zone_offset(self) -> str:
        return self._text("eventTimeZoneOffset")

    # What

    @lazily
    def identifiers(self) -> tuple[Identifier, ...]:
        """Every thing and class that it names, parents first, in the order of its lists."""
        parent = self._text("parentID")
        found = [Identifier("parent", parent)] if parent else []
        for name, role in INSTANCE_LISTS.items():
            found += [Identifier(role, as_text(one)) for one in as_list(self.members.get(name))]
        for name, role in CLASS_LISTS.items():
            found += [_class(role, as_object(one)) for one in as_list(self.members.get(name))]
        return tuple(found)

    def named(self, *roles: Role) -> tuple[Identifier, ...]:
        """The things and classes that it names in one of these roles."""
        return tuple(one for one in self.identifiers if one.role in roles)

    @property
    def transformation_id(self) -> str:
        return self._text("transformationID")

    # Where

    @lazily
    def read_point(self) -> str:
        """The canonical URI of the place where it was seen; empty where none is said."""
        return canonical_identifier(as_text(as_object(self.members.get("readPoint")).get("id")))

    @lazily
    def biz_location(self) -> str:
        """The canonical URI of the place where the things are from then on; empty where none is said."""
        return canonical_identifier(as_text(as_object(self.members.get("bizLocation")).get("id")))

    # Why

    @lazily
    def biz_step(self) -> str:
        return self._word("bizStep", BIZ_STEP)

    @lazily
    def disposition(self) -> str:
        return self._word("disposition", DISPOSITION)

    @lazily
    def dispositions_set(self) -> tuple[str, ...]:
        """Persistent dispositions from now on."""
        return self._persistent("set")

    @lazily
    def dispositions_unset(self) -> tuple[str, ...]:
        """Persistent dispositions that end."""
        return self._persistent("unset")

    @lazily
    def transactions(self) -> tuple[Link, ...]:
        return self._links("bizTransactionList", "bizTransaction", BIZ_TRANSACTION_TYPE)

    @lazily
    def sources(self) -> tuple[Link, ...]:
        return self._links("sourceList", "source", SOURCE_DESTINATION_TYPE)

    @lazily
    def destinations(self) -> tuple[Link, ...]:
        return self._links("destinationList", "destination", SOURCE_DESTINATION_TYPE)

    @lazily
    def certification(self) -> tuple[str, ...]:
        return tuple(as_text(one) for one in as_list(self.members.get("certificationInfo")))

    # How

    @lazily
    def sensor_elements(self) -> tuple[SensorElement, ...]:
        return read_sensors(self.members.get("sensorElementList"), self.names)

    # What else was said

    @lazily
    def ilmd(self) -> Mapping[str, Json]:
        """Master data of instances and lots, by ``{namespace}local``, names within too."""
        return as_object(self._named_out(self.members.get("ilmd")))

    @lazily
    def extensions(self) -> Mapping[str, Json]:
        """Members of somebody's own, by ``{namespace}local``, names within too."""
        own = {name: value for name, value in self.members.items() if ":" in name}
        return as_object(self._named_out(own))

    def _named_out(self, value: Json) -> Json:
        if isinstance(value, dict):
            return {expanded(name, self.names): self._named_out(item) for name, item in value.items()}
        return [self._named_out(one) for one in value] if isinstance(value, list) else value

    def _text(self, name: str) -> str:
        return as_text(self.members.get(name))

    def _whole(self, text: str) -> str:
        return whole(text, self.names)

    def _word(self, name: str, vocabulary: Vocabulary) -> str:
        return vocabulary.uri(self._whole(self._text(name)))

    def _persistent(self, name: str) -> tuple[str, ...]:
        given = as_list(as_object(self.members.get("persistentDisposition")).get(name))
        return tuple(DISPOSITION.uri(self._whole(as_text(one))) for one in given)

    def _links(self, list_name: str, name: str, vocabulary: Vocabulary) -> tuple[Link, ...]:
        given = [as_object(one) for one in as_list(self.members.get(list_name))]
        return tuple(
            Link(vocabulary.uri(self._whole(as_text(one.get("type")))), as_text(one.get(name))) for one in given
        )


def _time(members: Members, name: str) -> Moment:
    try:
        return parse_time(as_text(members.get(name)))
    except DecodeError as error:
        raise DecodeError(error.problem, where=name, remedy=error.remedy) from None


def _class(role: Role, element: Members) -> Identifier:
    given = element.get("quantity")
    quantity = Decimal(given) if isinstance(given, int | Decimal) and not isinstance(given, bool) else None
    return Identifier(role, as_text(element.get("epcClass")), True, quantity, as_text(element.get("uom")))
