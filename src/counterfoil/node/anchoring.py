# SPDX-License-Identifier: Apache-2.0
"""From a chain's block log into the custody log: the one road between the tiers."""

from collections.abc import Callable

from counterfoil.custody.custody_log import CustodyLog
from counterfoil.evidence.entries import ChainEntry
from counterfoil.evidence.seal import SealedHeader, SealHistory
from counterfoil.node.chain_reader import ChainReader
from counterfoil.primitives.errors import CustodyError
from counterfoil.primitives.types import ChainId, Height


def register_chain(custody: CustodyLog, reader: ChainReader, seals: SealHistory) -> None:
    """Register a chain by the hash of its genesis header, who may seal, and who may recover it after what delay.

    Raises CustodyError when it is registered otherwise.
    """
    custody.register_chain(
        ChainEntry(
            chain=reader.chain,
            genesis=reader.genesis_hash,
            recovery=seals.recovery,
            recovery_delay_ms=seals.recovery_delay_ms,
            seal=seals.first,
        )
    )


def anchor_new_headers(
    custody: CustodyLog,
    reader: ChainReader,
    otherwise: SealedHeader | None = None,
    *,
    before: Callable[[Height], object] = lambda _: None,
) -> int:
    """Anchor every header that the log lacks, in order; returns how many.

    ``otherwise``: a second header of a height, sealed as well, which the log then holds as an equivocation.
    ``before`` is called before each of them, and once more with the height that comes next. Raises
    CustodyError when the chain is halted, by an equivocation found now or before, or has lost blocks.
    """
    chain, last = reader.chain, reader.height
    _require_not_halted(custody, chain)
    anchored = custody.height(chain)
    if (common := min(anchored, last)) >= 0:
        # Every header names the one before, so if any of those anchored is another now, this one is.
        custody.anchor(reader.sealed_header(Height(common)))
        _require_not_halted(custody, chain)
    if last < anchored:
        raise CustodyError(
            f"chain {chain} ends at block {last}, but header {anchored} is anchored: blocks were lost; restore them, "
            "for other blocks in their place would halt the chain"
        )
    for height in range(anchored + 1, last + 1):
        before(Height(height))
        custody.anchor(reader.sealed_header(Height(height)))
    before(Height(last + 1))
    if otherwise is not None:
        custody.anchor(otherwise)
        _require_not_halted(custody, chain)
    return last - anchored


def _require_not_halted(custody: CustodyLog, chain: ChainId) -> None:
    if custody.is_halted(chain):
        raise CustodyError(
            f"chain {chain} sealed two headers at one height and is halted: nothing more of it will be anchored until "
            "its recovery keys put another seal policy in force (counterfoil custody recover)"
        )
