# SPDX-License-Identifier: Apache-2.0
"""JSON of strangers: decimals exact, and every refusal with the place of what is refused."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.epcis.json_document import DEPTH_MAX, parse_json
from counterfoil.epcis.json_place import place_of
from counterfoil.primitives.errors import DecodeError

REFUSED = {
    b"": "it is empty",
    b" \n": "it is empty",
    b"\xff\xfe{": "byte 0: not UTF-8",
    b'{"a": 1,}': "line 1, column 9: not JSON",
    b'{"a": [1, {"b": 1,\n "c": 2, "b": 3}]}': r"a\[1\]\.b \(line 2\): 'b' is given twice",
    b'{"a": {"value": NaN}}': r"a\.value \(line 1\): NaN is not a JSON number",
    b"[1, -Infinity]": r"\[1\] \(line 1\): -Infinity is not a JSON number",
    b'{"a": 1e999}': r"a \(line 1\): 1e999 is beyond what a double holds",
    b'{"a": 1e9999999999999999999}': r"a \(line 1\): 1e9999999999999999999 is beyond all numbers",
    b'{"a": ' + b"9" * 300 + b"}": r"a \(line 1\): a number of 300 digits",
    b'{"a": 0.' + b"9" * 300 + b"}": r"a \(line 1\): a number of 302 characters",
    b"[" * 65 + b"]" * 65: "line 1: nested deeper than 64 levels",
    b"[" * 100_000: "nested deeper than 64 levels",
    b"9" * 300: "line 1: a number of 300 digits",
    b'{"a": "' + b"[" * 70: "not JSON: unterminated string",
    b"[" * 100_000 + b'"': "nested deeper than 64 levels",
    b'{"a": "\\ud800"}': "holds half a character",
    b'{"\\udfff": 1}': "holds half a character",
    b'["\\udfff"]': "holds half a character",
}


@pytest.mark.parametrize(("data", "problem"), REFUSED.items(), ids=range(len(REFUSED)))
def test_what_is_refused(data, problem):
    """Each thing that is not read, and where it stands."""
    with pytest.raises(DecodeError, match=f"events.json.*{problem}"):
        parse_json(data, where="events.json")


def test_numbers_are_exact():
    """What a binary float would change comes as it was written; what is whole is an integer."""
    text = b'\xef\xbb\xbf{"a": 0.1, "b": 12345678901234567.10, "c": 7, "d": 1E+3, "e": -0.0}'
    assert parse_json(text) == {"a": Decimal("0.1"), "b": Decimal("12345678901234567.10"), "c": 7, "d": 1000, "e": 0}


def test_brackets_in_texts_do_not_count():
    """A text may have any brackets, however many and escaped quotes between them."""
    text = '"' + "[{" * 200 + '\\"' + "]" * 3 + '"'
    assert parse_json(text.encode()) == "[{" * 200 + '"]]]'
    assert parse_json(b"[" * DEPTH_MAX + text.encode() + b"]" * DEPTH_MAX)


def test_size_is_bounded():
    """A document longer than the caller takes is refused before it is read."""
    with pytest.raises(DecodeError, match="5 bytes are more than 4"):
        parse_json(b"[1,2]", size_max=4)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data):
    """Nothing else ever comes of bytes."""
    with suppress(DecodeError):
        parse_json(data)


@given(st.text('{}[]:,"\\ a1eN.', max_size=40))
def test_places_are_looked_for_in_anything(text):
    """Looking for the place of an error ends, whatever the document is."""
    assert isinstance(place_of(text), str)


def test_brackets_in_texts_hide_no_depth():
    """Texts that look like the other half of a bracket do not make a deep document shallow."""
    deep = b'["]",' * 65 + b"1" + b',"["]' * 65
    with pytest.raises(DecodeError, match="nested deeper than 64 levels"):
        parse_json(deep)
    assert parse_json(b'["]",' * 64 + b"1" + b',"["]' * 64)
