# SPDX-License-Identifier: Apache-2.0
"""How an account stands on a day: what its settlement says, or would say if prices were those marked within the day.

One reckoning for both: a price that was marked takes the place of the settlement price, and nothing else is otherwise.
"""

from typing import NamedTuple, cast

from msgspec.structs import replace

from counterfoil.law.moment import Reader, known
from counterfoil.law.outcome import require
from counterfoil.law.table import R, Table
from counterfoil.modules.futures.expiry import ENDINGS, EndingStatus
from counterfoil.modules.futures.intraday import MARKS
from counterfoil.modules.futures.intraday_outcomes import IntradayOutcome
from counterfoil.modules.futures.maintaining import maintained_by
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.position_names import named
from counterfoil.modules.futures.reckoning import Reckoned, available_of, holding_of, lines_of
from counterfoil.modules.futures.records import HOUSES, FuturesContract, House, MarginAccount
from counterfoil.modules.futures.securing import NOTHING_GONE, Gone, Secured, secured_by
from counterfoil.modules.futures.trading_days import is_past
from counterfoil.modules.holdings.records import Holding
from counterfoil.primitives.types import DayNumber


class Standing(NamedTuple):
    """Balance before + paid in − paid out + variation − fees = balance; and what it lacks to its margin."""

    reckoned: Reckoned
    secured: Secured
    holding: Holding
    deposited: int
    variation: int
    fees: int
    balance: int
    needed: int
    """the margin of its positions, and of what it delivers"""
    maintenance: int
    """so much of it keeps the account from a call"""

    @property
    def lacks(self) -> int:
        """What cash lacks to the margin."""
        return max(self.secured.cash_for(self.needed) - self.balance, 0)

    @property
    def called(self) -> int:
        """The same of an account that has less than its maintenance margin; of another nothing."""
        return self.secured.called(self.balance, self.needed, self.maintenance)


def standing_of(
    reads: Reader,
    account: MarginAccount,
    house: House,
    day: DayNumber,
    *,
    within: bool = False,
    gone: Gone = NOTHING_GONE,
) -> Standing:
    """At the day's settlement prices; ``within``: at those that ``Marked`` tells. Without what is to be ``gone``."""
    reckoned = lines_of(reads, account, house, day, within=within, gone=gone)
    secured, holding = secured_by(reads, account, house, gone), holding_of(reads, account)
    variation = sum(one.close_profit + one.position_profit + one.premium for one in reckoned.lines)
    fees = sum(one.fees for one in reckoned.lines)
    deposited = holding.balance - account.held
    balance = account.balance + deposited - account.withdrawn + variation - fees
    needed = reckoned.margin + int(account.delivery_margin)
    kept = maintained_by(reads, account, house, needed)
    return Standing(reckoned, secured, holding, deposited, variation, fees, balance, needed, kept)


class Marked:
    """What stands on record, with contracts as if the prices marked within the day were their settlement prices.

    One that is not marked has its last settlement price; one whose price of the day is fixed, or that is over, its own.
    Limits and margins stay those in force within the day.
    """

    def __init__(self, reads: Reader, day: DayNumber) -> None:
        self._reads, self._day = reads, day

    def read(self, table: Table[R], *parts: str) -> R | None:
        found = self._reads.read(table, *parts)
        return cast(R, self._priced(found)) if isinstance(found, FuturesContract) else found

    def _priced(self, contract: FuturesContract) -> FuturesContract:
        if contract.settled == self._day or is_past(known(self._reads, HOUSES, contract.house), contract, self._day):
            return contract
        mark = self._reads.read(MARKS, contract.contract)
        price = contract.settlement if mark is None or mark.day != self._day else mark.price
        return replace(contract, settlement=price, previous=contract.settlement)


def now_of(reads: Reader, account: MarginAccount, house: House, gone: Gone = NOTHING_GONE) -> Standing:
    """Within the day that is open, at the prices marked last."""
    day = house.open_day
    return standing_of(Marked(reads, day), account, house, day, within=True, gone=gone)


def withdrawable(reads: Reader, account: MarginAccount, house: House) -> int:
    """What may be taken out of an account: the less of what it has at the last settlement prices and at the marks."""
    there = available_of(reads, account, house)[0]
    if _expiring(reads, account) is not None:
        return min(there, 0)
    if _is_settled(account, house):
        return there
    return min(there, available_of(Marked(reads, house.open_day), account, house, within=True)[0])


def require_left(
    reads: Reader, account: MarginAccount, house: House, amount: int = 0, gone: Gone = NOTHING_GONE
) -> None:
    """So much may be taken out of an account, and the pledges that are to be ``gone``; Refused where it needs them.

    It has so much left at the last settlement prices, the day's trades counted, and, until it is settled, also at the
    prices marked within the day. So no mark lets more out, and none that the house announced is passed over: what has
    its final price expires at it first.
    """
    available, told = available_of(reads, account, house, gone)
    require(amount <= available, FuturesOutcome.not_available, told)
    ends = _expiring(reads, account)
    if ends is None and _is_settled(account, house):
        return
    now, told = available_of(Marked(reads, house.open_day), account, house, gone, within=True)
    told = told if ends is None else f"{account.account}: {ends} expires at its final price first"
    require(ends is None and amount <= now, IntradayOutcome.needed_today, told)


def _expiring(reads: Reader, account: MarginAccount) -> str | None:
    """A contract that the account has open, and that has its final price."""
    for contract in sorted({named(listed)[0] for listed in account.positions}):
        ending = reads.read(ENDINGS, contract)
        if ending is not None and ending.status is EndingStatus.expiring:
            return contract
    return None


def _is_settled(account: MarginAccount, house: House) -> bool:
    """Whether no price marked within a day concerns it."""
    return house.day is None or account.settled == house.day or not account.positions
