# SPDX-License-Identifier: Apache-2.0
"""JSON for contracts: exact numbers, no name twice, and a clear word for everything else."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.terms.files.json_document import DEPTH_MAX, parse_json


def test_numbers_are_exact():
    """A JSON number with a point becomes the decimal that was written, not the nearest binary fraction."""
    assert parse_json('{"a": 0.1, "b": 3, "c": "0.1", "d": [true, null]}', where="f") == {
        "a": Decimal("0.1"),
        "b": 3,
        "c": "0.1",
        "d": [True, None],
    }


@pytest.mark.parametrize("number", ["1" * 5_000, "0." + "1" * 300, "1e99999999999999999999"])
def test_numbers_beyond_reason_stay_text(number):
    """A number that nothing can hold comes as its text, so that its reader can name the term."""
    assert parse_json(f'{{"a": {number}}}', where="f") == {"a": number}


REFUSED = [
    (b"", "f", "it is empty"),
    (b"  \n", "f", "it is empty"),
    (b"\xff\xfe{", "f, byte 0", "not UTF-8"),
    (b"{", "f, line 1, column 2", "not JSON"),
    (b'{"a": 1}\n{"b": 2}', "f, line 2, column 1", "not JSON"),
    (b"contractType: PAM", "f, line 1, column 1", "not JSON"),
    (b'{"a": NaN}', "f", "NaN is not a JSON number"),
    (b'{"a": -Infinity}', "f", "-Infinity is not a JSON number"),
    (b'{"a": 1, "b": 2, "a": 1}', "f, an object", "'a' is given twice"),
    (b'[{"contractID": "x", "currency": "CNY", "currency": "USD"}]', "f, the object 'x'", "'currency' is given twice"),
    (b"[" * 100_000, "f", "nested deeper"),
    (b"[" * (DEPTH_MAX + 2) + b"]" * (DEPTH_MAX + 2), "f", "nested deeper"),
    (b'{"a":' * 60 + b"1" + b"}" * 60, "f", "nested deeper"),
    (b'{"\\ud800": 1}', "f", "half a character"),
    (b'["\\udc00"]', "f", "half a character"),
]


@pytest.mark.parametrize(("document", "where", "problem"), REFUSED, ids=[row[2] for row in REFUSED])
def test_what_is_not_a_document_is_refused(document, where, problem):
    """Every way not to be JSON gets one clear error, with its place."""
    with pytest.raises(DecodeError) as caught:
        parse_json(document, where="f")
    assert caught.value.where == where
    assert problem in caught.value.problem


def test_a_byte_order_mark_is_no_obstacle():
    """Files that an editor marked as UTF-8 are read, as bytes and as text."""
    assert parse_json("\ufeff[1]".encode(), where="f") == parse_json("\ufeff[1]", where="f") == [1]


@settings(max_examples=100)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=4)))
def test_documents_come_back(value):
    """What JSON can state without fractions is read as it was written."""
    assert parse_json(json.dumps(value), where="f") == value


@settings(max_examples=100)
@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(document):
    """No bytes cause any other error than ours."""
    try:
        parse_json(document, where="f")
    except InputError as error:
        assert error.where.startswith("f")


def test_what_somebody_else_named_is_cut_short():
    """Names and texts of any length are shown with at most 60 characters."""
    long = "y" * 100_000
    for text in (f'{{"{long}": 1, "{long}": 2}}', f'{{"name": "{long}", "a": 1, "a": 2}}', f'["{long}\\ud800"]'):
        with pytest.raises(DecodeError) as refused:
            parse_json(text, where="a file")
        assert len(str(refused.value)) < 200


@pytest.mark.parametrize("text", ['["\\ud800"]', '["\ud800"]', "[" * 41 + "]" * 41, '{"a": ' * 41 + "1" + "}" * 41])
def test_no_way_of_writing_it_hides_what_is_unsound(text):
    """Half a character, escaped or not, and lists or objects too deep, are refused however short the document."""
    with pytest.raises(DecodeError, match=r"half a character|nested deeper"):
        parse_json(text, where="a file")
