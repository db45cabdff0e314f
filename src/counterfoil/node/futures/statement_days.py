# SPDX-License-Identifier: Apache-2.0
"""What is told of a margin account on each trading day: steps of its balance, and cash that came in and went out.

The ledger counts what was paid in and out since it last settled an account, and settles none that holds nothing. Such a
day has its statement all the same. Cash is of the first trading day that was settled, or else closed, after it moved.
"""

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import groupby
from math import inf
from typing import NamedTuple

from counterfoil.evidence.event import Event, decode_event
from counterfoil.modules import laws
from counterfoil.modules.futures.events import DayClosed, DayOpened
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, MarginAccount
from counterfoil.modules.futures.settling import Settled
from counterfoil.modules.holdings.records import HOLDINGS, Holding
from counterfoil.node.chain import ChainNode
from counterfoil.node.futures.statement_steps import Step, steps
from counterfoil.node.history import history
from counterfoil.primitives.types import DayNumber, Timestamp
from counterfoil.verify.shown import dated_data

_Place = tuple[float, float]
"""Height and index; what has not come yet is beyond all"""
_YET_TO_COME: _Place = (inf, inf)


class CashMove(NamedTuple):
    """What a transaction paid into an account, and out of it, beside what its house did."""

    event: Event
    time: Timestamp
    after: MarginAccount
    deposited: int
    withdrawn: int


class DayTold(NamedTuple):
    """All that a statement tells of a trading day, and the cash that came, and went, on days since the last settlement:
    what the ledger says of the next one has that in it, too."""

    day: DayNumber
    steps: Sequence[Step]
    cash: Sequence[CashMove]
    deposited_before: int
    withdrawn_before: int

    @property
    def settled(self) -> bool:
        return any(isinstance(step.data, Settled) for step in self.steps)

    @property
    def deposited(self) -> int:
        return sum(one.deposited for one in self.cash)

    @property
    def withdrawn(self) -> int:
        return sum(one.withdrawn for one in self.cash)

    @property
    def pending(self) -> int:
        """What of its balance the ledger had not counted when the day began."""
        return self.deposited_before - self.withdrawn_before

    @property
    def first(self) -> MarginAccount:
        """The account before the first step."""
        return self.steps[0].before if self.steps else self.cash[0].after

    @property
    def last(self) -> Step | CashMove:
        """What a day ended with: of cash alone, the last of it."""
        return self.steps[-1] if self.steps else self.cash[-1]

    @property
    def balance(self) -> int:
        """With which it ended."""
        counted = int(self.last.after.balance)
        return counted if self.settled else counted + self.pending + self.deposited - self.withdrawn


def days_told(node: ChainNode, record: MarginAccount) -> list[DayTold]:
    """Each day of which there is a statement, first to last."""
    told = steps(node, record)
    of_steps = {day: list(some) for day, some in groupby(told, key=lambda step: step.day)}
    of_cash: dict[DayNumber, list[CashMove]] = {}
    cuts = _cuts(node, record, {step.day: step.event for step in told if isinstance(step.data, Settled)})
    for move in _moves(node, record):
        day = next((day for day, cut in cuts if cut >= (move.event.height, move.event.index)), None)
        if day is not None:
            of_cash.setdefault(day, []).append(move)
    found: list[DayTold] = []
    deposited = withdrawn = 0
    for day in sorted({*of_steps, *of_cash}):
        found.append(DayTold(day, of_steps.get(day, []), of_cash.get(day, []), deposited, withdrawn))
        deposited, withdrawn = (
            (0, 0) if found[-1].settled else (deposited + found[-1].deposited, withdrawn + found[-1].withdrawn)
        )
    return found


def _cuts(node: ChainNode, record: MarginAccount, settled: dict[DayNumber, Event]) -> list[tuple[DayNumber, _Place]]:
    """Until when cash is of each trading day. One that is open takes it from an account that holds nothing: another is
    still to be settled."""
    found: dict[DayNumber, _Place] = {}
    for height, index in node.reader.trail(HOUSES.path(record.house)):
        data = dated_data(decode_event(node.reader.event(height, index)), laws())
        if isinstance(data, DayOpened) and not record.positions:
            found[data.day] = _YET_TO_COME
        elif isinstance(data, DayClosed):
            found[data.day] = (height, index)
    found |= {day: (event.height, event.index) for day, event in settled.items()}
    return sorted(found.items())


def _moves(node: ChainNode, record: MarginAccount) -> Iterator[CashMove]:
    """Of each transaction that paid in or out. What the house moved itself its record knows: ``held``."""
    reader, view = node.reader, node.ledger.view
    of_account = history(reader, view, MARGIN_ACCOUNTS.path(record.account))
    of_cash = history(reader, view, HOLDINGS.path(record.account, record.cash))
    both = merge(of_account, of_cash, key=lambda one: (one[0].height, one[0].index))
    account: MarginAccount | None = None
    balance = deposited = withdrawn = 0
    for _, some in groupby(both, key=lambda one: (one[0].height, one[0].transaction)):
        settled: Settled | None = None
        for event, after in some:
            if isinstance(after, Holding):
                balance = after.balance
            elif isinstance(after, MarginAccount):
                account = after
                data = dated_data(event, laws())
                settled = data if isinstance(data, Settled) else settled
        if account is None:
            continue
        now = (balance - account.held, int(account.withdrawn))
        upto = now if settled is None else (settled.deposited, int(settled.withdrawn))
        came, went = upto[0] - deposited, upto[1] - withdrawn
        if came or went:
            time = reader.header(event.height).time
            yield CashMove(event, time, account, came, went)
        deposited, withdrawn = now
