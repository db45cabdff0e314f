# SPDX-License-Identifier: Apache-2.0
"""The accounts that a house clears, looked through one by one."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, MarginAccount


def accounts_of(view: View, house: str) -> Iterator[MarginAccount]:
    """The margin accounts that a house clears, in the order of identifiers, one by one: there may be a million."""
    return (account for _, account in view.rows(MARGIN_ACCOUNTS) if account.house == house)


def answered_for(view: View, house: str, member: str) -> Iterator[MarginAccount]:
    """Those for which a member answers, its own among them."""
    return (account for account in accounts_of(view, house) if account.member == member)
