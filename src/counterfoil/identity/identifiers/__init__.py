# SPDX-License-Identifier: Apache-2.0
"""The field's identifiers with their check digits. Each ``check_…`` says what is wrong with a text, or None."""

from collections.abc import Callable
from typing import Final

from counterfoil.identity.identifiers.cfi import CFI_PATTERN, CfiKind, check_cfi, describe_cfi
from counterfoil.identity.identifiers.identity_number import (
    IDENTITY_NUMBER_PATTERN,
    check_identity_number,
    identity_number_check_character,
    identity_number_of_15,
)
from counterfoil.identity.identifiers.isin import ISIN_PATTERN, check_isin, isin_check_digit
from counterfoil.identity.identifiers.lei import LEI_PATTERN, check_lei, lei_check_digits
from counterfoil.identity.identifiers.mic import MIC_PATTERN, check_mic
from counterfoil.identity.identifiers.social_credit import (
    SOCIAL_CREDIT_CODE_PATTERN,
    check_social_credit_code,
    check_social_credit_form,
    social_credit_check_character,
)

IDENTIFIER_CHECKS: Final[dict[str, Callable[[str], str | None]]] = {
    "cfi": check_cfi,
    "identity_number": check_identity_number,
    "isin": check_isin,
    "lei": check_lei,
    "mic": check_mic,
    "social_credit_code": check_social_credit_code,
}
"""Name of a kind of identifier → its check."""


def wrong_identifier(*, isin: str | None = None, cfi: str | None = None, mic: str | None = None) -> str | None:
    """Which of an instrument's identifiers is wrong, and why: ``mic 'SSE': …``; None when none is."""
    for name, text in (("isin", isin), ("cfi", cfi), ("mic", mic)):
        if text is not None and (problem := IDENTIFIER_CHECKS[name](text)) is not None:
            return f"{name} {text!r}: {problem}"
    return None


__all__ = [
    "CFI_PATTERN",
    "IDENTIFIER_CHECKS",
    "IDENTITY_NUMBER_PATTERN",
    "ISIN_PATTERN",
    "LEI_PATTERN",
    "MIC_PATTERN",
    "SOCIAL_CREDIT_CODE_PATTERN",
    "CfiKind",
    "check_cfi",
    "check_identity_number",
    "check_isin",
    "check_lei",
    "check_mic",
    "check_social_credit_code",
    "check_social_credit_form",
    "describe_cfi",
    "identity_number_check_character",
    "identity_number_of_15",
    "isin_check_digit",
    "lei_check_digits",
    "social_credit_check_character",
    "wrong_identifier",
]
