# SPDX-License-Identifier: Apache-2.0
"""Checks 7 and 8: what a package shows is under the header's state root, and in sealed, anchored blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from counterfoil.evidence.event import Event, Trail, decode_event
from counterfoil.evidence.package import Opening, ProvenCall, ProvenEnvelope, ProvenEvent, ProvenRecord
from counterfoil.evidence.package_limits import require_short_keys, require_sparse
from counterfoil.evidence.record import state_key
from counterfoil.evidence.transaction import Line, TransactionPayload, decode_envelope, intent_id, placed_envelope
from counterfoil.identity.dsse import Envelope
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Laws
from counterfoil.law.table import TrailedRecord, bare_bytes, table_prefix
from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.proof import verify_absence, verify_presence
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import digest, from_hex
from counterfoil.primitives.merkle.verify import leaf_hash, verify_inclusion
from counterfoil.primitives.types import Hash, Height, HexHash, RecordPath, Timestamp
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.log import Anchored

Position = tuple[int, int]
"""Height, and place among the block's events."""


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record that is present: its JSON, its trail, and in its type where a module has it."""

    plain: dict[str, Any]
    trail: Trail
    typed: TrailedRecord | None


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """An event, in its type where a module has it, its block's time, and its leaf hash."""

    event: Event
    data: EventData | None
    time: Timestamp
    leaf: Hash

    @property
    def position(self) -> Position:
        return self.event.height, self.event.index


@dataclass(slots=True)
class ShownTransaction:
    """A transaction: what is signed, where it stands, and those of its calls that are shown, by their place."""

    id: HexHash
    envelope: Envelope
    payload: TransactionPayload
    height: Height
    index: int
    features: frozenset[str]
    """active at its height"""
    events: int
    """how many it caused"""
    calls: dict[int, "ShownCall"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShownCall:
    """A call by its name, and in its type where a module has it."""

    name: str
    typed: Call | None


def read_records(
    shown: Sequence[ProvenRecord], state: Hash, laws: Laws
) -> tuple[dict[RecordPath, ShownRecord], frozenset[RecordPath]]:
    """The records present, and the paths shown to be absent; CheckFailed when a proof does not hold."""
    paths = [record.path for record in shown]
    if paths != sorted(set(paths)):
        raise CheckFailed("records stand twice or out of order", "记录重复或无序")
    present: dict[RecordPath, ShownRecord] = {}
    absent: set[RecordPath] = set()
    for record in shown:
        key = state_key(record.path)
        if record.value is None:
            holds = verify_absence(state, key, record.proof)
            absent.add(record.path)
        else:
            holds = verify_presence(state, key, digest(record.value.encode()), record.proof)
        if not holds:
            raise CheckFailed(f"the state root does not show {record.path} so", f"状态根不支持所示的 {record.path}")
        if record.value is not None:
            present[record.path] = _record(record.path, record.value.encode(), laws)
    return present, frozenset(absent)


def _record(path: RecordPath, value: bytes, laws: Laws) -> ShownRecord:
    require_short_keys(value, where=path)
    require_sparse(value, where=path)
    plain: dict[str, Any] = canonical.decode(value, dict[str, Any])
    table = laws.table_of(path)
    typed = None if table is None else canonical.decode(value, table.record)
    if typed is not None and not isinstance(typed, TrailedRecord):
        raise CheckFailed(f"{path} has no trail, and cannot be shown", f"{path} 没有流转轨迹，不可展示")
    return ShownRecord(plain, canonical.convert(plain.pop("trail"), Trail), typed)


def read_openings(openings: Sequence[Opening], laws: Laws) -> dict[RecordPath, tuple[int, TrailedRecord]]:
    """The records at which trails are opened, and by which event they became so; CheckFailed if unsound."""
    paths = [opening.record for opening in openings]
    if paths != sorted(set(paths)):
        raise CheckFailed("openings stand twice or out of order", "展示起点重复或无序")
    found: dict[RecordPath, tuple[int, TrailedRecord]] = {}
    for opening in openings:
        table = laws.table_of(opening.record)
        if table is None:
            raise CheckFailed(f"no module knows {table_prefix(opening.record)}", "无模块掌握所示记录")
        plain: dict[str, Any] = canonical.decode(opening.value.encode(), dict[str, Any])
        record: TrailedRecord = canonical.convert(plain, table.record)
        if bare_bytes(record) != opening.value.encode():
            raise CheckFailed(f"the opening of {opening.record} is not in form", f"{opening.record} 的展示起点形式不符")
        found[opening.record] = opening.seq, record
    return found


def read_events(shown: Sequence[ProvenEvent], anchors: Mapping[Height, Anchored], laws: Laws) -> list[DatedEvent]:
    """All events, each in its block's tree, in order, and no header without need; CheckFailed if not."""
    events = [_event(one, anchors, laws) for one in shown]
    positions = [dated.position for dated in events]
    if positions != sorted(set(positions)):
        raise CheckFailed("events stand twice or out of order", "事件重复或无序")
    idle = set(anchors) - {height for height, _ in positions} - {max(anchors)}
    if idle:
        raise CheckFailed(f"header {min(idle)} is shown without an event", f"多余的区块头 {min(idle)}")
    return events


def _event(shown: ProvenEvent, anchors: Mapping[Height, Anchored], laws: Laws) -> DatedEvent:
    proof = shown.proof
    where, where_zh = f"event {proof.index} of block {proof.height}", f"区块 {proof.height} 的事件 {proof.index}"
    anchored = _anchored(anchors, proof.height, where, where_zh)
    header = anchored.header
    try:
        require_sparse(shown.event, where="event")
        event = decode_event(shown.event)
        data = dated_data(event, laws)
    except DecodeError as error:
        raise CheckFailed(f"{where} does not decode: {error}", f"{where_zh} 无法解析") from error
    if (event.chain, event.height, event.index) != (header.chain, proof.height, proof.index):
        raise CheckFailed(f"{where} says that it is another", f"{where_zh} 自称为另一事件")
    path = [from_hex(sibling) for sibling in proof.path]
    if not verify_inclusion(leaf_hash(shown.event), proof.index, proof.size, path, from_hex(header.events)):
        raise CheckFailed(f"{where} is not in its block", f"{where_zh} 不在该区块中")
    return DatedEvent(event, data, header.time, leaf_hash(shown.event))


def dated_data(event: Event, laws: Laws) -> EventData | None:
    """An event's data in its type, None where no module has it; DecodeError when it is not of that form."""
    type_ = laws.event_of(event.type)
    if type_ is None:
        return None
    try:
        data = canonical.convert(event.data, type_)
    except msgspec.ValidationError as error:
        raise DecodeError(str(error), where="data") from error
    if canonical.encode_trusted(data) != canonical.encode_trusted(event.data) or event.object is not type_.object:
        raise DecodeError(f"not the form of a {event.type}", where="data")
    return data


def read_transactions(
    shown: Sequence[ProvenEnvelope], calls: Sequence[ProvenCall], anchors: Mapping[Height, Anchored], laws: Laws
) -> dict[HexHash, ShownTransaction]:
    """The transactions by identifier, with the calls that are shown; CheckFailed when one is not where it says."""
    found: dict[HexHash, ShownTransaction] = {}
    for one in shown:
        transaction = _transaction(one, anchors)
        if found.setdefault(transaction.id, transaction) is not transaction:
            raise CheckFailed("a transaction stands twice", "某交易重复出现")
    for call in calls:
        _read_call(call, found, laws)
    return found


def _transaction(shown: ProvenEnvelope, anchors: Mapping[Height, Anchored]) -> ShownTransaction:
    proof = shown.proof
    where = f"transaction {proof.index} of block {proof.height}"
    where_zh = f"区块 {proof.height} 的第 {proof.index} 笔交易"
    header = _anchored(anchors, proof.height, where, where_zh).header
    try:
        envelope, payload = decode_envelope(shown.envelope)
    except DecodeError as error:
        raise CheckFailed(f"{where} does not decode: {error}", f"{where_zh} 无法解析") from error
    path = [from_hex(sibling) for sibling in proof.path]
    root = from_hex(header.transactions)
    leaf = leaf_hash(placed_envelope(shown.envelope, proof.events))
    if not verify_inclusion(leaf, proof.index, proof.size, path, root):
        raise CheckFailed(
            f"{where} is not in its block, with just these signatures and events", f"{where_zh} 不在该区块中"
        )
    features = frozenset(header.protocol.features)
    return ShownTransaction(intent_id(payload), envelope, payload, header.height, proof.index, features, proof.events)


def _read_call(shown: ProvenCall, transactions: Mapping[HexHash, ShownTransaction], laws: Laws) -> None:
    proof = shown.proof
    where, where_zh = f"call {proof.index} of {proof.transaction}", f"交易 {proof.transaction} 的调用 {proof.index}"
    transaction = transactions.get(proof.transaction)
    if transaction is None or proof.index in transaction.calls:
        raise CheckFailed(f"{where} belongs to no transaction shown, or stands twice", f"{where_zh} 无所属或重复")
    root = transaction.payload.calls
    path = [from_hex(sibling) for sibling in proof.path]
    if not verify_inclusion(leaf_hash(shown.line), proof.index, root.count, path, from_hex(root.root)):
        raise CheckFailed(f"{where} is not what was signed", f"{where_zh} 不是所签内容")
    try:
        transaction.calls[proof.index] = read_call(shown.line, laws)
    except DecodeError as error:
        raise CheckFailed(f"{where} does not decode: {error}", f"{where_zh} 无法解析") from error


def read_call(line: bytes, laws: Laws) -> ShownCall:
    """A line's call, in its type where a module has it; DecodeError when it is malformed, or says what is left out."""
    require_short_keys(line, where="call")
    plain = canonical.decode(line, Line).call
    name = plain.get("call")
    if not isinstance(name, str):
        raise DecodeError("names no call", where="call")
    if name not in laws.calls:
        return ShownCall(name, None)
    try:
        typed = laws.typed(plain)
    except msgspec.ValidationError as error:
        raise DecodeError(str(error), where="call") from error
    if canonical.encode_trusted(typed) != canonical.encode_trusted(plain):
        raise DecodeError(f"not the form of a {name}", where="call")
    return ShownCall(name, typed)


def _anchored(anchors: Mapping[Height, Anchored], height: Height, where: str, where_zh: str) -> Anchored:
    anchored = anchors.get(height)
    if anchored is None:
        raise CheckFailed(f"{where}: its header is not shown", f"{where_zh}：未展示其区块头")
    return anchored
