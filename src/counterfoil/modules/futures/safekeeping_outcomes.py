# SPDX-License-Identifier: Apache-2.0
"""Outcomes of what a house has for a settlement: 1650-1659."""

from counterfoil.law.outcome import Outcome


class SafekeepingOutcome(Outcome):
    """Why an order about what a house has for a settlement is refused."""

    held_for_settlement = (
        1650,
        "A clearing house has what is there for a settlement: no order takes it, freezes it, or brings more there.",
        "该账户由结算机构为结算与交割持有，不得依命令冻结、扣划、注销、恢复或转入。",
        "The order names the account of whom it is about, where what is due comes once it is settled.",
    )
