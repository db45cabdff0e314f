# SPDX-License-Identifier: Apache-2.0
"""MIC, the Market Identifier Code (ISO 10383): ``XSHG``. It has no check digit."""

import re
from typing import Final

MIC_PATTERN: Final = r"^[A-Z0-9]{4}\Z"


def check_mic(text: str) -> str | None:
    """What is wrong with the form of a MIC, or None; whether it is registered is not known here."""
    return None if re.match(MIC_PATTERN, text) else "a MIC is four capital letters or digits"
