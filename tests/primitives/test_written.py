# SPDX-License-Identifier: Apache-2.0
"""Numbers, TOML and JSON as people write them: a value comes out, or an InputError, and nothing else."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.written import decimal_of, parse_json, parse_toml, ungrouped

NUMBERS = {"5216.2": "5216.2", "-5": "-5", "+0.20": "0.20", ".5": "0.5", "5.": "5", "1E3": "1000", "0e999": "0"}
NO_NUMBERS = (
    *("1E999999999", "1e-999999999", "1e9999999999999999999", "1E41", "1e-41", "NaN", "sNaN", "Infinity", "-inf"),
    *("", " 5", "5\n", "5_216.2", "５２１６", "0x10", "1,5", "1e", "9" * 65, "--5"),
)


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_a_number_is_what_it_says(text: str, number: str) -> None:
    """With a sign, a fraction, or an exponent."""
    assert decimal_of(text) == Decimal(number)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_none(text: str) -> None:
    """Nor what nobody means, whose exponent alone would overflow."""
    assert decimal_of(text).is_nan()


@given(st.text(alphabet="0123456789.eE+-_nNaif", max_size=70))
def test_every_number_can_be_reckoned_with(text: str) -> None:
    """Whatever its text, no sum, product or comparison of it raises."""
    found = decimal_of(text)
    if found.is_finite():
        assert abs(found) * 300 + found.scaleb(9) <= 10**60
        assert int(found) <= 10**41


HOSTILE_TOML = {
    "a = " + "9" * 5_000: "too many digits",
    "a = 0x" + "f" * 5_000: "too many digits",
    "a = 9223372036854775808": "too many digits",
    "a = [{b = 0xffffffffffffffffff}]": "too many digits",
    "a = " + "[" * 3_000: "nested too deep",
    "a = ": "not TOML",
    'a = "\\ud800"': "not TOML",
}


@pytest.mark.parametrize(("text", "told"), HOSTILE_TOML.items(), ids=lambda text: str(text)[:12])
def test_toml_that_nobody_means_is_refused(text: str, told: str) -> None:
    """Python's reader ends in errors of four kinds."""
    with pytest.raises(InputError, match=told) as refused:
        parse_toml(text.encode(), where="product.toml", remedy="see --help")
    assert (refused.value.where, refused.value.remedy) == ("product.toml", "see --help")


def test_a_byte_order_mark_is_no_part_of_toml() -> None:
    """Editors leave one: it was an invalid statement at line 1, column 1. Two are one too many."""
    assert parse_toml(b"\xef\xbb\xbfa = 1\r\n", where="product.toml") == {"a": 1}
    with pytest.raises(InputError, match="not TOML"):
        parse_toml(b"\xef\xbb\xbf\xef\xbb\xbfa = 1\n", where="product.toml")


def test_fractions_of_toml_are_exact() -> None:
    """And those without measure are no numbers, for whoever reads the key to say."""
    read = parse_toml(b"a = 0.2\nb = 1_000.5\nc = 1e999999999\nd = inf\ne = -9223372036854775808", where="a.toml")
    assert (read["a"], read["b"], read["e"]) == (Decimal("0.2"), Decimal("1000.5"), -(2**63))
    assert read["c"].is_nan() and read["d"].is_nan()


HOSTILE_JSON: dict[bytes, str] = {
    b'{"a": "\\ud800"}': "surrogate",
    b'{"a": 1, "a": 2}': "'a' stands twice",
    b"[" * 100_000: "nested too deep",
    b'{"a":' * 100_000: "nested too deep",
    b"9" * 5_000: "too many digits",
    b"\xff\xfe": "not UTF-8",
    b"{": "not JSON",
    b"": "not JSON",
}


@pytest.mark.parametrize(("data", "told"), HOSTILE_JSON.items(), ids=lambda data: str(data)[:12])
def test_json_that_nobody_means_is_refused(data: bytes, told: str) -> None:
    """Half a letter, a name twice, no end."""
    with pytest.raises(InputError, match=told):
        parse_json(data, where="line 1")


def test_numbers_of_json_may_be_read_as_they_stand() -> None:
    """However long."""
    assert parse_json(b'{"a": 5216.20, "b": %s}' % (b"9" * 5_000), where="", numbers_as_text=True) == {
        "a": "5216.20",
        "b": "9" * 5_000,
    }


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """By nothing but an InputError."""
    readers: tuple[Any, ...] = (parse_toml, parse_json)
    for read in readers:
        with suppress(InputError):
            read(data, where="a file")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1,000", "1000"),
        ("12,345.60", "12345.60"),
        ("1,000,000", "1000000"),
        ("1000", "1000"),
        ("1,00", "1,00"),
        ("1,0000", "1,0000"),
        ("1000,000", "1000,000"),
        (",000", ",000"),
        ("1.000,00", "1.000,00"),
        ("-1,000", "-1,000"),
    ],
)
def test_marks_between_thousands(text: str, read: str) -> None:
    """Where they part all of them; what could be meant otherwise stays as it is."""
    assert ungrouped(text) == read
