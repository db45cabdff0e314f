# SPDX-License-Identifier: Apache-2.0
"""Validators of a chain under a consensus engine: who votes and seals, and how many of them it takes.

One validator has one vote, in the engine and in the seal alike. All who need to know how many are enough ask here.
"""

from collections.abc import Iterable, Sequence

import msgspec

from counterfoil.identity.policy import KeyPolicy, PublicKey
from counterfoil.primitives.types import PartyId


class Validator(msgspec.Struct, frozen=True):
    """One vote: the key by which the engine knows it, the key that seals, and the party whose it is."""

    consensus_key: str
    """The engine's Ed25519 public key, 64 lower-case hex digits."""
    seal_key: PublicKey
    party: PartyId


def votes_needed(validators: int) -> int:
    """How many of so many validators decide: more than two thirds."""
    return 2 * validators // 3 + 1


def seal_policy(validators: Sequence[Validator]) -> KeyPolicy:
    """By which signatures a header is sealed that these decide on; with no validators nobody can."""
    return sealed_by(validator.seal_key for validator in validators)


def sealed_by(keys: Iterable[PublicKey]) -> KeyPolicy:
    """The same of their seal keys. In order of identifiers: policies are compared, and sets are read in any order."""
    ordered = tuple(sorted(keys, key=lambda key: key.keyid))
    return KeyPolicy(keys=ordered, threshold=votes_needed(len(ordered)))
