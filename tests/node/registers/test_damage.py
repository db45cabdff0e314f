# SPDX-License-Identifier: Apache-2.0
"""Identifiers as spreadsheets damage them: one person of many spellings, never one of several, never a placeholder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.identity.identifiers import identity_number_check_character
from counterfoil.node.registers.csv_rows import RowProblem
from counterfoil.node.registers.damage import damaged_number, is_placeholder, person_identifier

NUMBER = "99020219850214002X"
SPELLINGS = [
    NUMBER,
    "99020219850214002x",
    f"{NUMBER}\u200b",
    f"'{NUMBER}",
    f"\u2018{NUMBER}",
    f'="{NUMBER}"',
    "９９０２０２１９８５０２１４００２Ｘ",
    f"{NUMBER}\t",
    "990202 19850214 002X",
    f"\u00a0{NUMBER}\u3000",
    f"\u202a{NUMBER}\u202c",
    f"\ufeff{NUMBER[:6]}\u2060{NUMBER[6:]}",
    "990202850214002",
]
PLACEHOLDERS = [
    *("", " ", "-", "--", "—", "/", "0", "00", "000000000000000000", "nan", "NaN", "NULL", "None", "N/A", "#N/A"),
    *(
        "#VALUE!",
        "无",
        "不详",
        "未知",
        "合计",
        "总计：",
        "110",
        "111111111111111111",
        "xxxxxxxx",
        "123456",
        "987654321",
    ),
]
LOST = ["9.90202E+17", "9.90202e17", "9,90202E+17", "990202198502140020.0", "990202198502111000", "-990202198502140"]


def problem_of(text: str) -> str:
    with pytest.raises(RowProblem) as caught:
        person_identifier(text)
    assert text not in caught.value.detail or len(text) < 4, "a personal identifier is never repeated"
    return caught.value.reason


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_many_spellings_are_one_person(spelling: str) -> None:
    """Never several persons of one."""
    assert person_identifier(spelling) == NUMBER


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_placeholder_is_nobody(text: str) -> None:
    """Whatever word a system has for nothing."""
    assert problem_of(text) in ("holder_missing", "invalid_identifier")


@pytest.mark.parametrize("text", LOST)
def test_a_number_that_lost_digits_is_nobody(text: str) -> None:
    """Three persons would become one."""
    assert problem_of(text) in ("damaged_number", "invalid_identifier")


@pytest.mark.parametrize("text", ["E12345678", "H60123456", "K1234567(8)", "91110000600037341L", "person-1"])
def test_other_documents_pass(text: str) -> None:
    """Passports, permits, credit codes: whatever has no check character known here."""
    assert person_identifier(text) == text.upper()


@given(st.integers(0, 27), st.integers(0, 999), st.data())
def test_one_wrong_digit_is_told(day: int, sequence: int, data: st.DataObject) -> None:
    """The check character of an identity number finds every wrong digit."""
    body = f"990202198502{day + 1:02}{sequence:03}"
    number = body + identity_number_check_character(body)
    assert person_identifier(number) == number
    at = data.draw(st.integers(0, 16))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[at]]))
    with pytest.raises(RowProblem):
        person_identifier(number[:at] + wrong + number[at + 1 :])


def test_codes_are_told_from_damaged_numbers() -> None:
    """Digits are a code; what a spreadsheet makes of them is not."""
    assert [damaged_number(text) for text in ("600000", "007", "A1", "10.5A")] == [None] * 4
    assert all(damaged_number(text) for text in ("600777.0", "7.", "7E5", "6.00777E+05", "-7"))
    assert [is_placeholder(text) for text in ("7", "1", "平安", "A")] == [False] * 4
