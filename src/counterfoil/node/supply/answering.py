# SPDX-License-Identifier: Apache-2.0
"""The answer of a chain about its records, out of what it and the custody log have published: a call for its peers."""

from collections.abc import Sequence

from counterfoil.evidence.witness_policy import open_checkpoint
from counterfoil.modules.peers.calls import AnswerFor, LoggedEntry, ShownRecord
from counterfoil.modules.peers.records import RECORDS_MAX, VALUE_LENGTH_MAX
from counterfoil.node.collect import AnchorLog, ChainReader
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError, QuorumError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height, JsonText, PartyId, RecordPath


def answer_of(reader: ChainReader, log: AnchorLog, records: Sequence[RecordPath], by: PartyId) -> AnswerFor:
    """What these records are, or that they are not there, at the last header that evidence can rest on.

    Raises QuorumError where too few cosigned the published checkpoint, and InputError for more than an answer takes.
    """
    if not 1 <= len(records) <= RECORDS_MAX:
        raise InputError(f"{len(records)} records", where="answer", remedy=f"1 to {RECORDS_MAX} at once")
    opened = open_checkpoint(log.checkpoint(), log.policy)
    if not log.policy.satisfied_by(opened.cosigned):
        raise QuorumError("too few witnesses cosigned the published checkpoint: there is no answer without them")
    height = resting(reader, log)
    genesis = reader.header(Height(0))
    return AnswerFor(
        peer=reader.chain,
        by=by,
        checkpoint=log.checkpoint().decode(),
        roll=_logged(log, log.size - 1),
        anchor=_logged(log, log.anchor_index(reader.chain, height)),
        genesis=genesis.encode().decode(),
        ancestry=tuple(map(to_hex, reader.header_proof(Height(0), height))) if height else (),
        records=tuple(_shown(reader, path, height) for path in records),
        rotations=tuple(_logged(log, index) for index in log.rotation_indexes(reader.chain)),
        audits=tuple(_logged(log, index) for index in log.audit_indexes(reader.chain, height)),
    )


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
