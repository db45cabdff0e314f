# SPDX-License-Identifier: Apache-2.0
"""EPCIS in XML, 1.2 and 2.0: the JSON form that it has, and every way in which it is refused."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.epcis.check import findings
from counterfoil.epcis.context import GS1_CONTEXT
from counterfoil.epcis.document import from_members, read_document
from counterfoil.epcis.xml_document import parse_xml
from counterfoil.primitives.errors import DecodeError
from shared_data import shared_data
from support.epcis import SEEN, SEEN_IN_XML, in_xml, seen_in_xml

EMPTY = "<ObjectEvent/>"


def measured(quantity: str) -> str:
    """A list of one quantity."""
    element = f"<epcClass>urn:x:c</epcClass><quantity>{quantity}</quantity>"
    return f"<quantityList><quantityElement>{element}</quantityElement></quantityList>"


def test_an_event_has_its_json_form():
    """The members of the event seen are those of its JSON."""
    seen = seen_in_xml()
    assert seen.members == SEEN
    assert seen.context == [GS1_CONTEXT, {"example": "https://ns.example.com/epcis/"}]
    assert seen.place == "epcisBody.eventList[0]"


def test_version_1_2():
    """Elements within extensions, a transformation within one, and words as URNs."""
    body = (
        f"<ObjectEvent>{SEEN_IN_XML}<baseExtension><eventID>urn:uuid:1</eventID></baseExtension><extension>"
        "<sourceList><source type='urn:epcglobal:cbv:sdt:owning_party'>urn:x:a</source></sourceList>"
        "<extension><persistentDisposition><set>urn:epcglobal:cbv:disp:recalled</set></persistentDisposition></extension>"
        "</extension></ObjectEvent><extension><TransformationEvent><transformationID>urn:x:t</transformationID>"
        "</TransformationEvent></extension>"
    )
    first, second = read_document(in_xml(body, version="1")).events
    assert first.event_id == "urn:uuid:1"
    assert first.members["sourceList"] == [{"type": "owning_party", "source": "urn:x:a"}]
    assert first.members["persistentDisposition"] == {"set": ["recalled"]}
    assert (second.kind, second.transformation_id) == ("TransformationEvent", "urn:x:t")


def test_extensions():
    """Text, attributes, repetition, namespaces of an element's own, and one without a prefix."""
    more = (
        "<example:a>1</example:a><example:a example:b='2'>3</example:a><example:e/>"
        "<x:c xmlns:x='https://a.b/'><x:d y='4'/></x:c><f xmlns='https://c.d/'>5</f>"
        "<example:g xmlns:example='https://e.f/'>6</example:g>"
    )
    seen = seen_in_xml(more)
    told = {name: value for name, value in seen.members.items() if ":" in name}
    assert told == {
        "example:a": ["1", {"example:b": "2", "#text": "3"}],
        "example:e": "",
        "x:c": {"x:d": {"y": "4"}},
        "ns:f": "5",
        "example2:g": "6",
    }
    assert seen.names["example2"] == "https://e.f/"
    assert list(findings(read_document(in_xml(f"<ObjectEvent>{SEEN_IN_XML}{more}</ObjectEvent>")))) == []


def test_header_and_ignored_names():
    """Who sent it to whom, master data, and names left out of hashes."""
    xml = b"""<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" xmlns:s="http://www.unece.org/cefact/namespaces/x"
      xmlns:r="https://repository.example.com/" schemaVersion="1.2" creationDate="2026-03-04T12:00:00Z">
      <EPCISHeader><s:StandardBusinessDocumentHeader><s:Sender><s:Identifier>urn:x:a</s:Identifier></s:Sender>
      <s:Receiver><s:Identifier>urn:x:b</s:Identifier></s:Receiver><s:DocumentIdentification>
      <s:InstanceIdentifier>7</s:InstanceIdentifier></s:DocumentIdentification></s:StandardBusinessDocumentHeader>
      <extension><EPCISMasterData><VocabularyList><Vocabulary type="urn:epcglobal:epcis:vtype:BusinessLocation">
      <VocabularyElementList><VocabularyElement id="urn:x:p"><attribute id="urn:x:name">Shed</attribute>
      <attribute id="urn:x:at"><a>1</a><b>2</b><b><c/></b></attribute>
      <children><id>urn:x:q</id></children></VocabularyElement>
      </VocabularyElementList></Vocabulary></VocabularyList></EPCISMasterData></extension></EPCISHeader>
      <r:ignoreFields><r:a/></r:ignoreFields><EPCISBody><EventList/></EPCISBody></epcis:EPCISDocument>"""
    told = parse_xml(xml)
    assert (told["sender"], told["receiver"], told["instanceIdentifier"]) == ("urn:x:a", "urn:x:b", "7")
    assert told["r:ignoreFields"] == ["r:a"]
    element = {
        "id": "urn:x:p",
        "attributes": [
            {"id": "urn:x:name", "attribute": "Shed"},
            {"id": "urn:x:at", "attribute": {"a": "1", "b": ["2", {"c": ""}]}},
        ],
        "children": ["urn:x:q"],
    }
    vocabulary = {"type": "urn:epcglobal:epcis:vtype:BusinessLocation", "vocabularyElementList": [element]}
    assert told["epcisHeader"] == {"epcisMasterData": {"vocabularyList": [vocabulary]}}
    assert list(findings(from_members(told))) == []


def test_answers_and_single_events():
    """An answer to a query, and an event by itself."""
    answer = f"""<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:2" schemaVersion="2.0"
      creationDate="2026-03-04T12:00:00Z"><EPCISBody><q:QueryResults><queryName>SimpleEventQuery</queryName>
      <resultsBody><EventList><ObjectEvent>{SEEN_IN_XML}</ObjectEvent></EventList></resultsBody></q:QueryResults>
      </EPCISBody></q:EPCISQueryDocument>"""
    told = read_document(answer.encode())
    assert (told.kind, told.events[0].members) == ("EPCISQueryDocument", SEEN)
    assert list(findings(told)) == []
    alone = read_document(f"<ObjectEvent>{SEEN_IN_XML}</ObjectEvent>".encode())
    assert (alone.is_bare, list(findings(alone))) == (True, [])


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    f'<!ENTITY {chr(98 + place)} "{f"&{chr(97 + place)};" * 10}">'.encode() for place in range(9)
)
CROWD = " ".join(f'a{one}="1"' for one in range(257))
FAR = f"https://example.com/{'x' * 2_048}"
REFUSED = {
    "another encoding than it says": (
        b'<?xml version="1.0" encoding="utf-16"?><x/>',
        "it says that it is in utf-16, and is not",
    ),
    "a document of somebody else's": (
        b"<x:EPCISDocument xmlns:x='urn:x:y'><EPCISBody><EventList/></EPCISBody></x:EPCISDocument>",
        "this EPCISDocument is in the namespace urn:x:y .the standard's is urn:epcglobal:epcis:xsd:2, or 1",
    ),
    "an answer that says it is a document": (
        b"<x:EPCISQueryDocument xmlns:x='urn:epcglobal:epcis:xsd:2'/>",
        "this EPCISQueryDocument is in the namespace urn:epcglobal:epcis:xsd:2",
    ),
    "a document in no namespace": (b"<EPCISDocument/>", "this EPCISDocument is in no namespace"),
    "a text without an end": (
        in_xml(f"<ObjectEvent>{'x' * 10_000_001}</ObjectEvent>"),
        "more than 10,000,000 characters",
    ),
    "attributes without end": (
        in_xml(f"<ObjectEvent>\n<example:a {CROWD}/></ObjectEvent>"),
        "line 2: an element has more than 256 attributes",
    ),
    "a namespace without an end": (
        in_xml(f"<ObjectEvent>\n<a:b xmlns:a='{FAR}'/></ObjectEvent>"),
        "line 2: a namespace has more than 2,048 characters",
    ),
    "no XML": (b"<a><b></a>", "line 1, column .*not XML"),
    "cut off": (in_xml(EMPTY)[:-9], "not XML"),
    "a bomb": (BOMB + b"]><x>&j;</x>", "it has a document type"),
    "a file": (b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>', "it has a document type"),
    "a DTD elsewhere": (
        b'<?xml version="1.0"?><!-- x --><!DOCTYPE x SYSTEM "http://a.b/c.dtd"><x/>',
        "it has a document type",
    ),
    "an entity behind a remark": (b'<!-- <a> --><!DOCTYPE x [<!ENTITY e "1">]><x>&e;</x>', "it has a document type"),
    "a DTD of another behind a remark": (b'<!-- <a> --><!DOCTYPE x PUBLIC "a" "b.dtd"><x/>', "it has a document type"),
    "an attribute that has a default": (
        b'<!-- <a> --><!DOCTYPE x [<!ATTLIST x y CDATA "1">]><x/>',
        "it has a document type",
    ),
    "an entity nobody declared": (b"<x>&f;</x>", "not XML"),
    "neither encoding": (b"\xff\xfe<\x00x\x00\x00\xd8", "byte 6.*neither UTF-16 nor UTF-8"),
    "another root": (b"<x/>", r"x \(line 1\): x is no document of events"),
    "too deep for anybody": (b"<x>" * 5000, "not XML"),
    "too deep for an event": (
        in_xml(f"<ObjectEvent>{'<example:a>' * 70}{'</example:a>' * 70}</ObjectEvent>"),
        "deeper than 64",
    ),
    "an unknown kind": (in_xml("<QuantityEvent/>"), r"EventList/QuantityEvent \(line 1\): there is no kind of event"),
    "an unknown element": (
        in_xml("<ObjectEvent><colour>red</colour></ObjectEvent>"),
        "there is no colour in ObjectEvent",
    ),
    "an element twice": (
        in_xml("<ObjectEvent><action>ADD</action><action>ADD</action></ObjectEvent>"),
        "action is given twice",
    ),
    "a wrong item": (in_xml("<ObjectEvent><epcList><epcs>x</epcs></epcList></ObjectEvent>"), "only epc may stand here"),
    "a wrong part of a quantity": (
        in_xml("<ObjectEvent><quantityList><quantityElement><weight/></quantityElement></quantityList></ObjectEvent>"),
        "there is no weight in quantityElement",
    ),
    "a wrong disposition": (
        in_xml("<ObjectEvent><persistentDisposition><x/></persistentDisposition></ObjectEvent>"),
        "only set",
    ),
    "a wrong part of a sensor": (
        in_xml("<ObjectEvent><sensorElementList><sensorElement><x/></sensorElement></sensorElementList></ObjectEvent>"),
        "there is no x in sensorElement",
    ),
    "a part of a report": (
        in_xml(
            "<ObjectEvent><sensorElementList><sensorElement><sensorReport><x/></sensorReport></sensorElement>"
            "</sensorElementList></ObjectEvent>"
        ),
        "there is no x in sensorReport",
    ),
    "a part of a quantity twice": (
        in_xml(f"<ObjectEvent>{measured('1</quantity><quantity>2')}</ObjectEvent>"),
        "quantity is given twice",
    ),
    "metadata twice": (
        in_xml(
            "<ObjectEvent><sensorElementList><sensorElement><sensorMetadata/><sensorMetadata/></sensorElement>"
            "</sensorElementList></ObjectEvent>"
        ),
        "sensorMetadata is given twice",
    ),
    "two bodies": (
        in_xml("").replace(b"</EPCISBody>", b"</EPCISBody><EPCISBody><EventList/></EPCISBody>"),
        "EPCISBody is given twice",
    ),
    "a text behind a part": (
        in_xml(f"<ObjectEvent>{SEEN_IN_XML}<example:a><b/>x</example:a></ObjectEvent>"),
        "a text in a",
    ),
    "a text among parts": (in_xml(f"<ObjectEvent>x{SEEN_IN_XML}</ObjectEvent>"), "there is a text in ObjectEvent"),
    "a text among items": (
        in_xml("<ObjectEvent><epcList>x<epc>urn:x:y</epc></epcList></ObjectEvent>"),
        "a text in epcList",
    ),
    "a place that is a text": (
        in_xml("<ObjectEvent><readPoint>urn:x:y</readPoint></ObjectEvent>"),
        "a text in readPoint",
    ),
    "a part of a text": (in_xml("<ObjectEvent><action>ADD<x/></action></ObjectEvent>"), "there is no x in action"),
    "an attribute of an event": (in_xml('<ObjectEvent id="7"/>'), "there is no attribute id of ObjectEvent"),
    "an attribute of a text": (
        in_xml('<ObjectEvent><action lang="zh">ADD</action></ObjectEvent>'),
        "there is no attribute lang",
    ),
    "the standard's namespace within": (
        in_xml('<ObjectEvent xmlns="urn:epcglobal:epcis:xsd:2"/>'),
        "ObjectEvent is in the namespace urn:epcglobal:epcis:xsd:2, and takes none",
    ),
    "a number beyond a double": (
        in_xml(f"<ObjectEvent>{measured('1e400')}</ObjectEvent>"),
        "beyond what a double holds",
    ),
    "a number of 300 digits": (
        in_xml(f"<ObjectEvent>{measured('9' * 300)}</ObjectEvent>"),
        "a number of 300 characters",
    ),
    "as deep as JSON is not": (
        in_xml(f"<ObjectEvent>{'<example:a>' * 63}{'</example:a>' * 63}</ObjectEvent>"),
        "deeper than 64",
    ),
    "no events": (in_xml("").replace(b"<EventList></EventList>", b""), "it has 0 event lists"),
    "an unknown part of the document": (
        in_xml("").replace(b"<EPCISBody>", b"<x/><EPCISBody>"),
        "there is no x in EPCISDocument",
    ),
    "a question": (
        b'<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:2"><EPCISBody><q:Poll/></EPCISBody>'
        b"</q:EPCISQueryDocument>",
        "a Poll holds no events",
    ),
}


@pytest.mark.parametrize(("data", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(data, problem, monkeypatch):
    """Each document that is none, with its place; nothing is fetched for any."""
    monkeypatch.setattr(socket, "socket", None)
    with pytest.raises(DecodeError, match=f"^a.xml, .*{problem}|^a.xml: .*{problem}"):
        read_document(data, where="a.xml")


def test_size_is_bounded():
    """A document longer than the caller takes is refused before it is read."""
    with pytest.raises(DecodeError, match="4 bytes are more than 3"):
        parse_xml(b"<x/>", size_max=3)


def test_a_document_type_in_a_comment_is_none():
    """A remark that names one is no document type."""
    assert parse_xml(in_xml("<!-- <!DOCTYPE x> -->"))["type"] == "EPCISDocument"


def test_a_document_type_that_is_a_name_says_nothing():
    """As examples of GS1 have one: nothing can be declared in it."""
    for named in (b"<!DOCTYPE project>", b"<!-- <a> -->\n<!DOCTYPE\nepcis:EPCISDocument >"):
        assert parse_xml(b'<?xml version="1.0"?>' + named + in_xml(EMPTY))["type"] == "EPCISDocument"


def test_many_of_one_name_and_many_meanings_of_one_prefix():
    """So many that reading them by the square of their number would never end; each keeps its value and meaning."""
    many = "".join(f"<example:a>{one}</example:a><p:a xmlns:p='urn:x:{one}'/>" for one in range(50_000))
    (told,) = read_document(in_xml(f"<ObjectEvent>{SEEN_IN_XML}{many}</ObjectEvent>")).events
    assert told.members["example:a"] == [str(one) for one in range(50_000)]
    assert (told.names["p"], told.names["p50000"]) == ("urn:x:0", "urn:x:49999")


def test_numbers_that_are_none_are_refused_by_the_schema():
    """A quantity in words stays what it is, and is refused as in JSON."""
    body = (
        f"<ObjectEvent>{SEEN_IN_XML}<quantityList><quantityElement><epcClass>urn:x:c</epcClass><quantity>two</quantity>"
    )
    (found,) = findings(read_document(in_xml(f"{body}</quantityElement></quantityList></ObjectEvent>")))
    assert str(found) == "epcisBody.eventList[0].quantityList[0].quantity: 'two' is no number"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_encodings(encoding):
    """What every reader of XML knows, declared or not, with a mark or without; and any that is declared."""
    declared = "utf-8" if encoding == "utf-8-sig" else encoding.removesuffix("-le").removesuffix("-be")
    text = in_xml(f"<ObjectEvent>{SEEN_IN_XML}<example:a>é</example:a></ObjectEvent>").decode()
    for head in (f'<?xml version="1.0" encoding="{declared}" standalone="yes"?>', "")[: 1 if encoding[0] == "i" else 2]:
        assert read_document((head + text).encode(encoding)).events[0].members == SEEN | {"example:a": "é"}


@given(st.binary(max_size=40), st.integers(0, 400))
def test_any_bytes_are_read_or_refused(junk, place):
    """A document with anything written into it is read, or refused with a DecodeError."""
    whole = in_xml(f"<ObjectEvent>{SEEN_IN_XML}</ObjectEvent>")
    try:
        read_document(whole[:place] + junk + whole[place:])
    except DecodeError as error:
        assert error.problem


@pytest.mark.real_data
def test_published_documents_are_valid():
    """Every published document in XML is read, and valid in its JSON form."""
    files = sorted(shared_data("epcis/event-hash").rglob("*.xml"))
    assert len(files) == 20
    for path in files:
        errors = [str(one) for one in findings(read_document(path.read_bytes())) if one.severity == "error"]
        assert not errors, path.name
