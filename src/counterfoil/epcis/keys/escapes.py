# SPDX-License-Identifier: Apache-2.0
"""How the characters of a serial or reference are written in a URN and in a link."""

import re
from typing import Final

_ESCAPED: Final = re.compile("%([0-9A-Fa-f]{2})")
_LINK_UNSAFE: Final = re.compile("[^A-Za-z0-9._~'=;-]")
"""GS1 Digital Link 1.1 §5, as its published pairs have it: ``'``, ``;`` and ``=`` stand as they are."""
_URN_UNSAFE: Final = re.compile("[^A-Za-z0-9!'()*+,.:;=_-]")
"""GS1 TDS 1.13 §6.3.1."""
ALLOWED: Final = re.compile("[!\"%&'()*+,./0-9:;<=>?A-Z_a-z#-]+")
"""The invariant set of characters that a key may hold (GS1 General Specifications, figure 7.11-1), and ``#``."""


def unescaped(text: str) -> str:
    """The characters that a part of a URI stands for."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "%" in text else text


def is_plain(text: str) -> bool:
    """Whether a text is letters and digits alone, as most serials are: no rule of spelling touches it."""
    return text.isalnum() and text.isascii()


def for_link(text: str) -> str:
    return text if is_plain(text) else _LINK_UNSAFE.sub(_escape, text)


def for_urn(text: str) -> str:
    return text if is_plain(text) else _URN_UNSAFE.sub(_escape, text)


def _escape(found: "re.Match[str]") -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
