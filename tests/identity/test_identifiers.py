# SPDX-License-Identifier: Apache-2.0
"""Check digits: known answers, agreement with python-stdnum, and the real codes of thousands of securities."""

import csv
from collections.abc import Callable
from types import ModuleType

import pytest
import stdnum.cfi
import stdnum.cn.ric
import stdnum.cn.uscc
import stdnum.isin
import stdnum.lei
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.identity import identifiers
from counterfoil.identity.identifiers import (
    IDENTIFIER_CHECKS,
    CfiKind,
    check_cfi,
    check_identity_number,
    check_isin,
    check_lei,
    check_mic,
    check_social_credit_code,
    describe_cfi,
    identity_number_check_character,
    identity_number_of_15,
    wrong_identifier,
)
from counterfoil.identity.identifiers.cfi import CATEGORIES
from shared_data import shared_data

VALID = {
    "isin": ["US0378331005", "KYG217651051", "CNE100001SR9", "AU0000XVGZA3", "GB0002634946", "XS0000000009"],
    "lei": ["969500HMVSZ0TCV65D58", "213800KUD8LAJWSQ9D15"],
    "cfi": ["ESVUFR", "DBFTFB", "FFSPSX", "FCAPSX", "CEOGES", "OCASPS", "MMMXXX"],
    "social_credit_code": ["91110000600037341L", "91350100M000100Y43"],
    "identity_number": ["99020219850214002X", "990202198502111018"],
    "mic": ["XSHG", "XSHE", "CCFX", "360T"],
}


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, codes in VALID.items() for code in codes])
def test_valid_codes_pass(kind: str, code: str) -> None:
    """Known codes have nothing wrong with them."""
    assert IDENTIFIER_CHECKS[kind](code) is None


@pytest.mark.parametrize(
    ("check", "code", "problem"),
    [
        (check_isin, "US0378331006", "check digit is 6, should be 5"),
        (check_isin, "US037833100", "two capital letters"),
        (check_isin, "us0378331005", "two capital letters"),
        (check_isin, "US0378331005\n", "two capital letters"),
        (check_isin, "US037833100٥", "two capital letters"),
        (check_isin, "", "two capital letters"),
        (check_lei, "969500HMVSZ0TCV65D59", "are 59, should be 58"),
        (check_lei, "969500HMVSZ0TCV65D5", "eighteen"),
        (check_lei, "969500HMVSZ0TCV65D5A", "eighteen"),
        (check_cfi, "ESVUF", "six capital letters"),
        (check_cfi, "esvufr", "six capital letters"),
        (check_cfi, "ASVUFR", "category A is not one of C, D, E"),
        (check_cfi, "EZVUFR", "group Z of equities is not one of C, D"),
        (check_social_credit_code, "91110000600037341M", "ends in M, should end in L"),
        (check_social_credit_code, "9111000060003734IL", "without I, O, S, V, Z"),
        (check_social_credit_code, "91A10000600037341L", "3 to 8 are digits"),
        (check_social_credit_code, "91110000600037341", "18"),
        (check_social_credit_code, "X11100006000373410", "X1 is no registering department and kind of body"),
        (check_social_credit_code, "91990000600037341B", "990000 is no region"),
        (check_social_credit_code, "132200198501010628", "a personal identity number"),
        (check_lei, "969500TEST0000004899", "are 99, should be 02"),
        (check_lei, "969500TEST0000008100", "are 00, should be 97"),
        (check_lei, "969500TEST0000001601", "are 01, should be 98"),
        (check_identity_number, "990202198502111000", "ends in 0, should end in X"),
        (check_identity_number, "99020219850230101X", "1985-02-30 is no date of birth"),
        (check_identity_number, "99020219850214002x", "17 digits and a check character"),
        (check_mic, "XSH", "four"),
        (check_mic, "xshg", "four"),
    ],
)
def test_wrong_codes_are_told_what_is_wrong(check: Callable[[str], str | None], code: str, problem: str) -> None:
    """Each rule has its sentence, with the digit that would be right."""
    assert problem in (check(code) or "nothing wrong")


@pytest.mark.parametrize(
    ("kind", "twin"), [("isin", stdnum.isin), ("lei", stdnum.lei), ("social_credit_code", stdnum.cn.uscc)]
)
@given(st.data())
def test_agreement_on_changed_codes(kind: str, twin: ModuleType, data: st.DataObject) -> None:
    """After changing one or two characters of a valid code, both libraries give one verdict."""
    characters = list(data.draw(st.sampled_from(VALID[kind])))
    for _ in range(data.draw(st.integers(1, 2))):
        # The twin asks neither who registered a body nor where.
        at = data.draw(st.integers(8 if kind == "social_credit_code" else 2, len(characters) - 1))
        characters[at] = data.draw(st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    code = "".join(characters)
    # The twin takes letters for an LEI's two check digits; ISO 17442 does not.
    well_formed = kind != "lei" or code[-2:].isdigit()
    well_formed = well_formed and not (kind == "lei" and code[-2:] in ("00", "01", "99"))
    assert (IDENTIFIER_CHECKS[kind](code) is None) == (well_formed and twin.is_valid(code))


@given(st.integers(0, 9_999_999), st.integers(0, 999))
def test_identity_numbers_agree_with_stdnum(birth: int, sequence: int) -> None:
    """The check character is that of ISO 7064 MOD 11-2; of one that has 15 digits the number of 18 is made."""
    body = f"110101{19_000_000 + birth % 1_000_000 + 700_000:08d}{sequence:03d}"
    made = body + identity_number_check_character(body)
    assert made[-1] == stdnum.cn.ric.calc_check_digit(made)
    if check_identity_number(made) is None and made[6:8] == "19":
        assert identity_number_of_15(made[:6] + made[8:17]) == made


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=18, max_size=18))
def test_made_check_digits_are_right(text: str) -> None:
    """A code completed with the computed digits is valid, by both libraries."""
    isin = "CN" + text[:9]
    isin += identifiers.isin_check_digit(isin)
    lei = text + identifiers.lei_check_digits(text)
    credit = "91110000" + text[:9]
    credit += identifiers.social_credit_check_character(credit)
    assert (check_isin(isin), check_lei(lei), check_social_credit_code(credit)) == (None, None, None)
    assert stdnum.isin.is_valid(isin)
    assert stdnum.lei.is_valid(lei)
    assert stdnum.cn.uscc.is_valid(credit)


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=6, max_size=6))
def test_cfi_never_refuses_what_stdnum_accepts(code: str) -> None:
    """The attributes are looser here, category and group are not."""
    if stdnum.cfi.is_valid(code):
        assert check_cfi(code) is None
    if code[0] not in CATEGORIES or code[1] not in CATEGORIES[code[0]][1]:
        assert not stdnum.cfi.is_valid(code)


def test_cfi_is_described_in_words() -> None:
    """Category and group; nothing for what is no CFI code."""
    assert describe_cfi("ESVUFR") == CfiKind(category="equities", group="common or ordinary shares")
    assert describe_cfi("FFSPSX") == CfiKind(category="futures", group="financial futures")
    assert describe_cfi("ZZZZZZ") is None


@pytest.mark.real_data
@pytest.mark.parametrize("market", ["HKG", "SHH", "SHZ"])
def test_real_isins_are_valid(market: str) -> None:
    """Every ISIN of the securities of three markets."""
    path = shared_data(f"market/financedatabase/equities_{market}_with_isin.csv")
    with path.open(newline="", encoding="utf-8") as file:
        codes = [row["isin"] for row in csv.DictReader(file) if row["isin"]]
    assert codes
    assert [(code, problem) for code in codes if (problem := check_isin(code))] == []


@pytest.mark.real_data
def test_real_markets_are_valid() -> None:
    """Every MIC of ISO 10383 and the LEI of whoever runs the market."""
    path = shared_data("market/mic/ISO10383_MIC.csv")
    with path.open(newline="", encoding="utf-8", errors="replace") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 2_000
    assert [(row["MIC"], problem) for row in rows if (problem := check_mic(row["MIC"]))] == []
    assert [(row["LEI"], problem) for row in rows if row["LEI"] and (problem := check_lei(row["LEI"]))] == []


def test_wrong_identifier_names_the_first_that_is_wrong() -> None:
    """In the order ISIN, CFI, MIC; what is not given is not wrong."""
    assert wrong_identifier() is None
    assert wrong_identifier(isin="KYG217651051", cfi="ESVUFR", mic="XSHG") is None
    assert wrong_identifier(isin="KYG217651052", mic="SSE") == (
        "isin 'KYG217651052': ISIN check digit is 2, should be 1"
    )
    assert wrong_identifier(cfi="ZZZZZZ", mic="SSE").startswith("cfi 'ZZZZZZ': ")
    assert wrong_identifier(isin="KYG217651051", mic="SSE").startswith("mic 'SSE': ")
