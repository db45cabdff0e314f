# SPDX-License-Identifier: Apache-2.0
"""A contract's delivery on the open day: matched by the house, exchanged and made good by anybody, and ended.

The ledger judges each call like any other, and it is safe to ask again.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from counterfoil.identity.signing import PrivateKey
from counterfoil.law.module import View
from counterfoil.modules.futures import delivery_calls as d
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures.delivering import STAGES, allotments, deliveries_of, is_matched, matching_of
from counterfoil.modules.futures.delivery import DELIVERABLES, Failing
from counterfoil.modules.futures.expiry import ENDINGS, Ending, EndingStatus
from counterfoil.modules.futures.invoicing import invoice_of, penalty_of
from counterfoil.modules.futures.matching import Matched
from counterfoil.modules.futures.queries import is_over
from counterfoil.node.chain import ChainNode
from counterfoil.node.futures.settling_day import STAGES as SETTLING
from counterfoil.node.futures.settling_day import Left, Work, open_house_of
from counterfoil.node.network import clock_ms
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import AccountId, DayNumber


class Delivered(NamedTuple):
    """What a command did for a contract."""

    contract: str
    day: DayNumber
    done: dict[str, int]
    """call → how many of it stand in blocks"""
    parcels: dict[str, int]
    """status → parcels, counted on both sides"""
    ended: bool
    left: Sequence[Left]


class Foretold(NamedTuple):
    """One parcel of the matching, and what it costs."""

    number: int
    seller: AccountId
    buyer: AccountId
    lots: int
    goods: str
    failing: str
    amount: int


def deliver(node: ChainNode, keys: Sequence[PrivateKey], contract: str, progress: Progress = no_progress) -> Delivered:
    """Do of a contract's end what can be done on the open day."""
    ending, day = ending_of(node.ledger.view, contract)
    work = Work(node, keys, progress)
    view = node.ledger.view
    work.take("expired", list(SETTLING["expired"](view, ending.house, day)))
    _write(work, list(allotments(node.ledger.view, ending)))
    if is_matched(node.ledger.view, ending):
        work.take("concluded", [d.ConcludeMatching(contract=contract)])
    ending, _ = ending_of(node.ledger.view, contract)
    for name, stage in STAGES.items():
        groups = list(stage(node.ledger.view, ending, clock_ms()))
        if any(len(group) > 1 for group in groups):
            work.together(name, groups)
        else:
            work.take(name, [call for group in groups for call in group])
    for name in ("collected", "covered", "paid"):
        work.take(name, list(SETTLING[name](node.ledger.view, ending.house, day)))
    if is_over(node.ledger.view, ending):
        work.take("ended", [e.End(contract=contract)])
    after = node.ledger.view.read(ENDINGS, contract)
    ended = after is not None and after.status is EndingStatus.ended
    return Delivered(contract, day, work.done, _statuses(node.ledger.view, contract), ended, work.left)


def foretold(node: ChainNode, contract: str) -> list[Foretold]:
    """What the rule brings together, from what is offered and wanted so far."""
    view = node.ledger.view
    ending, _ = ending_of(view, contract)
    return [_foretold(view, ending, one) for one in matching_of(view, ending)]


def _write(work: Work, allotments: Sequence[d.Allot]) -> None:
    """Whole accounts many at once; what takes several calls one after the other, since each follows the one before."""
    several = {one.account for one in allotments if one.more}
    work.take("matched", [one for one in allotments if one.account not in several])
    work.together("matched", [[one] for one in allotments if one.account in several])


def ending_of(view: View, contract: str) -> tuple[Ending, DayNumber]:
    """A contract's ending, and the open day of its house; InputError where there is none."""
    found = view.read(ENDINGS, contract)
    if found is None:
        known = ", ".join(one.contract for _, one in view.rows(ENDINGS)) or "none"
        remedy = f"counterfoil futures fix-final; contracts that end: {known}"
        raise InputError("no final price is fixed of this contract", where=contract, remedy=remedy)
    return found, open_house_of(view, found.house)[1]


def _statuses(view: View, contract: str) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for delivery in deliveries_of(view, contract):
        for parcel in delivery.parcels:
            found[parcel.status.value] += 1
    return dict(sorted(found.items()))


def _foretold(view: View, ending: Ending, one: Matched) -> Foretold:
    goods, amount = "", 0
    if one.goods is not None:
        deliverable = view.read(DELIVERABLES, ending.product, one.goods.instrument)
        assert deliverable is not None, "it was offered"
        goods, amount = one.goods.instrument, invoice_of(ending, deliverable, one.lots).amount
    elif one.failing is not Failing.both_sides:
        amount = penalty_of(ending, one.lots)
    return Foretold(one.number, one.seller, one.buyer, one.lots, goods, one.failing.value, amount)
