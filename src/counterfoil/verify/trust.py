# SPDX-License-Identifier: Apache-2.0
"""The trust file: whom its owner believes. The verifier takes nothing of this from a package."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from counterfoil.evidence.witness_policy import NO_QUORUM, WitnessPolicy, parse_policy
from counterfoil.identity.policy import KeyPolicy, require_sound
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import ChainId, Hash, HashField

FORMAT: Final = "counterfoil-trust/v1"
TRUST_LENGTH_MAX: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class TrustedChain:
    """A chain is known by the hash of its genesis header, and by who may seal its blocks."""

    genesis: Hash
    seal: KeyPolicy


@dataclass(frozen=True, slots=True)
class Trust:
    """Log and witnesses, chains, and how old (seconds) a quorum may be; None: any age."""

    policy: WitnessPolicy
    chains: Mapping[ChainId, TrustedChain]
    max_age_s: int | None = None


class _ChainFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    genesis: HashField
    seal: KeyPolicy


class _TrustFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    policy: str
    chains: Annotated[dict[ChainId, _ChainFields], Meta(min_length=1)]
    max_age_s: Annotated[int, Meta(ge=1, le=10**12)] | None = None


def parse_trust(data: bytes) -> Trust:
    """Raises InputError naming what is wrong and what would be right."""
    fields = _decode(data)
    if fields.format != FORMAT:
        raise InputError(f"format {fields.format[:40]!r}", where="trust file", remedy=f"{FORMAT} is read here")
    try:
        policy = parse_policy(fields.policy)
    except DecodeError as error:
        raise InputError(error.problem, where=f"trust file, policy, {error.where}", remedy=error.remedy) from error
    if not policy.logs:
        raise InputError("names no log", where="trust file, policy", remedy="begin it with `log <vkey>`")
    if policy.quorum == NO_QUORUM:
        raise InputError("asks for no witnesses", where="trust file, policy", remedy="end it with `quorum <name>`")
    chains = {
        chain: TrustedChain(
            Hash(bytes.fromhex(known.genesis)), require_sound(known.seal, where=f"trust file, chains.{chain}.seal")
        )
        for chain, known in fields.chains.items()
    }
    return Trust(policy, chains, fields.max_age_s)


def _decode(data: bytes) -> _TrustFields:
    """Plain JSON: people edit this file, so it need not be canonical; a key that stands twice is refused."""
    if len(data) > TRUST_LENGTH_MAX:
        raise InputError(f"{len(data)} bytes; at most {TRUST_LENGTH_MAX} are read", where="trust file")
    try:
        json.loads(data, object_pairs_hook=_refuse_duplicates)
        return canonical.decode_json(data, _TrustFields)
    except msgspec.ValidationError as error:
        raise InputError(str(error), where="trust file", remedy="see spec/trust-file.md") from error
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}", where="trust file", remedy="see spec/trust-file.md") from error


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise InputError("a name stands twice in one object", where="trust file", remedy="keep one of the two")
    return dict(pairs)
