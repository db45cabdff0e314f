# SPDX-License-Identifier: Apache-2.0
"""From a chain's block log into the custody log: the one road between the tiers."""

from counterfoil.custody.custody_log import CustodyLog
from counterfoil.evidence.entries import ChainEntry
from counterfoil.identity.policy import KeyPolicy
from counterfoil.node.chain_reader import ChainReader
from counterfoil.primitives.errors import CustodyError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height


def register_chain(custody: CustodyLog, reader: ChainReader, seal: KeyPolicy) -> None:
    """Register a chain by the hash of its genesis header and who may seal."""
    genesis = to_hex(reader.sealed_header(Height(0)).hash)
    custody.register_chain(ChainEntry(chain=reader.chain, genesis=genesis, seal=seal))


def anchor_new_headers(custody: CustodyLog, reader: ChainReader) -> int:
    """Anchor every header that the log lacks, in order; returns how many.

    Raises CustodyError when the chain is halted, by an equivocation found now or before.
    """
    first = custody.height(reader.chain) + 1
    for height in range(first, reader.height + 1):
        custody.anchor(reader.sealed_header(Height(height)))
        if custody.is_halted(reader.chain):
            raise CustodyError(f"chain {reader.chain} sealed two headers at one height and is halted")
    return max(0, reader.height + 1 - first)
