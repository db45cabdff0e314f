# SPDX-License-Identifier: Apache-2.0
"""A GS1 key and its finest qualifier, and the canonical Digital Link that writes them."""

from typing import NamedTuple

from counterfoil.epcis.keys.escapes import ALLOWED, for_link, is_plain
from counterfoil.epcis.keys.table import BY_AI, DOMAIN, NUMERIC_QUALIFIERS, QUALIFIER_MAX


class Link(NamedTuple):
    """A key: ``ai`` and ``value`` (GTINs with 14 digits), and the one qualifier that identifies it most finely."""

    ai: str
    value: str
    qualifier: str = ""
    qualifier_value: str = ""

    @property
    def uri(self) -> str:
        """The canonical Digital Link URI."""
        link = f"{DOMAIN}/{self.ai}/{for_link(self.value)}"
        return f"{link}/{self.qualifier}/{for_link(self.qualifier_value)}" if self.qualifier else link

    @property
    def checked_digits(self) -> str:
        """The digits whose last one is a check digit, or nothing where the key has none."""
        key = BY_AI[self.ai]
        return self.value[: key.fixed - key.fixed_after] if key.check else ""


def is_value(ai: str, value: str) -> bool:
    """Whether an element has the form of its key: so many digits, then at most so many characters."""
    key = BY_AI[ai]
    rest = value[key.fixed :]
    if len(rest) > key.rest_max or (rest and ALLOWED.fullmatch(rest) is None) or not value.isascii():
        return False
    if key.rest_digits and rest and not rest.isdigit():
        return False
    if key.fixed:
        return len(value) >= key.fixed and value[: key.fixed].isdigit()
    return len(value) > 4 and value[:4].isdigit()


def is_qualifier(ai: str, value: str) -> bool:
    """Whether a qualifier has its form."""
    if not value or len(value) > QUALIFIER_MAX[ai]:
        return False
    if not is_plain(value) and ALLOWED.fullmatch(value) is None:
        return False
    return ai not in NUMERIC_QUALIFIERS or value.isdigit()
