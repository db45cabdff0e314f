# SPDX-License-Identifier: Apache-2.0
"""How quantities of a chain's instruments are shown: looked up as they are asked for."""

from collections.abc import Iterator, Mapping

from counterfoil.evidence.words import DisplayUnit
from counterfoil.law.module import View
from counterfoil.modules.instruments.records import INSTRUMENTS


class ChainUnits(Mapping[str, DisplayUnit]):
    """Instrument → its unit, as the chain defines it."""

    def __init__(self, view: View) -> None:
        self._view = view

    def __getitem__(self, instrument: str) -> DisplayUnit:
        found = self._view.read(INSTRUMENTS, instrument)
        if found is None:
            raise KeyError(instrument)
        return DisplayUnit(found.unit.name, found.unit.decimals)

    def __iter__(self) -> Iterator[str]:
        return (record.instrument for _, record in self._view.rows(INSTRUMENTS))

    def __len__(self) -> int:
        return sum(1 for _ in self)
