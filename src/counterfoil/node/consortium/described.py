# SPDX-License-Identifier: Apache-2.0
"""What ``network.json`` says of a chain that several firms order: as one of them, or as one who follows it."""

import re
from collections.abc import Iterable
from typing import Annotated, Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from counterfoil.identity.policy import KeyPolicy, PublicKey
from counterfoil.primitives.signatures import SCHEMES
from counterfoil.primitives.types import IDENTIFIER_PATTERN, INTEGER_MAX, HashField, PartyId

NODE_ID: Final = "^[0-9a-f]{40}$"
CONSENSUS_KEY: Final = "^[0-9a-f]{64}$"
ENGINE_PORT: Final = 26_656
"""Where engines speak to each other, as CometBFT has it;"""
SEALS_PORT: Final = 26_659
"""and where members give each other their signatures on headers."""
PORT_MAX: Final = 65_535
SNAPSHOT_EVERY: Final = 1_000
"""Blocks of the engine: all members offer the same snapshots, so that the chunks of one come from several."""
_ADDRESS: Final = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})\Z")


class ValidatorConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A validator of a chain as it began: public."""

    validator: str
    """its name, which no other validator of the chain has"""
    party: PartyId
    """the firm that runs it"""
    consensus_key: Annotated[str, Meta(pattern=CONSENSUS_KEY)]
    """the engine's, Ed25519, in hex"""
    seal_key: PublicKey


class PeerConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another validator of the chain, and where it is reached."""

    validator: str
    node_id: Annotated[str, Meta(pattern=NODE_ID)]
    """by which its engine is known to others"""
    engine: str
    """HOST:PORT of its engine;"""
    seals: str
    """HOST:PORT at which it takes and gives signatures on headers"""
    service: str | None = None
    """address of its service, where it has one for the other members"""


class SnapshotConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """This member begins from a snapshot of the others, if it has no block yet. What it believes besides its bundle."""

    trust_height: Annotated[int, Meta(ge=1, le=INTEGER_MAX)] | None = None
    """a block of the engine's that its operator was told of by somebody whom he knows, and"""
    trust_hash: HashField | None = None
    """its hash; without both, more than a third of the validators' services must say the same of a recent one"""
    anchored_height: Annotated[int, Meta(ge=0, le=INTEGER_MAX)] | None = None
    """a header of the chain that its custody log holds, and"""
    anchored_hash: HashField | None = None
    """its hash: the chain that is restored must have it"""


class MemberConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """This folder runs one validator of the chain."""

    validator: str
    party: PartyId
    seal_key: str
    """name of the key file that signs headers"""
    validators: tuple[ValidatorConfig, ...]
    """all of them as the chain began, of which this one may be none; who they are now stands on the chain"""
    peers: tuple[PeerConfig, ...]
    """the others, by which this one is reached and reaches them"""
    auditors: tuple[PartyId, ...] = ()
    """parties of the chain that this member gives whole blocks besides, for them to execute: state auditors"""
    former_seal_keys: tuple[str, ...] = ()
    """key files that signed headers before: they hand on the seal in the custody log"""
    engine_listen: str = f"0.0.0.0:{ENGINE_PORT}"
    seals_listen: str = f"0.0.0.0:{SEALS_PORT}"
    engine_elsewhere: bool = False
    """whether somebody else starts the engine, such as systemd; else the process of the folder does"""
    snapshot: SnapshotConfig | None = None
    """how it begins from a snapshot; None: it executes the chain from genesis on, as its engine gets the blocks"""
    snapshot_every: Annotated[int, Meta(ge=0, le=INTEGER_MAX)] = SNAPSHOT_EVERY
    """after so many blocks of the engine it offers a snapshot to others; 0: it offers none"""


class SourceConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member's service, from which blocks are taken; it is not believed."""

    name: str
    url: str
    ca: str | None = None
    """file in this folder with the certificates that are believed of it; None: those that the system believes"""
    seals: str | None = None
    """HOST:PORT at which its node is asked to sign that other validators seal; None: it is not asked"""


class FollowerConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """This folder makes no block of the chain: it takes those that its validators sealed."""

    sources: tuple[SourceConfig, ...]
    key: str
    """name of the key file with which members are asked: of a supervisor, a validator's firm or a state auditor"""
    seal: KeyPolicy
    """who sealed the first header; who seals others follows from the chain"""


class CustodyElsewhere(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The custody log of this folder's chains is somebody else's."""

    url: str
    """of the service that publishes, proves and audits"""
    vkey: str
    """the log's public key, as its notes have it"""


def member_problem(member: MemberConfig) -> str | None:
    """What is wrong with the description of a member, or None."""
    own = next((one for one in member.validators if one.validator == member.validator), None)
    if own is not None and own.party != member.party:
        return f"validator {member.validator} is of {own.party}, not of {member.party}"
    told: tuple[tuple[str, list[str]], ...] = (
        ("validator", [one.validator for one in member.validators]),
        ("consensus key", [one.consensus_key for one in member.validators]),
        ("seal key", [one.seal_key.key for one in member.validators]),
        ("peer", [one.validator for one in member.peers]),
        ("node id", [one.node_id for one in member.peers]),
    )
    for what, each in told:
        if (twice := _twice(each)) is not None:
            return f"{what} {twice} stands twice"
    for name in [*(one.validator for one in member.validators), *(one.validator for one in member.peers)]:
        if re.match(IDENTIFIER_PATTERN, name) is None:
            return f"{name!r} is no name of a validator"
    for key in (one.seal_key for one in member.validators):
        if key.scheme not in SCHEMES:
            return f"nobody here verifies signatures of {key.scheme!r}"
    for auditor in member.auditors:
        if re.match(IDENTIFIER_PATTERN, auditor) is None:
            return f"{auditor!r} is no name of a party, and so of no auditor"
    if (twice := _twice(member.auditors)) is not None:
        return f"auditor {twice} stands twice"
    if member.validator in (one.validator for one in member.peers):
        return f"validator {member.validator} is its own peer"
    if not member.seal_key:
        return f"validator {member.validator} names no key to seal with"
    if (asked := member.snapshot) is not None:
        for what, pair in (
            ("trusted", (asked.trust_height, asked.trust_hash)),
            ("anchored", (asked.anchored_height, asked.anchored_hash)),
        ):
            if (pair[0] is None) != (pair[1] is None):
                return f"snapshot: what is {what} is a height and its hash"
    return _addresses_problem(member)


def follower_problem(follower: FollowerConfig) -> str | None:
    """What is wrong with the description of a follower, or None."""
    if not follower.sources:
        return "no member is named from which blocks could be taken"
    if (twice := _twice([one.name for one in follower.sources])) is not None:
        return f"source {twice} stands twice"
    if not follower.key:
        return "no key is named with which members are asked"
    if not 1 <= follower.seal.threshold <= len(follower.seal.keys):
        return f"{follower.seal.threshold} of {len(follower.seal.keys)} keys cannot seal"
    for source in follower.sources:
        if re.match(IDENTIFIER_PATTERN, source.name) is None:
            return f"{source.name!r} is no name of a source"
        if (problem := address_problem(source.url)) is not None:
            return f"source {source.name}: {problem}"
        if source.seals is not None and endpoint(source.seals) is None:
            return f"source {source.name}: {source.seals[:100]!r} is not HOST:PORT"
        if source.ca is not None and (source.ca.startswith("/") or ".." in source.ca.split("/")):
            return f"source {source.name}: {source.ca!r} is not below this folder"
    return None


def address_problem(url: str) -> str | None:
    """What is wrong with the address of a service, or None."""
    try:
        parts = urlsplit(url)
        named = parts.scheme in ("http", "https") and bool(parts.hostname)
        named = named and (parts.port is None or parts.port > 0)
    except ValueError:
        named = False
    if not named:
        return f"{url[:200]!r} is no address of a service, such as https://ledger.example:8403"
    if parts.username is not None or parts.password is not None:
        return f"the address of {parts.hostname} holds a name or a password"
    return None


def endpoint(address: str) -> tuple[str, int] | None:
    """Host and port of ``HOST:PORT``; None where it is none."""
    found = _ADDRESS.match(address)
    if found is None or not 0 < int(found[2]) <= PORT_MAX:
        return None
    return found[1].strip("[]"), int(found[2])


def _addresses_problem(member: MemberConfig) -> str | None:
    own = [(name, getattr(member, name)) for name in ("engine_listen", "seals_listen")]
    of_peers = [(f"peer {one.validator}", at) for one in member.peers for at in (one.engine, one.seals)]
    for where, address in (*own, *of_peers):
        if endpoint(address) is None:
            return f"{where}: {address[:100]!r} is not HOST:PORT"
    if (twice := _twice([address for _, address in own])) is not None:
        return f"two would listen at {twice}"
    for peer in member.peers:
        if peer.service is not None and (problem := address_problem(peer.service)) is not None:
            return f"peer {peer.validator}: {problem}"
    return None


def _twice(told: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for one in told:
        if one in seen:
            return one
        seen.add(one)
    return None
