# SPDX-License-Identifier: Apache-2.0
"""Typed reading of instruments."""

from counterfoil.law.module import View
from counterfoil.law.versions import before
from counterfoil.modules.instruments.records import INSTRUMENTS, VERSIONS, Instrument, InstrumentVersion
from counterfoil.primitives.types import InstrumentId


def instrument(view: View, instrument: InstrumentId) -> Instrument | None:
    """The instrument in its current version, or None."""
    return view.read(INSTRUMENTS, instrument)


def earlier_versions(view: View, instrument: InstrumentId) -> list[InstrumentVersion]:
    """What versions 1, 2, … said before the current one; empty for an unknown instrument."""
    current = view.read(INSTRUMENTS, instrument)
    found = () if current is None else before(view, VERSIONS, instrument, current.version)
    return [said for _, said in found if said is not None]
