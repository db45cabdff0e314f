# SPDX-License-Identifier: Apache-2.0
"""For whom vouchers wait: who confirms, accepts, was offered a lot, is to pay, or has not agreed to be paid."""

from collections.abc import Iterator
from typing import Final

from counterfoil.evidence.text import format_day, format_quantity, format_time
from counterfoil.law.module import Outstanding, View
from counterfoil.law.moment import known
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receivables.elsewhere import lacking
from counterfoil.modules.receivables.lots import LOTS, Lot
from counterfoil.modules.receivables.records import OWED, ROOTS, Root, RootStatus
from counterfoil.primitives.types import InstrumentId, Quantity, Timestamp

WAITS: Final = {
    RootStatus.draft: "confirmation",
    RootStatus.prepared: "confirmation to be checked",
    RootStatus.issued: "acceptance",
}


def outstanding(view: View, time: Timestamp) -> Iterator[Outstanding]:
    """Vouchers first, then lots; what has run out is due, and waits for nobody."""
    for _, root in view.rows(ROOTS):
        yield from _of_voucher(view, root, time)
    for _, lot in view.rows(LOTS):
        if lot.offer is not None and time < lot.offer.until:
            holder = known(view, ACCOUNTS, lot.offer.to).holder
            until = format_time(lot.offer.until)
            yield Outstanding(holder, "offer of a lot", lot.instrument, _worth(view, lot), "", until)
        yield from _unagreed(view, lot)


def _of_voucher(view: View, root: Root, time: Timestamp) -> Iterator[Outstanding]:
    terms = root.terms
    if root.status in WAITS and time < root.until:
        first = known(view, ACCOUNTS, terms.account).holder
        party = first if root.status is RootStatus.issued else terms.issuer
        told = _money(view, terms.face, root.cash)
        unasked = lacking(view, root, time) if root.status is RootStatus.prepared else ()
        if unasked:
            told = f"{told}; not asked yet: {', '.join(unasked)}"
        yield Outstanding(party, WAITS[root.status], root.root, told, "", format_time(root.until))
    if root.status in OWED and time >= root.due and root.quota < terms.face:
        told = _money(view, Quantity(root.outstanding), root.cash)
        yield Outstanding(terms.issuer, "payment of a voucher", root.root, told, format_day(terms.matures))


def _unagreed(view: View, lot: Lot) -> Iterator[Outstanding]:
    """A lot that could be paid, in an account that nobody agreed is paid on it: it is owed until its holder does."""
    root = known(view, ROOTS, lot.root)
    account = known(view, TITLES, lot.instrument).account
    if not lot.at_rest or account is None or not root.pays(lot) or lot.agreed_in(account):
        return
    told = f"{_money(view, Quantity(lot.unpaid), lot.cash)}: receivables.name_payee"
    since = format_day(root.terms.matures if root.provided_on is None else root.provided_on)
    yield Outstanding(known(view, ACCOUNTS, account).holder, "agreement to be paid", lot.instrument, told, since)


def _worth(view: View, lot: Lot) -> str:
    return _money(view, lot.value, lot.cash)


def _money(view: View, quantity: Quantity, cash: InstrumentId) -> str:
    unit = known(view, INSTRUMENTS, cash).unit
    return f"{format_quantity(quantity, unit.decimals)} {unit.name}"
