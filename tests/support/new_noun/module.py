# SPDX-License-Identifier: Apache-2.0
"""The closed half of the lending module."""

from collections.abc import Iterator
from typing import Final

from counterfoil.modules.lending.events import Agreed, Tallied
from counterfoil.modules.lending.law import LAW
from counterfoil.modules.lending.outcomes import LendingOutcome
from counterfoil.modules.lending.records import LOANS, TALLIES

from counterfoil.law.module import Module, View, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import INSTRUMENTS

TALLY_MAX: Final = 200


def lends_something(event: Agreed, moment: Whole) -> None:
    """A loan is of an instrument that is defined."""
    defined = moment.read(INSTRUMENTS, event.instrument) is not None
    require(defined, InstrumentsOutcome.unknown_instrument, event.instrument)


def tallied(event: Transferred, moment: Whole) -> Iterator[Tallied]:
    """What comes to an account is counted, up to a limit."""
    tally = moment.read(TALLIES, event.receiver)
    units = event.quantity + (0 if tally is None else tally.units)
    require(units <= TALLY_MAX, LendingOutcome.too_much_came, event.receiver)
    yield Tallied(account=event.receiver, quantity=event.quantity)


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, loan in view.rows(LOANS):
        if loan.drawn > loan.quantity:
            yield f"{path}: more was drawn than lent"


MODULE: Final = Module(law=LAW, limits={Agreed: lends_something}, follows={Transferred: tallied}, invariants=invariants)
