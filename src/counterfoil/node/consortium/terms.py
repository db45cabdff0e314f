# SPDX-License-Identifier: Apache-2.0
"""What a member signs up to by joining: who has which role, how many decide, who recovers; read out of the genesis."""

from collections.abc import Sequence

import msgspec

from counterfoil.commerce.genesis import decode_genesis
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.validators import sealed_by
from counterfoil.modules.validators.calls import Begin
from counterfoil.node.consortium.bundle import Bundle
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import ChainId, PartyId, Timestamp


class RoleHeld(msgspec.Struct, frozen=True, kw_only=True):
    """A party with what it may do on the chain, and by which keys."""

    party: PartyId
    roles: tuple[str, ...]
    """empty: it orders the chain, and holds and transfers"""
    keys: tuple[str, ...]
    threshold: int


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Of a chain, as its first block will have it."""

    chain: ChainId
    begins: Timestamp
    genesis: str
    """SHA-256 of the document, by which members make sure by another way that they have the same"""
    parties: tuple[RoleHeld, ...]
    validators: tuple[str, ...]
    threshold: int
    """how many of them decide, and seal"""
    recovery: RoleHeld
    """who hands on the seal in the custody log after a loss of the quorum"""
    custody: str
    log: str


def terms_of(bundle: Bundle) -> Terms:
    """Of a bundle that was read, so that its parts fit together."""
    genesis = decode_genesis(bundle.genesis)
    [begin] = [call for call in genesis.decoded if isinstance(call, Begin)]
    return Terms(
        chain=bundle.chain,
        begins=genesis.time,
        genesis=digest(bundle.genesis).hex(),
        parties=tuple(_held(one.party, one.roles, one.keys) for one in genesis.parties),
        validators=tuple(f"{card.validator} of {card.party}" for card in bundle.cards),
        threshold=sealed_by(card.keys.seal_key for card in bundle.cards).threshold,
        recovery=_held(PartyId("recovery"), (), begin.recovery),
        custody=bundle.custody.url,
        log=genesis.log,
    )


def _held(party: PartyId, roles: Sequence[str], keys: KeyPolicy | None) -> RoleHeld:
    told = () if keys is None else tuple(key.keyid for key in keys.keys)
    return RoleHeld(
        party=party, roles=tuple(map(str, roles)), keys=told, threshold=0 if keys is None else keys.threshold
    )
