# SPDX-License-Identifier: Apache-2.0
"""From bytes to a transaction that may enter a block: form, chain, validity, signatures."""

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any, Final, Union

import msgspec
from msgspec import Meta

from counterfoil.commerce.app import CALLS
from counterfoil.commerce.machine import BlockTransaction
from counterfoil.commerce.outcome import Outcome
from counterfoil.evidence.transaction import CALLS_MAX, TRANSACTION_TYPE, transaction_id
from counterfoil.identity import dsse
from counterfoil.identity.policy import PublicKey
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import ChainId, Height, HeightField, KeyId

AnyCall: Final[Any] = Union[tuple(CALLS)]  # noqa: UP007 - the members are known at run time only


class TypedPayload(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A transaction's payload with each call decoded into its message type."""

    calls: Annotated[list[AnyCall], Meta(min_length=1, max_length=CALLS_MAX)]
    chain: ChainId
    salt: Annotated[str, Meta(min_length=1, max_length=64)]
    valid_until: HeightField


class Prepared(msgspec.Struct, frozen=True, gc=False):
    """A transaction whose form and signatures are good, and until which height it may enter a block."""

    transaction: BlockTransaction
    valid_until: Height


class Refused(msgspec.Struct, frozen=True):
    """Why a transaction may not enter a block."""

    outcome: Outcome
    detail: str = ""


FindKey = Callable[[KeyId], PublicKey | None]


def build_decoders() -> None:
    """Build what ``prepare`` decodes with, before threads call it.

    msgspec learns a struct's fields at its first use, and crashes the process when two threads learn the same one.
    The lock in ``canonical`` keeps those apart that go through it; this leaves nothing to learn once there are threads.
    """
    for type_ in (dsse.Envelope, TypedPayload):
        with suppress(DecodeError):
            canonical.decode(b"null", type_)


def prepare(data: bytes, *, chain: ChainId, find_key: FindKey) -> Prepared | Refused:
    """Decode strictly and verify every signature; touches no state but the key directory."""
    try:
        envelope = dsse.decode(data)
        if envelope.payload_type != TRANSACTION_TYPE:
            return Refused(Outcome.malformed, f"payloadType is {envelope.payload_type!r}, not {TRANSACTION_TYPE}")
        payload = canonical.decode(envelope.payload, TypedPayload)
    except DecodeError as error:
        return Refused(Outcome.malformed, str(error))
    if payload.chain != chain:
        return Refused(Outcome.wrong_chain, f"{payload.chain!r}, this is {chain!r}")
    signers = _verified_signers(envelope, find_key)
    if isinstance(signers, Refused):
        return signers
    transaction = BlockTransaction(id=transaction_id(envelope), calls=payload.calls, signers=signers)
    return Prepared(transaction=transaction, valid_until=payload.valid_until)


def _verified_signers(envelope: dsse.Envelope, find_key: FindKey) -> frozenset[KeyId] | Refused:
    """Every signature must verify: one that does not is damage or an attack, and the whole transaction is refused."""
    if not envelope.signatures:
        return Refused(Outcome.bad_signature, "there is no signature")
    message = envelope.pre_authentication_encoding()
    for signature in envelope.signatures:
        key = find_key(signature.keyid)
        if key is None:
            return Refused(Outcome.unknown_key, signature.keyid)
        if not key.verify(message, signature.sig):
            return Refused(Outcome.bad_signature, signature.keyid)
    signers = frozenset(signature.keyid for signature in envelope.signatures)
    if len(signers) != len(envelope.signatures):
        return Refused(Outcome.bad_signature, "a key signed twice")
    return signers
