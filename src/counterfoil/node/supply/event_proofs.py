# SPDX-License-Identifier: Apache-2.0
"""Proofs of single events, checked against a package that was verified (spec/event-proof.md).

The numbers at the checks are those of the specification. Nothing of a repository is needed here: ``counterfoil-verify``
uses it too.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from counterfoil.epcis.document import read_document
from counterfoil.epcis.event import Event
from counterfoil.epcis.event_hash import digits_of, event_hash
from counterfoil.epcis.former_hash import former_hashes
from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.claims import RecordClaim
from counterfoil.evidence.event_proof import PROOF_LENGTH_MAX, EventProof, decode_event_proof
from counterfoil.evidence.narrative import EventShown, ReportModel
from counterfoil.evidence.package import Package
from counterfoil.evidence.text import format_time
from counterfoil.modules.traceability.records import BATCHES, Batch
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.input_files import open_input

_PLACE: Final = Words(
    "event {index} of {events} of batch {batch} of repository {repository}, anchored {time}",
    "事件库 {repository} 第 {batch} 批 {events} 个事件中的第 {index} 个，锚定于 {time}",
)


_DECLARES: Final = Words(
    "it declares the event in error, at {time}; its proof does not say who captured it: of another party than the one "
    "that captured the event it takes nothing back",
    "该文件于 {time} 声明该事件有误；证明未载明由谁入库：若非原事件的入库方所声明，则不撤销该事件",
)


class ProvedEvent(NamedTuple):
    """An event that was in a batch, the batch as the ledger has it, and the proof."""

    event: Event
    batch: Batch
    proof: EventProof


def read_event_proof(file: Path) -> EventProof:
    """The proof in a file; raises InputError that names the file."""
    try:
        with open_input(file) as opened:
            return decode_event_proof(opened.read(PROOF_LENGTH_MAX + 1))
    except DecodeError as error:
        raise InputError(error.problem, where=f"{file}, {error.where}", remedy=error.remedy) from error


def with_events(model: ReportModel, package: Package, proofs: Iterable[EventProof]) -> ReportModel:
    """The narrative of a proved package with the events whose proofs lay beside it; InputError where one fits not."""
    shown = tuple(_shown(proved_event(one, package)) for one in proofs)
    return replace(model, events_shown=(*model.events_shown, *shown))


def proved_event(proof: EventProof, package: Package) -> ProvedEvent:
    """The event that a proof and a proved package show; InputError that names what does not hold."""
    batch = _batch(proof, package)  # 2
    if not proof.leads_to(batch.root, batch.events):  # 3
        problem = "the document is not in the batch, or not in this place"
        raise InputError(problem, where="event proof", remedy="the document must be as it was captured, to the letter")
    try:
        document = proof.document.encode()
        (event,) = read_document(document, where="document").events
        computed = digits_of(event_hash(event))
        formerly = [digits_of(one) for one in former_hashes(event, document)]
    except (DecodeError, ValueError) as error:
        raise InputError("the document is no event", where="event proof") from error
    if proof.event not in (computed, *formerly):  # 4
        raise InputError("the hash of the event is another", where="event proof", remedy=f"it is {computed}")
    return ProvedEvent(event, batch, proof)


def plain_events(model: ReportModel) -> list[dict[str, str]]:
    """What ``--json`` says of events that were shown."""
    return [
        {
            "name": one.name,
            "hash": one.hash,
            "place": one.place.en,
            "document": one.document,
            **({} if one.declares is None else {"declares": one.declares.en}),
        }
        for one in model.events_shown
    ]


def event_lines(model: ReportModel) -> list[str]:
    """What a terminal shows of them; nothing where none was shown."""
    shown = []
    for one in model.events_shown:
        shown.append(f"  - {one.name}: {one.place.en} {one.place.zh}")
        shown += [] if one.declares is None else [f"    {one.declares.en} {one.declares.zh}"]
    return ["Events about goods · 货物事件", *shown] if shown else []


def _batch(proof: EventProof, package: Package) -> Batch:
    path, claim = BATCHES.path(proof.repository, str(proof.batch)), package.claim
    if not isinstance(claim, RecordClaim) or claim.record != path or claim.chain != proof.chain:
        remedy = f"a package with the claim record about {path} is asked for"
        raise InputError(f"it is not about batch {proof.batch} of {proof.repository}", where="package", remedy=remedy)
    return canonical.convert(claim.value, Batch)


def _shown(proved: ProvedEvent) -> EventShown:
    proof, batch = proved.proof, proved.batch
    place = _PLACE.fill(
        index=f"{proof.index + 1:,}",
        events=f"{batch.events:,}",
        batch=str(batch.batch),
        repository=batch.repository,
        time=format_time(batch.anchored),
    )
    name = proved.event.event_id or event_hash(proved.event)
    declares = _declares(proved.event)
    return EventShown(name=name, hash=proof.event, place=place, document=proof.document, declares=declares)


def _declares(event: Event) -> Words | None:
    """Whoever keeps a repository may have put anything in it, a declaration without a time too."""
    if "errorDeclaration" not in event.members:
        return None
    try:
        declared = event.error_declaration
    except DecodeError:
        declared = None
    return _DECLARES.fill(time="?" if declared is None else declared.time.utc)
