# SPDX-License-Identifier: Apache-2.0
"""Risk factors: exact times, nothing carried forward, and errors that say what is known instead."""

import pickle
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import NOTHING_OBSERVED, Fixings, MissingFixing, ObservedEvent, checked

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
    assert list(fixings.observed("loan")) == [early, again, everyone, late]
    assert list(fixings.observed("other")) == [other, everyone]
    assert list(fixings.observed("")) == list(fixings.observed("nobody")) == [everyone]
    assert not NOTHING_OBSERVED.observed("loan")


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"R": {APRIL: 0.1}}, "a binary float"),
        ({"R": {APRIL: Decimal("NaN")}}, "not a finite number"),
        ({"R": {APRIL.date(): Decimal(1)}}, "is not a datetime without time zone"),
        ({"R": {APRIL.replace(tzinfo=UTC): Decimal(1)}}, "is not a datetime without time zone"),
    ],
)
def test_fixings_that_are_not_exact_are_refused(values: Any, problem: str) -> None:
    """A float, no number, a date, a time with a zone: each is refused where it is given, not where it is used."""
    with pytest.raises(InputError, match=f"fixings of R: .*{problem}"):
        Fixings.of(values)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"at": APRIL.date()}, "is not a datetime without time zone"),
        ({"at": APRIL, "value": 0.5}, "a binary float"),
        ({"at": APRIL, "performance": "XX"}, "'XX' is not a contract performance .*allowed: PF, DL"),
    ],
)
def test_observed_events_that_cannot_be_are_refused(given: Any, problem: str) -> None:
    """The time, the value and the performance of an observed event are checked when it is made."""
    with pytest.raises(InputError, match=f"observed CE: .*{problem}"):
        ObservedEvent(type="CE", **given)


@dataclass
class Careless:
    """Risk factors that somebody wrote in a hurry."""

    answer: Any

    def fixing(self, identifier: str, at: datetime) -> Any:
        return self.answer

    def observed(self, contract_id: str) -> list[ObservedEvent]:
        return [ObservedEvent(JUNE, "AD"), ObservedEvent(APRIL, "AD")]


def test_what_others_observe_is_looked_at() -> None:
    """A float of a user's own risk factors is refused by name; a text or an integer counts; events are put in order."""
    for answer in (0.1, None, Decimal("Infinity")):
        with pytest.raises(InputError, match=r"fixing of R at 2024-04-01T00:00:00: "):
            checked(Careless(answer)).fixing("R", APRIL)
    assert checked(Careless("0.1")).fixing("R", APRIL) == Decimal("0.1")
    assert [event.at for event in checked(Careless(1)).observed("c")] == [APRIL, JUNE]
    assert checked(FIXINGS) is FIXINGS


@pytest.mark.parametrize(
    "error",
    [
        MissingFixing("R", APRIL, known="nothing"),
        TermError("maturityDate", "missing", where="loan-7", remedy="give it"),
        InputError("wrong", where="here", remedy="right"),
    ],
)
def test_errors_go_from_process_to_process(error: InputError) -> None:
    """Pickled and read again, an error says the same and keeps what it knows."""
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (str(again), again.__dict__) == (str(error), error.__dict__)
