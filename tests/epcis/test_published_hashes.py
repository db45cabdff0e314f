# SPDX-License-Identifier: Apache-2.0
"""Every published event hash: examples in JSON-LD and XML, their texts, and documents whose events are one event.

The files have the hashes that were published with them from 2023 to 2025; those of the edition of 2026 stand here.
"""

from pathlib import Path

import pytest

from counterfoil.epcis.document import read_document
from counterfoil.epcis.event_hash import digits_of, event_hash, hash_of, pre_hash
from counterfoil.epcis.hash_editions import CBV_2_0_OF_2026, CBV_2_1
from shared_data import shared_data

pytestmark = pytest.mark.real_data

CONTRADICTED = {
    ("epcisDocWithAllGS1Keys", 0): "the text is damaged: pieces of it stand over each other",
    ("epcisDocWithCustomSchemaInContext", 1): "it repeats the first event, not the second",
    ("epcisDocWithDefaultSchemaInContext", 1): "it ends within a business transaction",
}
"""Published texts that are not those of the published hashes beside them, and what is wrong with each."""
NOT_PUBLISHED = {
    "epcisDocHavingEventWithComment": "its hash has no text beside it",
    "epcisDocHavingTooManyUserExtensions": "its text has no event and no hash beside it",
}

AS_2_0 = """\
SensorDataExamples 75142d4f4b4fd06f 109406fe4d7bd0a9 0061c0b9ca428f30 52f7049f181d7570 7e3a42357f679a5a \
    59a91885337758b7 44a2facaf839aee4 - 45a793d01450d9d7 8f6b69aca701aa96 e1213ac002995a3e a71d10e51b15abee
ralfsChaosExample 962b81a19a5d2652
TimeStampRoundOff af7658e711574363 0550df44527332c1 bf052637920f56c2
epcisDocWithVariousEventTypes 253f0178f96349ee ef43acf0e69951f7 c50842eb71440639 5f396ea5cb32fe4d c941e6486c561c2b \
    cfda50b7ff23682e c4bdb87c8d59d6ab a62b9f9e429fcba6 cf6559dc931963f1 b741a543ea0b2a4c 335da6c3ab1d9328 \
    36ab2ba0e3eac03d 756558aa09b2d38c
epcisDocWithAllGS1Keys 40744f32beff53a4
epcisEventWithCURIEs 65f196f1b17e2525
persistentDisposition f6a9d89f2cd8d793 4dbb5d87794987ec
epcisDocWithSensorDataObjectEvent bea63f2741e3f4ae
epcisDocWithSensorComponent 14faa21345eb49fa
epcisDocWithDefaultSchemaInContext ffa491b16867e34a a207f523e4888a5c
epcisDocWithCustomSchemaInContext 21dd1a31d0f157e3 d21abb0ead338a45
epcisDocWithXMLstartTagAndErrorDeclaration e16ce101f3d73836
epcisDocWithTransformationEventWithExtension 91a318dd28bb60c4
epcisDocWith2DifferentTransformationEvents 81d77913ba5f798c d2926d15aa88d127
epcisDocHavingEventWithComment df6523665bc5e580
ReferenceEventHashAlgorithm3 3ae14c02c4bdc220
epcisDocHavingEventWithIgnoreFields 81d42556b2612756 b3d481c5590757ab
AssociationEvent_all_possible_fields 3dada0cdabe84618
TransformationEvent_all_possible_fields 529cc54b8cf9d866
AggregationEvent_all_possible_fields 41cf5d2be6b6926a
TransactionEvent_all_possible_fields 4a85d64a96409f0c
"""
AS_2_1 = """\
SensorDataExamples 244752f49ab24aca ec2d5799f7d97f25 6e371f54dfdd73ec 9a9a7ffcad058722 3cde95e0da01f5c9 \
    680d8e28eaa443cc 35d6f357958fd138 - c31561f9698debbb 81a2fad99386d7c1 20d53c58a3249f03 c6b9b783529666c9
TimeStampRoundOff af7658e711574363 0550df44527332c1 8824c720417e88d8
epcisDocWithSensorDataObjectEvent d3d98bcd059c3e88
ReferenceEventHashAlgorithm3 e9273954ba78387c
AssociationEvent_all_possible_fields 5500e83913a6acdd
TransformationEvent_all_possible_fields 3f3f9f07db9dbeae
TransactionEvent_all_possible_fields c87353a340add966
AggregationEvent_all_possible_fields 1789ea7084f73739
persistentDisposition f6a9d89f2cd8d793 4dbb5d87794987ec
"""
"""By the file's name the first 16 digits of each event's hash; ``-``: the document was changed for that edition."""
PUBLISHED_2026 = {CBV_2_0_OF_2026: AS_2_0, CBV_2_1: AS_2_1}
ALL_FIELDS = "epcis/openepcis/Capture/Documents"


def _examples() -> list[Path]:
    folder = shared_data("epcis/event-hash/examples")
    return sorted(path for path in folder.iterdir() if path.suffix in (".jsonld", ".xml"))


def test_every_hash_of_every_example():
    """Each event of each file has the hash that is published for it: 69 events in 25 files."""
    checked = 0
    for path in _examples():
        published = path.with_suffix(".hashes").read_text().split()
        assert [event_hash(event) for event in read_document(path.read_bytes()).events] == published, path.name
        checked += len(published)
    assert (len(_examples()), checked) == (25, 69)


@pytest.mark.parametrize(
    ("edition", "checked"), [(CBV_2_0_OF_2026, 69), (CBV_2_1, 25)], ids=lambda one: getattr(one, "name", "")
)
def test_every_hash_of_the_editions_of_2026(edition, checked):
    """Each event, in JSON-LD and in XML, has the hash that is published for it by that edition."""
    seen = 0
    for line in PUBLISHED_2026[edition].splitlines():
        stem, *published = line.split()
        files = [path for path in _examples() if path.stem == stem]
        for path in files or [shared_data(f"{ALL_FIELDS}/{stem}.json")]:
            found = [digits_of(event_hash(event, edition))[:16] for event in read_document(path.read_bytes()).events]
            pairs = [(one, other) for one, other in zip(published, found, strict=True) if one != "-"]
            assert [one for one, _ in pairs] == [other for _, other in pairs], path.name
            seen += len(pairs)
    assert seen == checked


def test_every_text_that_agrees_with_its_hash():
    """Each published text is the text of its event, but for those that contradict their own hashes."""
    contradicted: set[tuple[str, int]] = set()
    for path in _examples():
        texts = path.with_suffix(".prehashes")
        if not texts.exists():
            assert path.stem in NOT_PUBLISHED
            continue
        told = zip(texts.read_text().split("\n"), path.with_suffix(".hashes").read_text().split(), strict=False)
        events = read_document(path.read_bytes()).events
        for place, ((text, published), event) in enumerate(zip(told, events, strict=True)):
            if hash_of(text) == published:
                assert pre_hash(event) == text, path.name
            else:
                contradicted.add((path.stem, place))
    assert contradicted == set(CONTRADICTED)


def test_events_that_are_one():
    """All events of each of the eleven documents have one hash."""
    files = sorted(shared_data("epcis/event-hash/expected_equal").iterdir())
    assert len(files) == 11
    for path in files:
        events = read_document(path.read_bytes()).events
        assert len(events) > 1, path.name
        assert len({event_hash(event) for event in events}) == 1, path.name
