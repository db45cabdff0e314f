# SPDX-License-Identifier: Apache-2.0
"""A state auditor: executes a chain from genesis by itself, and signs that a header is what came out.

It follows the chain's block log and the custody log, keeps a state of its own, and stops at the first block that it
does not reproduce byte for byte. What it signs goes into the log as an ``audit`` entry; one bad chain stops no other.
"""

from collections.abc import Callable
from pathlib import Path

from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.replay import replay
from counterfoil.evidence.entries import Audit, sign_audit
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.evidence.seal import SealHistory, open_seal
from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.signing import PrivateKey
from counterfoil.modules.protocol.queries import rules
from counterfoil.node.contracts.running_here import programs
from counterfoil.primitives.errors import CustodyError, InputError, InvariantBroken
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, Hash, Height
from counterfoil.storage.blocklog import BlockLog
from counterfoil.storage.rocks import RocksStateStore


def audit_header(
    directory: Path,
    chain: ChainId,
    block_log: BlockLog,
    *,
    genesis: bytes,
    genesis_hash: Hash,
    seals: SealHistory,
    anchored: tuple[Height, Hash],
    origin: str,
    key: PrivateKey,
    on_height: Callable[[Height], None] | None = None,
) -> Envelope:
    """Execute the chain up to an anchored header, in the auditor's own ``directory``, and sign that it came out so.

    Raises CustodyError when a block cannot be reproduced, is not sealed by who may, belongs to another genesis or log,
    or is not the one that is anchored.
    """
    height, header = anchored
    store = RocksStateStore.open(directory)
    try:
        ledger = Ledger(chain, store, programs)
        _check_own(directory, ledger, block_log)
        # Before anything is executed: what is kept here is built upon, and not looked at a second time.
        _check_blocks(chain, block_log, genesis_hash, anchored)
        _check_seals(block_log, seals, Height(ledger.height + 1), height)
        try:
            replay(LedgerApplication(ledger), block_log, genesis=genesis, until=height, on_height=on_height)
        except InvariantBroken as error:
            raise CustodyError(f"chain {chain} cannot be reproduced: {error}") from error
        in_force = rules(ledger.view)
        if in_force is None or in_force.log != origin:
            raise CustodyError(f"the genesis of {chain} names another log than {origin}")
        state = decode_header(block_log.read(height).header).state
    finally:
        store.close()
    audit = Audit(
        chain=chain, genesis=to_hex(genesis_hash), header=to_hex(header), height=height, log=origin, state=state
    )
    return sign_audit(audit, key)


def _check_own(directory: Path, ledger: Ledger, block_log: BlockLog) -> None:
    """What the auditor executed before is part of the chain that it is shown now."""
    chain, height = ledger.chain, ledger.height
    if height > block_log.height:
        raise CustodyError(
            f"{directory}: it has executed {chain} up to block {height}, but the chain ends at block "
            f"{block_log.height}: put the blocks back; if they are gone for good, remove {directory}, and the auditor "
            "executes the chain from genesis"
        )
    if height >= 0 and ledger.header(height) != block_log.read(height).header:
        raise CustodyError(
            f"{directory}: it has executed another block {height} of {chain} than the one here: the chain was "
            f"rewritten; put its blocks back, and keep {directory}, which shows it"
        )


def _check_blocks(chain: ChainId, block_log: BlockLog, genesis: Hash, anchored: tuple[Height, Hash]) -> None:
    """The first block and the last are those that the log has; every header in between names the one before."""
    height, header = anchored
    if block_log.height < height:
        raise CustodyError(f"chain {chain} ends at block {block_log.height}, before header {height} that is anchored")
    if header_hash(block_log.read(Height(0)).header) != genesis:
        raise CustodyError(f"chain {chain} began with another genesis than the one registered")
    if header_hash(block_log.read(height).header) != header:
        raise CustodyError(f"block {height} of {chain} is not the one that the log anchors")


def _check_seals(block_log: BlockLog, seals: SealHistory, begun: Height, last: Height) -> None:
    """Every block that is new to the auditor is sealed under the policy in force at its height."""
    for height in range(begun, last + 1):
        block = block_log.read(Height(height))
        try:
            open_seal(decode_header(block.header), dsse.decode(block.seal), seals.at(height))
        except InputError as error:
            raise CustodyError(f"block {height}: {error}") from error
