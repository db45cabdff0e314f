# SPDX-License-Identifier: Apache-2.0
"""Answers of a chain about its records, out of what it and the custody log have published: calls for its peers."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from counterfoil.evidence.transaction import CALL_LENGTH_MAX
from counterfoil.evidence.witness_policy import open_checkpoint
from counterfoil.modules.peers.calls import AnswerFor, LoggedEntry, ShownRecord
from counterfoil.modules.peers.records import RECORDS_MAX, VALUE_LENGTH_MAX
from counterfoil.node.collect import AnchorLog, ChainReader
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError, QuorumError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height, JsonText, PartyId, RecordPath

ROOM: Final = CALL_LENGTH_MAX - 200
"""Bytes of a call in a line, which has its salt and names besides."""


def answers_of(reader: ChainReader, log: AnchorLog, records: Sequence[RecordPath], by: PartyId) -> list[AnswerFor]:
    """What these records are, or that they are not there, at the last header that evidence can rest on.

    As many in a call as it may show, and has room for. Raises QuorumError where too few cosigned the published
    checkpoint, and InputError for what no call has room for.
    """
    opened = open_checkpoint(log.checkpoint(), log.policy)
    if not log.policy.satisfied_by(opened.cosigned):
        raise QuorumError("too few witnesses cosigned the published checkpoint: there is no answer without them")
    height = resting(reader, log)
    genesis = reader.header(Height(0))
    empty = AnswerFor(
        peer=reader.chain,
        by=by,
        checkpoint=log.checkpoint().decode(),
        roll=_logged(log, log.size - 1),
        anchor=_logged(log, log.anchor_index(reader.chain, height)),
        genesis=genesis.encode().decode(),
        ancestry=tuple(map(to_hex, reader.header_proof(Height(0), height))) if height else (),
        records=(),
        rotations=tuple(_logged(log, index) for index in log.rotation_indexes(reader.chain)),
        audits=tuple(_logged(log, index) for index in log.audit_indexes(reader.chain, height)),
    )
    parts = _parted([_shown(reader, path, height) for path in records], ROOM - length_of(empty))
    return [replace(empty, records=part) for part in parts]


def _parted(shown: Sequence[ShownRecord], room: int) -> list[tuple[ShownRecord, ...]]:
    """As many at once as a call shows and has room for."""
    parts: list[tuple[ShownRecord, ...]] = []
    left = 0
    for one in shown:
        length = len(canonical.encode(one)) + 1
        if length > room:
            raise InputError(f"an answer about it has no room in a call of {CALL_LENGTH_MAX} bytes", where=one.record)
        if not parts or length > left or len(parts[-1]) == RECORDS_MAX:
            parts.append(())
            left = room
        parts[-1] += (one,)
        left -= length
    return parts


def resting(reader: ChainReader, log: AnchorLog) -> Height:
    """The last header that is anchored, below a fork, and audited where anything is."""
    height, halted = log.rolled_height(reader.chain), log.halted(reader.chain)
    if halted is not None:
        height = Height(min(height, halted - 1))
    audited = log.audited_height(reader.chain)
    return height if audited is None else Height(min(height, audited))


def _logged(log: AnchorLog, index: int) -> LoggedEntry:
    path = tuple(map(to_hex, log.inclusion(index, log.size)))
    return LoggedEntry(entry=log.entry(index).decode(), index=index, path=path)


def _shown(reader: ChainReader, path: RecordPath, height: Height) -> ShownRecord:
    found = reader.record(path, height)
    if found is not None and len(found) > VALUE_LENGTH_MAX:
        raise InputError(f"{len(found)} bytes; an answer shows {VALUE_LENGTH_MAX}", where=path)
    value = None if found is None else JsonText(found.decode())
    return ShownRecord(record=path, proof=reader.record_proof(path, height), value=value)


def length_of(answer: AnswerFor) -> int:
    """Bytes of it as a call."""
    return len(canonical.encode(answer))
