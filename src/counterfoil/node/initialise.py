# SPDX-License-Identifier: Apache-2.0
"""A new network in an empty folder: keys, genesis documents, the custody log, witnesses, and the trust file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from counterfoil.commerce.genesis import Genesis
from counterfoil.commerce.modules.parties.messages import RegisterParty
from counterfoil.commerce.modules.parties.state import PartyKind, Role
from counterfoil.commerce.modules.protocol.state import IMMEDIATE_SETTLEMENT
from counterfoil.custody.files import write_durably
from counterfoil.evidence.witness_policy import PolicyGroup, PolicyLog, PolicyWitness, WitnessPolicy
from counterfoil.identity.note import CosignatureSigner, NoteSigner, check_key_name, parse_vkey
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import single_key_policy
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import (
    FORMAT,
    ChainConfig,
    Layout,
    NetworkConfig,
    WitnessConfig,
    write_config,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import IDENTIFIER_PATTERN, ChainId, Height, PartyId, Timestamp

CUSTODY_KEY: Final = "custody-log"
DEPOSITORY: Final = PartyId("depository")
SUPERVISOR: Final = PartyId("supervisor")
QUORUM_GROUP: Final = "quorum"


@dataclass(frozen=True)
class NetworkPlan:
    """What to create. Each chain gets a depository that registers and issues, and a supervisor."""

    origin: str
    chains: Sequence[ChainId]
    witnesses: Sequence[str]
    quorum: int


def create_network(root: Path, plan: NetworkPlan, keyring: Keyring, *, time: Timestamp) -> NetworkConfig:
    """Make the folder of a network; its chains begin when they are first opened.

    Raises InputError when the folder holds something already or the plan cannot work.
    """
    layout = Layout(root)
    _check_plan(layout, plan)
    root.mkdir(parents=True, exist_ok=True)
    keyring.create(CUSTODY_KEY)
    depository, supervisor = keyring.create(DEPOSITORY), keyring.create(SUPERVISOR)
    witnesses = tuple(_witness(name, keyring) for name in plan.witnesses)
    chains: dict[ChainId, ChainConfig] = {}
    for chain in plan.chains:
        seal_key = _seal_key(chain)
        keyring.create(seal_key)
        chains[chain] = ChainConfig(seal_keys=(seal_key,))
        genesis = Genesis(
            chain=chain,
            time=time,
            features={IMMEDIATE_SETTLEMENT: Height(0)},
            parties=(
                RegisterParty(
                    party=DEPOSITORY,
                    registrar=DEPOSITORY,
                    kind=PartyKind.organisation,
                    name="Depository",
                    roles=(Role.registrar, Role.issuer, Role.custodian),
                    keys=single_key_policy(depository),
                ),
                RegisterParty(
                    party=SUPERVISOR,
                    registrar=DEPOSITORY,
                    kind=PartyKind.organisation,
                    name="Supervisor",
                    roles=(Role.supervisor,),
                    keys=single_key_policy(supervisor),
                ),
            ),
        )
        layout.chain(chain).mkdir(parents=True)
        write_durably(layout.genesis(chain), canonical.encode(genesis))
    config = NetworkConfig(
        format=FORMAT,
        origin=plan.origin,
        custody_key=CUSTODY_KEY,
        quorum=plan.quorum,
        chains=chains,
        witnesses=witnesses,
    )
    write_config(layout, config)
    return config


def witness_policy(config: NetworkConfig, log: NoteSigner) -> WitnessPolicy:
    """The C2SP tlog-policy of a network: its log, its witnesses, and how many must cosign."""
    witnesses = tuple(
        PolicyWitness(name=witness.name, key=parse_vkey(witness.vkey), url=witness.url) for witness in config.witnesses
    )
    names = tuple(witness.name for witness in witnesses)
    group = PolicyGroup(name=QUORUM_GROUP, threshold=config.quorum, members=names)
    return WitnessPolicy(
        logs=(PolicyLog(key=log.verifier, url=None),), witnesses=witnesses, groups=(group,), quorum=QUORUM_GROUP
    )


def seal_policy(config: NetworkConfig, chain: ChainId, keyring: Keyring) -> KeyPolicy:
    """Who may seal a chain's headers: all of its seal keys together."""
    keys = tuple(keyring.public(name) for name in config.chains[chain].seal_keys)
    return KeyPolicy(keys=keys, threshold=len(keys))


def write_trust_file(path: Path, policy: WitnessPolicy, chains: Mapping[ChainId, tuple[str, KeyPolicy]]) -> None:
    """Write the trust anchors that a verifier's user would get from elsewhere: chain → (genesis hash, seal policy)."""
    trust = {
        "format": "counterfoil-trust/v1",
        "policy": policy.encode(),
        "chains": {chain: {"genesis": genesis, "seal": seal} for chain, (genesis, seal) in chains.items()},
    }
    write_durably(path, msgspec.json.format(msgspec.json.encode(trust), indent=2) + b"\n")


def _check_plan(layout: Layout, plan: NetworkPlan) -> None:
    if layout.root.exists() and any(layout.root.iterdir()):
        raise InputError("the folder is not empty", where=str(layout.root), remedy="name a new folder")
    if not 1 <= plan.quorum <= len(plan.witnesses):
        raise InputError(
            f"a quorum of {plan.quorum} of {len(plan.witnesses)} witnesses cannot be",
            where="--quorum",
            remedy="between 1 and the number of witnesses",
        )
    if not plan.chains:
        raise InputError("a network needs at least one chain", where="--chain")
    _check_names(plan.chains, where="--chain")
    _check_names(plan.witnesses, where="--witness")
    keys = [CUSTODY_KEY, DEPOSITORY, SUPERVISOR, *map(_seal_key, plan.chains), *map(_witness_key, plan.witnesses)]
    for key in keys:
        if keys.count(key) > 1:
            raise InputError(f"two would have the same key file {key!r}", where="--chain", remedy="rename one")
    try:
        check_key_name(plan.origin, where="--origin")
    except DecodeError as error:
        raise InputError(f"{plan.origin!r} cannot name a log", where="--origin", remedy=error.remedy) from error


def _check_names(names: Sequence[str], *, where: str) -> None:
    for name in names:
        if re.match(IDENTIFIER_PATTERN, name) is None:
            raise InputError(f"{name!r} is no name", where=where, remedy="up to 64 letters, digits and . _ : -")
        if names.count(name) > 1:
            raise InputError(f"{name!r} is named twice", where=where, remedy="give each its own name")


def _seal_key(chain: ChainId) -> str:
    return f"{chain}-operator"


def _witness_key(name: str) -> str:
    return f"witness-{name}"


def _witness(name: str, keyring: Keyring) -> WitnessConfig:
    key_name = _witness_key(name)
    signer = CosignatureSigner(keyring.create(key_name), name)
    return WitnessConfig(name=name, key=key_name, vkey=signer.verifier.vkey)
