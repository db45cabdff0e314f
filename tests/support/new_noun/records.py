# SPDX-License-Identifier: Apache-2.0
"""Records of the lending module."""

from typing import ClassVar, Final

from counterfoil.modules.lending.outcomes import LendingOutcome

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.event import Movement
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity


class Loan(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was agreed, and how much of it was drawn."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    loan: str
    lender: AccountId
    borrower: AccountId
    instrument: InstrumentId
    quantity: Quantity
    agreed_by: tuple[PartyId, ...]
    drawn: Quantity = Quantity(0)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The borrower, who agreed, takes what the loan brings."""
        meant = (Side.takes, self.borrower, self.instrument)
        holds = movement[:3] == meant and movement.cause == LOANS.path(self.loan)
        require(holds, LendingOutcome.not_this_loan, self.loan)
        return self.agreed_by


class Tally(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many units ever came to an account by transfers."""

    account: AccountId
    units: Quantity = Quantity(0)


TALLIES: Final = Table("lending/tally", Tally, LendingOutcome.unknown_borrowing, LendingOutcome.borrowing_exists)
LOANS: Final = Table("lending/loan", Loan, LendingOutcome.unknown_loan, LendingOutcome.loan_exists)
