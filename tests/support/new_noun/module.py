# SPDX-License-Identifier: Apache-2.0
"""The closed half of the lending module."""

from collections.abc import Iterator
from typing import Final

from counterfoil.modules.lending.events import Agreed
from counterfoil.modules.lending.law import LAW
from counterfoil.modules.lending.records import LOANS

from counterfoil.law.module import Module, View
from counterfoil.law.outcome import require
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import INSTRUMENTS


def lends_something(event: Agreed, view: View) -> None:
    """A loan is of an instrument that is defined."""
    defined = view.read(INSTRUMENTS, event.instrument) is not None
    require(defined, InstrumentsOutcome.unknown_instrument, event.instrument)


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for path, loan in view.rows(LOANS):
        if loan.drawn > loan.quantity:
            yield f"{path}: more was drawn than lent"


MODULE: Final = Module(law=LAW, limits={Agreed: lends_something}, invariants=invariants)
