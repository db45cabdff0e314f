# SPDX-License-Identifier: Apache-2.0
"""Whether calls would pass now, and every reason why not: of a chain that is open here, without lock or trace."""

from collections.abc import Iterable, Sequence

import msgspec

from counterfoil.law.call import Call
from counterfoil.node.chain import ChainNode
from counterfoil.node.explaining import detail_here, remedy_here
from counterfoil.primitives.types import Height, PartyId, Timestamp


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """One reason: at which call, the outcome's number and name, its sentence, and what it is about."""

    call: int
    code: int
    outcome: str
    en: str
    zh: str
    detail: str
    remedy: str
    """what would be right; empty where the sentence says it, or nobody can"""


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """``reasons`` is empty when the calls would pass; else the first is what a block would answer."""

    passes: bool
    height: Height
    """of the last block, whose state was asked"""
    time: Timestamp
    """that the next block was taken to have"""
    reasons: Sequence[Why]
    needs: Sequence[PartyId]
    """whose consent the calls need"""
    missing: Sequence[PartyId]
    """who of them was not said to consent"""


def check(node: ChainNode, calls: Sequence[Call], *, by: Iterable[PartyId] | None, time: Timestamp) -> Check:
    """Ask as of the next block, at ``time``; with ``by`` None everybody is supposed to consent who is needed."""
    height = node.ledger.height
    found = node.ledger.objections(calls, by, time)
    reasons = [
        Why(
            call=one.call,
            code=one.outcome.value,
            outcome=one.outcome.name,
            en=one.outcome.sentence,
            zh=one.outcome.chinese,
            detail=detail_here(node.ledger.view, one.outcome, one.detail),
            remedy=remedy_here(node.ledger.view, one.outcome, one.detail),
        )
        for one in found.reasons
    ]
    return Check(
        passes=not reasons, height=height, time=time, reasons=reasons, needs=found.needed, missing=found.missing
    )
