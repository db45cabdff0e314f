# SPDX-License-Identifier: Apache-2.0
"""The proposal of a voucher out of what a registry reported of invoices: its face is what it takes of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from counterfoil.evidence.text import format_quantity
from counterfoil.law.dated import day_of, in_force
from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.modules.instruments.records import INSTRUMENTS, Unit
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receivables.calls import Propose
from counterfoil.modules.receivables.invoices import INVOICES
from counterfoil.modules.receivables.records import INVOICES_MAX, InvoiceShare, Programme, RootTerms
from counterfoil.node.registers.csv_rows import CsvFile, CsvFormat, RefusedRow
from counterfoil.node.supply.lot_splitting import money_typed
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.gathered_errors import GatheredErrors
from counterfoil.primitives.types import AccountId, DayNumber, HexHash, PartyId, Quantity, Timestamp

COLUMN: Final = "fingerprint"
UNDONE: Final = "mend them all; nothing was done"


class Proposal(NamedTuple):
    """What somebody wants of a voucher; None: what the programme or the invoices say."""

    root: str
    issuer: str
    account: str
    by: str | None
    matures: Timestamp
    until: Timestamp
    contract: HexHash
    face: str | None
    min_split: str | None
    max_depth: int | None
    requires_acceptance: bool
    recourse: bool
    guarantor: str | None
    examined_by: str | None


def fingerprints_of(report: Path) -> list[tuple[str, str]]:
    """Place and fingerprint of each row of a registry's report, CSV; InputError for a file that has none."""
    opened, wrong = CsvFile(report, CsvFormat()), GatheredErrors()
    opened.require_separated({COLUMN})
    if COLUMN not in opened.columns:
        remedy = "what counterfoil supply voucher invoices --report wrote"
        raise InputError(f"no column {COLUMN!r}", where=f"{report}, line 1", remedy=remedy)
    place, found = opened.columns.index(COLUMN), []
    for row in opened.rows():
        if isinstance(row, RefusedRow):
            wrong.add(row.error(report, "nothing was done"))
        else:
            found.append((f"{report}, line {row.line}", row.cells[place]))
    wrong.require_none(str(report), UNDONE)
    if not found:
        raise InputError("there is no invoice in it", where=str(report), remedy="a line for each")
    return found


def proposed(
    view: View, programme: Programme, wanted: Proposal, prints: Sequence[tuple[str, str]], now: Timestamp
) -> Propose:
    """The call; InputError for what is not there, and where the invoices have not so much left."""
    account = view.read(ACCOUNTS, wanted.account)
    if account is None:
        remedy = "the first holder's, which counterfoil parties open-account opens"
        raise InputError(f"there is no account {wanted.account!r}", where="--account", remedy=remedy)
    policy = in_force(programme.entries, now)
    if policy is None:
        raise InputError("it has not begun yet", where="--programme", remedy="see counterfoil show record")
    unit = known(view, INSTRUMENTS, programme.cash).unit
    face = None if wanted.face is None else money_typed(wanted.face, unit, "--face")
    shares = _shares(view, programme.registry, prints, face, unit, now)
    terms = RootTerms(
        programme=programme.programme,
        issuer=PartyId(wanted.issuer),
        account=AccountId(wanted.account),
        cash=programme.cash,
        face=Quantity(sum(one.amount for one in shares)),
        matures=DayNumber(day_of(wanted.matures, programme.offset_min)),
        contract_hash=wanted.contract,
        invoices=tuple(shares),
        requires_acceptance=wanted.requires_acceptance,
        recourse=wanted.recourse,
        min_split=Quantity(1 if wanted.min_split is None else money_typed(wanted.min_split, unit, "--min-split")),
        max_depth=policy.depth_max if wanted.max_depth is None else wanted.max_depth,
        guarantor=None if wanted.guarantor is None else PartyId(wanted.guarantor),
        examined_by=None if wanted.examined_by is None else PartyId(wanted.examined_by),
    )
    by = PartyId(wanted.by) if wanted.by is not None else account.holder
    return Propose(root=wanted.root, by=by, terms=terms, until=wanted.until)


def _shares(
    view: View, registry: PartyId, prints: Sequence[tuple[str, str]], face: int | None, unit: Unit, now: Timestamp
) -> list[InvoiceShare]:
    """Of each invoice, in the order of the report, what is left of it, until the face is reached."""
    wrong, left, shares = GatheredErrors(), face, list[InvoiceShare]()
    for where, fingerprint in prints:
        found = view.read(INVOICES, registry, fingerprint)
        if found is None:
            remedy = "its registry registers it: counterfoil supply voucher invoices"
            wrong.add(InputError("no invoice has this fingerprint", where=where, remedy=remedy))
            continue
        if found.withdrawn:
            remedy = "its registry registers it rightly, and reports it anew"
            wrong.add(InputError("its registry withdrew it", where=where, remedy=remedy))
            continue
        amount = found.room(now) if left is None else min(left, found.room(now))
        if amount <= 0 and left is None:
            wrong.add(InputError("all of it is promised or reserved", where=where, remedy="leave its line out"))
        elif amount > 0:
            shares.append(InvoiceShare(fingerprint=found.fingerprint, amount=Quantity(amount)))
            left = None if left is None else left - amount
    if left:
        wrong.add(InputError("the invoices have not so much left", where="--face", remedy="less, or more invoices"))
    if len(shares) > INVOICES_MAX:
        most = format_quantity(sum(one.amount for one in shares[:INVOICES_MAX]), unit.decimals)
        remedy = f"at most {INVOICES_MAX} in one voucher, the first of which come to --face {most}; make two"
        wrong.add(InputError(f"{len(shares)} invoices", where="--invoices", remedy=remedy))
    wrong.require_none("--invoices", UNDONE)
    return shares
