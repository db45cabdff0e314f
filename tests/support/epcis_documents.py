# SPDX-License-Identifier: Apache-2.0
"""Events as others write them, made from a seed: every spelling, shape and size that EPCIS lets an event have."""

import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from decimal import Decimal
from random import Random
from typing import Any, Final

from counterfoil.epcis.context import GS1_CONTEXT
from counterfoil.epcis.json_types import JsonObject
from counterfoil.readmodel.epcis.event_json import write_json

EX: Final = "https://ns.example.com/epcis/"
CONTEXTS: Final[Sequence[Any]] = (
    [GS1_CONTEXT, {"ex": EX}],
    [{"ex": EX}, GS1_CONTEXT],
    [GS1_CONTEXT, {"ex": EX, "other": "http://other.example/ns#"}],
    [GS1_CONTEXT, {"base": "https://ns.example.com/", "ex": "base:epcis/"}],
    [GS1_CONTEXT, {"ex": {"@id": EX, "@prefix": True}, "@version": Decimal("1.1")}],
    [GS1_CONTEXT, {"ex": "https://elsewhere.example/"}, {"ex": EX}],
    {"ex": EX},
)
"""Arrays, objects, prefixes made of prefixes, terms written out, and a prefix that is given again."""
TIMES: Final = (
    *("2026-07-01T10:00:00.000+02:00", "2026-07-01T10:00:00Z", "2026-07-01t08:00:00.1z", "2016-12-31T23:59:60Z"),
    *("2026-02-28T23:59:59.9995-13:59", "2024-02-29T00:00:00+14:00", "2026-07-01T10:00:00.123456789012345+05:45"),
    *("1969-12-31T23:59:59.999Z", "2017-01-01T05:29:60+05:30", "2026-07-01T10:00:00-00:00"),
)
OFFSETS: Final = ("+00:00", "-00:00", "+14:00", "-14:00", "+05:45", "-03:30", "+13:59")
THINGS: Final = (
    "urn:epc:id:sgtin:4012345.011111.{n}",
    "https://id.gs1.org/01/04012345111118/21/{n}",
    "https://shop.example/some/path/01/04012345111118/21/{n}?lot=7",
    "http://shop.example/gtin/04012345111118/ser/{n}",
    "urn:epc:id:sscc:4012345.{n:010}",
    "urn:epc:id:sgtin:4012345.011111.%2F{n}%25",
    "urn:uuid:00000000-0000-4000-8000-{n:012}",
    "https://things.example/{n}#here",
    "urn:example:thing:{n}",
    "mailto:{n}@things.example",
)
CLASSES: Final = (
    "urn:epc:class:lgtin:4012345.012345.L{n}",
    "urn:epc:idpat:sgtin:4012345.012345.*",
    "https://id.gs1.org/01/04012345123456/10/L{n}",
    "https://shop.example/01/04012345123456/10/L{n}",
    "https://classes.example/{n}",
)
PLACES: Final = (
    *("urn:epc:id:sgln:4012345.00011.{n}", "https://id.gs1.org/414/4012345000115/254/{n}"),
    *("geo:51.5,-0.1{n}", "https://places.example/{n}"),
)
NUMBERS: Final = (
    *(0, 1, -0, 7, 10**18, 10**30 - 1, 123456789012345678901234567890),
    *map(Decimal, ("0.1", "1.50", "12.000", "1e5", "1E-7", "0.123456789012345678901234567891", "2.5e30")),
)
TEXTS: Final = (
    *(
        "7.0",
        "007",
        "1e3",
        "true",
        "AB-12",
        "",
        " padded ",
        "<&>\"'",
        "]]>",
        "a\nb\tc\rd",
        "A\u030angstro\u0308m",
        "Ångström",
    ),
    *(
        "数据",
        "\U0001f4e6",
        "cbv:BizStep-shipping",
        "gs1:Temperature",
        "urn:epc:id:sgtin:4012345.011111.5",
        "other:x",
        "x" * 3_000,
    ),
    *(
        "https://ref.gs1.org/cbv/Disp-active",
        "urn:epcglobal:cbv:bizstep:shipping",
        "&#x41;",
        "\u00a0\u2003x\u2003",
        "1_0",
        "٣",
    ),
)
STEPS: Final = ("shipping", "receiving", "https://steps.example/polishing", "https://example.org/cbv/x#y")
DISPOSITIONS: Final = ("in_transit", "active", "https://words.example/pledged", "recalled")
PARTIES: Final = ("owning_party", "possessing_party", "location", "https://words.example/pledgee")


class Made:
    """An event of a seed: what a document says of it."""

    def __init__(self, random: Random, number: int) -> None:
        self._random, self._number = random, number
        self._one: Callable[[Sequence[Any]], Any] = random.choice
        self.context = self._one(CONTEXTS)
        if isinstance(self.context, dict):
            self.context = [GS1_CONTEXT, self.context] if random.random() < 0.5 else self.context
        self.members: JsonObject = self._event()

    @property
    def alone(self) -> bytes:
        """The event by itself."""
        return write_json({"@context": self.context, **self.members})

    @property
    def document(self) -> bytes:
        return document_of([self])

    def _event(self) -> JsonObject:
        kind = self._one(("Object", "Object", "Aggregation", "Transaction", "Transformation", "Association"))
        said: JsonObject = {
            "type": f"{kind}Event",
            "eventID": f"urn:uuid:10000000-0000-4000-8000-{self._number:012}",
            "eventTime": self._one(TIMES),
            "eventTimeZoneOffset": self._one(OFFSETS),
            **getattr(self, f"_{kind.lower()}")(),
        }
        for name, make in self._optional().items():
            if self._random.random() < 0.35 and name not in said:
                said[name] = make()
        if self._random.random() < 0.15:
            self._declare(said)
        names = list(said)
        self._random.shuffle(names)
        return {name: said[name] for name in names}

    def _optional(self) -> dict[str, Callable[[], Any]]:
        return {
            "bizStep": lambda: self._one(STEPS),
            "disposition": lambda: self._one(DISPOSITIONS),
            "persistentDisposition": self._persistent,
            "readPoint": self._place,
            "bizLocation": self._place,
            "bizTransactionList": self._transactions,
            "sourceList": lambda: self._parties("source"),
            "destinationList": lambda: self._parties("destination"),
            "sensorElementList": lambda: [self._sensors() for _ in range(self._random.randint(1, 2))],
            "certificationInfo": lambda: self._one(("urn:x:cert", ["urn:x:cert", "https://certs.example/1"])),
            "recordTime": lambda: self._one(TIMES),
            "ex:a": self._free,
            "ex:b.c-d_e": self._free,
            "rdfs:comment": lambda: "for people",
            "cbvmda:lotNumber": self._free,
        }

    def _declare(self, said: JsonObject) -> None:
        said["errorDeclaration"] = {
            "declarationTime": self._one(TIMES),
            "reason": self._one(("did_not_occur", "incorrect_data", "https://words.example/lost")),
            "correctiveEventIDs": ["urn:uuid:20000000-0000-4000-8000-000000000001"],
            "ex:why": self._free(),
        }

    def _object(self) -> JsonObject:
        said: JsonObject = {"action": self._one(("OBSERVE", "DELETE", "ADD"))}
        if said["action"] == "ADD" and self._random.random() < 0.5:
            said["ilmd"] = {
                "ex:grade": self._free(),
                "cbvmda:lotNumber": "L1",
                "ex:made": {"ex:by": [self._free(), "x"]},
            }
        said |= {"epcList": self._things()} if self._random.random() < 0.7 else {}
        return (
            said if "epcList" in said and self._random.random() < 0.5 else {**said, "quantityList": self._quantities()}
        )

    def _aggregation(self) -> JsonObject:
        return {**self._association(), "action": self._one(("ADD", "OBSERVE"))}

    def _association(self) -> JsonObject:
        said = {"parentID": self._thing(), "action": self._one(("ADD", "OBSERVE", "DELETE"))}
        return {**said, "childEPCs": self._things(), "childQuantityList": self._quantities()}

    def _transaction(self) -> JsonObject:
        said = {"bizTransactionList": self._transactions(), "action": self._one(("ADD", "OBSERVE", "DELETE"))}
        return {**said, "epcList": self._things(), "parentID": self._thing()}

    def _transformation(self) -> JsonObject:
        said: JsonObject = {"inputEPCList": self._things(), "outputQuantityList": self._quantities()}
        said |= (
            {"transformationID": self._thing()} if self._random.random() < 0.5 else {"outputEPCList": self._things()}
        )
        return {**said, "inputQuantityList": self._quantities()}

    def _thing(self) -> str:
        return str(self._one(THINGS)).format(n=self._random.randint(1, 10**6))

    def _things(self) -> list[Any]:
        count = 400 if self._random.random() < 0.03 else self._random.randint(1, 4)
        return sorted({self._thing() for _ in range(count)}, key=lambda _: self._random.random())

    def _quantities(self) -> list[Any]:
        return [self._quantity() for _ in range(self._random.randint(1, 3))]

    def _quantity(self) -> JsonObject:
        said: JsonObject = {"epcClass": str(self._one(CLASSES)).format(n=self._random.randint(1, 99))}
        if self._random.random() < 0.8:
            said["quantity"] = self._one(NUMBERS)
            said |= {"uom": self._one(("KGM", "TNE", "LTR"))} if self._random.random() < 0.7 else {}
        return said

    def _place(self) -> JsonObject:
        said: JsonObject = {"id": str(self._one(PLACES)).format(n=self._random.randint(1, 9))}
        return said | ({"ex:gate": self._free()} if self._random.random() < 0.3 else {})

    def _persistent(self) -> JsonObject:
        said = self._random.sample(DISPOSITIONS, 2)
        return self._one(({"set": said[:1]}, {"unset": said}, {"set": said[:1], "unset": said[1:]}))  # type: ignore[no-any-return]

    def _transactions(self) -> list[Any]:
        known = {"type": self._one(("po", "inv", "https://words.example/receipt")), "bizTransaction": self._thing()}
        return self._one(([known], [known, {"bizTransaction": self._thing()}]))  # type: ignore[no-any-return]

    def _parties(self, name: str) -> list[Any]:
        return [
            {"type": kind, name: self._thing()} for kind in self._random.sample(PARTIES, self._random.randint(1, 3))
        ]

    def _sensors(self) -> JsonObject:
        report: JsonObject = {"type": self._one(("Temperature", "Speed", "https://words.example/Colour"))}
        report |= {"value": self._one(NUMBERS), "uom": self._one(("CEL", "KEL", "KMH"))}
        more: JsonObject = {
            "booleanValue": self._random.random() < 0.5,
            "stringValue": self._one(TEXTS),
            "hexBinaryValue": "f00D",
            "uriValue": self._thing(),
            "component": self._one(("x", "latitude")),
            "exception": "ALARM_CONDITION",
            "sDev": Decimal("0.1"),
            "time": self._one(TIMES),
            "ex:own": self._free(),
            "bizRules": "https://rules.example/1",
        }
        report |= {name: value for name, value in more.items() if self._random.random() < 0.3}
        said: JsonObject = {"sensorReport": [report, {"type": "Illuminance", "value": 1}][: self._random.randint(1, 2)]}
        if self._random.random() < 0.6:
            metadata = {"time": self._one(TIMES), "deviceID": self._thing(), "rawData": "https://raw.example/1"}
            said["sensorMetadata"] = metadata | ({"ex:m": self._free()} if self._random.random() < 0.4 else {})
        return said | ({"ex:element": self._free()} if self._random.random() < 0.3 else {})

    def _free(self, depth: int = 4) -> Any:
        """A value of somebody's own: a text, a number, a truth value, nothing, or several within each other."""
        chance = self._random.random()
        if depth == 0 or chance < 0.6:
            return self._one((*TEXTS, *NUMBERS, True, False))
        if chance < 0.68:
            return self._one((None, [], {}, ""))
        if chance < 0.82:
            return [self._free(depth - 1) for _ in range(self._random.randint(1, 3))]
        names = self._random.sample(("ex:x", "ex:y", "plain", "gs1:z", "#text"), self._random.randint(1, 3))
        return {name: self._one(TEXTS) if name == "#text" else self._free(depth - 1) for name in names}


def events(seed: int, count: int) -> list[Made]:
    """Events of a seed, always the same."""
    random = Random(f"events {seed}")
    return [Made(random, seed * 10_000 + number) for number in range(count)]


def document_of(made: Sequence[Made]) -> bytes:
    """A document of events, each with a context of its own."""
    head = {"@context": GS1_CONTEXT, "type": "EPCISDocument", "schemaVersion": "2.0"}
    said = [{"@context": one.context, **one.members} for one in made]
    return write_json({**head, "creationDate": "2026-08-01T00:00:00Z", "epcisBody": {"eventList": said}})


JUNK: Final[Sequence[Any]] = (
    *(None, True, 0, -1, Decimal("1e-300"), "", " ", "x", [], {}, [[]], [None], {"": ""}, {"@id": "x"}),
    *(
        "2026-07-01T24:00:00Z",
        "2026-13-01T00:00:00Z",
        "+99:99",
        "urn:epc:id:sgtin:1.2.3",
        "ex:",
        ":",
        "@context",
        "\u0001",
    ),
    *({"ex:a": {"@type": "x"}}, ["ADD", "ADD"], {"type": "ObjectEvent"}, "x" * 5_000, {"no:prefix": 1}, {"ex:a b": 1}),
)


def broken(random: Random, made: Made) -> bytes:
    """The event by itself with one to three of its parts put out, doubled, renamed or replaced by junk."""
    value: Any = deepcopy({"@context": made.context, **made.members})
    for _ in range(random.randint(1, 3)):
        at = value
        while isinstance(at, dict | list) and at:
            key: Any = random.choice(list(at)) if isinstance(at, dict) else random.randrange(len(at))
            if not isinstance(at[key], dict | list) or random.random() < 0.3:
                break
            at = at[key]
        if not isinstance(at, dict | list) or not at:
            continue
        what = random.random()
        if what < 0.6:
            at[key] = deepcopy(random.choice(JUNK))
        elif what < 0.75:
            del at[key]
        elif isinstance(at, dict):
            at[random.choice(("ex:new", "new", "type", "id", "@type", "é:x", "ex:\u0001", "https://x.example/#y"))] = (
                at[key]
            )
        else:
            at.append(deepcopy(at[key]))
    written = write_json(value)
    return _escaped(written.decode()).encode() if random.random() < 0.2 else written


def _escaped(text: str) -> str:
    return "".join(one if one.isascii() else json.dumps(one)[1:-1] for one in text)
