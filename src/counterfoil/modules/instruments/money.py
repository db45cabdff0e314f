# SPDX-License-Identifier: Apache-2.0
"""Money that stands beside another instrument: a record or event names its instrument as ``cash``."""

from typing import Annotated

from counterfoil.law.fields import CountedIn
from counterfoil.primitives.types import NaturalQuantity, PositiveQuantity, Quantity

Money = Annotated[Quantity, CountedIn("cash")]
"""A quantity of what the field ``cash`` beside or around it names."""
NaturalMoney = Annotated[NaturalQuantity, CountedIn("cash")]
PositiveMoney = Annotated[PositiveQuantity, CountedIn("cash")]
