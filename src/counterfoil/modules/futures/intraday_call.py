# SPDX-License-Identifier: Apache-2.0
"""A margin call within a day, as it stands on the account's record until the day's settlement takes its place."""

import msgspec

from counterfoil.modules.instruments.records import Money
from counterfoil.primitives.types import DayNumber, Timestamp


class IntradayCall(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What an account lacked within a day."""

    day: DayNumber
    amount: Money
    until: Timestamp
    """by when it was to be there"""
    answered: bool = False

    def stops(self, time: Timestamp) -> bool:
        """Whether nothing is opened at a time, and lots may be closed by force."""
        return not self.answered and time > self.until
