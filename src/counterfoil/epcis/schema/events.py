# SPDX-License-Identifier: Apache-2.0
"""The kinds of events: their members, which are required, and what they must say together."""

from typing import Any, Final, NamedTuple

from counterfoil.epcis.schema import shapes
from counterfoil.epcis.schema.shapes import NUMBER, TEXT, TIME, URI, Shape, closed, extensible, list_of, open_object

_QUANTITY: Final = closed({"epcClass": URI, "quantity": NUMBER, "uom": shapes.UNIT}, "epcClass")
_METADATA: Final = extensible(
    {
        **dict.fromkeys(("time", "startTime", "endTime"), TIME),
        **dict.fromkeys(("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"), URI),
    }
)
_REPORT: Final = extensible(
    {
        "type": shapes.MEASUREMENT,
        "exception": shapes.ALERT,
        "component": shapes.COMPONENT,
        "time": TIME,
        **dict.fromkeys(("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"), URI),
        **dict.fromkeys(("microorganism", "chemicalSubstance", "coordinateReferenceSystem", "uriValue"), URI),
        **dict.fromkeys(("value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"), NUMBER),
        **dict.fromkeys(("stringValue", "uom"), TEXT),
        "booleanValue": shapes.TRUTH,
        "hexBinaryValue": shapes.HEX,
    },
    "type",
)
_SENSOR: Final = extensible({"sensorMetadata": _METADATA, "sensorReport": list_of(_REPORT, least=1)}, "sensorReport")
_DISPOSITIONS: Final = list_of(shapes.DISPOSITION, least=1, once=True)
_PERSISTENT: Final[Shape] = {
    **closed({"set": _DISPOSITIONS, "unset": _DISPOSITIONS}),
    "minProperties": 1,
}
_ERROR: Final = extensible(
    {"declarationTime": TIME, "reason": shapes.ERROR_REASON, "correctiveEventIDs": list_of(URI)}, "declarationTime"
)
_PLACE: Final = open_object({"id": URI}, "id")
_EPCS: Final = list_of(URI, once=True)
_REPEATABLE: Final = list_of(URI)
_QUANTITIES: Final = list_of(_QUANTITY)
_TRANSACTION: Final = closed({"type": shapes.TRANSACTION_TYPE, "bizTransaction": URI}, "bizTransaction")
_ILMD: Final[Shape] = {
    "type": "object",
    "propertyNames": {"format": "uri"},
    "description": "is no object",
}

_COMMON: Final[dict[str, Shape]] = {
    "@context": shapes.CONTEXT,
    "type": TEXT,
    "eventTime": TIME,
    "recordTime": TIME,
    "eventTimeZoneOffset": shapes.OFFSET,
    "eventID": URI,
    "certificationInfo": {
        "anyOf": [{"type": "array", "items": URI}, {"type": "string", "format": "uri"}],
        "description": "is no URI, and no list of URIs",
    },
    "errorDeclaration": _ERROR,
}
_WHERE_WHY_HOW: Final[dict[str, Shape]] = {
    "bizStep": shapes.BIZ_STEP,
    "disposition": shapes.DISPOSITION,
    "persistentDisposition": _PERSISTENT,
    "readPoint": _PLACE,
    "bizLocation": _PLACE,
    "bizTransactionList": list_of(_TRANSACTION),
    "sourceList": list_of(closed({"type": shapes.PARTY_TYPE, "source": URI}, "type", "source")),
    "destinationList": list_of(closed({"type": shapes.PARTY_TYPE, "destination": URI}, "type", "destination")),
    "sensorElementList": list_of(_SENSOR),
}


class Kind(NamedTuple):
    """One kind of event: its own members, which of them are required, and what it must say besides."""

    members: dict[str, Shape]
    required: tuple[str, ...]
    rules: tuple[Shape, ...]


def _one_of(*branches: dict[str, Any], otherwise: str) -> Shape:
    return {"anyOf": list(branches), "description": otherwise}


def _some(name: str) -> Shape:
    """A list that is there and has an item."""
    return {"required": [name], "properties": {name: {"minItems": 1}}}


def _deletes() -> Shape:
    return {"properties": {"action": {"const": "DELETE"}}}


_CHILDREN: Final = _one_of(
    _some("childEPCs"),
    _some("childQuantityList"),
    _deletes(),
    otherwise="names no children: childEPCs or childQuantityList, which only DELETE may leave out",
)
_ILMD_WITH_ADD: Final[Shape] = {
    "if": {"required": ["ilmd"]},
    "then": {
        "properties": {"action": {"const": "ADD", "description": "does not go with ilmd, which only ADD may have"}}
    },
}
_INPUTS: Final = (_some("inputEPCList"), _some("inputQuantityList"))
_OUTPUTS: Final = (_some("outputEPCList"), _some("outputQuantityList"))
_GROUP: Final[dict[str, Shape]] = {
    "parentID": URI,
    "childEPCs": _REPEATABLE,
    "childQuantityList": _QUANTITIES,
    "action": shapes.ACTION,
}

KINDS: Final[dict[str, Kind]] = {
    "ObjectEvent": Kind(
        {"epcList": _EPCS, "quantityList": _QUANTITIES, "action": shapes.ACTION, "ilmd": _ILMD},
        ("action",),
        (
            _one_of(
                {"required": ["epcList"]},
                _some("quantityList"),
                {**_some("sensorElementList"), "required": ["sensorElementList", "readPoint"]},
                otherwise="names nothing: epcList, quantityList, or sensorElementList with readPoint",
            ),
            _ILMD_WITH_ADD,
        ),
    ),
    "AggregationEvent": Kind(_GROUP, ("action",), (_CHILDREN,)),
    "AssociationEvent": Kind(_GROUP, ("action", "parentID"), (_CHILDREN,)),
    "TransactionEvent": Kind(
        {
            "parentID": URI,
            "epcList": _REPEATABLE,
            "quantityList": _QUANTITIES,
            "action": shapes.ACTION,
            "bizTransactionList": list_of(_TRANSACTION, least=1),
        },
        ("bizTransactionList", "action"),
        (
            _one_of(
                {"required": ["epcList"]},
                _some("quantityList"),
                _deletes(),
                otherwise="names nothing: epcList or quantityList, which only DELETE may leave out",
            ),
        ),
    ),
    "TransformationEvent": Kind(
        {
            "inputEPCList": _EPCS,
            "inputQuantityList": _QUANTITIES,
            "outputEPCList": _EPCS,
            "outputQuantityList": _QUANTITIES,
            "transformationID": URI,
            "ilmd": _ILMD,
        },
        (),
        (
            _one_of(
                {"allOf": [{"anyOf": list(_INPUTS)}, {"anyOf": list(_OUTPUTS)}]},
                {"required": ["transformationID"], "anyOf": [*_INPUTS, *_OUTPUTS]},
                otherwise="has not both inputs and outputs, which only a transformationID lets it say apart",
            ),
        ),
    ),
}
_REQUIRED: Final = ("type", "eventTime", "eventTimeZoneOffset")
_OWN_KIND: Final[Shape] = {**URI, "description": "is no kind of event, and no URI of one of somebody's own"}
"""QuantityEvent of EPCIS 1.1 among them: 2.0 has no such kind."""


def event_statement(kind: str) -> Shape:
    """The schema of one kind of event; of a kind of somebody's own, what holds for all events."""
    if kind not in KINDS:
        return open_object({**_COMMON, "type": _OWN_KIND}, *_REQUIRED)
    members, required, rules = KINDS[kind]
    statement = extensible({**_COMMON, **_WHERE_WHY_HOW, **members}, *_REQUIRED, *required)
    return {**statement, "allOf": list(rules)} if rules else statement
