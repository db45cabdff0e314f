# SPDX-License-Identifier: Apache-2.0
"""Formulas that contracts may ask for, from ``terms`` and the law's own: whole numbers and texts, no fractions."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.law.outcome import Refused, require
from counterfoil.law.program import Value
from counterfoil.law.sharing import shared_out
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import INTEGER_MAX, PARTS_PER_MILLION
from counterfoil.terms.formulas.margining import called, required_value

Signed = Annotated[int, Meta(ge=-INTEGER_MAX, le=INTEGER_MAX)]
Natural = Annotated[int, Meta(ge=0, le=INTEGER_MAX)]
CLAIMS_MAX: Final = 4_096
TEXT_MAX: Final = 4_096
"""Characters that are hashed at once."""


class Formula(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A formula with what it is computed from."""

    def value(self) -> Value:
        raise NotImplementedError


class MarginCalled(Formula, frozen=True):
    """What a margin call makes good (or, negative, gives back): all of the deficit, or nothing while it is small."""

    deficit: Signed
    threshold: Natural
    minimum_transfer: Natural

    def value(self) -> Value:
        threshold, minimum = Decimal(self.threshold), Decimal(self.minimum_transfer)
        return int(called(Decimal(self.deficit), threshold=threshold, minimum_transfer=minimum))


class MarginRequired(Formula, frozen=True):
    """What collateral must be worth for an exposure: divided by 1 − haircut (in millionths), rounded up."""

    exposure: Natural
    haircut_ppm: Annotated[int, Meta(ge=0, lt=PARTS_PER_MILLION)]

    def value(self) -> Value:
        haircut = Decimal(self.haircut_ppm).scaleb(-6)
        needed = required_value(Decimal(self.exposure), haircut=haircut, initial_margin=None)
        return int(needed.to_integral_value(rounding=ROUND_CEILING))


class Sha256(Formula, frozen=True):
    """SHA-256 of a text's UTF-8 bytes, as 64 hexadecimal digits."""

    text: Annotated[str, Meta(max_length=TEXT_MAX)]

    def value(self) -> Value:
        return to_hex(digest(self.text.encode()))


class Shared(Formula, frozen=True):
    """A whole shared out among claims by largest remainders, never more than a claim: the shares add up."""

    whole: Natural
    claims: Annotated[list[Natural], Meta(max_length=CLAIMS_MAX)]

    def value(self) -> Value:
        return list(shared_out(self.whole, self.claims))


FORMULAS: Final[Mapping[str, type[Formula]]] = {
    "margin_called": MarginCalled,
    "margin_required": MarginRequired,
    "sha256": Sha256,
    "shared": Shared,
}
"""name → what it needs, and how it is computed"""


def computed(name: Value, fields: Value) -> Value:
    """A formula's value; Refused when there is none of that name, or it needs something else."""
    formula = FORMULAS.get(name) if isinstance(name, str) else None
    if formula is None:
        raise Refused(ContractsOutcome.wrong_request, f"{str(name)[:80]!r} is no formula: {', '.join(FORMULAS)}")
    try:
        value = canonical.convert(fields, formula).value()
    except msgspec.ValidationError as error:
        raise Refused(ContractsOutcome.wrong_request, f"{name}: {error}") from error
    within = not isinstance(value, int) or abs(value) <= INTEGER_MAX
    require(within, ContractsOutcome.value_too_large, str(name))
    return value
