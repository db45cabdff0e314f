# SPDX-License-Identifier: Apache-2.0
"""The folder of a network: where everything is, and the description in ``network.json``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from counterfoil.custody.files import write_durably
from counterfoil.evidence.checkpoint import check_origin
from counterfoil.evidence.witness_policy import NO_QUORUM
from counterfoil.identity.note import parse_vkey
from counterfoil.identity.policy import PublicKey
from counterfoil.node.consortium.described import (
    CustodyElsewhere,
    FollowerConfig,
    MemberConfig,
    address_problem,
    follower_problem,
    member_problem,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import IDENTIFIER_PATTERN, ChainId

FORMAT: Final = "counterfoil-network/v2"
WITNESS_GROUP: Final = "witnesses"
ENTRY_AUDITOR_GROUP: Final = "entry-auditors"
QUORUM_GROUP: Final = "quorum"
RESERVED: Final = (WITNESS_GROUP, ENTRY_AUDITOR_GROUP, QUORUM_GROUP, NO_QUORUM)
"""Names in the witness policy of every network, which has one room for groups and witnesses."""


class ChainConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A commercial chain, and how it is ordered: by the process of this folder alone, as a member, or elsewhere.

    Alone, ``seal_keys`` names the key files that seal its headers; otherwise it is empty, and ``member`` or
    ``follower`` stands. ``recovery_keys`` are key files too, of those that recover it.
    """

    seal_keys: tuple[str, ...] = ()
    recovery_keys: tuple[str, ...] = ()
    recovery_delay_ms: int = 0
    member: MemberConfig | UnsetType = UNSET
    follower: FollowerConfig | UnsetType = UNSET


class WitnessConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A witness: reached at ``url``, or run here with the key file ``key`` when there is no URL."""

    name: str
    vkey: str
    key: str | None = None
    url: str | None = None


class AuditorConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A state auditor: it executes every chain and signs what it found, here with the key file ``key`` or elsewhere."""

    name: str
    public: PublicKey
    key: str | None = None


class NetworkConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``network.json`` says."""

    format: str
    origin: str
    """the custody log's name, as it stands on every checkpoint"""
    custody_key: str | UnsetType = UNSET
    """name of the log's key file, where this folder has the log;"""
    custody: CustodyElsewhere | UnsetType = UNSET
    """and who has it, where it has none"""
    quorum: int
    """how many witnesses must cosign"""
    chains: dict[ChainId, ChainConfig]
    witnesses: tuple[WitnessConfig, ...]
    entry_auditors: tuple[WitnessConfig, ...] = ()
    """they cosign like witnesses, and only when the log keeps its rules; all of them must"""
    state_auditors: tuple[AuditorConfig, ...] = ()
    auditor_quorum: int = 0
    """how many state auditors must have executed a chain up to a header"""

    @property
    def custody_is_elsewhere(self) -> bool:
        """Whether somebody else has the log: here nothing is published, proved or audited."""
        return self.custody is not UNSET

    @property
    def cosigners(self) -> tuple[WitnessConfig, ...]:
        """Everybody who is asked to cosign a checkpoint."""
        return (*self.witnesses, *self.entry_auditors)


@dataclass(frozen=True)
class Layout:
    """Where things are below the network's folder."""

    root: Path

    @property
    def config(self) -> Path:
        return self.root / "network.json"

    @property
    def custody(self) -> Path:
        return self.root / "custody"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def trust(self) -> Path:
        return self.root / "trust.json"

    @property
    def revoked_tokens(self) -> Path:
        """Tokens of the service that their parties took back."""
        return self.root / "revoked-tokens.json"

    @property
    def evidence(self) -> Path:
        return self.root / "evidence"

    @property
    def forgeries(self) -> Path:
        return self.root / "forgeries"

    def chain(self, chain: ChainId) -> Path:
        return self.root / "chains" / chain

    def engine(self, chain: ChainId) -> Path:
        """The home of the engine of a member, with its keys."""
        return self.chain(chain) / "engine"

    def rows(self, chain: ChainId) -> Path:
        """What belongs to a chain's tables, which a service feeds."""
        return self.root / "rows" / chain

    def genesis(self, chain: ChainId) -> Path:
        return self.chain(chain) / "genesis.json"

    def witness(self, name: str) -> Path:
        return self.root / "witnesses" / name

    def auditor(self, name: str, chain: ChainId) -> Path:
        """What a state auditor keeps of a chain: its own state, computed by itself."""
        return self.root / "auditors" / name / chain


def write_config(layout: Layout, config: NetworkConfig) -> None:
    write_durably(layout.config, msgspec.json.format(msgspec.json.encode(config), indent=2) + b"\n")


_HOW_TO_HAVE_ONE: Final = (
    "counterfoil init makes one; --network names another folder, or an address that begins with http"
)


def read_config(layout: Layout) -> NetworkConfig:
    """Raises InputError when the folder holds no network, or its description is damaged."""
    try:
        config = canonical.decode_json(layout.config.read_bytes(), NetworkConfig)
    except FileNotFoundError as error:
        raise InputError(
            "no network here: network.json is missing", where=str(layout.root), remedy=_HOW_TO_HAVE_ONE
        ) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(str(error), where=str(layout.config)) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error}", where=str(layout.config)) from error
    if (problem := _problem(config)) is not None:
        raise InputError(problem, where=str(layout.config))
    return config


def _problem(config: NetworkConfig) -> str | None:
    """What is wrong with a description that decodes, or None."""
    if config.format != FORMAT:
        return f"format {config.format!r} is not {FORMAT!r}"
    try:
        check_origin(config.origin, where="origin")
    except InputError as error:
        return str(error)
    if not config.chains:
        return "it describes no chain"
    for chain, described in config.chains.items():
        if re.match(IDENTIFIER_PATTERN, chain) is None:
            return f"{chain!r} is no name of a chain"
        if (problem := _order_problem(described)) is not None:
            return f"chain {chain} {problem}" if problem.startswith("names") else f"chain {chain}: {problem}"
    if (problem := _custody_problem(config)) is not None:
        return problem
    names = [witness.name for witness in config.cosigners]
    for name in names:
        if re.match(IDENTIFIER_PATTERN, name) is None:
            return f"{name!r} is no name of a witness"
        if name in RESERVED:
            return f"{name!r} is a group of the witness policy, and no name of a witness"
        if names.count(name) > 1:
            return f"witness {name} is named twice"
    vkeys = [witness.vkey for witness in config.cosigners]
    for witness in config.cosigners:
        try:
            parse_vkey(witness.vkey)
        except InputError as error:
            return f"the vkey of witness {witness.name}: {error.problem}"
        if vkeys.count(witness.vkey) > 1:
            return f"witness {witness.name} has the vkey of another"
        if witness.key is None and witness.url is None:
            return f"witness {witness.name} has neither a key here nor a url"
    if (problem := _auditors_problem(config.state_auditors)) is not None:
        return problem
    if config.custody_is_elsewhere:
        return None
    if not 1 <= config.quorum <= len(config.witnesses):
        return f"a quorum of {config.quorum} of {len(config.witnesses)} witnesses cannot be"
    if not min(1, len(config.state_auditors)) <= config.auditor_quorum <= len(config.state_auditors):
        return f"a quorum of {config.auditor_quorum} of {len(config.state_auditors)} state auditors cannot be"
    return None


def _order_problem(chain: ChainConfig) -> str | None:
    """What is wrong with how a chain is ordered, or None."""
    if chain.member is not UNSET and chain.follower is not UNSET:
        return "a folder is a member or a follower, and not both"
    if chain.member is UNSET and chain.follower is UNSET:
        return None if chain.seal_keys else "names no key to seal its headers"
    if chain.seal_keys:
        return "its validators seal its headers: seal_keys is for a chain that this folder orders alone"
    if chain.member is not UNSET:
        return member_problem(chain.member)
    assert chain.follower is not UNSET
    return follower_problem(chain.follower)


def _custody_problem(config: NetworkConfig) -> str | None:
    """What is wrong with where the log is, or None."""
    custody, solo = config.custody, [name for name, one in config.chains.items() if one.seal_keys]
    if (custody is UNSET) == (config.custody_key is UNSET):
        return "either custody_key names the key of the log here, or custody says who has it"
    if custody is UNSET:
        return None
    if solo:
        return f"chain {solo[0]} is ordered here alone, and needs a custody log here"
    if config.state_auditors or config.entry_auditors or config.auditor_quorum:
        return "auditors are described where the log is"
    try:
        key = parse_vkey(custody.vkey)
    except InputError as error:
        return f"the vkey of the custody log: {error.problem}"
    if key.name != config.origin:
        return f"the vkey of the custody log is of {key.name!r}, not of {config.origin!r}"
    if config.quorum:
        return "a quorum of witnesses is described where the log is"
    return address_problem(custody.url)


def _auditors_problem(auditors: Sequence[AuditorConfig]) -> str | None:
    names = [auditor.name for auditor in auditors]
    keys = [auditor.public for auditor in auditors]
    for auditor in auditors:
        if re.match(IDENTIFIER_PATTERN, auditor.name) is None:
            return f"{auditor.name!r} is no name of a state auditor"
        if names.count(auditor.name) > 1:
            return f"state auditor {auditor.name} is named twice"
        if keys.count(auditor.public) > 1:
            return f"state auditor {auditor.name} has the key of another"
    return None


def require_chain(config: NetworkConfig, chain: str | None) -> ChainId:
    """The named chain, or the only one there is; raises InputError naming the choices."""
    if chain is None and len(config.chains) == 1:
        return next(iter(config.chains))
    known = ", ".join(sorted(config.chains))
    if chain is None:
        raise InputError("this network has several chains", where="--chain", remedy=f"name one of: {known}")
    if chain not in config.chains:
        raise InputError(f"no chain {chain!r} here", where="--chain", remedy=f"known: {known}")
    return ChainId(chain)
