# SPDX-License-Identifier: Apache-2.0
"""Typed reading of holdings, supplies and encumbrances."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.law.table import R, Table, table_prefix
from counterfoil.modules.holdings.records import (
    ENCUMBRANCES,
    HOLDINGS,
    SUPPLIES,
    Encumbrance,
    EncumbranceKind,
    GrantStatus,
    Holding,
)
from counterfoil.modules.parties.queries import accounts_of
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, RecordPath


def holding(view: View, account: AccountId, instrument: InstrumentId) -> Holding | None:
    """What an account holds of an instrument; None when it never held any."""
    return view.read(HOLDINGS, account, instrument)


def balance_of(view: View, account: AccountId, instrument: InstrumentId) -> int:
    """How many units an account holds of an instrument in all parts, in its smallest unit."""
    found = holding(view, account, instrument)
    return 0 if found is None else found.balance


def balance_of_party(view: View, holder: PartyId, instrument: InstrumentId) -> int:
    """How many units a party holds of an instrument in all its accounts. Reader that party's alone."""
    return sum(balance_of(view, account.account, instrument) for account in accounts_of(view, holder))


def holdings_of(view: View, account: AccountId) -> list[Holding]:
    """All holdings of an account, the emptied ones too, in order of instruments. Reader that account's alone."""
    return [holding for _, holding in view.rows(HOLDINGS, account)]


def holders_of(view: View, instrument: InstrumentId) -> Iterator[Holding]:
    """The holdings of an instrument that are not empty, in order of accounts. Reader every holding of the chain."""
    return (holding for _, holding in view.rows(HOLDINGS) if holding.instrument == instrument and holding.balance)


def outstanding(view: View, instrument: InstrumentId) -> int:
    """How many units exist, in the instrument's smallest unit."""
    supply = view.read(SUPPLIES, instrument)
    return 0 if supply is None else supply.outstanding


def encumbrance(view: View, encumbrance: str) -> Encumbrance | None:
    """A hold, pledge or freeze, or None."""
    return view.read(ENCUMBRANCES, encumbrance)


def holds_for(view: View, table: Table[R]) -> Iterator[tuple[R, Encumbrance]]:
    """Each active hold whose executor is a record of a table, with that record. Reader every encumbrance."""
    for _, hold in view.rows(ENCUMBRANCES):
        active = hold.kind is EncumbranceKind.hold and hold.status is GrantStatus.active
        if active and table_prefix(RecordPath(hold.executor)) == table.prefix:
            record = view.read(table, *hold.executor.split("/")[2:])
            if record is not None:
                yield record, hold


def encumbrances_of(view: View, account: AccountId) -> list[Encumbrance]:
    """The active encumbrances of an account, in order of their names. Reader every encumbrance of the chain."""
    return [
        found for _, found in view.rows(ENCUMBRANCES) if found.account == account and found.status is GrantStatus.active
    ]
