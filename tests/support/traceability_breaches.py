# SPDX-License-Identifier: Apache-2.0
"""A repository of events in the evidence world, and one breach for each rule about it: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.modules.traceability.law import TRACEABILITY
from support.evidence_story import founded
from support.evidence_world import World
from support.law_breaches import Breach, call

REPOSITORY: Final = "traceability/repository/copper"
FIRST, SECOND = (f"traceability/batch/copper/{number}" for number in (1, 2))


def tracing() -> World:
    """Acme keeps events about copper, of which one batch is anchored."""
    world = founded(TRACEABILITY)
    world.do("acme", calls=[OPENED, anchor(1)])
    return world


def anchor(batch: int, **changed: Any) -> dict[str, Any]:
    fields = {"repository": "copper", "events": 10 * batch, "root": str(batch) * 64}
    return call("traceability.anchor", batch=batch, **{**fields, **changed})


OPENED: Final = call("traceability.open_repository", repository="copper", keeper="acme", title="Copper")
CLOSED: Final = call("traceability.close_repository", repository="copper", reason="moved to another")
WORLD = tracing
BREACHES = {
    "traceability.anchor.event_batch_not_next": Breach(REPOSITORY, "acme", anchor(3)),
    "traceability._open.repository_closed": Breach(REPOSITORY, "acme", anchor(2), [("acme", CLOSED)]),
}
