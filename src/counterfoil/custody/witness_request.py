# SPDX-License-Identifier: Apache-2.0
"""The body of ``add-checkpoint`` (C2SP tlog-witness): old size, consistency proof, checkpoint."""

from dataclasses import dataclass
from typing import Final

from counterfoil.evidence.checkpoint import encode_hash, parse_decimal, parse_hash
from counterfoil.identity.note import NOTE_LENGTH_MAX
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import Hash

PROOF_HASHES_MAX: Final = 63
BODY_LENGTH_MAX: Final = NOTE_LENGTH_MAX + 4_096
_OLD: Final = "old "


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """``checkpoint`` is the note as it stands; nothing is verified yet."""

    old_size: int
    proof: tuple[Hash, ...]
    checkpoint: bytes

    def encode(self) -> bytes:
        """The request body."""
        lines = [f"{_OLD}{self.old_size}", *(encode_hash(value) for value in self.proof), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


def parse_add_checkpoint(body: bytes) -> AddCheckpoint:
    """Strict; raises DecodeError."""
    if len(body) > BODY_LENGTH_MAX:
        raise DecodeError(f"{len(body)} bytes; at most {BODY_LENGTH_MAX} are read", where="request")
    head, separator, checkpoint = body.partition(b"\n\n")
    if not separator:
        raise DecodeError("no empty line before the checkpoint", where="request")
    try:
        old, *proof = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise DecodeError(f"not ASCII at byte {error.start}", where="request") from error
    if not old.startswith(_OLD):
        raise DecodeError("does not begin with `old <size>`", where="request line 1")
    if len(proof) > PROOF_HASHES_MAX:
        raise DecodeError(f"{len(proof)} proof lines; at most {PROOF_HASHES_MAX} are allowed", where="request")
    return AddCheckpoint(
        old_size=parse_decimal(old.removeprefix(_OLD), where="request line 1"),
        proof=tuple(parse_hash(line, where=f"request line {number}") for number, line in enumerate(proof, 2)),
        checkpoint=checkpoint,
    )
