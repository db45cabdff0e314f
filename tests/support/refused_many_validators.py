# SPDX-License-Identifier: Apache-2.0
"""What the validators module refuses where there are as many as can be, and nobody recovers."""

from typing import Final

from counterfoil.modules.validators.outcomes import ValidatorsOutcome as Outcome
from support.ledger import Ledger
from support.market import Row
from support.validating import BOTH, enrolled, firm_of, founded, join, restore

MANY: Final = tuple(f"v{firm}{more}" for firm in range(16) for more in ("", "-2"))
REMAINING: Final = MANY[:20]


def market(_usual: Ledger) -> Ledger:
    """Thirty-two validators, two of each firm, begun without a recovery policy; and one on offer."""
    return enrolled(founded(*MANY, recovery=None), "v99")


MANY_VALIDATORS = [
    Row("a thirty-third", join("v99"), BOTH, Outcome.too_many_validators),
    Row(
        "nobody hands on the seal",
        restore(*REMAINING, last=1),
        " ".join(("supervisor", *dict.fromkeys(map(firm_of, REMAINING)))),
        Outcome.no_recovery,
    ),
]
APART: Final = True
MARKET = market
