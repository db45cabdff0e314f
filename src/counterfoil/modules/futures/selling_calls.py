# SPDX-License-Identifier: Apache-2.0
"""Calls by which what was lodged by who owes is sold to a third party."""

from typing import Annotated

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.primitives.types import IDENTIFIER, AccountId, PositiveQuantity


class AgreeSale(Call, frozen=True, tag_field="call", tag="futures.agree_sale"):
    """Agree on a sale out of a pledge, for the day that is open; by the house, with its reason, and the buyer.

    The buyer consents for the account that pays and the one that takes. Units and money move by futures.sell_security.
    """

    sale: NewId
    account: AccountId
    pledge: Annotated[str, IDENTIFIER]
    quantity: PositiveQuantity
    amount: PositiveQuantity
    """for all of it, in the cash's smallest unit"""
    pays: AccountId
    into: AccountId
    reason: LegalReference


class SellSecurity(Call, frozen=True, tag_field="call", tag="futures.sell_security"):
    """Have a sale that was agreed on carried out, units against money, or neither; by anybody."""

    sale: str
