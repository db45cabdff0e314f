# SPDX-License-Identifier: Apache-2.0
"""The public ACTUS test format: cases of terms, observations and expected results, read and compared strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from counterfoil.terms.contract import Contract
from counterfoil.terms.events import Event
from counterfoil.terms.risk_factors import Fixings

ABSOLUTE: Final = Decimal("1e-10")
RELATIVE: Final = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a contract, what is observed, the horizon, and the expected results (empty if the file states none)."""

    name: str
    contract: Contract[Any, Any]
    fixings: Fixings
    until: datetime | None
    expected: tuple[Mapping[str, object], ...]

    def run(self) -> list[Event]:
        """The events of the contract up to the horizon."""
        return self.contract.events(self.fixings, self.until)
