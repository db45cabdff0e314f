# SPDX-License-Identifier: Apache-2.0
"""Who comes first where several financed one receivable: Civil Code of the PRC, article 768.

Registered is what another than its claimant found registered, or what was taken here under its registration.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from msgspec.structs import replace

from counterfoil.law.sharing import shared_out
from counterfoil.modules.receivables.claim_records import Claim
from counterfoil.primitives.types import PartyId


class PriorityRule(StrEnum):
    """By which of the article's rules the first comes first."""

    alone = "alone"
    registered_first = "registered_first"
    """registered before unregistered"""
    earlier_registration = "earlier_registration"
    """both registered: by time"""
    earlier_notice = "earlier_notice"
    """neither registered: whose notice reached the debtor first"""
    pro_rata = "pro_rata"
    """neither registered, and no notice, or at once: by the amounts"""


class Ranked(NamedTuple):
    """Who comes first, together where there are several; by which rule; and all in order."""

    first: tuple[PartyId, ...]
    rule: PriorityRule
    order: tuple[PartyId, ...]


def ranked(claims: Sequence[Claim]) -> Ranked:
    """The claims by article 768; of those that stand alike, in the order in which they are given."""
    ordered = sorted(claims, key=_place)
    best = _place(ordered[0])
    first = tuple(one.claimant for one in ordered if _place(one) == best)
    order = tuple(one.claimant for one in ordered)
    if len(ordered) == 1:
        return Ranked(first, PriorityRule.alone, order)
    if len(first) > 1:
        return Ranked(first, PriorityRule.pro_rata, order)
    return Ranked(first, _rule(ordered[0], ordered[1]), order)


def shares(claims: Sequence[Claim], amount: int) -> dict[PartyId, int]:
    """What each has of an amount: the first before the next, and those who stand alike by their amounts, to the fen."""
    ordered, left = sorted(claims, key=_place), amount
    given: dict[PartyId, int] = {}
    while ordered:
        alike = [one for one in ordered if _place(one) == _place(ordered[0])]
        ordered = ordered[len(alike) :]
        for one, share in zip(alike, shared_out(left, [one.amount for one in alike]), strict=True):
            given[one.claimant] = share
        left -= sum(given[one.claimant] for one in alike)
    return given


def succeeded(claims: Sequence[Claim], party: PartyId, own: Claim) -> Claim:
    """What a buyer has among the claims: that of the seller, or its own of before, where that has a better place.

    It has whatever the seller had that counted: who financed between the two financed what was the seller's, and stays
    behind it. A registration that nobody found is no place that could be bought.
    """
    before = next((one for one in claims if one.claimant == party), None)
    if before is None or _place(own) <= _place(before):
        return own
    if before.since is None:
        before = replace(before, registered=None, registration="")
    return replace(before, claimant=own.claimant, amount=own.amount, assigned_under=own.registration, taken=True)


def _place(claim: Claim) -> tuple[int, int]:
    if claim.since is not None:
        return 0, claim.since
    return (1, claim.noticed) if claim.noticed is not None else (2, 0)


def _rule(first: Claim, second: Claim) -> PriorityRule:
    if first.since is not None:
        return PriorityRule.registered_first if second.since is None else PriorityRule.earlier_registration
    return PriorityRule.earlier_notice
