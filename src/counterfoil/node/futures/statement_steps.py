# SPDX-License-Identifier: Apache-2.0
"""What changes the balance of a margin account from statement to statement: settlements, and what comes beside them."""

from collections.abc import Sequence
from typing import NamedTuple

from counterfoil.evidence.event import Event
from counterfoil.modules import laws
from counterfoil.modules.futures.auctions import BidCharged
from counterfoil.modules.futures.defaults import Absorbed
from counterfoil.modules.futures.expiry import Expired
from counterfoil.modules.futures.parcel_events import OfParcel
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, MarginAccount
from counterfoil.modules.futures.settling import Covered, Settled
from counterfoil.modules.futures.statement_parts import SettledPart
from counterfoil.node.chain import ChainNode
from counterfoil.node.history import history
from counterfoil.primitives.types import DayNumber
from counterfoil.verify.shown import dated_data

Besides = Expired | OfParcel | BidCharged | Covered | Absorbed
"""What a statement tells beside the day's own gain."""
OfDay = SettledPart | Settled | Besides
"""What it tells of a trading day: every event that changes a balance is one of these, or it does not add up."""


class Step(NamedTuple):
    """One thing that a statement tells, and the account on record before and after it."""

    event: Event
    data: OfDay
    before: MarginAccount
    after: MarginAccount

    @property
    def day(self) -> DayNumber:
        return self.data.day


class Movement(NamedTuple):
    """What a contract's end, an auction, or who answers for a loss, brought an account on the day, or cost it."""

    kind: str
    """expired, taken, credited, failed or compensated; bid_charged; covered or absorbed"""
    of: str
    """the contract, or the auction; the client whom a member covers, or the layer that bears"""
    lots: int
    amount: int
    late: bool
    """whether it came when the day was settled already"""


def steps(node: ChainNode, record: MarginAccount) -> list[Step]:
    """All that its statements tell, first to last."""
    found: list[Step] = []
    before: MarginAccount | None = None
    for event, after in history(node.reader, node.ledger.view, MARGIN_ACCOUNTS.path(record.account)):
        assert isinstance(after, MarginAccount), "its folds make such"
        data = dated_data(event, laws())
        if isinstance(data, OfDay):
            assert before is not None, "it was opened before"
            found.append(Step(event, data, before, after))
        before = after
    return found


def movements(of_day: Sequence[Step]) -> tuple[Movement, ...]:
    """Of a day, in their order; each by what its event says, not by what the balance became."""
    found, late = [], False
    for step in of_day:
        if isinstance(step.data, Besides):
            found.append(_movement(step.data, step.before, late=late))
        late = late or isinstance(step.data, Settled)
    return tuple(found)


def _movement(data: Besides, account: MarginAccount, *, late: bool) -> Movement:
    kind = data.type.partition(".")[2]
    match data:
        case BidCharged():
            return Movement(kind, data.auction, 0, data.gained, late)
        case Covered() if data.client == account.account:
            return Movement(kind, "", 0, int(data.amount), late)
        case Covered():
            return Movement(kind, data.client, 0, -int(data.amount), late)
        case Absorbed():
            return Movement(kind, data.layer, 0, int(data.amount), late)
        case Expired():
            lots = sum(line.long + line.short for line in data.expired)
            return Movement(kind, data.contract, lots, data.gained, late)
        case OfParcel():
            return Movement(kind, data.contract, data.lots, data.gained, late)
