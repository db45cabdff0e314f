# SPDX-License-Identifier: Apache-2.0
"""Calls about forced reductions. Each position is reduced by a call of its own: so each sees its own alone."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call
from counterfoil.modules.futures.locking_calls import Why
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.primitives.types import AccountId

SomeLots = Annotated[int, Meta(ge=1, le=10**9)]


class StateUnfilled(Call, frozen=True, tag_field="call", tag="futures.state_unfilled"):
    """Say how much of a position an account asked to close at the limit until the locked day ended; by the venue."""

    account: AccountId
    contract: str
    lots: SomeLots
    hedge: HedgeFlag = HedgeFlag.speculation


class OrderReduction(Call, frozen=True, tag_field="call", tag="futures.order_reduction"):
    """Reduce positions by force, once the locked day's price is fixed; by the house."""

    contract: str
    reason: Why


class WaiveReduction(Call, frozen=True, tag_field="call", tag="futures.waive_reduction"):
    """Reduce nobody after a locked day on which the rules would let it; by the house."""

    contract: str
    reason: Why


class Reduce(Call, frozen=True, tag_field="call", tag="futures.reduce"):
    """Close of a position what the published rule closes of it, at the limit of the locked day; by anybody."""

    account: AccountId
    contract: str
    lots: SomeLots
    hedge: HedgeFlag = HedgeFlag.speculation


class ConcludeReduction(Call, frozen=True, tag_field="call", tag="futures.conclude_reduction"):
    """Say that every position is reduced as far as the rule reduces it; by anybody. Then accounts are settled."""

    contract: str
