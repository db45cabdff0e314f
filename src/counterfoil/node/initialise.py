# SPDX-License-Identifier: Apache-2.0
"""A new network in an empty folder: keys, genesis documents, the custody log, witnesses, auditors, the trust file."""

import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec

from counterfoil.commerce.genesis import Genesis
from counterfoil.commerce.ledger import Ledger
from counterfoil.custody.files import decode_kept, write_durably
from counterfoil.evidence.checkpoint import check_origin
from counterfoil.evidence.seal import SealHistory
from counterfoil.evidence.witness_policy import PolicyGroup, PolicyLog, PolicyWitness, WitnessPolicy
from counterfoil.identity.note import CosignatureSigner, NoteSigner, VerifierKey, parse_vkey
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import single_key_policy
from counterfoil.modules import laws
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind, Role
from counterfoil.node.consortium.described import FollowerConfig
from counterfoil.node.founding import Founding, adoption
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import (
    ENTRY_AUDITOR_GROUP,
    FORMAT,
    QUORUM_GROUP,
    RESERVED,
    WITNESS_GROUP,
    AuditorConfig,
    ChainConfig,
    Layout,
    NetworkConfig,
    WitnessConfig,
    write_config,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import IDENTIFIER_IN_WORDS, IDENTIFIER_PATTERN, ChainId, Height, PartyId, Timestamp
from counterfoil.storage.state import MemoryStateStore
from counterfoil.verify.trust import FORMAT as TRUST_FORMAT
from counterfoil.verify.trust import Trust, parse_trust

CUSTODY_KEY: Final = "custody-log"
DEPOSITORY: Final = PartyId("depository")
SUPERVISOR: Final = PartyId("supervisor")
RECOVERY_DELAY_MS: Final = 86_400_000
"""A day: time for everybody to notice that somebody takes a chain over."""


@dataclass(frozen=True)
class FollowedChain:
    """A chain that others order: how it began, and how it is followed."""

    genesis: bytes
    follower: FollowerConfig


@dataclass(frozen=True)
class NetworkPlan:
    """What to create. Each chain that begins here gets a depository that registers and issues, and a supervisor."""

    origin: str
    chains: Sequence[ChainId]
    witnesses: Sequence[str]
    quorum: int
    entry_auditors: Sequence[str] = ("auditor",)
    state_auditors: Sequence[str] = ("auditor",)
    recovery_delay_ms: int = RECOVERY_DELAY_MS
    charter: Founding | None = None
    """under which each chain begins"""
    followed: Mapping[ChainId, FollowedChain] = field(default_factory=dict)
    """those of the chains that others order"""


def create_network(
    root: Path, plan: NetworkPlan, keyring: Keyring, *, time: Timestamp, beside: Collection[str] = ()
) -> NetworkConfig:
    """Make the folder of a network; its chains begin when they are first opened.

    Raises InputError when the folder holds something already, but for the names ``beside``, or the plan cannot work.
    Whatever goes wrong, nothing is left behind that was not there.
    """
    layout = Layout(root)
    _check_plan(layout, plan, beside)
    with _undone_on_failure(root, beside):
        return _create(layout, plan, keyring, time)


@contextmanager
def _undone_on_failure(root: Path, beside: Collection[str]) -> Iterator[None]:
    """Remove what was made in a folder that held nothing but ``beside``, and folders that were made for it."""
    above = [folder for folder in (root, *root.parents) if not folder.exists()]
    try:
        yield
    except BaseException:
        for made in [one for one in root.iterdir() if one.name not in beside] if root.exists() else []:
            shutil.rmtree(made) if made.is_dir() and not made.is_symlink() else made.unlink()
        for folder in above:
            with suppress(OSError):
                folder.rmdir()
        raise


def _create(layout: Layout, plan: NetworkPlan, keyring: Keyring, time: Timestamp) -> NetworkConfig:
    layout.root.mkdir(parents=True, exist_ok=True)
    if not keyring.path(CUSTODY_KEY).exists():
        keyring.create(CUSTODY_KEY)
    begun = [chain for chain in plan.chains if chain not in plan.followed]
    parties = _founders(plan.charter, keyring) if begun else ()
    config = NetworkConfig(
        format=FORMAT,
        origin=plan.origin,
        custody_key=CUSTODY_KEY,
        quorum=plan.quorum,
        chains={chain: _chain(chain, plan, keyring) for chain in plan.chains},
        witnesses=tuple(_cosigner(name, _witness_key(name), keyring) for name in plan.witnesses),
        entry_auditors=tuple(_cosigner(_entry_name(name), _entry_key(name), keyring) for name in plan.entry_auditors),
        state_auditors=tuple(_state_auditor(name, keyring) for name in plan.state_auditors),
        auditor_quorum=len(plan.state_auditors) // 2 + 1 if plan.state_auditors else 0,
    )
    for chain in plan.chains:
        followed = plan.followed.get(chain)
        genesis = canonical.encode(_genesis(chain, plan, parties, time)) if followed is None else followed.genesis
        Ledger(chain, MemoryStateStore()).execute_genesis(genesis)  # the chain could begin so; else all is undone
        layout.chain(chain).mkdir(parents=True)
        write_durably(layout.genesis(chain), genesis)
    write_config(layout, config)
    return config


def _founders(charter: Founding | None, keyring: Keyring) -> tuple[RegisterParty, ...]:
    """The depository, the supervisor, and the firms of the charter; each that brings no keys gets one here."""

    def made(party: PartyId) -> KeyPolicy:
        return single_key_policy(keyring.create(party))

    def founder(party: PartyId, *roles: Role) -> RegisterParty:
        return RegisterParty(
            party=party,
            registrar=DEPOSITORY,
            kind=PartyKind.organisation,
            name=party.capitalize(),
            roles=roles,
            keys=made(party),
        )

    firms = () if charter is None else charter.firms
    return (
        founder(DEPOSITORY, Role.registrar, Role.issuer, Role.custodian),
        founder(SUPERVISOR, Role.supervisor),
        *(firm.registered(DEPOSITORY, firm.keys or made(firm.party)) for firm in firms),
    )


def _genesis(chain: ChainId, plan: NetworkPlan, parties: tuple[RegisterParty, ...], time: Timestamp) -> Genesis:
    charter = None if plan.charter is None else adoption(plan.charter, DEPOSITORY, SUPERVISOR)
    return Genesis(
        chain=chain,
        log=plan.origin,
        time=time,
        # A new network knows every rule from its first block; one that runs already activates each at a height.
        features=dict.fromkeys(sorted(laws().features), Height(0)),
        parties=parties,
        calls=() if charter is None else (canonical.decode(canonical.encode(charter), dict),),
    )


def witness_policy(config: NetworkConfig, log: NoteSigner) -> WitnessPolicy:
    """The C2SP tlog-policy of a network: its log, and how many witnesses and entry auditors must cosign."""
    return described_policy(config, log.verifier)


def described_policy(config: NetworkConfig, log: VerifierKey) -> WitnessPolicy:
    """The same, by the log's public key."""
    cosigners = tuple(
        PolicyWitness(name=witness.name, key=parse_vkey(witness.vkey), url=witness.url) for witness in config.cosigners
    )
    names = tuple(witness.name for witness in config.witnesses)
    groups = [PolicyGroup(name=WITNESS_GROUP, threshold=config.quorum, members=names)]
    if config.entry_auditors:
        auditors = tuple(auditor.name for auditor in config.entry_auditors)
        groups.append(PolicyGroup(name=ENTRY_AUDITOR_GROUP, threshold=len(auditors), members=auditors))
    members = tuple(group.name for group in groups)
    groups.append(PolicyGroup(name=QUORUM_GROUP, threshold=len(members), members=members))
    return WitnessPolicy(
        logs=(PolicyLog(key=log, url=None),), witnesses=cosigners, groups=tuple(groups), quorum=QUORUM_GROUP
    )


def seal_policy(config: NetworkConfig, chain: ChainId, keyring: Keyring) -> KeyPolicy:
    """Who may seal a chain's headers: all of its seal keys together."""
    return all_of(config.chains[chain].seal_keys, keyring)


def recovery_policy(config: NetworkConfig, chain: ChainId, keyring: Keyring) -> KeyPolicy | None:
    """Who may put another seal policy in force when the seal keys are lost or stolen: all recovery keys together."""
    names = config.chains[chain].recovery_keys
    return all_of(names, keyring) if names else None


def auditor_policy(config: NetworkConfig) -> KeyPolicy | None:
    """Whose word about the state of a chain is enough; None when there are no state auditors."""
    keys = tuple(auditor.public for auditor in config.state_auditors)
    return KeyPolicy(keys=keys, threshold=config.auditor_quorum) if keys else None


def all_of(names: Sequence[str], keyring: Keyring) -> KeyPolicy:
    """The policy that all keys of these names sign together; raises KeyFileError for one that is not there."""
    keys = tuple(keyring.public(name) for name in names)
    return KeyPolicy(keys=keys, threshold=len(keys))


def write_trust_file(
    path: Path,
    config: NetworkConfig,
    log: NoteSigner,
    genesis: Mapping[ChainId, str],
    seals: Mapping[ChainId, SealHistory],
) -> bool:
    """Write the trust anchors that a verifier's user would get from elsewhere, unless the file says just that.

    ``genesis``: chain → header hash; ``seals``: chain → who may seal it, as it was registered. How old a header may be
    is its owner's to say, and stays. Returns whether the file said otherwise before.
    """
    before = _as_it_stands(path)
    trust: dict[str, Any] = {
        "format": TRUST_FORMAT,
        "policy": witness_policy(config, log).encode(),
        "entry_auditors": ENTRY_AUDITOR_GROUP if config.entry_auditors else None,
        "chains": {
            chain: {
                "genesis": known,
                "log": config.origin,
                "seal": seals[chain].first,
                "recovery": seals[chain].recovery,
                "recovery_delay_ms": seals[chain].recovery_delay_ms,
                "auditors": auditor_policy(config),
            }
            for chain, known in genesis.items()
        },
    }
    if before is not None and before.max_age_s is not None:
        trust["max_age_s"] = before.max_age_s
    encoded = msgspec.json.format(msgspec.json.encode(trust), indent=2) + b"\n"
    if parse_trust(encoded) == before:
        return False
    write_durably(path, encoded)
    return before is not None


def _as_it_stands(path: Path) -> Trust | None:
    """What a trust file says; None while there is none, CorruptionError when it says nothing."""
    return decode_kept(path, parse_trust) if path.exists() else None


def _check_plan(layout: Layout, plan: NetworkPlan, beside: Collection[str]) -> None:
    if layout.root.exists() and any(found.name not in beside for found in layout.root.iterdir()):
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
    _check_names(plan.entry_auditors, where="--entry-auditor")
    _check_names(plan.state_auditors, where="--state-auditor")
    keys = [CUSTODY_KEY, DEPOSITORY, SUPERVISOR]
    keys += () if plan.charter is None else (firm.party for firm in plan.charter.firms)
    for name_key, names in (
        (_seal_key, plan.chains),
        (recovery_key, plan.chains),
        (_witness_key, plan.witnesses),
        (_entry_key, plan.entry_auditors),
        (_state_key, plan.state_auditors),
    ):
        keys += map(name_key, names)
    for key in keys:
        if keys.count(key) > 1:
            raise InputError(f"two would have the same key file {key!r}", where="--chain", remedy="rename one")
    cosigners = [*plan.witnesses, *map(_entry_name, plan.entry_auditors)]
    for name in cosigners:
        if name in RESERVED:
            problem = f"{name!r} means something else in every witness policy"
            raise InputError(problem, where="--witness", remedy=f"any name but {', '.join(RESERVED)}")
        if cosigners.count(name) > 1:
            raise InputError(f"two would cosign as {name!r}", where="--witness", remedy="rename one")
    check_origin(plan.origin, where="--origin")


def _check_names(names: Sequence[str], *, where: str) -> None:
    for name in names:
        if re.match(IDENTIFIER_PATTERN, name) is None:
            raise InputError(f"{name!r} is no name", where=where, remedy=IDENTIFIER_IN_WORDS)
        if names.count(name) > 1:
            raise InputError(f"{name!r} is named twice", where=where, remedy="give each its own name")


def _seal_key(chain: str) -> str:
    return f"{chain}-operator"


def recovery_key(chain: str) -> str:
    return f"{chain}-recovery"


def _witness_key(name: str) -> str:
    return f"witness-{name}"


def _entry_key(name: str) -> str:
    return f"entry-auditor-{name}"


def _entry_name(name: str) -> str:
    """What an entry auditor is called among those who cosign: a witness may have the same name."""
    return f"entries-{name}"


def _state_key(name: str) -> str:
    return f"state-auditor-{name}"


def _chain(chain: ChainId, plan: NetworkPlan, keyring: Keyring) -> ChainConfig:
    seal, recovery = _seal_key(chain), recovery_key(chain)
    if not keyring.path(recovery).exists():
        keyring.create(recovery)
    if (followed := plan.followed.get(chain)) is not None:
        return ChainConfig(
            follower=followed.follower, recovery_keys=(recovery,), recovery_delay_ms=plan.recovery_delay_ms
        )
    keyring.create(seal)
    return ChainConfig(seal_keys=(seal,), recovery_keys=(recovery,), recovery_delay_ms=plan.recovery_delay_ms)


def _cosigner(name: str, key_name: str, keyring: Keyring) -> WitnessConfig:
    signer = CosignatureSigner(keyring.create(key_name), name)
    return WitnessConfig(name=name, key=key_name, vkey=signer.verifier.vkey)


def _state_auditor(name: str, keyring: Keyring) -> AuditorConfig:
    key_name = _state_key(name)
    return AuditorConfig(name=name, key=key_name, public=keyring.create(key_name).public)
