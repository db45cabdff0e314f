# SPDX-License-Identifier: Apache-2.0
"""How the text that is hashed writes a number, by its edition: as the double that it is, or in all its digits.

The contexts of EPCIS 2.0 type values as ``xsd:double``, and the hashes that were published from 2023 to 2025 follow: a
text of 24 digits is written as the double nearest to it. Up to fifteen digits, as measured and counted, every decimal
is its own double's shortest. Computed in integers: two nodes agree to the bit. Editions of 2026 write every digit,
without zeros before and behind.
"""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

_NUMBER: Final = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?\s*")
EXACT_DIGITS: Final = 15
"""Every decimal of so many digits comes back from a double as it was."""
_EXACT: Final = Context(prec=EXACT_DIGITS, rounding=ROUND_HALF_EVEN)
EXPONENT_MAX: Final = 307
EXPONENT_MIN: Final = -307
"""Beyond these a double may be no number any more, or has lost digits; and nobody writes so many zeros."""
_BITS: Final = 53
_DECISIVE: Final = 800
"""No two doubles are told apart by a digit behind the first 770 or so."""
_PLAIN_FROM: Final = -4
"""Smaller numbers are written with an exponent, ``1e-05``, as the published code writes them."""


def is_number(text: str) -> bool:
    return text[-1:] <= "9" and _NUMBER.fullmatch(text) is not None


def canonical_number(text: str, write: Callable[[Decimal, str], str]) -> str:
    """A text that is a number, as ``write`` writes it; any other text as it is."""
    if not text or text[-1] > "9" or _NUMBER.fullmatch(text) is None:
        return text
    if text.isdigit() and text[0] != "0" and len(text) <= EXACT_DIGITS:
        return text
    return write(Decimal(text.strip()), text)


def in_full(number: Decimal, otherwise: str = "") -> str:
    """A number in all its digits; ``otherwise`` where it is so large or small that nobody writes them."""
    if not number:
        return "0"
    if not EXPONENT_MIN <= number.adjusted() <= EXPONENT_MAX:
        return otherwise or str(number)
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_double(number: Decimal, otherwise: str = "") -> str:
    """A number as its double says it; ``otherwise`` where no double can hold it."""
    if not number:
        return "0"
    if _PLAIN_FROM <= number.adjusted() < EXACT_DIGITS:  # most numbers: neither long, nor large, nor small
        short = _EXACT.normalize(number)
        if short == number:
            return format(short, "f")
    if not EXPONENT_MIN <= number.adjusted() <= EXPONENT_MAX:
        return otherwise or str(number)
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    if len(digits) > _DECISIVE:  # the digits behind it say no more than that they are there
        digits, exponent = (*digits[:_DECISIVE], 1), exponent + len(digits) - _DECISIVE - 1
    significand = int("".join(map(str, digits)))
    while significand % 10 == 0:
        significand, exponent = significand // 10, exponent + 1
    if len(str(significand)) + max(exponent, 0) > EXACT_DIGITS:
        significand, exponent = _rounded(significand, exponent)
    return ("-" if sign else "") + _spelled(str(significand), exponent)


def _spelled(digits: str, exponent: int) -> str:
    if exponent >= 0:
        return digits + "0" * exponent
    point = len(digits) + exponent
    if point - 1 < _PLAIN_FROM:
        fraction = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{digits[0]}{fraction}e-{1 - point:02}"
    return f"{digits[:point]}.{digits[point:]}" if point > 0 else f"0.{'0' * -point}{digits}"


def _rounded(significand: int, exponent: int) -> tuple[int, int]:
    """The number as its double says it: whole numbers in all their digits, others in the fewest that tell it."""
    numerator, denominator = _nearest(significand, exponent)
    if numerator % denominator == 0:
        return numerator // denominator, 0
    candidate, power = significand, exponent
    for digits in (EXACT_DIGITS, EXACT_DIGITS + 1, EXACT_DIGITS + 2):
        exact = Context(prec=1100).divide(Decimal(numerator), Decimal(denominator))
        short = exact.normalize(Context(prec=digits, rounding=ROUND_HALF_EVEN))
        parts = short.as_tuple()
        assert isinstance(parts.exponent, int)
        candidate, power = int("".join(map(str, parts.digits))), parts.exponent
        if _nearest(candidate, power) == (numerator, denominator):
            break
    return candidate, power


def _nearest(significand: int, exponent: int) -> tuple[int, int]:
    """The double nearest to ``significand`` · 10^``exponent``, ties to even, as a numerator over a power of two."""
    numerator, denominator = (significand * 10**exponent, 1) if exponent >= 0 else (significand, 10**-exponent)
    shift = numerator.bit_length() - denominator.bit_length() - _BITS
    scaled, unit = (numerator, denominator << shift) if shift >= 0 else (numerator << -shift, denominator)
    whole, rest = divmod(scaled, unit)
    if whole >= 1 << _BITS:  # the estimate of the size was one too small
        shift += 1
        scaled, unit = (numerator, denominator << shift) if shift >= 0 else (numerator << -shift, denominator)
        whole, rest = divmod(scaled, unit)
    if 2 * rest > unit or (2 * rest == unit and whole % 2):
        whole += 1
    while shift < 0 and whole % 2 == 0:
        whole, shift = whole // 2, shift + 1
    return (whole << shift, 1) if shift >= 0 else (whole, 1 << -shift)
