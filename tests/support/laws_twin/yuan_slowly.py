# SPDX-License-Identifier: Apache-2.0
"""Digital yuan in wallets and one vault, slowly: what was ever paid is kept, and added up whenever somebody asks."""

from support.laws_twin.state import demand

YUAN = "e-CNY"
DAY_MS = 86_400_000
CHINA_MS = 8 * 3_600_000


class Circulation:
    """Of wallets of one class: the most that each holds, pays at once and pays in a day of China."""

    def __init__(self, wallets: dict[str, str], vaults: dict[str, int], *, balance: int, single: int, daily: int):
        self.family = wallets
        """wallet → the one under whose limits it stands"""
        self.issued = vaults
        self.balance, self.single, self.daily = balance, single, daily
        self.paid: list[tuple[int, str, int]] = []
        """(day, wallet, units) of every payment that ever was"""

    def under(self, account: str) -> str | None:
        """The wallet under whose limits an account stands; None of a vault."""
        demand(account in self.family or account in self.issued, "not_a_wallet")
        return self.family.get(account)

    def today(self, wallet: str, now: int) -> int:
        return sum(units for day, payer, units in self.paid if (day, payer) == ((now + CHINA_MS) // DAY_MS, wallet))

    def pay(self, sender: str, receiver: str, units: int, balances: dict[str, int], now: int) -> None:
        """Units went from one to the other; ``balances`` are those of families, as they were before."""
        payer, payee = self.under(sender), self.under(receiver)
        if payer == payee:
            return
        if payer is not None and payee is not None:
            demand(units <= self.single, "beyond_single")
            demand(self.today(payer, now) + units <= self.daily, "beyond_daily")
            self.paid.append(((now + CHINA_MS) // DAY_MS, payer, units))
        if payee is not None:
            demand(balances[payee] + units <= self.balance, "beyond_balance")

    def order(self, sender: str, receiver: str) -> None:
        """An order moves as much as it says, between wallets and vaults."""
        self.under(sender)
        self.under(receiver)

    def burn(self, account: str, units: int) -> None:
        demand(account in self.issued, "issue_outside_vault")
        self.issued[account] -= units
