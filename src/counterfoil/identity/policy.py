# SPDX-License-Identifier: Apache-2.0
"""Public keys and threshold key policies."""

from collections import deque
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.signatures import SCHEMES
from counterfoil.primitives.types import KeyId

POLICY_KEYS_MAX = 32


class PublicKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A public key: scheme name and lower-case hex bytes."""

    key: Annotated[str, Meta(pattern=r"^([0-9a-f]{2})+\Z", max_length=8192)]
    scheme: str

    @property
    def keyid(self) -> KeyId:
        """Lower-case hex SHA-256 of ``<scheme>\\0<public key bytes>``."""
        return KeyId(digest(self.scheme.encode() + b"\0" + bytes.fromhex(self.key)).hex())

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether ``signature`` over ``message`` is this key's."""
        scheme = SCHEMES.get(self.scheme)
        return scheme is not None and scheme.verify(bytes.fromhex(self.key), message, signature)


class KeyPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``threshold`` of ``keys`` must sign. A policy without keys can never be satisfied."""

    keys: Annotated[tuple[PublicKey, ...], Meta(max_length=POLICY_KEYS_MAX)]
    threshold: Annotated[int, Meta(ge=1, le=POLICY_KEYS_MAX)]

    @property
    def keyids(self) -> tuple[KeyId, ...]:
        return tuple(key.keyid for key in self.keys)

    @property
    def keyid_set(self) -> frozenset[KeyId]:
        """``keyids``, remembered from one transaction to the next."""
        return _distinct_keyids(self)

    def satisfied_by(self, signers: Collection[KeyId]) -> bool:
        """Whether enough distinct keys of this policy are among ``signers`` (whose signatures were verified)."""
        return len(_distinct_keyids(self).intersection(signers)) >= self.threshold


def jointly_satisfied(policies: Sequence[KeyPolicy], signers: Collection[KeyId]) -> bool:
    """Whether the signers meet all policies at once, each key counting for one of them only.

    Four hundred parties may have to consent, so that keys are dealt out one by one and not in all ways.
    """
    signed = [_distinct_keyids(policy).intersection(signers) for policy in policies]
    serves: dict[KeyId, int] = {}
    return all(
        _give_one_more(number, signed, serves)
        for number, policy in enumerate(policies)
        for _ in range(policy.threshold)
    )


def _give_one_more(policy: int, signed: Sequence[Collection[KeyId]], serves: dict[KeyId, int]) -> bool:
    """A key more for the policy, if need be from one that gets another itself: a shortest augmenting path (Kuhn)."""
    asked_by: dict[KeyId, int] = {}
    lost: dict[int, KeyId | None] = {policy: None}
    waiting = deque([policy])
    while waiting:
        asking = waiting.popleft()
        for key in signed[asking]:
            if key in asked_by:
                continue
            asked_by[key] = asking
            holder = serves.get(key)
            if holder is None:
                given: KeyId | None = key
                while given is not None:
                    serves[given] = asked_by[given]
                    given = lost[asked_by[given]]
                return True
            if holder not in lost:
                lost[holder] = key
                waiting.append(holder)
    return False


@lru_cache(maxsize=65_536)
def _distinct_keyids(policy: KeyPolicy) -> frozenset[KeyId]:
    """Remembered, because every call of every transaction asks and each identifier costs a hash."""
    return frozenset(policy.keyids)


def check_policy(policy: KeyPolicy) -> str | None:
    """What is wrong with a policy that somebody proposes, or None."""
    if not policy.keys:
        return "a key policy needs at least one key"
    if policy.threshold > len(policy.keys):
        return f"threshold {policy.threshold} is more than its {len(policy.keys)} keys"
    if len(set(policy.keyids)) != len(policy.keys):
        return "a key stands twice in the policy"
    for key in policy.keys:
        scheme = SCHEMES.get(key.scheme)
        if scheme is None:
            return f"unknown signature scheme {key.scheme!r}; known: {', '.join(SCHEMES)}"
        if len(key.key) != 2 * scheme.public_key_length:
            return f"a {key.scheme} public key has {scheme.public_key_length} bytes, not {len(key.key) // 2}"
    return None


def require_sound(policy: KeyPolicy, *, where: str) -> KeyPolicy:
    """The policy itself, or InputError saying what is wrong with it."""
    if (problem := check_policy(policy)) is not None:
        raise InputError(problem, where=where)
    return policy
