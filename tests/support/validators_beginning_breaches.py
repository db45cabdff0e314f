# SPDX-License-Identifier: Apache-2.0
"""How validators begin, in the evidence world, and one breach for each rule that then alone can be broken."""

from msgspec.structs import replace

from support.law_breaches import Breach
from support.validating import BOTH, RECOVERY, begin
from support.validators_breaches import FOUR, SET, offering, plain

WORLD = offering
BREACHES = {
    "validators.begin.recovery_unsound": Breach(
        SET, f"{BOTH} f1 f2 f3 f4", plain(begin(*FOUR, recovery=replace(RECOVERY, threshold=3)))
    ),
}
