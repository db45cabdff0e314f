# SPDX-License-Identifier: Apache-2.0
"""Calls about what goods bring while they are at a house's desk."""

from counterfoil.law.call import Call
from counterfoil.primitives.types import AccountId, InstrumentId, PositiveQuantity


class PassOn(Call, frozen=True, tag_field="call", tag="futures.pass_on"):
    """Pass on what goods at the desk brought to whose they were at the record time; by anybody.

    To the account where its goods are, or go. What is its part follows from so many units and the published cut.
    """

    contract: str
    account: AccountId
    security: InstrumentId
    """whose units brought it"""
    action: str
    units: PositiveQuantity
    """of the security, that were its own at the desk then"""
