# SPDX-License-Identifier: Apache-2.0
"""As many validators as can be, in the evidence world, and a breach by one more."""

from typing import Final

from counterfoil.modules.validators.law import VALIDATORS_FEATURE
from support.evidence_story import register
from support.evidence_world import World
from support.law_breaches import Breach
from support.validating import BOTH, begin, firm_of
from support.validators_breaches import SET, joined, offered, plain

MANY: Final = tuple(f"v{firm}{more}" for firm in range(16) for more in ("", "-2"))
FIRMS: Final = (*dict.fromkeys(map(firm_of, MANY)), "f99")


def crowded() -> World:
    """Thirty-two vote, two of each firm, and one more is on offer."""
    world = World(features=(VALIDATORS_FEATURE,))
    world.do("registrar", calls=[register(firm, "custodian") for firm in FIRMS])
    world.do(*FIRMS, calls=[offered(name) for name in (*MANY, "v99")])
    world.do("registrar", "supervisor", *FIRMS[:-1], calls=[plain(begin(*MANY))])
    return world


WORLD = crowded
BREACHES = {"validators.require_lasting.too_many_validators": Breach(SET, BOTH, joined("v99"))}
