# SPDX-License-Identifier: Apache-2.0
"""What is always true of vouchers, lots, lines and invoices."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from counterfoil.law.module import View
from counterfoil.modules.holdings.records import ENCUMBRANCES, TITLES, GrantStatus
from counterfoil.modules.receivables.claim_records import CLAIMS
from counterfoil.modules.receivables.invoices import INVOICES
from counterfoil.modules.receivables.lots import LOTS, OUT, Lot, LotStatus
from counterfoil.modules.receivables.payments import LATE
from counterfoil.modules.receivables.records import LINES, OWED, ROOTS, STANDINGS, InvoiceShare, Root, RootStatus
from counterfoil.modules.receivables.registries import REGISTRIES

OUT_OF_IT = {RootStatus.paid, RootStatus.cured, RootStatus.cancelled}


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    lots: dict[str, list[Lot]] = defaultdict(list)
    for path, lot in view.rows(LOTS):
        lots[lot.root].append(lot)
        yield from (f"{path}: {problem}" for problem in _of_lot(view, lot))
    for path, registry in view.rows(REGISTRIES):
        times = [one.since for one in registry.asked]
        if times != sorted(set(times)):
            yield f"{path}: the chains that it asks are out of order: {times}"
    roots = list(view.rows(ROOTS))
    for path, root in roots:
        yield from (f"{path}: {problem}" for problem in _of_root(root, lots[root.root]))
        yield from (f"{path}: {problem}" for problem in _of_provision(view, root, lots[root.root]))
    yield from _of_issuers(view, [root for _, root in roots])
    for path, invoice in view.rows(INVOICES):
        confirmed = sum(
            share.amount
            for _, root in roots
            if root.status in OWED | OUT_OF_IT | {RootStatus.issued}
            for share in _promised(root, lots[root.root])
            if (root.registry, share.fingerprint) == (invoice.registry, invoice.fingerprint)
        )
        if not (confirmed == invoice.confirmed <= invoice.amount):
            yield f"{path}: {invoice.confirmed} promised of {invoice.amount}, and {confirmed} by vouchers"


def _promised(root: Root, lots: Sequence[Lot]) -> Iterator[InvoiceShare]:
    """What it takes of its invoices, less what lots had of them that were cancelled and not paid."""
    yield from root.terms.invoices
    for lot in lots:
        if lot.status is LotStatus.cancelled:
            for share in root.of_invoices(lot.start + lot.paid, lot.start + lot.value):
                yield replace(share, amount=-share.amount)


def _of_root(root: Root, lots: Sequence[Lot]) -> Iterator[str]:
    came_out = root.status in OWED | OUT_OF_IT
    face = root.terms.face if came_out else 0
    if root.live + root.redeemed + root.cancelled != face:
        yield f"live {root.live}, paid {root.redeemed}, cancelled {root.cancelled} are not its face {face}"
    by = {status: [lot for lot in lots if lot.status is status] for status in LotStatus}
    out = sorted((lot for lot in lots if lot.status in OUT), key=lambda lot: lot.start)
    counted = {
        "live": sum(lot.value for lot in out),
        "redeemed": sum(lot.value for lot in by[LotStatus.redeemed]),
        "cancelled": sum(lot.value for lot in (*by[LotStatus.cancelled], *by[LotStatus.burned])),
        "paid_in_part": sum(lot.paid for lot in out),
    }
    yield from (f"{name} is not {value}" for name, value in counted.items() if getattr(root, name) != value)
    ended = sorted((lot for lot in lots if lot.status is not LotStatus.spent), key=lambda lot: lot.start)
    for before, after in itertools.pairwise(ended):
        if before.start + before.value != after.start:
            yield f"{before.instrument} and {after.instrument} do not lie side by side"
    if came_out and (root.status in OWED) != bool(out):
        yield f"{root.status}, with {len(out)} lots out"


def _of_provision(view: View, root: Root, lots: Sequence[Lot]) -> Iterator[str]:
    """What is provided for every lot that is out is there."""
    due = sum(lot.entitled(root.rounds, root.terms.face) - lot.paid for lot in lots if lot.status in OUT)
    name = "" if root.paid_out_of is None else root.paid_out_of.removeprefix(f"{ENCUMBRANCES.prefix}/")
    kept = view.read(ENCUMBRANCES, name) if name else None
    there = kept.quantity if kept is not None and kept.status is GrantStatus.active else 0
    if there < due:
        yield f"{due} provided for lots that are out, and {there} held"
    if kept is not None and (kept.executor, kept.expires) != (ROOTS.path(root.root), None):
        yield f"what is provided is held for {kept.executor} until {kept.expires}"


def _of_lot(view: View, lot: Lot) -> Iterator[str]:
    title = view.read(TITLES, lot.instrument)
    if title is None or (title.account is not None) != (lot.status in OUT):
        yield f"{lot.status}, and its title says otherwise"
    if (lot.offer is not None) != (lot.status is LotStatus.on_offer):
        yield f"{lot.status}, and its offer says otherwise"
    parent = None if lot.parent is None else view.read(LOTS, lot.parent)
    if lot.parent is not None and (parent is None or parent.status is not LotStatus.spent):
        yield f"its parent {lot.parent} is not spent"
    if parent is not None and not (
        parent.start <= lot.start and lot.start + lot.value <= parent.start + parent.value and lot.depth >= parent.depth
    ):
        yield "it lies outside its parent, or above it"
    if not 0 <= lot.paid <= lot.value:
        yield f"{lot.paid} paid of {lot.value}"
    for name in lot.claimed_with:
        whole = view.read(LOTS, name)
        around = whole is not None and whole.root == lot.root and whole.start <= lot.start
        if whole is None or not around or lot.start + lot.value > whole.start + whole.value:
            yield f"it shares the claims on {name}, in which it does not lie"
        if view.read(CLAIMS, name) is None:
            yield f"it shares the claims on {name}, and there are none"


def _of_issuers(view: View, roots: Sequence[Root]) -> Iterator[str]:
    used: dict[tuple[str, str], int] = defaultdict(int)
    late: dict[str, int] = defaultdict(int)
    for root in roots:
        where = (root.terms.programme, root.terms.issuer)
        used[where] += root.terms.face if root.status is RootStatus.issued else root.live
        late[root.terms.issuer] += root.status in LATE
    for path, line in view.rows(LINES):
        if not used[line.programme, line.issuer] == line.used <= line.ceiling:
            yield f"{path}: {line.used} used of {line.ceiling}, and {used[line.programme, line.issuer]} are outstanding"
    for path, standing in view.rows(STANDINGS):
        if standing.overdue != late[standing.issuer]:
            yield f"{path}: {standing.overdue} overdue, and there are {late[standing.issuer]}"
