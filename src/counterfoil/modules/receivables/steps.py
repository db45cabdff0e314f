# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next for vouchers and lots; and how a voucher stands by now, in words."""

from collections.abc import Iterator

from counterfoil.evidence.bilingual import Words
from counterfoil.law.call import Call
from counterfoil.law.module import Now, View
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES, TITLES, free_of
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.claim_records import CLAIMS
from counterfoil.modules.receivables.lots import LOTS
from counterfoil.modules.receivables.paying import needed
from counterfoil.modules.receivables.priority import ranked
from counterfoil.modules.receivables.records import OWED, ROOTS, UNCONFIRMED, Root, RootStatus
from counterfoil.modules.receivables.words import DUE, OVERDUE
from counterfoil.primitives.types import Timestamp


def stands(root: Root, now: Now) -> Words | None:
    """That a voucher is due, or was to be paid, which no event has noted."""
    if root.status is not RootStatus.circulating or now.time < root.due:
        return None
    owed = now.in_units(root.outstanding, root.cash)
    return (DUE if now.time < root.late_from else OVERDUE).fill(owed=owed, when=now.when)


def steps(view: View, time: Timestamp) -> Iterator[Call]:
    """What has lapsed; payment that can be made; then what is recorded of vouchers that were not paid."""
    for _, root in view.rows(ROOTS):
        if (root.status in UNCONFIRMED or root.status is RootStatus.issued) and time >= root.until:
            yield c.Lapse(root=root.root)
        if root.status in OWED and time >= root.due and root.quota < root.terms.face and _covered(view, root, time):
            yield c.Provide(root=root.root, quota=root.terms.face)
    yield from _of_lots(view, time)
    for _, root in view.rows(ROOTS):
        if root.may_be_overdue(time):
            yield c.RecordOverdue(root=root.root)
        if root.may_be_in_default(time):
            yield c.RecordDefault(root=root.root)
    for _, claims in view.rows(CLAIMS):
        if claims.claims and ranked(claims.claims).order != tuple(one.claimant for one in claims.claims):
            yield lc.Rank(lot=claims.instrument)


def _of_lots(view: View, time: Timestamp) -> Iterator[Call]:
    for _, lot in view.rows(LOTS):
        root = view.read(ROOTS, lot.root)
        if root is None:
            continue
        if lot.offer is not None and time >= min(lot.offer.until, root.due):
            yield lc.LapseOffer(lot=lot.instrument)
        title = view.read(TITLES, lot.instrument)
        here = title is not None and title.account is not None and lot.agreed_in(title.account)
        # Pledged, held or frozen it is not paid.
        here = here and free_of(view, lot.payee.account, lot.instrument) == 1
        if lot.at_rest and root.pays(lot) and here:
            yield lc.RedeemLot(lot=lot.instrument)


def _covered(view: View, root: Root, time: Timestamp) -> bool:
    """Whether the issuer's account has what every lot is due, with what an earlier round left."""
    mandate = view.read(MANDATES, root.mandate)
    if mandate is None:
        return False
    kept = None if root.paid_out_of is None else view.read(ENCUMBRANCES, root.paid_out_of.split("/", 2)[2])
    left = kept.quantity if kept is not None and kept.account == mandate.account else 0
    return free_of(view, mandate.account, root.cash) + left >= needed(root, root.terms.face, time)
