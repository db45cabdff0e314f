# SPDX-License-Identifier: Apache-2.0
"""Calls about margin within a day."""

from counterfoil.law.call import Call, LegalReference, Reference
from counterfoil.modules.futures.records import Price
from counterfoil.primitives.types import AccountId, TimestampField


class MarkPrice(Call, frozen=True, tag_field="call", tag="futures.mark_price"):
    """Say at which price accounts are judged within the open day; by the house. No settlement reads it.

    Computed as the average of the day's trades so far, as their venue published them; or announced with a reason.
    """

    contract: str
    price: Price | None = None
    """None: as computed"""
    reason: Reference = ""


class CallMargin(Call, frozen=True, tag_field="call", tag="futures.call_margin"):
    """Call what an account lacks within the day, at the prices that were marked, by a time; by the house.

    Not answered by then, it opens nothing, and its lots may be closed by force.
    """

    account: AccountId
    until: TimestampField
    reason: LegalReference


class AnswerToday(Call, frozen=True, tag_field="call", tag="futures.answer_today"):
    """End a margin call within the day, where the account has its margin at the prices that were marked; by anybody."""

    account: AccountId
