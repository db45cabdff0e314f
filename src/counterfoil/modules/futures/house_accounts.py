# SPDX-License-Identifier: Apache-2.0
"""The accounts that a house clears, and what they have of a contract, looked through one by one."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.futures.position_names import listed_as
from counterfoil.modules.futures.positions import POSITIONS, Position
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, HedgeFlag, MarginAccount


def accounts_of(view: View, house: str) -> Iterator[MarginAccount]:
    """The margin accounts that a house clears, in the order of identifiers, one by one: there may be a million."""
    return (account for _, account in view.rows(MARGIN_ACCOUNTS) if account.house == house)


def answered_for(view: View, house: str, member: str) -> Iterator[MarginAccount]:
    """Those for which a member answers, its own among them."""
    return (account for account in accounts_of(view, house) if account.member == member)


def positions_in(view: View, house: str, contract: str) -> Iterator[Position]:
    """What accounts list of a contract. None of the others that they list is looked at: there may be thousands."""
    for account in accounts_of(view, house):
        for hedge in HedgeFlag:
            if listed_as(contract, hedge) in account.positions:
                position = view.read(POSITIONS, account.account, contract, hedge)
                assert position is not None, "an account lists what there is"
                yield position
