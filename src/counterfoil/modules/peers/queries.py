# SPDX-License-Identifier: Apache-2.0
"""Typed reading of peers, and of what was shown of them."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.peers.records import ANSWERS, PEERS, PeerAnswer, PeerChain
from counterfoil.primitives.types import RecordPath


def peer(view: View, chain: str) -> PeerChain | None:
    """What is known of another chain, or None."""
    return view.read(PEERS, chain)


def peers(view: View) -> Iterator[PeerChain]:
    """Every chain that is known, in the order of names."""
    return (one for _, one in view.rows(PEERS))


def answer(view: View, chain: str, record: RecordPath) -> PeerAnswer | None:
    """What was last shown of a record of another chain, under whichever trust; None: nothing was."""
    return view.read(ANSWERS, chain, record)
