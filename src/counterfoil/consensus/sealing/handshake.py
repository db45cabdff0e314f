# SPDX-License-Identifier: Apache-2.0
"""How two members know each other before a word about seals is said: each signs what the other one sent.

1. hello      who dials: chain, its key, a nonce
2. challenge  who answers, if the key is a member's: its own key, a nonce
3. proof      who dials signs both names and the challenge's nonce
4. proof      who answers signs both names and the hello's nonce

Who dials proves first, so that nobody can have an answer signed for a third. Both names are signed, so that a member
who is dialled cannot use the proof elsewhere. A stranger learns which of the keys that it names is a member's, whose
key answers, and nothing else. Bytes in, bytes out: no clock, no socket.
"""

from collections.abc import Mapping
from typing import Final, TypeVar

from counterfoil.consensus.sealing.messages import (
    VERSION,
    Challenge,
    Frame,
    Hello,
    Kind,
    Presence,
    Proof,
    say,
)
from counterfoil.identity.dsse import pre_authentication_encoding
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import Signer
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, KeyId

PRESENCE_TYPE: Final = "application/vnd.counterfoil.seal-peer+json"
"""Of a payload type of its own, so that no such signature can pass for a seal."""

Members = Mapping[KeyId, PublicKey]
T = TypeVar("T")


class _Side:
    """What either side knows, and of whom."""

    def __init__(self, chain: ChainId, own: Signer, members: Members, nonce: bytes) -> None:
        self.peer: KeyId | None = None
        """whom the other side proved to be; None until then"""
        self._chain = chain
        self._own = own
        self._members = members
        self._nonce = nonce.hex()


class Dialling(_Side):
    """The side that dials."""

    _named: PublicKey | None = None

    def begin(self) -> bytes:
        """What is sent first."""
        return say(Hello(self._chain, self._own.keyid, self._nonce, VERSION))

    def hear(self, frame: Frame) -> bytes:
        """What is sent back; raises InputError for whoever is not a member, or does not prove it."""
        if self._named is None:
            challenge = _read(frame, Kind.challenge, Challenge)
            self._named = _member(challenge.keyid, self._members, self._own)
            return _prove(self._own, Presence(self._chain, self._own.keyid, challenge.nonce, challenge.keyid))
        proof = _read(frame, Kind.proof, Proof)
        keyid = self._named.keyid
        _check(proof, self._named, Presence(self._chain, keyid, self._nonce, self._own.keyid))
        self.peer = keyid
        return b""


class Answering(_Side):
    """The side that is dialled."""

    _hello: Hello | None = None

    def hear(self, frame: Frame) -> bytes:
        """What is sent back; raises InputError for whoever is not a member, or does not prove it."""
        if self._hello is None:
            hello = _read(frame, Kind.hello, Hello)
            if hello.version != VERSION or hello.chain != self._chain:
                raise InputError("it speaks of another chain, or otherwise", where="peer")
            _member(hello.keyid, self._members, self._own)
            self._hello = hello
            return say(Challenge(self._own.keyid, self._nonce))
        proof, hello = _read(frame, Kind.proof, Proof), self._hello
        key = _member(hello.keyid, self._members, self._own)
        _check(proof, key, Presence(self._chain, hello.keyid, self._nonce, self._own.keyid))
        self.peer = hello.keyid
        return _prove(self._own, Presence(self._chain, self._own.keyid, hello.nonce, hello.keyid))


def _read(frame: Frame, kind: Kind, type_: type[T]) -> T:
    if frame.kind != kind:
        raise InputError(f"{frame.kind.name} where {kind.name} should come", where="peer")
    return canonical.decode(frame.body, type_)


def _member(keyid: KeyId, members: Members, own: Signer) -> PublicKey:
    key = members.get(keyid)
    if key is None or keyid == own.keyid:
        raise InputError(f"{keyid[:64]} is no other member's key", where="peer")
    return key


def _prove(own: Signer, presence: Presence) -> bytes:
    return say(Proof(own.sign(_signed(presence))))


def _check(proof: Proof, key: PublicKey, presence: Presence) -> None:
    if not key.verify(_signed(presence), proof.sig):
        raise InputError(f"{key.keyid} did not sign this", where="peer")


def _signed(presence: Presence) -> bytes:
    return pre_authentication_encoding(PRESENCE_TYPE, canonical.encode(presence))
