# SPDX-License-Identifier: Apache-2.0
"""Offline proofs of one log entry (C2SP tlog-proof): index, inclusion proof, and the cosigned checkpoint."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Final

from counterfoil.evidence.checkpoint import encode_hash, parse_decimal, parse_hash
from counterfoil.evidence.witness_policy import OpenedCheckpoint, WitnessPolicy, open_checkpoint
from counterfoil.identity.note import NOTE_LENGTH_MAX, decode_base64
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.merkle.verify import verify_inclusion
from counterfoil.primitives.types import Hash

MAGIC: Final = "c2sp.org/tlog-proof@v1"
HASHES_MAX: Final = 64
_EXTRA: Final = "extra "
_INDEX: Final = "index "


@dataclass(frozen=True, slots=True)
class TlogProof:
    """``hashes`` run from the leaf's sibling upwards; ``checkpoint`` is the note verbatim; ``extra`` proves nothing."""

    index: int
    hashes: tuple[Hash, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def encode(self) -> bytes:
        """The ``.tlog-proof`` file."""
        lines = [MAGIC]
        if self.extra is not None:
            lines.append(_EXTRA + b64encode(self.extra).decode())
        lines.append(f"{_INDEX}{self.index}")
        lines += [encode_hash(value) for value in self.hashes]
        return "\n".join([*lines, "", ""]).encode() + self.checkpoint


def parse_tlog_proof(data: bytes) -> TlogProof:
    """Strict; raises DecodeError naming the line. The checkpoint inside is not parsed yet."""
    if len(data) > 2 * NOTE_LENGTH_MAX:
        raise DecodeError(f"{len(data)} bytes; at most {2 * NOTE_LENGTH_MAX} are read", where="tlog-proof")
    head, separator, checkpoint = data.partition(b"\n\n")
    if not separator:
        raise DecodeError("no empty line before the checkpoint", where="tlog-proof")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise DecodeError(f"not ASCII at byte {error.start}", where="tlog-proof") from error
    if lines.pop(0) != MAGIC:
        raise DecodeError("not a tlog-proof", where="tlog-proof line 1", remedy=f"it starts with {MAGIC}")
    extra = None
    if lines and lines[0].startswith(_EXTRA):
        extra = decode_base64(lines.pop(0).removeprefix(_EXTRA), where="tlog-proof extra line")
    if not lines or not lines[0].startswith(_INDEX):
        raise DecodeError("no index line", where="tlog-proof")
    index = parse_decimal(lines.pop(0).removeprefix(_INDEX), where="tlog-proof index line")
    if len(lines) > HASHES_MAX:
        raise DecodeError(f"{len(lines)} hashes; at most {HASHES_MAX} make a proof", where="tlog-proof")
    hashes = tuple(parse_hash(line, where=f"tlog-proof hash {number}") for number, line in enumerate(lines, 1))
    return TlogProof(index, hashes, checkpoint, extra)


def verify_tlog_proof(proof: TlogProof, leaf: Hash, policy: WitnessPolicy) -> OpenedCheckpoint:
    """Check log signature, cosignatures, quorum and inclusion of ``leaf`` in this order; raises InputError."""
    opened = open_checkpoint(proof.checkpoint, policy)
    if not policy.satisfied_by(opened.cosigned):
        raise InputError(f"cosigned by {len(opened.cosigned)} known witnesses: no quorum", where="checkpoint")
    checkpoint = opened.checkpoint
    if not verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root):
        raise InputError(f"the entry is not number {proof.index} of {checkpoint.size}", where="inclusion proof")
    return opened
