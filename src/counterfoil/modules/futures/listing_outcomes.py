# SPDX-License-Identifier: Apache-2.0
"""Outcomes about how many positions an account lists: 1900-1904."""

from counterfoil.law.outcome import Outcome


class ListingOutcome(Outcome):
    """Why an account takes no further position."""

    too_many_listed = (
        1900,
        "The account has as many positions, and contracts that it delivers, as one account may have.",
        "该账户的持仓与待交割合约数已达单一账户上限。",
        "Positions that are closed are listed no more once the account is settled; another account takes more.",
    )
