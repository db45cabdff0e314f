# SPDX-License-Identifier: Apache-2.0
"""Members that hand in, in the evidence world, and one breach for each rule about it: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.modules.futures.law import FUTURES_FEATURE
from support.clearing_breaches import plain
from support.evidence_log import key
from support.evidence_world import World
from support.futures_breaches import Floor
from support.futures_handed import Keys, collecting
from support.futures_market import TODAY, houses
from support.law_breaches import Breach
from support.refused_handing_in import SATURDAY

THERE: Final = Keys(key)


def handed_in_world() -> World:
    """As in the rejection table."""
    floor: Any = Floor(World(features=(FUTURES_FEATURE,)))
    houses(floor)
    collecting(floor, THERE)
    return floor.world  # type: ignore[no-any-return]


def asked(record: str, signers: str, call: Call) -> Breach:
    return Breach(f"futures/{record}", signers, plain(call))


def batch(number: int = 3, **changed: Any) -> Breach:
    house = changed.get("house", "CC")
    return asked(f"handed_in/{house}/alpha/orders", "alpha", THERE.batch(number, **changed))


WORLD = handed_in_world
BREACHES = {
    "futures.set_collection.not_its_key": asked("collection/CC", "watch", THERE.collected(key="alpha")),
    "futures._require_sealed.collection_key_gone": batch(1, house="DD", sealed=(THERE.sealed_to("other"),)),
    "futures._require_sealed.empty_batch": batch(rows=0),
    "futures._require_sealed.sealed_otherwise": batch(sealed=()),
    "futures._require_day.day_not_begun": batch(day=TODAY + 1),
    "futures._require_day.not_a_trading_day": batch(day=SATURDAY),
    "futures.hand_in.batch_out_of_order": batch(4),
    "futures.hand_in.day_ended_already": batch(day=TODAY - 1, ends_day=True),
}
UNCOVERED: dict[str, str] = {}
