# SPDX-License-Identifier: Apache-2.0
"""Event hashes: what is left out, what is said in one way only, and that spelling changes nothing."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.epcis.document import read_document
from counterfoil.epcis.event_hash import event_hash, hash_of, pre_hash
from counterfoil.epcis.hash_editions import CBV_2_0, CBV_2_0_OF_2026, CBV_2_1, EDITIONS, edition_of
from counterfoil.primitives.errors import DecodeError, InputError
from support.epcis import BOUGHT, CONTEXT, KINDS, LOT, MADE, PACKED, SEEN, event, read, said, seen_in_xml

SAID = (
    "eventType=ObjectEventeventTime=2026-03-04T10:00:30.000ZeventTimeZoneOffset=+01:00"
    "epcListepc=https://id.gs1.org/01/04012345111118/21/987action=OBSERVE"
)
OURS = "{https://ns.example.com/epcis/}"

EXPECTED = {
    "a word": (SEEN, {"bizStep": "receiving"}, "bizStep=https://ref.gs1.org/cbv/BizStep-receiving"),
    "a step of one's own": (SEEN, {"bizStep": "https://a.b/dyeing"}, "bizStep=https://a.b/dyeing"),
    "a place": (
        SEEN,
        {"readPoint": {"id": "urn:epc:id:sgln:4012345.00011.0", "example:gate": " 7.0 "}},
        f"readPointid=https://id.gs1.org/414/4012345000115{OURS}gate=7",
    ),
    "persistent dispositions": (
        SEEN,
        {"persistentDisposition": {"unset": ["expired"], "set": ["recalled", "damaged"]}},
        "persistentDispositionset=https://ref.gs1.org/cbv/Disp-damagedset=https://ref.gs1.org/cbv/Disp-recalled"
        "unset=https://ref.gs1.org/cbv/Disp-expired",
    ),
    "sources after destinations": (
        SEEN,
        {
            "sourceList": [{"source": "urn:x:a", "type": "owning_party"}],
            "destinationList": [{"type": "location", "destination": "urn:x:b"}] * 2,
        },
        "destinationListtype=https://ref.gs1.org/cbv/SDT-locationdestination=urn:x:b"
        "type=https://ref.gs1.org/cbv/SDT-locationdestination=urn:x:b"
        "sourceListtype=https://ref.gs1.org/cbv/SDT-owning_partysource=urn:x:a",
    ),
    "extensions": (
        SEEN,
        {
            "example:b": {"example:z": "1", "example:y": [True, "x"]},
            "example:a": "",
            "example:c": {"#text": "t", "q": 1},
        },
        f"{OURS}a{OURS}b{OURS}y=true{OURS}y=x{OURS}z=1{OURS}c=tq=1",
    ),
    "business rules of one report": (
        SEEN,
        {"sensorElementList": [{"sensorReport": [{"type": "Speed", "bizRules": "urn:x:r", "value": Decimal("1.50")}]}]},
        "sensorElementListsensorElementsensorReporttype=https://gs1.org/voc/Speedvalue=1.5"
        "sensorElementListsensorElementsensorReportbizRules=urn:x:r",
    ),
}
IGNORED = {
    "when it was recorded": {"recordTime": "2026-03-04T12:00:00Z"},
    "what it is called": {"eventID": "urn:uuid:1"},
    "that it was wrong": {"errorDeclaration": {"declarationTime": "2026-03-04T12:00:00Z"}},
    "what a person remarks": {"rdfs:comment": "seen by Ada"},
    "an empty list": {"quantityList": [], "bizTransactionList": [], "sensorElementList": []},
    "nothing": {"example:a": None},
    "a context": {"@context": [{"other": "https://example.com/other/"}]},
}
ORDER = BOUGHT["bizTransactionList"][0]
SAME = {
    "a key as a link": (SEEN, {"epcList": ["https://shop.example.com/gtin/04012345111118/ser/987?x=y"]}),
    "a zone": (SEEN, {"eventTime": "2026-03-04T05:00:30.0001-05:00"}),
    "a list": (SEEN, {"epcList": [" urn:epc:id:sgtin:4012345.011111.987 "]}),
    "a number": (MADE, {"inputQuantityList": [LOT | {"quantity": Decimal("25.50")}]}),
    "a type as a URN": (BOUGHT, {"bizTransactionList": [ORDER | {"type": "urn:epcglobal:cbv:btt:po"}]}),
}


def test_what_an_event_says():
    """The event seen, word by word, and its name."""
    assert pre_hash(event()) == SAID
    assert event_hash(event()) == hash_of(SAID)
    assert hash_of("") == "ni:///sha-256;e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855?ver=CBV2.0"


@pytest.mark.parametrize(("base", "members", "expected"), EXPECTED.values(), ids=EXPECTED.keys())
def test_what_members_say(base, members, expected):
    """Each kind of member after those of the event seen."""
    assert pre_hash(event(base, **members)) == SAID + expected


@pytest.mark.parametrize("members", IGNORED.values(), ids=IGNORED.keys())
def test_what_is_left_out(members):
    """Each thing that is no part of what happened."""
    assert pre_hash(read({**SEEN, **members}).events[0]) == SAID


def test_a_document_leaves_names_out():
    """Names that it lists are not hashed, wherever they stand; by the editions of 2026 they are."""
    seen = {**SEEN, "example:a": "1", "example:b": {"example:a": "2"}}
    told = read(seen, **{"example:ignoreFields": ["example:a"]}).events[0]
    assert pre_hash(told) == f"{SAID}{OURS}b"
    assert pre_hash(told, CBV_2_0_OF_2026) == pre_hash(event(seen), CBV_2_0_OF_2026)


SENSED = {
    "readPoint": {"example:gate": "7", "id": "urn:x:p"},
    "bizTransactionList": [{"type": "inv", "bizTransaction": "urn:x:t"}],
    "sensorElementList": [
        {
            "sensorMetadata": {"deviceID": "urn:x:d", "example:m": "1"},
            "sensorReport": [{"type": "Speed", "value": 2, "example:r": "3"}],
            "example:e": "4",
        }
    ],
    "example:a": "5",
    "ilmd": {"example:i": "6"},
    "certificationInfo": "urn:x:c",
}
LINKED = "bizTransactionListtype=https://ref.gs1.org/cbv/BTT-invbizTransaction=urn:x:t"
INLINE = (
    "sensorElementListsensorElementsensorMetadatadeviceID=urn:x:d{our}m=1"
    "sensorReporttype={web}Speedvalue=2{our}r=3{our}e=4"
)
EDITED = {
    CBV_2_0_OF_2026: (
        f"{SAID}readPointid=urn:x:p{LINKED}"
        "sensorElementsensorMetadatadeviceID=urn:x:dsensorReporttype=https://ref.gs1.org/voc/Speedvalue=2"
        f"ilmd{OURS}i=6readPoint{OURS}gate=7"
        f"sensorElementsensorMetadata{OURS}m=1sensorReport{OURS}r=3{OURS}e=4{OURS}a=5"
    ),
    CBV_2_1: (
        f"{SAID}readPointid=urn:x:p{OURS}gate=7{LINKED}"
        f"{INLINE.format(our=OURS, web='https://ref.gs1.org/voc/')}ilmd{OURS}i=6{OURS}a=5"
    ),
    CBV_2_0: (
        f"{SAID.replace('epcList', 'certificationInfo=urn:x:cepcList')}readPointid=urn:x:p{OURS}gate=7"
        f"{INLINE.format(our=OURS, web='https://gs1.org/voc/')}{LINKED}ilmd{OURS}i=6{OURS}a=5"
    ),
}


@pytest.mark.parametrize("edition", EDITED, ids=lambda one: one.name)
def test_editions(edition):
    """Where extensions of a place and of sensors stand, and business transactions, by each edition of the rules."""
    assert pre_hash(event(**SENSED), edition) == EDITED[edition]
    assert event_hash(event(**SENSED), edition) == hash_of(EDITED[edition], edition)
    assert hash_of("", edition).endswith(f"?ver={edition.version}")


def test_editions_are_kept_apart():
    """An event that was hashed by one edition is hashed by another all the same; and no other name is an edition's."""
    told = event(**SENSED)
    assert len({event_hash(told, one) for one in EDITIONS.values()}) == len(EDITIONS) == 3
    assert edition_of("CBV2.1", "--edition") is CBV_2_1
    with pytest.raises(InputError, match="there is no edition 'CBV3'"):
        edition_of("CBV3", "--edition")


def test_extensions_of_several_sensors_are_sorted():
    """Which of two sensors a document tells first changes nothing, whatever extensions they have."""
    told = [{"sensorReport": [{"type": "Speed", "example:r": one}]} for one in "ba"]
    one, other = event(sensorElementList=told), event(sensorElementList=told[::-1])
    assert pre_hash(one) == pre_hash(other)


def test_words_of_gs1_under_both_addresses():
    """A measurement under the first address is that under the later one since 2026; before, each is as written."""
    told = [
        event(sensorElementList=[{"sensorReport": [{"type": one, "value": 1}]}])
        for one in ("Speed", "gs1:Speed", "https://gs1.org/voc/Speed", "https://ref.gs1.org/voc/Speed")
    ]
    assert len({pre_hash(one, CBV_2_0_OF_2026) for one in told}) == len({pre_hash(one) for one in told[:3]}) == 1
    assert "type=https://ref.gs1.org/voc/Speed" in pre_hash(told[3])


def test_master_data_in_json_and_xml():
    """The prefix of CBV's master data that the context gives is the namespace that XML declares."""
    declared = "xmlns:cbvmda='urn:epcglobal:cbv:mda'"
    in_xml = seen_in_xml("<ilmd><cbvmda:lotNumber>L1</cbvmda:lotNumber></ilmd>", declared=declared)
    assert pre_hash(in_xml) == pre_hash(event(ilmd={"cbvmda:lotNumber": "L1"}))


@pytest.mark.parametrize(("base", "members"), SAME.values(), ids=SAME.keys())
def test_spelling_changes_nothing(base, members):
    """Each way to say the same has the same hash."""
    assert event_hash(event(base, **members)) == event_hash(event(base))


def _shuffled(value, chance):
    """The same with members of objects, and items of lists, in another order."""
    if isinstance(value, dict):
        names = chance.sample(list(value), len(value))
        return {name: _shuffled(value[name], chance) for name in names}
    return [_shuffled(one, chance) for one in chance.sample(value, len(value))] if isinstance(value, list) else value


@given(st.sampled_from(sorted(KINDS)), st.integers(0, 2**32), st.integers(-839, 840))
def test_order_and_zone_change_nothing(kind, seed, offset):
    """Whatever the order of members and items, and whatever zone the same instant is told in."""
    lists = {
        "sourceList": [{"type": "owning_party", "source": f"urn:x:{one}"} for one in "ba"],
        "example:a": ["2", "1"],
    }
    whole = said(KINDS[kind], readPoint={"id": "urn:x:p"}, **lists)
    other = _shuffled(whole, random.Random(seed))
    minutes = 10 * 60 + offset
    sign = "-" if offset < 0 else "+"
    day, (hour, minute) = 4 + minutes // 1440, divmod(minutes % 1440, 60)
    zone = f"{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
    other["eventTime"] = f"2026-03-{day:02}T{hour:02}:{minute:02}:30{zone}"
    assert event_hash(read(other).events[0]) == event_hash(read(whole).events[0])


def test_xml_and_json_are_one():
    """The same event in XML has the same text, extensions, lists and measurements and all."""
    more = (
        "<bizStep>urn:epcglobal:cbv:bizstep:receiving</bizStep>"
        "<bizTransactionList><bizTransaction type='urn:epcglobal:cbv:btt:po'>urn:x:1</bizTransaction>"
        "</bizTransactionList>"
        "<extension><quantityList><quantityElement><epcClass>urn:x:c</epcClass><quantity>3.0</quantity>"
        "</quantityElement></quantityList></extension><sensorElementList><sensorElement>"
        "<sensorReport type='gs1:Temperature' value='26.0' booleanValue='1' example:by='me'/>"
        "</sensorElement></sensorElementList>"
        "<example:a><example:b>1</example:b><example:b>2</example:b></example:a>"
    )
    report = {"type": "Temperature", "value": 26, "booleanValue": True, "example:by": "me"}
    told = event(
        bizStep="receiving",
        bizTransactionList=[{"type": "po", "bizTransaction": "urn:x:1"}],
        quantityList=[{"epcClass": "urn:x:c", "quantity": 3}],
        sensorElementList=[{"sensorReport": [report]}],
        **{"example:a": {"example:b": ["1", "2"]}},
    )
    assert pre_hash(seen_in_xml(more)) == pre_hash(told)


def test_what_cannot_be_hashed_is_said():
    """What is no event, and a time that is none, by its name."""
    with pytest.raises(DecodeError, match="it is no event"):
        pre_hash(read_document(b"{}").events[0])
    with pytest.raises(DecodeError, match="eventTime: 'soon' is no date and time"):
        pre_hash(event(eventTime="soon"))


def test_a_text_many_times_as_long_as_its_event_is_refused():
    """Members whose prefix stands for a namespace without an end: their text would fill the memory."""
    members = {f"far:{one}": 1 for one in range(1_000)}
    context = [*CONTEXT, {"far": f"https://example.com/{'x' * 100_000}"}]
    told = read(said(SEEN, **members), **{"@context": context}).events[0]
    with pytest.raises(DecodeError, match="more than 67,108,864 characters of names"):
        pre_hash(told)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*PACKED, *MADE, *BOUGHT, "sensorElementList", "readPoint", "example:a"]), JSON))
def test_any_members_are_hashed_or_refused(members):
    """Members of any shape, valid or not, give a text or a DecodeError."""
    try:
        assert isinstance(pre_hash(read({**SEEN, **members}).events[0]), str)
    except DecodeError:
        assert members
