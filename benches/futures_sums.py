# SPDX-License-Identifier: Apache-2.0
"""Whether a settled day adds up to the fen: each statement from its lines, and all of them from the accounts."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from counterfoil.commerce.index import height_key
from counterfoil.evidence.event import Event
from counterfoil.modules.futures.house_accounts import accounts_of
from counterfoil.modules.futures.records import DAYS, HOUSES, DayStatus
from counterfoil.modules.futures.settling import Settled
from counterfoil.modules.holdings.queries import balance_of, outstanding
from counterfoil.node.chain import ChainNode
from counterfoil.node.futures.statement import read_statement
from counterfoil.node.futures.statement_check import broken
from counterfoil.primitives import canonical
from counterfoil.primitives.types import DayNumber, Height
from counterfoil.storage.state import KeySpace

READ_AGAIN_EVERY: Final = 10_000
"""Of so many statements one is read again with its position, and reckoned from its trades."""


class _Event(Event, frozen=True, forbid_unknown_fields=True):
    """With a statement."""

    data: Settled  # type: ignore[assignment]


_MARK: Final = canonical.encode({"type": Settled.type})[1:-1]
"""In the bytes of an event that is a statement, and of few others."""


class Sums(NamedTuple):
    """What all statements of a day come to."""

    accounts: int
    variation: int
    gained: int
    fees: int
    margin: int
    balance: int


def summed(node: ChainNode, house: str, day: DayNumber, first: Height) -> Sums:
    """Of the statements in blocks from ``first`` on; raises ValueError when anything is not as it should be."""
    sums, last = Sums(0, 0, 0, 0, 0, 0), ""
    for settled in _statements(node, day, first):
        _require(settled.account > last, f"{settled.account} has one statement")
        _add_up(settled)
        if sums.accounts % READ_AGAIN_EVERY == 0:
            problems = broken(read_statement(node, settled.account, day))
            _require(not problems, f"{settled.account}: {problems}")
        sums, last = _plus(sums, settled), settled.account
    _against_the_day(node, house, day, sums)
    return sums


def _statements(node: ChainNode, day: DayNumber, first: Height) -> Iterator[Settled]:
    for height in range(first, node.height + 1):
        for _, data in node.store.scan(KeySpace.EVENTS, height_key(Height(height))):
            if _MARK in data:
                settled = canonical.decode(data, _Event).data
                if settled.day == day:
                    yield settled


def _add_up(settled: Settled) -> None:
    """Balance before + paid in − paid out + variation − fees = balance, and the lines are what it says."""
    lines = settled.lines
    gained = sum(one.close_profit + one.position_profit + one.premium for one in lines)
    comes_to = settled.before + settled.deposited - settled.withdrawn + gained - settled.fees
    told = (comes_to, gained, sum(one.fees for one in lines), sum(one.margin for one in lines) - settled.combined)
    said = (settled.balance, settled.variation, settled.fees, settled.margin)
    _require(told == said, f"{settled.account}: {told} is {said}")


def _plus(sums: Sums, settled: Settled) -> Sums:
    return Sums(
        sums.accounts + 1,
        sums.variation + settled.variation,
        sums.gained + max(settled.variation, 0),
        sums.fees + settled.fees,
        sums.margin + settled.margin,
        sums.balance + settled.balance,
    )


def _against_the_day(node: ChainNode, house: str, day: DayNumber, sums: Sums) -> None:
    """The day's record, the house's accounts, and what every account has, to the last fen that was ever issued."""
    view = node.ledger.view
    closed, found = view.read(DAYS, house, str(day)), view.read(HOUSES, house)
    if closed is None or found is None:
        raise ValueError(f"{house} has no such day")
    said = (closed.accounts, closed.variation, closed.fees, closed.margin)
    _require(closed.status is DayStatus.closed and closed.taken, "the day is closed and its fees are taken")
    _require(said == (sums.accounts, sums.variation, sums.fees, sums.margin), f"the day says {said}, not {sums}")
    _require(sums.variation == closed.owed == closed.due == 0, "nobody gained what nobody lost, or waits for it")
    of_accounts = of_settled = 0
    for account in accounts_of(view, house):
        has = balance_of(view, account.account, account.cash)
        of_accounts += has
        if account.settled == day:
            of_settled += has
            _require(has == account.balance, f"{account.account} has {has}, and by its statement {account.balance}")
    _require(of_settled == sums.balance, f"accounts have {of_settled}, by their statements {sums.balance}")
    fees, left = (balance_of(view, one, found.cash) for one in (found.fees, found.account))
    _require((fees, left) == (sums.fees, 0), f"the house has {fees} of fees and {left} that is nobody's")
    _require(of_accounts + fees == outstanding(view, found.cash), "all that was issued is in these accounts")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(f"not so: {what}")
