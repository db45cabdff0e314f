# SPDX-License-Identifier: Apache-2.0
"""Transactions as files go round: drafted here, signed where each key is, handed in by anybody.

The bytes are those that ``counterfoil sign`` writes and takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

from counterfoil.client.cards import card, line
from counterfoil.client.signers import Key, Passphrase, signers
from counterfoil.evidence.transaction import (
    TRANSACTION_LENGTH_MAX,
    TRANSACTION_TYPE,
    Line,
    Transaction,
    TransactionPayload,
    calls_root,
    decode_envelope,
    intent_id,
    split_transaction,
)
from counterfoil.identity.signing import add_signatures, sign_envelope
from counterfoil.law.call import Call
from counterfoil.modules import laws
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import Height, HexHash, KeyId

CALLS_SHOWN: Final = 10


@dataclass(frozen=True, repr=False)
class SignedTransaction:
    """A transaction with the signatures that it has so far, none when it is drafted; it never changes."""

    data: bytes
    """as it travels"""

    def __post_init__(self) -> None:
        """Raises DecodeError for what is no transaction, and where its lines are not those that are signed."""
        if calls_root(self._parts.lines) != self.payload.calls:
            raise DecodeError("the calls are not those that the signed statement names", where="transaction")

    @classmethod
    def read(cls, file: str | Path) -> "SignedTransaction":
        """From a file; raises InputError and DecodeError."""
        path = Path(file)
        try:
            with path.open("rb") as opened:
                data = opened.read(TRANSACTION_LENGTH_MAX + 1)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", where=str(file)) from error
        try:
            return cls(data)
        except DecodeError as error:
            raise DecodeError(error.problem, where=f"{file}, {error.where}", remedy=error.remedy) from error

    def save(self, file: str | Path) -> Path:
        """Write it to a new file; raises InputError where there is one."""
        return write_new(file, self.data)

    def sign(self, *keys: Key, passphrase: Passphrase = None) -> "SignedTransaction":
        """The same with the signatures of further keys. Look at ``calls`` first: who signs consents to all of them."""
        envelope, _ = decode_envelope(self._parts.envelope)
        signed = add_signatures(envelope, *signers(keys, passphrase))
        return SignedTransaction(Transaction(signed.encode(), self._parts.lines).encode())

    def until(self, height: Height) -> "SignedTransaction":
        """The same intent with another last height, and without signatures: they were over the one before."""
        payload = canonical.encode(msgspec.structs.replace(self.payload, valid_until=height))
        unsigned = sign_envelope(TRANSACTION_TYPE, payload)
        return SignedTransaction(Transaction(unsigned.encode(), self._parts.lines).encode())

    @cached_property
    def _parts(self) -> Transaction:
        return split_transaction(self.data)

    @cached_property
    def payload(self) -> TransactionPayload:
        """What is signed: the parties that consent, chain and genesis, the last height, the root over the calls."""
        return decode_envelope(self._parts.envelope)[1]

    @cached_property
    def id(self) -> HexHash:
        """What it means to do: the same however often it is signed and handed in."""
        return intent_id(self.payload)

    @property
    def signed_by(self) -> tuple[KeyId, ...]:
        """Identifiers of the keys that signed; whether a signature is valid the ledger says."""
        return tuple(one.keyid for one in decode_envelope(self._parts.envelope)[0].signatures)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """What it asks for, typed; raises DecodeError for a call that is not known here."""
        lines = (canonical.decode(one, Line) for one in self._parts.lines)
        return tuple(canonical.decode(canonical.encode(one.call), laws().any_call) for one in lines)

    def _facts(self) -> Mapping[str, Any]:
        try:
            told = [canonical.encode(call).decode() for call in self.calls[:CALLS_SHOWN]]
        except DecodeError:
            told = ["calls that are not known here"]
        return {
            "chain": self.payload.chain,
            "by": ", ".join(self.payload.by),
            "signatures": len(self.signed_by),
            "valid until block": self.payload.valid_until,
            "calls": self.payload.calls.count,
            **{f"call {number}": one for number, one in enumerate(told)},
        }

    def __repr__(self) -> str:
        return line("SignedTransaction", {"id": self.id, **self._facts()})

    def _repr_html_(self) -> str:
        return card(f"Transaction {self.id}", self._facts())


def write_new(file: str | Path, data: bytes) -> Path:
    """Write a new file; raises InputError where there is one, or it cannot be written."""
    path = Path(file)
    try:
        with path.open("xb") as opened:
            opened.write(data)
    except FileExistsError as error:
        raise InputError("the file exists already", where=str(path), remedy="name another") from error
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(path)) from error
    return path
