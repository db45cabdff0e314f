# SPDX-License-Identifier: Apache-2.0
"""Events of the lending module."""

from collections.abc import Iterator
from typing import ClassVar

from counterfoil.modules.lending.outcomes import LendingOutcome
from counterfoil.modules.lending.records import LOANS, TALLIES, Loan, Tally
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.event import Changes, Consents, EventData, FollowingEvent, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.modules.parties.authority import signed_for
from counterfoil.primitives.types import AccountId, InstrumentId, PositiveQuantity, Quantity

_LOANS: Changes[Loan] = Changes(LOANS)


class Agreed(EventData, frozen=True):
    """A borrower agreed to a loan."""

    type: ClassVar[str] = "lending.agreed"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    loan: str
    lender: AccountId
    borrower: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        loan = Loan(
            loan=self.loan,
            lender=self.lender,
            borrower=self.borrower,
            instrument=self.instrument,
            quantity=self.quantity,
            agreed_by=consents[0].by,
        )
        yield _LOANS.create(loan, self.loan)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.borrower, Side.takes),)


class Tallied(FollowingEvent, frozen=True):
    """Units that came to an account by a transfer were counted."""

    type: ClassVar[str] = "lending.tallied"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    account: AccountId
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def tally(before: Tally | None) -> Tally:
            tally = before or Tally(account=self.account)
            return replace(tally, units=Quantity(tally.units + self.quantity))

        yield Touch(TALLIES, (self.account,), tally)


class Drawn(EventData, frozen=True):
    """Units of a loan came to its borrower."""

    type: ClassVar[str] = "lending.drawn"
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report
    loan: str
    quantity: PositiveQuantity

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def draw(before: Loan) -> Loan:
            drawn = before.drawn + self.quantity
            require(drawn <= before.quantity, LendingOutcome.beyond_the_loan, self.loan)
            return replace(before, drawn=Quantity(drawn))

        yield _LOANS.change(draw, self.loan)
