# SPDX-License-Identifier: Apache-2.0
"""Typed reading of instruments."""

from counterfoil.law.module import View
from counterfoil.modules.instruments.records import INSTRUMENTS, VERSIONS, Instrument, InstrumentVersion
from counterfoil.primitives.types import InstrumentId


def instrument(view: View, instrument: InstrumentId) -> Instrument | None:
    """The instrument in its current version, or None."""
    return view.read(INSTRUMENTS, instrument)


def earlier_versions(view: View, instrument: InstrumentId) -> list[InstrumentVersion]:
    """What versions 1, 2, … said before the current one; empty for an unknown instrument."""
    current = view.read(INSTRUMENTS, instrument)
    numbers = range(1, current.version) if current is not None else ()
    found = (view.read(VERSIONS, instrument, str(number)) for number in numbers)
    return [version for version in found if version is not None]
