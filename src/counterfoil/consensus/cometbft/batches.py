# SPDX-License-Identifier: Apache-2.0
"""Batches: many signed transactions in one envelope of the engine's mempool (spec/batch.md).

Consensus costs by the envelope, so that three hundred transactions in one cost little more than one. A batch has
exactly one encoding, which may come packed. It proves nothing: each transaction in it is judged by itself, and has its
own answer.
"""

import struct
from collections.abc import Sequence
from typing import Final

import msgspec

from counterfoil.consensus.cometbft.packing import unpack
from counterfoil.primitives.errors import DecodeError, InputError

MAGIC: Final = b"cfbatch1"
SALT_LENGTH: Final = 16
"""Bytes that tell two batches of the same transactions apart: an engine takes no envelope twice."""
BATCH_BYTES_MAX: Final = 4 * 2**20 - 2**16
"""What an engine's mempool takes of one envelope, and a block of 4 MiB has room for."""
BATCH_TRANSACTIONS_MAX: Final = 16_384
NO_TICK: Final = 0
TICK: Final = 1

_HEAD: Final = struct.Struct(f">{len(MAGIC)}sB{SALT_LENGTH}sI")
_LENGTH: Final = struct.Struct(">I")
HEAD_BYTES: Final = _HEAD.size
"""How long a batch is before its first transaction."""
LENGTH_BYTES: Final = _LENGTH.size
"""How much each transaction adds to its own bytes."""


class Batch(msgspec.Struct, frozen=True, gc=False):
    """What an envelope says: transactions as received, in order, and whether a block is wanted even without effect."""

    transactions: tuple[bytes, ...]
    tick: bool
    salt: bytes


def encode_batch(transactions: Sequence[bytes], *, tick: bool, salt: bytes) -> bytes:
    """The envelope of transactions; raises InputError for what ``decode_batch`` would not take."""
    if len(salt) != SALT_LENGTH:
        raise InputError(f"a salt of {len(salt)} bytes", where="batch", remedy=f"it has {SALT_LENGTH}")
    pieces = [_HEAD.pack(MAGIC, TICK if tick else NO_TICK, salt, len(transactions))]
    for data in transactions:
        pieces += [_LENGTH.pack(len(data)), data]
    batch = b"".join(pieces)
    try:
        decode_batch(batch)
    except DecodeError as error:
        raise InputError(error.problem, where="batch", remedy=error.remedy) from error
    return batch


def decode_batch(data: bytes) -> Batch:
    """Strict, packed or not; raises DecodeError."""
    data = unpack(data)
    if len(data) > BATCH_BYTES_MAX:
        raise DecodeError(f"{len(data)} bytes", where="batch", remedy=f"at most {BATCH_BYTES_MAX}")
    if len(data) < HEAD_BYTES:
        raise DecodeError(f"{len(data)} bytes are too few", where="batch")
    magic, flag, salt, count = _HEAD.unpack_from(data)
    if magic != MAGIC:
        raise DecodeError("it does not begin as a batch", where="batch", remedy=f"it begins with {MAGIC.decode()}")
    if flag not in (NO_TICK, TICK):
        raise DecodeError(f"{flag} says neither tick nor none", where="batch.tick")
    if count > BATCH_TRANSACTIONS_MAX:
        raise DecodeError(f"{count} transactions", where="batch", remedy=f"at most {BATCH_TRANSACTIONS_MAX}")
    if count == 0 and flag == NO_TICK:
        raise DecodeError("there is nothing in it, and no block is wanted", where="batch")
    return Batch(_transactions(data, count), flag == TICK, salt)


def _transactions(data: bytes, count: int) -> tuple[bytes, ...]:
    found: list[bytes] = []
    at = HEAD_BYTES
    for index in range(count):
        begin = at + LENGTH_BYTES
        if begin > len(data):
            raise DecodeError("it ends before its last transaction", where=f"batch.transactions[{index}]")
        at = begin + int.from_bytes(data[begin - LENGTH_BYTES : begin], "big")
        if at == begin:
            raise DecodeError("an empty transaction", where=f"batch.transactions[{index}]")
        if at > len(data):
            raise DecodeError("it ends within a transaction", where=f"batch.transactions[{index}]")
        found.append(data[begin:at])
    if at != len(data):
        raise DecodeError(f"{len(data) - at} bytes stand behind the last transaction", where="batch")
    return tuple(found)
