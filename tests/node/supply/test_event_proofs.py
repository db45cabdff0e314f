# SPDX-License-Identifier: Apache-2.0
"""The proof of one event beside the evidence of its batch: it fits, or what does not is named."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from counterfoil.epcis.document import from_members
from counterfoil.epcis.event_hash import digits_of, event_hash
from counterfoil.epcis.former_hash import former_hashes
from counterfoil.evidence.event_proof import Batched, EventProof, document_hash, encode_event_proof
from counterfoil.evidence.narrative import ReportModel
from counterfoil.evidence.package import Package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.node.supply.event_proofs import (
    event_lines,
    plain_events,
    proved_event,
    read_event_proof,
    with_events,
)
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import HexHash, RecordPath
from counterfoil.readmodel.epcis.event_json import event_bytes
from counterfoil.verify import verify_package
from support.epcis_service import object_event
from support.evidence_story import founded
from support.evidence_world import World
from support.traceability_breaches import FIRST, OPENED, anchor
from support.traceability_breaches import TRACEABILITY as FEATURE

EVENTS = [object_event(serial, eventID=f"urn:uuid:0f6e5a4c-9d8b-4f0e-8a57-00000000000{serial}") for serial in range(3)]
TEXTS = [json.dumps(one) for one in EVENTS]


def batched() -> Batched:
    events = [one for event in EVENTS for one in from_members(event).events]
    hashes = [digits_of(event_hash(one)) for one in events]
    return Batched(b"s" * 32, list(zip(hashes, map(document_hash, TEXTS), strict=True)))


@pytest.fixture(scope="module")
def world() -> World:
    """Acme's first batch has the three events; its second is another."""
    world = founded(FEATURE)
    world.do("acme", calls=[OPENED, anchor(1, events=3, root=batched().root), anchor(2)])
    world.block()
    return world


@pytest.fixture(scope="module")
def packages(world: World) -> dict[str, Package]:
    collector = Collector(world, world.publish())
    return {path: collector.record(RecordPath(path)) for path in (FIRST, FIRST.replace("/1", "/2"))}


@pytest.fixture(scope="module")
def proof(world: World) -> EventProof:
    return batched().proof(1, TEXTS[1], chain=world.chain, repository="copper", batch=1)


def told(world: World, package: Package) -> ReportModel:
    report = verify_package(encode_package(package), world.trust())
    assert report.narrative is not None
    return report.narrative


def test_an_event_is_shown_with_its_place_in_the_batch(
    world: World, packages: dict[str, Package], proof: EventProof, tmp_path: Path
) -> None:
    """Word for word, with when it was anchored, out of the file that was handed on."""
    (tmp_path / "e.event-proof.json").write_bytes(encode_event_proof(proof))
    read = read_event_proof(tmp_path / "e.event-proof.json")
    model = with_events(told(world, packages[FIRST]), packages[FIRST], [read])
    (shown,) = plain_events(model)
    assert (shown["name"], shown["document"]) == (EVENTS[1]["eventID"], TEXTS[1])
    assert "event 2 of 3 of batch 1 of repository copper, anchored 20" in event_lines(model)[1]
    assert event_lines(told(world, packages[FIRST])) == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"document": TEXTS[2]}, "the document is not in the batch"),
        ({"index": 0}, "the document is not in the batch"),
        ({"events": 4}, "the document is not in the batch"),
        ({"salt": HexHash("0" * 64)}, "the document is not in the batch"),
        ({"batch": 2}, "it is not about batch 2 of copper"),
        ({"repository": "tin"}, "it is not about batch 1 of tin"),
        ({"chain": "another.example"}, "it is not about batch 1 of copper"),
    ],
)
def test_what_does_not_fit_is_named(
    packages: dict[str, Package], proof: EventProof, changed: dict[str, object], problem: str
) -> None:
    """Another document, place or batch is not shown."""
    with pytest.raises(InputError) as refused:
        proved_event(replace(proof, **changed), packages[FIRST])
    assert problem in str(refused.value)


def test_evidence_of_another_batch_shows_nothing(packages: dict[str, Package], proof: EventProof) -> None:
    """The package must be about the batch that the proof names."""
    with pytest.raises(InputError):
        proved_event(proof, packages[FIRST.replace("/1", "/2")])


@pytest.mark.parametrize(("text", "problem"), [("{}", "no event"), (TEXTS[0], "the hash of the event is another")])
def test_a_keeper_that_anchored_something_else_is_found(text: str, problem: str) -> None:
    """Its line says one event and its document another, or none at all: the root holds, and the event is not shown."""
    line = [(HexHash("a" * 64), document_hash(text))]
    lying = Batched(b"s" * 32, line)
    world = founded(FEATURE)
    world.do("acme", calls=[OPENED, anchor(1, events=1, root=lying.root)])
    world.block()
    package = Collector(world, world.publish()).record(RecordPath(FIRST))
    with pytest.raises(InputError) as refused:
        proved_event(lying.proof(0, text, chain=world.chain, repository="copper", batch=1), package)
    assert problem in str(refused.value)


def test_what_was_anchored_under_a_former_hash_stays_proved() -> None:
    """Of an event with master data the prefix stood for another namespace once: it was "the hash of another"."""
    (event,) = from_members(object_event(ilmd={"cbvmda:lotNumber": "L1"})).events
    text = event_bytes(event).decode()
    (formerly,) = former_hashes(event, text.encode())
    before = Batched(b"s" * 32, [(digits_of(formerly), document_hash(text))])
    world = founded(FEATURE)
    world.do("acme", calls=[OPENED, anchor(1, events=1, root=before.root)])
    world.block()
    package = Collector(world, world.publish()).record(RecordPath(FIRST))
    proof = before.proof(0, text, chain=world.chain, repository="copper", batch=1)
    assert proved_event(proof, package).event.members == event.members
    assert digits_of(event_hash(event)) != proof.event


def test_a_file_that_is_no_proof_is_named(tmp_path: Path) -> None:
    """By its name, and what is wrong in it."""
    (tmp_path / "e.json").write_bytes(b"{}")
    with pytest.raises(InputError) as refused:
        read_event_proof(tmp_path / "e.json")
    assert "e.json" in str(refused.value)
