# SPDX-License-Identifier: Apache-2.0
"""Packages whose parts are all genuine but do not belong together, or stand twice, or are too many."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from counterfoil.evidence.claims import ControlClaim
from counterfoil.evidence.package import (
    Anchor,
    AnchorProof,
    Logged,
    LogProof,
    Package,
    ProvenCall,
    ProvenEnvelope,
    ProvenRecord,
    decode_package,
    encode_package,
)
from counterfoil.identity.signing import sign_envelope
from counterfoil.primitives.types import Height, HexHash, RecordPath
from counterfoil.verify import verify_package
from support.evidence_cases import HONEST
from support.evidence_log import key
from support.evidence_rogue_log import anchor, header_of, logged
from support.evidence_story import CASH, LI, WANG, ZHAO, transfer
from support.evidence_told import materials, told

Change = Callable[[Package], Package]


def shown(path: str) -> ProvenRecord:
    """A genuine record with its genuine proof."""
    world = told().world
    value = world.record(RecordPath(path), world.height)
    proof = world.record_proof(RecordPath(path), world.height)
    return ProvenRecord(path=RecordPath(path), proof=proof, value=None if value is None else value.decode())


def with_record(package: Package, path: str) -> Package:
    records = sorted((*package.records, shown(path)), key=lambda record: record.path)
    return replace(package, records=tuple(records))


def without_records(package: Package, prefix: str) -> Package:
    return replace(package, records=tuple(one for one in package.records if not one.path.startswith(prefix)))


def idle_header(package: Package) -> Package:
    """A genuine header, in its place, of which no event is shown."""
    used = {anchor.proof.index for anchor in package.anchors}
    world, log = told().world, told().log
    height = next(at for at in range(12) if log.anchor_index(world.chain, Height(at)) not in used)
    idle = anchor(world, log, height, header_of(package.anchors[-1]).height)
    anchors = sorted((*package.anchors, idle), key=lambda anchor: anchor.proof.index)
    return replace(package, anchors=tuple(anchors))


def plain(anchor: Anchor) -> Logged:
    """The anchor's entry where another is due."""
    return Logged(anchor.entry, LogProof(index=anchor.proof.index, path=anchor.proof.path))


def no_anchor() -> Anchor:
    """The log's first entry in place of an anchor."""
    first = logged(told().log, 0)
    return Anchor(first.entry, AnchorProof(ancestry=(), index=0, path=first.proof.path))


def with_ancestry(package: Package, at: int, ancestry: tuple[HexHash, ...]) -> Package:
    """One header has another path to the last."""
    anchors = list(package.anchors)
    anchors[at] = replace(anchors[at], proof=replace(anchors[at].proof, ancestry=ancestry))
    return replace(package, anchors=tuple(anchors))


def with_envelope(package: Package, envelope: bytes) -> Package:
    """One more envelope, at a place where it is not."""
    proof = package.transactions[0].proof
    return replace(package, transactions=(*package.transactions, ProvenEnvelope(envelope, proof)))


def call_of_another(package: Package) -> Package:
    """A call stands under the name of another transaction."""
    first, *others = package.calls
    proof = replace(first.proof, transaction=others[-1].proof.transaction)
    return replace(package, calls=(ProvenCall(first.line, proof), *others))


ROWS: dict[str, tuple[int, Change]] = {
    "an anchor for the roll": (4, lambda it: replace(it, roll=plain(it.anchors[-1]))),
    "no header": (5, lambda it: replace(it, anchors=())),
    "headers backwards": (5, lambda it: replace(it, anchors=it.anchors[::-1])),
    "a header twice": (5, lambda it: replace(it, anchors=(it.anchors[0], *it.anchors))),
    "a log entry that is no header": (5, lambda it: replace(it, anchors=(no_anchor(), *it.anchors))),
    "a header without its path to the last": (5, lambda it: with_ancestry(it, 0, ())),
    "a header with the path of another": (5, lambda it: with_ancestry(it, 0, it.anchors[1].proof.ancestry)),
    "the last header with a path": (5, lambda it: with_ancestry(it, -1, it.anchors[0].proof.ancestry)),
    "a log entry that is no rotation": (5, lambda it: replace(it, rotations=(plain(it.anchors[0]),))),
    "a log entry that is no audit": (6, lambda it: replace(it, audits=(*it.audits, plain(it.anchors[0])))),
    "a record twice": (7, lambda it: replace(it, records=(it.records[0], *it.records))),
    "records backwards": (7, lambda it: replace(it, records=it.records[::-1])),
    "a record that has no trail": (7, lambda it: with_record(it, f"parties/key/{key('li').public.keyid}")),
    "a header too many": (8, idle_header),
    "a header missing": (8, lambda it: replace(it, anchors=it.anchors[1:])),
    "an event twice": (8, lambda it: replace(it, events=(it.events[0], *it.events))),
    "events backwards": (8, lambda it: replace(it, events=it.events[::-1])),
    "a transaction twice": (8, lambda it: replace(it, transactions=(it.transactions[0], *it.transactions))),
    "a transaction missing": (8, lambda it: replace(it, transactions=it.transactions[1:])),
    "transactions backwards": (8, lambda it: replace(it, transactions=it.transactions[::-1])),
    "a transaction that is in no block": (
        8,
        lambda it: with_envelope(it, told().world.sign([transfer(WANG, LI, 1)], "north").envelope),
    ),
    "an envelope of another type": (8, lambda it: with_envelope(it, sign_envelope("text/plain", b"{}").encode())),
    "no envelope at all": (8, lambda it: with_envelope(it, b"{}")),
    "a call twice": (8, lambda it: replace(it, calls=(it.calls[0], *it.calls))),
    "a call of another transaction": (8, call_of_another),
    "another holding too": (9, lambda it: with_record(it, f"holdings/holding/{ZHAO}/{CASH}")),
    "a supply too": (9, lambda it: with_record(it, f"holdings/supply/{CASH}")),
    "an event's record missing": (10, lambda it: without_records(it, "parties/party/north")),
    "no events": (9, lambda it: replace(it, events=(), anchors=it.anchors[-1:], transactions=(), calls=())),
    "the holding missing": (12, lambda it: without_records(it, "holdings/")),
    "the account missing": (10, lambda it: without_records(it, f"parties/account/{LI}")),
    "the instrument missing": (10, lambda it: without_records(it, "instruments/")),
}


@pytest.mark.parametrize("name", ROWS)
def test_refused(name: str) -> None:
    """Each fails at the check that it belongs to."""
    check, change = ROWS[name]
    report = verify_package(encode_package(change(decode_package(materials().package))), told().world.trust())
    assert report.failed_check == check, report.to_text()


def test_more_than_is_needed_does_no_harm() -> None:
    """A record that is truly absent, or a trail that nobody needed, changes nothing of what is proved."""
    package = decode_package(materials().package)
    more = with_record(with_record(package, "holdings/holding/nobody/ACME"), f"holdings/holding/{WANG}/ACME")
    report = verify_package(encode_package(more), told().world.trust())
    assert report.proved
    assert isinstance(report.claim, ControlClaim)
    assert report.claim == package.claim


@pytest.mark.parametrize("name", ["position", "absence"])
def test_more_than_a_bare_claim_rests_on(name: str) -> None:
    """A claim of a record alone with a trail in it is not what it says it is: check 7."""
    package, control = decode_package(HONEST[name]()), decode_package(materials().package)
    for field in ("events", "transactions", "calls", "anchors"):
        more = replace(package, **{field: getattr(control, field)})
        assert verify_package(encode_package(more), told().world.trust()).failed_check == 7
