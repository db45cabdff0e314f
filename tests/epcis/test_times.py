# SPDX-License-Identifier: Apache-2.0
"""Times of events: instants of UTC in milliseconds, and texts that are none."""

import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from counterfoil.epcis.times import parse_time
from counterfoil.primitives.errors import DecodeError

KNOWN = {
    "2005-04-03T20:33:31.116-06:00": "2005-04-04T02:33:31.116Z",
    "2023-02-02T11:04:03.1415Z": "2023-02-02T11:04:03.142Z",
    "2023-02-02T11:04:03.1414999Z": "2023-02-02T11:04:03.141Z",
    "2020-12-31T23:59:59.9996Z": "2021-01-01T00:00:00.000Z",
    "2020-02-29t00:00:00z": "2020-02-29T00:00:00.000Z",
    "0001-01-01T00:00:00+14:00": "0000-12-31T10:00:00.000Z",
}
NONE = (
    *("2026-03-04", "2026-03-04T11:00:30", "2026-03-04 11:00:30Z", "22-07-2026", "", "2026-13-01T00:00:00Z"),
    *("2026-02-29T00:00:00Z", "2026-03-04T24:00:00Z", "2026-03-04T11:60:00Z", "２０２６-03-04T11:00:30Z"),
)


@pytest.mark.parametrize(("text", "utc"), KNOWN.items())
def test_known_times(text, utc):
    """Offsets are taken away, the fourth decimal is rounded half up, leap days and new years are right."""
    moment = parse_time(text)
    assert (moment.utc, moment.text) == (utc, text)


@given(st.datetimes(), st.integers(-839, 840))
def test_the_library_agrees(naive, offset):
    """Any instant, in any zone, is what the standard library says of it."""
    assume(2 <= naive.year <= 9998)
    zone = datetime.timezone(datetime.timedelta(minutes=offset))
    given_time = naive.replace(microsecond=naive.microsecond // 1000 * 1000, tzinfo=zone)
    moment = parse_time(given_time.isoformat())
    utc = given_time.astimezone(datetime.UTC)
    assert moment.utc == utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert datetime.datetime.fromtimestamp(0, datetime.UTC) + datetime.timedelta(milliseconds=moment.ms) == utc


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_time_is_refused(text):
    """A date alone, a time without a zone, a day that is none."""
    with pytest.raises(DecodeError):
        parse_time(text)
