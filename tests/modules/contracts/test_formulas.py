# SPDX-License-Identifier: Apache-2.0
"""The formulas that contracts may ask for."""

from hashlib import sha256

import pytest

from counterfoil.law.outcome import Refused
from counterfoil.modules.contracts.formulas import TEXT_MAX, computed


@pytest.mark.parametrize("text", ["", "42 salt", "标书", "x" * TEXT_MAX])
def test_sha256_of_a_text(text: str) -> None:
    """It is what any other tool makes of the text's UTF-8 bytes."""
    assert computed("sha256", {"text": text}) == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("fields", [{}, {"text": 1}, {"text": "x" * (TEXT_MAX + 1)}, {"text": "", "more": 1}, None])
def test_sha256_of_no_text(fields: object) -> None:
    """What is no text, or too long a one, is refused by name."""
    with pytest.raises(Refused, match="sha256"):
        computed("sha256", fields)
