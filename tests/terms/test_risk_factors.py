# SPDX-License-Identifier: Apache-2.0
"""Risk factors: exact times, nothing carried forward, and errors that say what is known instead."""

from datetime import datetime
from decimal import Decimal

import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.terms.risk_factors import NOTHING_OBSERVED, Fixings, MissingFixing, ObservedEvent

APRIL, MAY, JUNE = (datetime(2024, month, 1) for month in (4, 5, 6))
FIXINGS = Fixings.of({"SHIBOR3M": {APRIL: Decimal("0.02"), JUNE: Decimal(0)}, "EMPTY": {}})


def test_fixings_are_found_at_their_time() -> None:
    """A fixing of zero is a fixing."""
    assert FIXINGS.fixing("SHIBOR3M", APRIL) == Decimal("0.02")
    assert FIXINGS.fixing("SHIBOR3M", JUNE) == 0


@pytest.mark.parametrize(
    ("fixings", "identifier", "at", "message"),
    [
        (
            FIXINGS,
            "SHIBOR3M",
            MAY,
            "risk factors: no fixing of SHIBOR3M at 2024-05-01T00:00:00 "
            "(its 2 fixings run from 2024-04-01T00:00:00 to 2024-06-01T00:00:00)",
        ),
        (
            FIXINGS,
            "SHIBOR3M",
            APRIL.replace(hour=1),
            "risk factors: no fixing of SHIBOR3M at 2024-04-01T01:00:00 "
            "(its 2 fixings run from 2024-04-01T00:00:00 to 2024-06-01T00:00:00)",
        ),
        (FIXINGS, "EMPTY", MAY, "risk factors: no fixing of EMPTY at 2024-05-01T00:00:00 (its table is empty)"),
        (
            FIXINGS,
            "SHIBOR6M",
            MAY,
            "risk factors: no fixing of SHIBOR6M at 2024-05-01T00:00:00 "
            "(nothing is known of SHIBOR6M; there are fixings of EMPTY, SHIBOR3M)",
        ),
        (
            NOTHING_OBSERVED,
            "SHIBOR3M",
            MAY,
            "risk factors: no fixing of SHIBOR3M at 2024-05-01T00:00:00 (no fixings are given at all)",
        ),
        (
            Fixings.of({letter: {} for letter in "FEDCBA"}),
            "X",
            MAY,
            "risk factors: no fixing of X at 2024-05-01T00:00:00 "
            "(nothing is known of X; there are fixings of A, B, C, D, E, …)",
        ),
    ],
)
def test_missing_fixings_are_told(fixings: Fixings, identifier: str, at: datetime, message: str) -> None:
    """What is missing, when, and what there is; nothing is interpolated, not even within a day."""
    with pytest.raises(MissingFixing) as caught:
        fixings.fixing(identifier, at)
    assert str(caught.value) == message
    assert (caught.value.identifier, caught.value.at) == (identifier, at)
    assert isinstance(caught.value, InputError)


def test_a_missing_fixing_of_other_sources() -> None:
    """A source that cannot say what it knows still names what it does not."""
    assert str(MissingFixing("X", MAY)) == (
        "risk factors: no fixing of X at 2024-05-01T00:00:00 (nothing is known of X)"
    )


def test_events_are_observed_in_order_by_their_contract() -> None:
    """Ascending by time, those of one time as given; an event that names no contract concerns every one."""
    late = ObservedEvent(JUNE, "CE", "loan", performance="DF")
    early = ObservedEvent(APRIL, "PP", "loan", Decimal(100))
    other = ObservedEvent(MAY, "PP", "other", Decimal(5))
    everyone = ObservedEvent(MAY, "CE", performance="DL")
    again = ObservedEvent(APRIL, "PP", "loan", Decimal(1))
    fixings = Fixings.of({}, [late, early, other, everyone, again])
    assert fixings.observed("loan") == [early, again, everyone, late]
    assert fixings.observed("other") == [other, everyone]
    assert fixings.observed("") == fixings.observed("nobody") == [everyone]
    assert NOTHING_OBSERVED.observed("loan") == []
