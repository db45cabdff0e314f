# SPDX-License-Identifier: Apache-2.0
"""What changes in a folder while its chain runs: a validator's own keys, and where another member is reached."""

from itertools import count
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import UNSET

from counterfoil.consensus.cometbft.engine_config import Peer, peers_of
from counterfoil.consensus.cometbft.engine_files import EngineHome, read_home, replace_config, replace_validator_key
from counterfoil.modules.validators.queries import validator
from counterfoil.node.chain import ChainNode
from counterfoil.node.consortium.cards import Card, consensus_key, seal_key
from counterfoil.node.consortium.described import FollowerConfig, MemberConfig, SourceConfig
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import ChainConfig, Layout, NetworkConfig, read_config, require_chain, write_config
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId
from counterfoil.storage.lock import DirectoryLock


class NewKeys(NamedTuple):
    """Key files of a validator, by name: for votes and for seals."""

    consensus: str
    seal: str


def make_new_keys(root: Path, chain: ChainId, keyring: Keyring) -> NewKeys:
    """Keys that nobody knows yet, beside those in use; those of a run before, as long as the node has not taken them.

    Nothing of the node changes. Its firm says them on the chain (validators.rotate), and then the node takes them.
    """
    member = _member(read_config(Layout(root)), chain)
    names = _next(member)
    for name in names:
        if not keyring.path(name).exists():
            keyring.create(name)
    return names


def take_new_keys(root: Path, chain: ChainId, keyring: Keyring) -> NewKeys:
    """Have the node vote and seal by the keys that the chain has of its validator now, while it does not run.

    The key that sealed before stays: the custody log is told under it who seals since. What was voted for stays too:
    a key that follows at the same node votes for no height again. Raises InputError while the chain has no others.
    """
    layout = Layout(root)
    config = read_config(layout)
    member, names = _member(config, chain), _next(_member(config, chain))
    with DirectoryLock(layout.chain(chain)):
        with ChainNode.open_to_read(layout.chain(chain), chain) as node:
            known = validator(node.ledger.view, member.validator)
        if known is None:
            raise InputError(f"the chain has no validator {member.validator}", where=str(root))
        votes, seals = (keyring.path(name).exists() for name in names)
        new_seal = seals and keyring.public(names.seal) == known.seal_key
        new_votes = votes and keyring.public(names.consensus).key == known.consensus_key
        if not (new_seal or new_votes):
            remedy = "counterfoil validators rotate gives it others; wait until this node has that block"
            raise InputError(
                f"here the chain has no new keys of {member.validator} yet", where=str(root), remedy=remedy
            )
        if new_votes:
            replace_validator_key(EngineHome(layout.engine(chain)), keyring.get(names.consensus))
        if new_seal:
            former = (member.seal_key, *member.former_seal_keys)
            member = msgspec.structs.replace(member, seal_key=names.seal, former_seal_keys=former)
            _write(layout, config, chain, member=member)
    return names


def admit(root: Path, card: Card) -> None:
    """Know where a member is reached that came later: from the next start on. Until then it is the one that dials.

    In a member's folder as a peer, in the custody tier's as one from whom blocks are taken. Again it changes nothing.
    """
    layout = Layout(root)
    config = read_config(layout)
    chain = require_chain(config, card.chain)
    described = config.chains[chain]
    if described.follower is not UNSET:
        _write(layout, config, chain, follower=_with_source(described.follower, card))
        return
    member = _member(config, chain)
    if card.validator == member.validator:
        raise InputError(f"{card.validator} is this folder's own", where="card")
    peers = (*(one for one in member.peers if one.validator != card.validator), card.peer)
    home = EngineHome(layout.engine(chain))
    engine = read_home(home).config
    named = peers_of([Peer(one.node_id, one.engine) for one in peers])
    replace_config(home, msgspec.structs.replace(engine, p2p=msgspec.structs.replace(engine.p2p, **named)))
    _write(layout, config, chain, member=msgspec.structs.replace(member, peers=peers))


def _with_source(follower: FollowerConfig, card: Card) -> FollowerConfig:
    if card.service is None:
        raise InputError("the card has no address of a service, from which blocks could be taken", where="card")
    source = SourceConfig(name=card.validator, url=card.service, seals=card.seals)
    others = [one for one in follower.sources if one.name != card.validator]
    return msgspec.structs.replace(follower, sources=(*others, source))


def _next(member: MemberConfig) -> NewKeys:
    """The names of the keys that come after those in use."""
    used = {member.seal_key, *member.former_seal_keys}
    for number in count(2):
        seal = f"{seal_key(member.validator)}-{number}"
        if seal not in used:
            return NewKeys(f"{consensus_key(member.validator)}-{number}", seal)
    raise AssertionError("there is always another number")


def _member(config: NetworkConfig, chain: ChainId) -> MemberConfig:
    described = config.chains[require_chain(config, chain)]
    if described.member is UNSET:
        raise InputError(f"this folder is no member of {chain}", where="network.json")
    return described.member


def _write(layout: Layout, config: NetworkConfig, chain: ChainId, **changed: MemberConfig | FollowerConfig) -> None:
    described: ChainConfig = msgspec.structs.replace(config.chains[chain], **changed)
    write_config(layout, msgspec.structs.replace(config, chains=config.chains | {chain: described}))
