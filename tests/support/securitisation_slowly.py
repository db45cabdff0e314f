# SPDX-License-Identifier: Apache-2.0
"""The order of payments of the usual pool, said a second time: a list of debts, paid one after the other."""

from fractions import Fraction

from support.vouchers import FIRST_DAY

RATES = {"senior": Fraction(3, 100), "mezz": Fraction(45, 1000)}
FEE = Fraction(2, 1000)


class SlowPool:
    """What its ranks are owed, from issue on the first day; nothing is late, and no trigger hit."""

    def __init__(self, notional: dict[str, int]) -> None:
        self.principal = dict(notional)
        self.interest = dict.fromkeys(notional, 0)
        self.fee = 0
        self.at_hand = 0
        self.behind = False
        """interest of the senior was not paid once: after that the mezzanine's waits"""
        self.last_day = FIRST_DAY

    def day(self, day: int) -> dict[str, int]:
        """What each rank has of what is at hand, where nothing is late."""
        year = Fraction(day - self.last_day, 365)
        self.last_day = day
        self.fee += int(sum(self.principal.values()) * FEE * year)
        for note, rate in RATES.items():
            self.interest[note] += int(self.principal[note] * rate * year)
        had = dict.fromkeys(self.principal, 0)
        self.fee -= self._take(self.fee)
        owed = [
            (self.interest, "senior"),
            (self.interest, "mezz"),
            (self.principal, "senior"),
            (self.principal, "mezz"),
        ]
        if self.behind:
            owed[1:3] = owed[2:0:-1]
        for of, note in (*owed, (self.principal, "sub")):
            had[note] += self._from(of, note)
        had["sub"] += self._take(self.at_hand)
        self.behind = self.behind or bool(self.interest["senior"])
        return had

    def _from(self, owed: dict[str, int], note: str) -> int:
        paid = self._take(owed[note])
        owed[note] -= paid
        return paid

    def _take(self, most: int) -> int:
        taken = min(most, self.at_hand)
        self.at_hand -= taken
        return taken
