# SPDX-License-Identifier: Apache-2.0
"""Quantities, times and hostile strings as text."""

import json
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from unicodedata import category, name

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.measures import Measure, measured
from counterfoil.evidence.text import (
    format_quantity,
    format_time,
    format_time_at,
    quoted,
    safe_json,
    safe_text,
    text_width,
    wrap_text,
)
from counterfoil.primitives.types import INTEGER_MAX


@pytest.mark.parametrize(
    ("quantity", "decimals", "shown"),
    [
        (0, 0, "0"),
        (0, 2, "0.00"),
        (5, 2, "0.05"),
        (-5, 2, "−0.05"),
        (123456789, 2, "1,234,567.89"),
        (INTEGER_MAX, 0, "9,007,199,254,740,991"),
        (INTEGER_MAX, 12, "9,007.199254740991"),
    ],
)
def test_quantities_are_exact(quantity: int, decimals: int, shown: str) -> None:
    """Every digit of the integer appears, grouped, with the unit's decimals."""
    assert format_quantity(quantity, decimals) == shown


@given(st.integers(-INTEGER_MAX, INTEGER_MAX), st.integers(0, 12))
def test_quantities_agree_with_decimal(quantity: int, decimals: int) -> None:
    """The text reads back as the same number; the sign is shown when asked for."""
    shown = format_quantity(quantity, decimals, signed=True)
    assert Decimal(shown.replace(",", "").replace("−", "-")) == Decimal(quantity).scaleb(-decimals)
    assert shown.startswith("+") == (quantity > 0)


@given(st.integers(0, 253_402_300_799_999))
def test_times_agree_with_the_standard_library(time_ms: int) -> None:
    """Every millisecond up to the year 9999 is the same date and time as datetime's."""
    twin = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=time_ms)
    assert format_time(time_ms) == twin.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_the_largest_time_has_a_date_too() -> None:
    """Numbers that the ledger allows but datetime does not are still shown."""
    assert format_time(INTEGER_MAX - 1) == "287396-10-12T08:59:00.990Z"


def test_a_time_without_an_end_is_never() -> None:
    """The last time that there is, as "never" is written; by whatever clock, and in both languages."""
    assert (format_time(INTEGER_MAX), format_time_at(INTEGER_MAX, 480)) == ("never", "never")
    assert measured(INTEGER_MAX, Measure.time) == Words("never", "永不")


@pytest.mark.parametrize(
    "code", [0x00, 0x1B, 0x7F, 0x9B, 0xAD, 0x200B, 0x200F, 0x202E, 0x2066, 0xD800, 0xFEFF, 0xE0041]
)
def test_hidden_characters_are_spelled_out(code: int) -> None:
    """Controls, direction marks, zero-width characters, surrogates and tags cannot hide."""
    assert safe_text(f"a{chr(code)}b") == f"a⟨U+{code:04X}⟩b"


def test_nothing_that_unicode_calls_a_control_comes_through() -> None:
    """No control, format character, surrogate, private use or line separator of Python's Unicode stays as it is."""
    steering = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    through = (letter for letter in map(chr, range(sys.maxunicode + 1)) if safe_text(letter) == letter)
    assert [hex(ord(letter)) for letter in through if category(letter) in steering] == []


def test_nothing_that_is_called_a_quotation_mark_ends_a_quotation() -> None:
    """No quotation mark, corner bracket or apostrophe of Python's Unicode stands inside quotation marks."""
    marks = ("QUOTATION MARK", "CORNER BRACKET", "APOSTROPHE", "ANGLE BRACKET")
    through = (letter for letter in map(chr, range(sys.maxunicode + 1)) if quoted(letter) == f"“{letter}”")
    assert [
        hex(ord(letter))
        for letter in through
        if category(letter) in {"Pi", "Pf"} or (name(letter, "").endswith(marks) and "LETTER" not in name(letter, ""))
    ] == []


@pytest.mark.parametrize("code", [0x0338, 0x115F, 0x20E3, 0x2800, 0x3164, 0xFFA0])
def test_blank_and_overlaid_characters_are_spelled_out(code: int) -> None:
    """What looks like nothing, or strikes out the letter before it."""
    assert safe_text(f"a{chr(code)}b") == f"a⟨U+{code:04X}⟩b"


@given(st.text(alphabet="a登\u202e\u200b\u0000⟨U+>", max_size=60))
def test_safe_text_is_idempotent(text: str) -> None:
    """Cleaning twice changes nothing, so that it does no harm at several borders."""
    once = safe_text(text, length_max=10_000)
    assert safe_text(once, length_max=10_000) == once


def test_long_text_is_cut_visibly() -> None:
    """A cut is shown by an ellipsis."""
    assert safe_text("x" * 20, length_max=10) == "x" * 9 + "…"


def test_two_texts_that_differ_behind_the_cut_do_not_read_alike() -> None:
    """Each names its own hash, in brackets that no text can have."""
    one, other = (quoted("x" * 240 + end) for end in ("yes", "no"))
    assert one != other
    assert one == "“" + "x" * 239 + "…⟨SHA-256 " + sha256(b"x" * 240 + b"yes").hexdigest()[:16] + "⟩”"
    assert "⟨SHA" not in quoted("x" * 200 + "…⟨SHA-256 0⟩")
    assert quoted("x" * 240) == "“" + "x" * 240 + "”"


def test_json_says_the_same_and_steers_no_terminal() -> None:
    """What hides or reorders is escaped as JSON escapes; nothing else changes, and who parses it reads the same."""
    text = json.dumps({"title": "证 a\u202eb\u009bc\U000e0041", "plain": "é"}, ensure_ascii=False)
    shown = safe_json(text)
    assert json.loads(shown) == json.loads(text)
    assert "\\u202e" in shown and "\\u009b" in shown and "\\udb40\\udc41" in shown and "证" in shown and "é" in shown
    assert safe_json('{"a":\n 1}') == '{"a":\n 1}'


@given(st.text(alphabet="ab W,。登记过户", max_size=200), st.integers(300, 3_000), st.integers(1, 4))
def test_lines_fit(text: str, width: int, lines_max: int) -> None:
    """No line is wider than asked, no more lines than asked, and only the last line of a cut text loses words."""
    lines = wrap_text(text, width=width, lines_max=lines_max)
    assert len(lines) <= lines_max
    assert all(text_width(line) <= width for line in lines)
    if not lines or not lines[-1].endswith("…"):
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("lines_max", [2, 9])
@pytest.mark.parametrize("width", range(900, 3_000, 100))
def test_lines_and_cuts_end_where_a_word_does(width: int, lines_max: int) -> None:
    """A path and an identifier break behind what joins their parts; a cut leaves whole words before the ellipsis."""
    path = "settlement/instruction/receipt-sale"
    text = f"authorised by merchant, caused by {path}, 由 {path} 引起"
    words = {"", *text.replace("/", " ").replace("-", " ").split()}
    lines = wrap_text(text, width=width, lines_max=lines_max)
    shown = " ".join(lines).removesuffix("…").replace("/", " ").replace("-", " ").split()
    assert [word for word in shown if word.isascii() and word not in words] == []
    assert all(text_width(line) <= width for line in lines)
