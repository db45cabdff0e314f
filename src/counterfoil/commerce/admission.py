# SPDX-License-Identifier: Apache-2.0
"""From bytes to a transaction that may enter a block: form, limits, chain, signatures."""

from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from functools import cache
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from counterfoil.application import Checked, Refusal
from counterfoil.evidence.header import Header
from counterfoil.evidence.transaction import (
    TransactionPayload,
    calls_root,
    decode_envelope,
    intent_id,
    split_transaction,
)
from counterfoil.identity import dsse
from counterfoil.identity.policy import PublicKey
from counterfoil.law.call import Call
from counterfoil.law.module import Laws
from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import HEX_HASH, ChainId, Height, HexHash, KeyId, PartyId


class Prepared(Checked, frozen=True, gc=False):
    """A transaction whose form and signatures are good. ``signers`` are the keys that signed it."""

    envelope: bytes
    calls: Sequence[Call]
    by: tuple[PartyId, ...]
    signers: frozenset[KeyId]
    valid_from: Height
    valid_until: Height


FindKey = Callable[[KeyId], PublicKey | None]


def refusal_of(outcome: Outcome, detail: str = "") -> Refusal:
    """A refusal in the words of an outcome."""
    return Refusal(code=outcome.value, reason=outcome.name, detail=detail or outcome.sentence)


@cache
def _typed_line(any_call: Hashable) -> Any:
    """What a line of a transaction is under these laws; made once, since its decoder is."""
    return msgspec.defstruct(
        "TypedLine",
        [("call", any_call), ("salt", Annotated[str, Meta(pattern=HEX_HASH.pattern)])],
        frozen=True,
        gc=False,
        forbid_unknown_fields=True,
    )


class Admission:
    """The way in to one chain. ``prepare`` may be called from any thread: it reads the key directory alone."""

    def __init__(self, laws: Laws, chain: ChainId, find_key: FindKey) -> None:
        self._chain = chain
        self._find_key = find_key
        self._line = _typed_line(laws.any_call)
        self._build_decoders()

    def prepare(self, data: bytes, genesis: HexHash) -> Prepared | Refusal:
        """Decode strictly and verify every signature; touches no state but the key directory."""
        try:
            transaction = split_transaction(data)
            envelope, payload = decode_envelope(transaction.envelope)
            if calls_root(transaction.lines) != payload.calls:
                return refusal_of(MachineOutcome.malformed, "the lines are not those that the payload commits to")
            calls = [canonical.decode(line, self._line).call for line in transaction.lines]
        except DecodeError as error:
            return refusal_of(MachineOutcome.malformed, str(error))
        if (payload.chain, payload.genesis) != (self._chain, genesis):
            detail = f"{payload.chain!r} of genesis {payload.genesis}; this is {self._chain!r} of genesis {genesis}"
            return refusal_of(MachineOutcome.wrong_chain, detail)
        signers = self._verified_signers(envelope)
        if isinstance(signers, Refusal):
            return signers
        return Prepared(
            id=intent_id(payload),
            data=data,
            envelope=transaction.envelope,
            calls=calls,
            by=payload.by,
            signers=signers,
            valid_from=payload.valid_from,
            valid_until=payload.valid_until,
        )

    def _verified_signers(self, envelope: dsse.Envelope) -> frozenset[KeyId] | Refusal:
        """Every signature must verify: one that does not is damage or an attack, and the whole is refused."""
        if not envelope.signatures:
            return refusal_of(MachineOutcome.bad_signature, "there is no signature")
        message = envelope.pre_authentication_encoding()
        for signature in envelope.signatures:
            key = self._find_key(signature.keyid)
            if key is None:
                return refusal_of(MachineOutcome.unknown_key, signature.keyid)
            if not key.verify(message, signature.sig):
                return refusal_of(MachineOutcome.bad_signature, signature.keyid)
        signers = frozenset(signature.keyid for signature in envelope.signatures)
        if len(signers) != len(envelope.signatures):
            return refusal_of(MachineOutcome.bad_signature, "a key signed twice")
        return signers

    def _build_decoders(self) -> None:
        """Build what ``prepare`` decodes with, before threads call it.

        msgspec learns a struct's fields at its first use, and crashes the process when two threads learn the same one.
        The lock in ``canonical`` keeps those apart that go through it; this leaves nothing to learn once there are
        threads.
        """
        for type_ in (dsse.Envelope, TransactionPayload, self._line, Header):
            with suppress(DecodeError):
                canonical.decode(b"null", type_)
