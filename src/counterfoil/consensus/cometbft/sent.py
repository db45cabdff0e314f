# SPDX-License-Identifier: Apache-2.0
"""Batches with their sender: who of the validators handed it in, and until when (spec/batch.md).

The seal key signs: it stands on the chain, the process that makes batches has it, and the consensus key never leaves
the engine's home. What is signed has a type of its own and names the chain, so that it is neither a seal nor a batch of
another chain.
"""

import struct
from typing import Final

import msgspec

from counterfoil.consensus.cometbft.batches import BATCH_BYTES_MAX, Batch, decode_batch
from counterfoil.consensus.cometbft.heights import EngineHeight
from counterfoil.identity.dsse import pre_authentication_encoding
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import Signer
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import Hash, KeyId

MAGIC: Final = b"cfsent_1"
SENT_TYPE: Final = "application/vnd.counterfoil.sent-batch"
GOOD_FOR: Final = 1_000
"""Of the engine's blocks: how long what was signed enters a mempool."""

_HEAD: Final = struct.Struct(f">{len(MAGIC)}s32sQH")
SENT_HEAD_BYTES: Final = _HEAD.size
"""How long it is before its signature."""


class Sent(msgspec.Struct, frozen=True, gc=False):
    """An envelope as it says it is; ``verifies`` says whether that is so."""

    batch: Batch
    sender: KeyId | None
    """whose it says it is; None for a batch that names nobody"""
    until: EngineHeight
    """the last of the engine's blocks before which it enters a mempool"""
    signature: bytes
    signed: bytes
    """what the signature is over, without the chain: from ``until`` on, the signature left out"""

    def verifies(self, key: PublicKey, genesis: Hash) -> bool:
        """Whether this key signed it for this chain."""
        return key.verify(_message(genesis, self.signed), self.signature)


def encode_sent(batch: bytes, key: Signer, *, genesis: Hash, until: int) -> bytes:
    """A batch with its sender; raises InputError for what ``decode_sent`` would not take."""
    signature = key.sign(_message(genesis, _signed(until, batch)))
    data = _HEAD.pack(MAGIC, bytes.fromhex(key.keyid), until, len(signature)) + signature + batch
    try:
        decode_sent(data)
    except DecodeError as error:
        raise InputError(error.problem, where=error.where, remedy=error.remedy) from error
    return data


def decode_sent(data: bytes) -> Sent:
    """Strict; also of a batch that names no sender. Raises DecodeError. Verifies nothing."""
    if len(data) > BATCH_BYTES_MAX:
        raise DecodeError(f"{len(data)} bytes", where="batch", remedy=f"at most {BATCH_BYTES_MAX}")
    if not data.startswith(MAGIC):
        return Sent(decode_batch(data), None, EngineHeight(0), b"", b"")
    if len(data) < SENT_HEAD_BYTES:
        raise DecodeError(f"{len(data)} bytes are too few", where="sent batch")
    _, sender, until, length = _HEAD.unpack_from(data)
    begin = SENT_HEAD_BYTES + length
    if not length or begin >= len(data):
        raise DecodeError("it ends within its signature, or has none", where="sent batch")
    batch = data[begin:]
    signature = data[SENT_HEAD_BYTES:begin]
    return Sent(decode_batch(batch), KeyId(sender.hex()), EngineHeight(until), signature, _signed(until, batch))


def _signed(until: int, batch: bytes) -> bytes:
    return until.to_bytes(8, "big") + batch


def _message(genesis: Hash, signed: bytes) -> bytes:
    return pre_authentication_encoding(SENT_TYPE, genesis + signed)
