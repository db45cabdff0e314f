# SPDX-License-Identifier: Apache-2.0
"""What the validators module refuses on a chain that one operator orders."""

from counterfoil.modules.validators.outcomes import ValidatorsOutcome as Outcome
from support.market import Row
from support.validating import BOTH, join, restore

NO_VALIDATORS = [
    Row("a chain of one operator has a validator", join("v1"), BOTH, Outcome.no_validators),
    Row("a chain of one operator is restored", restore("v1", last=1), BOTH, Outcome.no_validators),
]
