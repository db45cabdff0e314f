# SPDX-License-Identifier: Apache-2.0
"""Transactions: a small signed statement that commits to calls, and the calls beside it, one per line.

What is signed names the parties that consent, the chain and its genesis, until when it is valid, and the RFC 6962 root
over the lines ``{"call": {…}, "salt": "<64 hex>"}``. The salts keep lines that are not shown secret. A transaction
travels, and is stored, as the envelope and then its lines, each ending with a line feed.
"""

import hmac
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.signing import Signer, sign_envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import tagged, to_hex
from counterfoil.primitives.merkle import verify as merkle
from counterfoil.primitives.types import HEX_HASH, ChainId, HashField, Height, HeightField, HexHash, PartyId

TRANSACTION_TYPE: Final = "application/vnd.counterfoil.transaction+json"
CALLS_MAX: Final = 1_000
PARTIES_MAX: Final = 32
"""Parties that consent to one transaction."""
CALL_LENGTH_MAX: Final = 65_536
"""Bytes of one line."""
TRANSACTION_LENGTH_MAX: Final = 1_048_576
"""Bytes of a whole transaction, lines included."""
SEED_LENGTH: Final = 32
_FIRST: Final = Height(0)


class CallsRoot(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """How many calls there are, and the RFC 6962 root over their lines."""

    count: Annotated[int, Meta(ge=1, le=CALLS_MAX)]
    root: HashField


class TransactionPayload(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What is signed. All calls succeed or none does; it may stand in blocks ``valid_from`` to ``valid_until``."""

    by: Annotated[tuple[PartyId, ...], Meta(min_length=1, max_length=PARTIES_MAX)]
    """the parties that consent, sorted; calls may use the consent of no other"""
    calls: CallsRoot
    chain: ChainId
    genesis: HashField
    """the chain's genesis: an envelope of a rehearsal is worthless on the real chain"""
    valid_from: HeightField
    valid_until: HeightField


class Intent(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What a transaction means to do, whenever: it has one answer, however often and by whom it is submitted."""

    by: tuple[PartyId, ...]
    calls: CallsRoot
    chain: ChainId
    genesis: HashField


class Line(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One call and its salt."""

    call: dict[str, Any]
    salt: Annotated[str, HEX_HASH]


class Transaction(msgspec.Struct, frozen=True, gc=False):
    """A transaction as received: the envelope's bytes, and its lines'."""

    envelope: bytes
    lines: tuple[bytes, ...]

    def encode(self) -> bytes:
        """The form in which it travels and is stored."""
        return b"".join((self.envelope, b"\n", *(part for line in self.lines for part in (line, b"\n"))))


def split_transaction(data: bytes) -> Transaction:
    """Cut received bytes at their line feeds; raises DecodeError when a limit is passed. Nothing is decoded."""
    if len(data) > TRANSACTION_LENGTH_MAX:
        raise DecodeError(f"{len(data)} bytes; at most {TRANSACTION_LENGTH_MAX} are taken", where="transaction")
    if not data.endswith(b"\n"):
        raise DecodeError("the last line does not end with a line feed", where="transaction")
    envelope, *lines = data[:-1].split(b"\n")
    if not 1 <= len(lines) <= CALLS_MAX:
        raise DecodeError(f"{len(lines)} calls", where="transaction", remedy=f"1 to {CALLS_MAX}")
    if (longest := len(max(lines, key=len))) > CALL_LENGTH_MAX:
        raise DecodeError(f"a call of {longest} bytes; at most {CALL_LENGTH_MAX} are taken", where="transaction")
    return Transaction(envelope, tuple(lines))


def placed_envelope(envelope: bytes, events: int) -> bytes:
    """A leaf of a header's ``transactions``: how many events it caused, four bytes, big-endian, then the envelope."""
    return events.to_bytes(4, "big") + envelope


def calls_root(lines: Sequence[bytes]) -> CallsRoot:
    """What a payload says of these lines."""
    return CallsRoot(count=len(lines), root=to_hex(merkle.root(merkle.leaf_hashes(lines))))


def intent_id(payload: TransactionPayload) -> HexHash:
    """The transaction's identifier: of what it means to do, independent of who signed and until when it is valid."""
    intent = Intent(by=payload.by, calls=payload.calls, chain=payload.chain, genesis=payload.genesis)
    return to_hex(tagged("intent", canonical.encode_trusted(intent)))


def transaction_id(envelope: Envelope) -> HexHash:
    """The identifier of a signed transaction; raises DecodeError when the payload is none."""
    return intent_id(canonical.decode(envelope.payload, TransactionPayload))


def salt_of(seed: bytes, index: int) -> str:
    """The salt of line ``index``: HMAC-SHA256 of the index as four bytes, big-endian, under the intent's seed."""
    return hmac.digest(seed, index.to_bytes(4, "big"), "sha256").hex()


def write_lines(calls: Sequence[Mapping[str, Any]], seed: bytes) -> tuple[bytes, ...]:
    """The lines of plain calls such as ``{"call": "holdings.transfer", …}``; raises DecodeError for others."""
    return tuple(canonical.encode({"call": call, "salt": salt_of(seed, index)}) for index, call in enumerate(calls))


def unsigned_payload(
    lines: Sequence[bytes],
    *,
    by: Sequence[str],
    chain: ChainId,
    genesis: HexHash,
    valid_until: Height,
    valid_from: Height = _FIRST,
) -> TransactionPayload:
    """What the parties sign of these lines."""
    return TransactionPayload(
        by=tuple(sorted({PartyId(party) for party in by})),
        calls=calls_root(lines),
        chain=chain,
        genesis=genesis,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def build_transaction(
    calls: Sequence[Mapping[str, Any]],
    *keys: Signer,
    by: Sequence[str],
    chain: ChainId,
    genesis: HexHash,
    valid_until: Height,
    seed: bytes,
    valid_from: Height = _FIRST,
) -> Transaction:
    """A signed transaction of plain calls. The same seed and calls are the same intent, whenever it is built."""
    lines = write_lines(calls, seed)
    payload = unsigned_payload(
        lines, by=by, chain=chain, genesis=genesis, valid_until=valid_until, valid_from=valid_from
    )
    return Transaction(sign_envelope(TRANSACTION_TYPE, canonical.encode(payload), *keys).encode(), lines)


def decode_envelope(data: bytes) -> tuple[Envelope, TransactionPayload]:
    """Envelope and payload, strictly; raises DecodeError also for another payload type and for parties out of order."""
    envelope = dsse.decode(data)
    if envelope.payload_type != TRANSACTION_TYPE:
        raise DecodeError(f"payloadType is {envelope.payload_type[:80]!r}, not {TRANSACTION_TYPE}", where="envelope")
    payload = canonical.decode(envelope.payload, TransactionPayload)
    if list(payload.by) != sorted(set(payload.by)):
        raise DecodeError("parties stand twice or out of order", where="by", remedy="sort them, each once")
    if payload.valid_from > payload.valid_until:
        raise DecodeError("valid from a height after the last", where="valid_from", remedy="at most valid_until")
    return envelope, payload
