# SPDX-License-Identifier: Apache-2.0
"""The law of lending."""

from collections.abc import Iterable
from typing import Final

from counterfoil.modules.lending import calls as c
from counterfoil.modules.lending import events as e
from counterfoil.modules.lending.outcomes import LendingOutcome
from counterfoil.modules.lending.records import LOANS, TALLIES

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, Rule
from counterfoil.law.moment import Moment, known
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import MANDATES
from counterfoil.modules.parties.records import ACCOUNTS, Control


def agree(call: c.Agree, _moment: Moment) -> Iterable[EventData]:
    yield e.Agreed(
        loan=call.loan,
        lender=call.lender,
        borrower=call.borrower,
        instrument=call.instrument,
        quantity=call.quantity,
    )


def draw(call: c.Draw, moment: Moment) -> Iterable[EventData]:
    loan = known(moment, LOANS, call.loan)
    path = LOANS.path(call.loan)
    open_to_all = known(moment, ACCOUNTS, loan.borrower).incoming is Control.nobody
    yield Transferred(
        sender=loan.lender,
        receiver=loan.borrower,
        instrument=loan.instrument,
        quantity=call.quantity,
        giving=MANDATES.path(call.mandate),
        taking=None if open_to_all else path,
        cause=path,
        reference=call.loan,
    )
    yield e.Drawn(loan=call.loan, quantity=call.quantity)


LAW: Final = Law(
    noun="lending",
    calls={c.Agree: Rule(agree), c.Draw: Rule(draw)},
    events=(e.Agreed, e.Drawn, e.Tallied),
    tables=(LOANS, TALLIES),
    outcomes=LendingOutcome,
    words=Vocabulary(
        sentences={
            "lending.agreed": Words(
                "Loan {loan} of {quantity} {instrument} from {lender} to {borrower} agreed",
                "约定借贷 {loan}：{lender} 向 {borrower} 出借 {instrument} {quantity}",
            ),
            "lending.tallied": Words("{quantity} more came to {account}", "{account} 再收到 {quantity}"),
            "lending.drawn": Words("{quantity} drawn under loan {loan}", "借贷 {loan} 项下提取 {quantity}"),
        }
    ),
)
