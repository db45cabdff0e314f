# SPDX-License-Identifier: Apache-2.0
"""Packages whose parts are all genuine but do not belong together, or stand twice, or are too many."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import Logged, LogProof, Package, ProvenRecord, decode_package, encode_package
from counterfoil.identity.signing import sign_envelope
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import verify_package
from support.evidence_cases import HONEST
from support.evidence_story import SHARE, WANG, transfer
from support.evidence_told import materials, told
from support.evidence_world import key

Change = Callable[[Package], Package]


def logged(index: int) -> Logged:
    """A genuine entry of the log with its genuine proof."""
    log = told().log
    path = tuple(to_hex(sibling) for sibling in log.inclusion(index, log.size))
    return Logged(log.entry(index), LogProof(index=index, path=path))


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
    index = next(at for at in (log.anchor_index(world.chain, height) for height in range(12)) if at not in used)  # type: ignore[arg-type]
    anchors = sorted((*package.anchors, logged(index)), key=lambda anchor: anchor.proof.index)
    return replace(package, anchors=tuple(anchors))


def unrelated_transaction(package: Package) -> Package:
    envelope = told().world.sign([transfer(WANG, "li-account", 1)], "north")
    return replace(package, transactions=(*package.transactions, envelope.encode()))


def another_payload_type(package: Package) -> Package:
    envelope = sign_envelope("text/plain", b"{}", key("li"))
    return replace(package, transactions=(*package.transactions, envelope.encode()))


ROWS: dict[str, tuple[int, Change]] = {
    "an anchor for the roll": (4, lambda it: replace(it, roll=it.anchors[-1])),
    "no header": (5, lambda it: replace(it, anchors=())),
    "headers backwards": (5, lambda it: replace(it, anchors=it.anchors[::-1])),
    "a record twice": (6, lambda it: replace(it, records=(it.records[0], *it.records))),
    "records backwards": (6, lambda it: replace(it, records=it.records[::-1])),
    "a record of another kind": (6, lambda it: with_record(it, f"holdings/supply/{SHARE}")),
    "another holding too": (6, lambda it: with_record(it, f"holdings/holding/{WANG}/{SHARE}")),
    "something absent too": (6, lambda it: with_record(it, "holdings/holding/nobody/ACME")),
    "the holding missing": (6, lambda it: without_records(it, "holdings/")),
    "the account missing": (6, lambda it: without_records(it, "parties/account/li-account")),
    "the holder missing": (6, lambda it: without_records(it, "parties/party/li")),
    "the instrument missing": (6, lambda it: without_records(it, "instruments/")),
    "a header twice": (7, lambda it: replace(it, anchors=(it.anchors[0], *it.anchors))),
    "a log entry that is no header": (7, lambda it: replace(it, anchors=(logged(0), *it.anchors))),
    "a header too many": (7, idle_header),
    "a header missing": (7, lambda it: replace(it, anchors=it.anchors[1:])),
    "an event twice": (7, lambda it: replace(it, events=(it.events[0], *it.events))),
    "events backwards": (7, lambda it: replace(it, events=it.events[::-1])),
    "an event's record missing": (8, lambda it: without_records(it, "parties/party/registrar")),
    "no events": (8, lambda it: replace(it, events=(), anchors=it.anchors[-1:], transactions=())),
    "a transaction twice": (9, lambda it: replace(it, transactions=(it.transactions[0], *it.transactions))),
    "a transaction too many": (9, unrelated_transaction),
    "a transaction missing": (9, lambda it: replace(it, transactions=it.transactions[1:])),
    "an envelope of another type": (9, another_payload_type),
    "no transaction at all": (9, lambda it: replace(it, transactions=(b"{}", *it.transactions))),
}


@pytest.mark.parametrize("name", ROWS)
def test_refused(name: str) -> None:
    """Each fails at the check that it belongs to."""
    check, change = ROWS[name]
    report = verify_package(encode_package(change(decode_package(materials().package))), told().world.trust())
    assert report.failed_check == check, report.to_text()


def test_more_than_a_position_rests_on() -> None:
    """A position claim with a trail in it is not what it says it is."""
    package, control = decode_package(HONEST["position"]()), decode_package(materials().package)
    for more in ({"events": control.events}, {"transactions": control.transactions}, {"anchors": control.anchors}):
        assert verify_package(encode_package(replace(package, **more)), told().world.trust()).failed_check == 6
