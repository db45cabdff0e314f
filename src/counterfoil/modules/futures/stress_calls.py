# SPDX-License-Identifier: Apache-2.0
"""Calls by which a house sizes its guarantee fund, gives back what is too much, and lets members go."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call
from counterfoil.law.dated import DayField
from counterfoil.modules.futures.stress import SCENARIOS_MAX, Scenarios, Stressed, Weighing, Weights
from counterfoil.primitives.types import NaturalQuantity, PartyId, TimestampField


class SetStress(Call, frozen=True, tag_field="call", tag="futures.set_stress"):
    """Say by which scenarios the guarantee fund is sized, from now on or from later; by the house."""

    house: str
    scenarios: Scenarios
    weighing: Weighing
    """in proportion to what members bear it"""
    base: NaturalQuantity
    """of each member, whatever it does"""
    since: TimestampField | None = None


class SizeFund(Call, frozen=True, tag_field="call", tag="futures.size_fund"):
    """Size the fund after a day: so much the two largest lose, so much members weigh; by the house.

    The ledger computes both again, and refuses others; ``counterfoil clearing fund size`` makes the call.
    """

    house: str
    day: DayField
    """the last that was closed"""
    stressed: Annotated[tuple[Stressed, ...], Meta(min_length=1, max_length=SCENARIOS_MAX)]
    """under each scenario, in their order"""
    weights: Weights
    """of the members that are neither gone nor in default, in the order of identifiers"""


class RefundShare(Call, frozen=True, tag_field="call", tag="futures.refund_share"):
    """Give back what a member has in the fund beyond what it must have, to its own margin account; by anybody."""

    house: str
    member: PartyId


class Leave(Call, frozen=True, tag_field="call", tag="futures.leave"):
    """End a membership, for good; by the house and the member, once none of its accounts has positions or debts."""

    house: str
    member: PartyId
