# SPDX-License-Identifier: Apache-2.0
"""A small application for tests of engines: accounts that signed envelopes add to. It keeps the protocol's laws."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.application import Checked, FinalizedBlock, Info, Refusal, TransactionResult, Validator
from counterfoil.evidence.header import NO_PARENT, Header, Protocol, header_hash
from counterfoil.identity import dsse
from counterfoil.identity.signing import PrivateKey, sign_envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError, InvariantBroken
from counterfoil.primitives.hashing import ZERO_HASH, to_hex
from counterfoil.primitives.types import ChainId, Hash, Height, HexHash, Timestamp
from counterfoil.storage.state import KeySpace, StateStore

CHAIN = ChainId("toy")
ADDITION_TYPE = "application/vnd.example.addition+json"
TOY_KEY = PrivateKey(seed=bytes(range(32)))
TOY_GENESIS = b'{"time":1000}'
POISON = "poison"
"""Adding to this account breaks an invariant."""
BOLT = "bolt"
"""Once something was added to this account, no other addition is complete: as after a rotation of keys."""
LAST = b"last"
"""Where the toy keeps the hash of its last header."""

MALFORMED, BAD_SIGNATURE, SEEN, EXPIRED = 1, 2, 3, 4
OVERFLOW = 7
INCOMPLETE = 9
TOTAL_MAX = 1_000_000


class Addition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The payload of a toy transaction."""

    account: str
    amount: Annotated[int, Meta(ge=0)]
    salt: str
    valid_until: int


class CheckedAddition(Checked, frozen=True, gc=False):
    """A checked transaction of the toy's own."""

    payload: Addition


def addition(account: str, amount: int, *, salt: str, valid_until: int = 1_000_000, key: PrivateKey = TOY_KEY) -> bytes:
    """A signed envelope that adds ``amount`` to ``account``."""
    payload = Addition(account=account, amount=amount, salt=salt, valid_until=valid_until)
    return sign_envelope(ADDITION_TYPE, canonical.encode(payload), key).encode()


def toy_seal(header: bytes) -> bytes:
    """A seal by the toy's key."""
    return sign_envelope("application/vnd.example.header", header, TOY_KEY).encode()


class ToyApplication:
    """Totals per account in a StateStore; rejects an addition beyond TOTAL_MAX by rule."""

    def __init__(self, store: StateStore, *, skew: int = 0) -> None:
        self._store = store
        self._skew = skew  # not 0: an application that executes differently from others
        self._changes: dict[KeySpace, dict[bytes, bytes | None]] = {}
        self._height = Height(-1)

    def info(self) -> Info:
        height = self._store.height
        stored = self._store.get(KeySpace.HEADERS, LAST)
        return Info(CHAIN, height, ZERO_HASH if stored is None else Hash(stored))

    def total(self, account: str) -> int:
        return int(self._store.get(KeySpace.RECORDS, account.encode()) or 0)

    def init_chain(self, genesis: bytes) -> bytes:
        time = Timestamp(msgspec.json.decode(genesis)["time"])
        self._begin(Height(0))
        return self._header(time, NO_PARENT, [])

    def check(self, envelope: bytes) -> Checked | Refusal:
        try:
            decoded = dsse.decode(envelope)
            payload = canonical.decode(decoded.payload, Addition)
        except DecodeError as error:
            return Refusal(MALFORMED, "malformed", str(error))
        message = decoded.pre_authentication_encoding()
        if not any(TOY_KEY.public.verify(message, signature.sig) for signature in decoded.signatures):
            return Refusal(BAD_SIGNATURE, "bad_signature")
        checked = CheckedAddition(HexHash(sha256(message).hexdigest()), envelope, payload)
        return self._refusal(checked, payload) or checked

    def prepare_proposal(self, candidates: Sequence[Checked]) -> list[Checked]:
        kept: dict[HexHash, Checked] = {}
        for candidate in candidates:
            if candidate.id not in kept and self._refusal(candidate, _payload(candidate)) is None:
                kept[candidate.id] = candidate
        return list(kept.values())

    def refusal(self, checked: Checked) -> Refusal | None:
        return self._refusal(checked, _payload(checked))

    def restarts(self, checked: Checked) -> bool:
        return False

    def process_proposal(self, transactions: Sequence[bytes]) -> bool:
        return all(isinstance(self.check(envelope), Checked) for envelope in transactions)

    def finalize_block(self, height: Height, time: Timestamp, transactions: Sequence[Checked]) -> FinalizedBlock:
        self._begin(height)
        answers: list[TransactionResult | Refusal] = []
        standing: list[bytes] = []
        for checked in transactions:
            if self._pending(BOLT):
                answers.append(Refusal(INCOMPLETE, "incomplete"))
                continue
            answers.append(self._apply(height, len(standing), checked))
            standing.append(checked.data)
        parent = to_hex(Hash(self._store.get(KeySpace.HEADERS, LAST) or b""))
        return FinalizedBlock(self._header(time, parent, standing), tuple(answers))

    def newer(self, header: bytes, transactions: Sequence[bytes]) -> tuple[str, ...]:
        return ()

    def commit(self) -> None:
        self._store.commit(self._height, self._changes)

    def validators(self) -> tuple[Validator, ...]:
        return ()

    def query(self, path: str, data: bytes) -> bytes:
        if path != "total":
            raise InputError(f"unknown query {path!r}", where="path", remedy="total")
        return b"%d" % self.total(data.decode())

    def _begin(self, height: Height) -> None:
        self._height = height
        self._changes = {KeySpace.RECORDS: {}, KeySpace.TRANSACTIONS: {}, KeySpace.HEADERS: {}}

    def _refusal(self, checked: Checked, payload: Addition) -> Refusal | None:
        if self._store.get(KeySpace.TRANSACTIONS, checked.id.encode()) is not None:
            return Refusal(SEEN, "seen", checked.id)
        if payload.valid_until <= self._store.height:
            return Refusal(EXPIRED, "expired")
        return None

    def _apply(self, height: Height, index: int, checked: Checked) -> TransactionResult:
        payload = _payload(checked)
        if payload.account == POISON:
            raise InvariantBroken("the toy was poisoned")
        self._changes[KeySpace.TRANSACTIONS][checked.id.encode()] = b""
        total = self._pending(payload.account) + payload.amount + self._skew
        if total > TOTAL_MAX:
            return TransactionResult(checked.id, height, index, OVERFLOW, "overflow", 0, 0)
        self._changes[KeySpace.RECORDS][payload.account.encode()] = b"%d" % total
        return TransactionResult(checked.id, height, index, 0, "committed", None, 1)

    def _pending(self, account: str) -> int:
        """The account's total as of now, within the block."""
        changed = self._changes[KeySpace.RECORDS].get(account.encode())
        return self.total(account) if changed is None else int(changed)

    def _header(self, time: Timestamp, parent: HexHash, envelopes: list[bytes]) -> bytes:
        state = sha256(repr(sorted(self._changes[KeySpace.RECORDS].items())).encode()).hexdigest()
        header = Header(
            ancestors=NO_PARENT,
            chain=CHAIN,
            events=NO_PARENT,
            height=self._height,
            parent=parent,
            protocol=Protocol((), 1),
            state=HexHash(state),
            time=time,
            transactions=HexHash(sha256(b"".join(envelopes)).hexdigest()),
        ).encode()
        self._changes[KeySpace.HEADERS][LAST] = header_hash(header)
        return header


def _payload(checked: Checked) -> Addition:
    assert isinstance(checked, CheckedAddition)
    return checked.payload
