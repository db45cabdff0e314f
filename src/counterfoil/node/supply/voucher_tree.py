# SPDX-License-Identifier: Apache-2.0
"""Who has what of a voucher: its terms, its lots as they were split, and what is owed on each today."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.modules.holdings.records import HOLDINGS, TITLES
from counterfoil.modules.instruments.records import INSTRUMENTS, Unit
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receivables.invoices import INVOICES
from counterfoil.modules.receivables.lots import OUT, Lot
from counterfoil.modules.receivables.paying import today
from counterfoil.modules.receivables.queries import claims_on, lots_of
from counterfoil.modules.receivables.records import OWED, Root, RootStatus
from counterfoil.primitives.types import PARTS_PER_MILLION, AccountId, InstrumentId, PartyId, Timestamp


class LotTold(NamedTuple):
    """A lot as it stands."""

    lot: Lot
    account: AccountId | None
    """in which it is; None: it is over"""
    holder: PartyId | None
    owed: int
    """today, with penalties"""
    penalty: int
    """of that"""
    bound: Sequence[str]
    """what keeps its holder from passing it on: held, pledged, frozen"""
    claims: int
    """how many say that they financed it"""


class InvoiceTold(NamedTuple):
    """An invoice that a voucher takes its face from."""

    fingerprint: str
    taken: int
    amount: int
    alike: str | None
    cleared: bool


class VoucherTold(NamedTuple):
    """A voucher as it stands at a time."""

    root: Root
    unit: Unit
    stands: str
    """its status, and what the day makes of it"""
    lots: Sequence[LotTold]
    """as they lie in its face, a lot before what it was split into"""
    invoices: Sequence[InvoiceTold]

    @property
    def owed(self) -> int:
        """On all of its lots today, penalties with them."""
        return sum(one.owed for one in self.lots)

    @property
    def parts(self) -> Mapping[InstrumentId | None, Sequence[LotTold]]:
        """Lot → what it was split into; None: the whole voucher."""
        found: dict[InstrumentId | None, list[LotTold]] = defaultdict(list)
        for one in self.lots:
            found[one.lot.parent].append(one)
        return found

    def line_of(self, instrument: InstrumentId) -> list[LotTold]:
        """A lot after those that it was split from, the whole voucher first."""
        by_name = {one.lot.instrument: one for one in self.lots}
        found: list[LotTold] = []
        name: InstrumentId | None = instrument
        while name is not None:
            found.append(by_name[name])
            name = by_name[name].lot.parent
        return found[::-1]


def voucher_told(view: View, root: Root, now: Timestamp) -> VoucherTold:
    """All that is on record of a voucher, at a time. Reads every lot of the chain."""
    lots = sorted(lots_of(view, root.root), key=lambda one: (one.start, one.parent is not None, -one.value))
    told = [_lot(view, root, one, now) for one in _in_order(lots)]
    unit = known(view, INSTRUMENTS, root.cash).unit
    return VoucherTold(root, unit, standing_of(root, now), told, list(_invoices(view, root)))


def standing_of(root: Root, now: Timestamp) -> str:
    """Its status; that it is due, or late, follows from the day."""
    said = str(root.status)
    if root.status is not RootStatus.circulating or now < root.due:
        return said
    return "due" if now < root.late_from else "late"


def _lot(view: View, root: Root, lot: Lot, now: Timestamp) -> LotTold:
    title = view.read(TITLES, lot.instrument)
    account = None if title is None or lot.status not in OUT else title.account
    held = None if account is None else view.read(HOLDINGS, account, lot.instrument)
    parts = {} if held is None else {"held": held.held, "pledged": held.pledged, "frozen": held.frozen}
    penalty, claims = _penalty(root, lot, now), len(claims_on(view, lot.instrument))
    owed = lot.unpaid + penalty if lot.status in OUT and root.status in OWED else 0
    holder = None if account is None else known(view, ACCOUNTS, account).holder
    bound = [name for name, quantity in parts.items() if quantity]
    return LotTold(lot, account, holder, owed, penalty if owed else 0, bound, claims)


def _penalty(root: Root, lot: Lot, now: Timestamp) -> int:
    """As it is reckoned when the lot is paid today."""
    day = today(root, now)
    until = day if root.provided_on is None else min(day, root.provided_on)
    return lot.unpaid_days(root.terms.matures, until) * root.promise.penalty_ppm // PARTS_PER_MILLION


def _in_order(lots: Sequence[Lot]) -> Iterator[Lot]:
    """A lot, then its parts and theirs."""
    parts: dict[InstrumentId | None, list[Lot]] = defaultdict(list)
    for one in lots:
        parts[one.parent].append(one)
    waiting = parts[None][::-1]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += parts[one.instrument][::-1]


def _invoices(view: View, root: Root) -> Iterator[InvoiceTold]:
    for share in root.terms.invoices:
        found = known(view, INVOICES, root.registry, share.fingerprint)
        yield InvoiceTold(share.fingerprint, share.amount, found.amount, found.alike, bool(found.cleared_by))
