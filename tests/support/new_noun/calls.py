# SPDX-License-Identifier: Apache-2.0
"""Calls of the lending module."""

from counterfoil.law.call import Call, NewId
from counterfoil.primitives.types import AccountId, InstrumentId, PositiveQuantity


class Agree(Call, frozen=True, tag_field="call", tag="lending.agree"):
    """Agree on a loan; by whoever controls what comes into the borrower's account."""

    loan: NewId
    lender: AccountId
    borrower: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity


class Draw(Call, frozen=True, tag_field="call", tag="lending.draw"):
    """Bring units of a loan to its borrower, under a mandate that the lender gave the loan; by anybody."""

    loan: str
    mandate: str
    quantity: PositiveQuantity
