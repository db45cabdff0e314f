# SPDX-License-Identifier: Apache-2.0
"""What accounts lack within a day, at the prices that were marked, and the calls for it."""

from collections.abc import Iterator
from typing import NamedTuple

from counterfoil.law.module import View
from counterfoil.modules.futures.house_accounts import accounts_of
from counterfoil.modules.futures.intraday_calls import CallMargin
from counterfoil.modules.futures.records import MarginAccount
from counterfoil.modules.futures.standing import Standing, now_of
from counterfoil.node.futures.settling_day import open_house_of
from counterfoil.primitives.types import AccountId, Timestamp


class Lacking(NamedTuple):
    """An account that has less than it needs now."""

    account: AccountId
    member: str
    variation: int
    fees: int
    balance: int
    needed: int
    called: int
    before: int
    """what it was called for within the day already; nothing, if it answered or was not"""

    @property
    def is_new(self) -> bool:
        """Whether it was not called for as much yet."""
        return self.called > self.before


def lacking(view: View, house: str) -> Iterator[Lacking]:
    """Accounts that lack margin now; InputError where no day is open."""
    found, day = open_house_of(view, house)
    for account in accounts_of(view, house):
        if account.positions and account.settled != day:
            now = now_of(view, account, found)
            if now.called:
                yield _lacking(account, now)


def _lacking(account: MarginAccount, now: Standing) -> Lacking:
    call = account.intraday
    before = 0 if call is None or call.answered else int(call.amount)
    about = (account.account, account.member)
    return Lacking(*about, now.variation, now.fees, now.balance, now.needed, now.called, before)


def calls_of(found: list[Lacking], until: Timestamp, reason: str) -> list[CallMargin]:
    """Of those that were not called for as much yet."""
    return [CallMargin(account=one.account, until=until, reason=reason) for one in found if one.is_new]
