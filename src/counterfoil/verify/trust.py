# SPDX-License-Identifier: Apache-2.0
"""The trust file: whom its owner believes, role by role. The verifier takes nothing of this from a package."""

import codecs
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from counterfoil.evidence.seal import SealHistory
from counterfoil.evidence.witness_policy import NO_QUORUM, WitnessPolicy, parse_policy
from counterfoil.identity.policy import KeyPolicy, require_sound
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import NATURAL, ChainId, Hash, HashField

FORMAT: Final = "counterfoil-trust/v2"
TRUST_LENGTH_MAX: Final = 2_000_000
SEAL: Final = "seal"
"""the role of those who seal a chain's headers"""


@dataclass(frozen=True, slots=True)
class TrustedChain:
    """A chain is known by its genesis header and its log; then who may seal, recover, and audit its state."""

    genesis: Hash
    log: str
    """origin of the log that keeps its headers; an anchor in another says nothing"""
    seal: KeyPolicy
    recovery: KeyPolicy | None = None
    recovery_delay_ms: int = 0
    auditors: KeyPolicy | None = None
    """None: nothing of this chain is called audited"""

    def seals(self, chain: ChainId) -> SealHistory:
        """Who may seal it before any rotation: what the log must have registered."""
        return SealHistory(chain, self.seal, self.recovery, self.recovery_delay_ms)


@dataclass(frozen=True, slots=True)
class Trust:
    """Logs, witnesses and entry auditors in one policy; the chains; how old (seconds) a header may be; None: any."""

    policy: WitnessPolicy
    chains: Mapping[ChainId, TrustedChain]
    entry_auditors: str | None = None
    """the group of the policy that cosigns only when the log kept its rules; None: nobody does"""
    max_age_s: int | None = None


class _ChainFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    genesis: HashField
    log: str
    seal: KeyPolicy
    auditors: KeyPolicy | None = None
    recovery: KeyPolicy | None = None
    recovery_delay_ms: Annotated[int, NATURAL] = 0


class _TrustFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    policy: str
    chains: Annotated[dict[ChainId, _ChainFields], Meta(min_length=1)]
    entry_auditors: str | None = None
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
    groups = {group.name for group in policy.groups}
    if fields.entry_auditors is not None and fields.entry_auditors not in groups:
        remedy = f"one of its groups: {', '.join(sorted(groups)) or 'there is none'}"
        raise InputError(f"no group {fields.entry_auditors!r}", where="trust file, entry_auditors", remedy=remedy)
    chains = {chain: _chain(chain, known, policy) for chain, known in fields.chains.items()}
    trust = Trust(policy, chains, fields.entry_auditors, fields.max_age_s)
    _require_apart(trust)
    return trust


def _chain(chain: ChainId, known: _ChainFields, policy: WitnessPolicy) -> TrustedChain:
    where = f"trust file, chains.{chain}"
    origins = [log.key.name for log in policy.logs]
    if known.log not in origins:
        remedy = f"the policy names {', '.join(origins)}"
        raise InputError(f"no log of origin {known.log!r}", where=f"{where}.log", remedy=remedy)
    for name, keys in (("seal", known.seal), ("recovery", known.recovery), ("auditors", known.auditors)):
        if keys is not None:
            require_sound(keys, where=f"{where}.{name}")
    genesis = Hash(bytes.fromhex(known.genesis))
    return TrustedChain(genesis, known.log, known.seal, known.recovery, known.recovery_delay_ms, known.auditors)


def _require_apart(trust: Trust) -> None:
    """A key that serves in two roles could lie in both: so the same key is refused in two of them."""
    roles: dict[str, str] = {}
    for role, _, key in keys_by_role(trust):
        if (other := roles.setdefault(key, role)) != role:
            problem = f"one key serves as {other} and as {role}: {key[:16]}…"
            raise InputError(problem, where="trust file", remedy="give each role keys of its own")


def keys_by_role(trust: Trust) -> Iterator[tuple[str, str, str]]:
    """(role, name or chain, public key in hex) of everybody the file names."""
    members = members_of(trust.policy, trust.entry_auditors)
    for log in trust.policy.logs:
        yield "log", log.key.name, log.key.public_key.hex()
    for witness in trust.policy.witnesses:
        role = "entry auditor" if witness.name in members else "witness"
        yield role, witness.name, witness.key.public_key.hex()
    for chain, known in trust.chains.items():
        for role, policy in ((SEAL, known.seal), ("recovery", known.recovery), ("state auditor", known.auditors)):
            for key in policy.keys if policy is not None else ():
                yield role, chain, key.key


def members_of(policy: WitnessPolicy, group: str | None) -> set[str]:
    """The names of all witnesses below a group."""
    groups = {one.name: one.members for one in policy.groups}
    found: set[str] = set()
    waiting = [group] if group is not None else []
    while waiting:
        name = waiting.pop()
        if name in groups:
            waiting += groups[name]
        else:
            found.add(name)
    return found


def _decode(data: bytes) -> _TrustFields:
    """Plain JSON: people edit this file, so it need not be canonical; a key that stands twice is refused.

    A byte-order mark, which editors leave, is no part of it.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
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
