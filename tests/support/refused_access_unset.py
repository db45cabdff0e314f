# SPDX-License-Identifier: Apache-2.0
"""What the access module refuses where no policy was ever set."""

from counterfoil.modules.access.outcomes import AccessOutcome as Outcome
from support.market import Row
from support.refused_access import note

UNSET = [
    Row("noted where nobody says what", note(noter="bank"), "bank", Outcome.no_access_policy),
]
