# SPDX-License-Identifier: Apache-2.0
"""What a pool watches, and when that is hit: a pure function of how it performs."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.modules.instruments.records import NaturalMoney, PositiveMoney
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import PARTS_PER_MILLION, Millionths, Quantity


class TriggerKind(StrEnum):
    """What is watched."""

    cumulative_default = "cumulative_default"
    """defaults since the cut-off, by the cut-off balance: hit above the limit"""
    delinquency = "delinquency"
    """what is late, by the pool: hit above the limit"""
    coverage = "coverage"
    """pool and cash, by the senior principal: hit below the limit"""
    reserve_shortfall = "reserve_shortfall"
    """the reserve, by its target: hit below the limit"""


HIT_BELOW: Final = frozenset({TriggerKind.coverage, TriggerKind.reserve_shortfall})


class TriggerTerms(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """When a trigger is hit; of each kind there is one at most."""

    kind: TriggerKind
    limit_ppm: Annotated[Millionths, Meta(ge=0, le=100 * PARTS_PER_MILLION)]
    curable: bool
    """it is over when it is no longer hit; another stays hit for good"""


class Performance(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What triggers look at: as it is after collection and before distribution."""

    cut_off_balance: PositiveMoney
    defaulted: NaturalMoney
    """since the cut-off, recoveries not taken off"""
    delinquent: NaturalMoney
    pool: NaturalMoney
    """outstanding, without what defaulted"""
    cash: NaturalMoney
    """collected, and the reserve"""
    senior: NaturalMoney
    """principal outstanding of rank 1"""
    reserve: NaturalMoney = Quantity(0)
    reserve_target: NaturalMoney = Quantity(0)


def triggers(
    terms: Sequence[TriggerTerms], seen: Performance, hit_before: Sequence[TriggerKind] = ()
) -> tuple[TriggerKind, ...]:
    """Which are hit, in the order of the terms: those that are, and those that were and cannot be cured."""
    if len({one.kind for one in terms}) < len(terms):
        raise InputError("a trigger is there twice", where="triggers")
    return tuple(one.kind for one in terms if is_hit(one, seen) or (not one.curable and one.kind in hit_before))


def is_hit(terms: TriggerTerms, seen: Performance) -> bool:
    """Whether a trigger is hit by what is seen alone. At its limit it is not."""
    part, whole = measured(terms.kind, seen)
    beyond = part * PARTS_PER_MILLION - terms.limit_ppm * whole
    return beyond < 0 if terms.kind in HIT_BELOW else beyond > 0


def measured(kind: TriggerKind, seen: Performance) -> tuple[int, int]:
    """What a trigger looks at, and by what it is divided."""
    return {
        TriggerKind.cumulative_default: (seen.defaulted, seen.cut_off_balance),
        TriggerKind.delinquency: (seen.delinquent, seen.pool),
        TriggerKind.coverage: (seen.pool + seen.cash, seen.senior),
        TriggerKind.reserve_shortfall: (seen.reserve, seen.reserve_target),
    }[kind]
