# SPDX-License-Identifier: Apache-2.0
"""Other keys seal a chain: handed on by those that seal it now, or taken back by its recovery keys.

Either can be begun again after a crash, with the same keys: what was done is found, and the rest follows.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from counterfoil.custody.custody_log import CustodyLog
from counterfoil.evidence.header import header_hash
from counterfoil.evidence.seal import Rotation, seal_header, sign_rotation
from counterfoil.identity.policy import KeyPolicy
from counterfoil.node.initialise import all_of
from counterfoil.node.layout import write_config
from counterfoil.node.network import Network, clock_ms
from counterfoil.primitives.errors import CustodyError, InputError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, Hash, Height, Timestamp
from counterfoil.storage.filelog import FileBlockLog, reseal
from counterfoil.storage.lock import DirectoryLock

ON_THE_WAY_MS: Final = 60_000
"""A recovery names when it takes effect before the log receives it."""


def rotate_seal(network: Network, chain: ChainId, seal_keys: Sequence[str]) -> Rotation:
    """Anchor what is sealed, then have these keys of the network seal from the next block on.

    Raises CustodyError when the log refuses, and for a halted chain, which only its recovery keys can put right.
    """
    _require_sealed_here(network, chain)
    custody, new = network.custody(), all_of(seal_keys, network.keyring)
    if custody.knows(chain) and custody.seals(chain).rotations and custody.seals(chain).current == new:
        return _finish_rotation(network, custody, chain, seal_keys)  # a crash, or witnesses that were away
    network.anchor(chain)
    if custody.seals(chain).current != new:
        keys = [network.keyring.get(name) for name in network.config.chains[chain].seal_keys]
        head = network.chain(chain).reader.sealed_header(custody.height(chain)).hash
        custody.rotate(sign_rotation(_rotation(custody, chain, new, head, effective=Timestamp(0)), *keys))
    custody.publish()
    network.close()
    return _in_force(network, chain, seal_keys)


def _require_sealed_here(network: Network, chain: ChainId) -> None:
    """Raise InputError for a chain whose validators say themselves who seals it."""
    if not network.config.chains[chain].seal_keys:
        remedy = "validators join, leave and change keys by transactions on the chain"
        raise InputError("its validators seal it, and no key of this folder", where=chain, remedy=remedy)


def _finish_rotation(network: Network, custody: CustodyLog, chain: ChainId, seal_keys: Sequence[str]) -> Rotation:
    """What a rotation that stands in the log still lacks; blocks that the old keys sealed since are sealed anew."""
    custody.publish()
    last = custody.seals(chain).rotations[-1][1].last_height
    sealing = [network.keyring.get(name) for name in seal_keys]
    network.close()
    directory = network.layout.chain(chain)
    with DirectoryLock(directory):
        reseal(directory / "blocks", last, lambda header: seal_header(header, *sealing).encode())
    return _in_force(network, chain, seal_keys)


def recover_seal(network: Network, chain: ChainId, seal_keys: Sequence[str]) -> Rotation:
    """Have these keys seal from the block after the last anchored one on, by the word of the recovery keys.

    It takes effect the chain's recovery delay later, and ends a halt. Blocks made here since the last anchored one keep
    their headers and are sealed anew. Raises InputError when there are no recovery keys, or the chain is not the
    anchored one; CustodyError when the log refuses.
    """
    described = network.config.chains[chain]
    if not described.recovery_keys:
        raise InputError("has no recovery keys", where=chain, remedy="only those that seal it can hand it on")
    _require_sealed_here(network, chain)
    custody, new = network.custody(), all_of(seal_keys, network.keyring)
    height = custody.height(chain)
    directory = network.layout.chain(chain)
    with DirectoryLock(directory):
        head = _anchored_head(network, chain, height)
        if custody.seals(chain).current != new:
            keys = [network.keyring.get(name) for name in described.recovery_keys]
            effective = Timestamp(clock_ms() + described.recovery_delay_ms + ON_THE_WAY_MS)
            custody.rotate(sign_rotation(_rotation(custody, chain, new, head, effective=effective), *keys))
        custody.publish()
        last = custody.seals(chain).rotations[-1][1].last_height
        sealing = [network.keyring.get(name) for name in seal_keys]
        reseal(directory / "blocks", last, lambda header: seal_header(header, *sealing).encode())
    network.close()
    return _in_force(network, chain, seal_keys)


def _rotation(custody: CustodyLog, chain: ChainId, new: KeyPolicy, head: Hash, *, effective: Timestamp) -> Rotation:
    return Rotation(
        chain=chain,
        effective=effective,
        last_hash=to_hex(head),
        last_height=custody.height(chain),
        previous=custody.seals(chain).last_rotation,
        seal=new,
    )


def _anchored_head(network: Network, chain: ChainId, height: Height) -> Hash:
    """The hash of the last anchored header, which the chain must have."""
    log = FileBlockLog.open_to_read(network.layout.chain(chain) / "blocks")
    try:
        if height < 0 or log.height < height:
            problem = (
                "nothing of it is anchored" if height < 0 else f"it ends before header {height}, which is anchored"
            )
            raise InputError(problem, where=chain, remedy="restore its blocks first")
        head = header_hash(log.read(height).header)
    finally:
        log.close()
    anchored = network.published().chain(chain)
    if anchored.height >= height and anchored.headers[height] != head:
        raise InputError(f"block {height} is another than the one anchored", where=chain, remedy="put that one back")
    return head


def _in_force(network: Network, chain: ChainId, seal_keys: Sequence[str]) -> Rotation:
    """The description says which keys seal from now on; the log has said it already."""
    chains = dict(network.config.chains)
    chains[chain] = msgspec.structs.replace(chains[chain], seal_keys=tuple(seal_keys))
    network.config = msgspec.structs.replace(network.config, chains=chains)
    write_config(network.layout, network.config)
    seals = network.published().chain(chain).seals
    if not seals.rotations:
        raise CustodyError(f"the published log has no rotation of {chain}: these keys sealed it from the beginning")
    return seals.rotations[-1][1]
