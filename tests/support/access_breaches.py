# SPDX-License-Identifier: Apache-2.0
"""A chain that notes accesses in the evidence world, and one breach for each rule about it: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.law.dated import DAY_MS, SCHEDULED_MAX
from counterfoil.modules.access.law import ACCESS
from counterfoil.modules.access.records import JOURNALS, NOTHING_BEFORE
from support.evidence_story import founded
from support.evidence_world import World
from support.law_breaches import LATE, Breach, call

POLICY: Final = "access/policy/current"
JOURNAL: Final = "access/journal/venue"
FIRST, SECOND = (f"access/batch/venue/{number}" for number in (1, 2))
ALL: Final = {"askers": ["member", "supervisor"]}
HOUR: Final = 3_600_000
BOTH: Final = "registrar acme"


def policy(**changes: Any) -> dict[str, Any]:
    """The venue notes everything; Acme agrees to changes."""
    said = {"by": "registrar", "noter": "venue", "watched": [ALL], "delay_ms": HOUR, "kept_ms": 365 * DAY_MS}
    return call("access.set_policy", **{**said, "reason": "article 3", "guards": ["acme"], "lines_min": 4, **changes})


def note(batch: int, until: int, previous: str, **changes: Any) -> dict[str, Any]:
    said = {"noter": "venue", "batch": batch, "until": until, "previous": previous, "lines": 4, "root": str(batch) * 64}
    return call("access.note", **{**said, **changes})


def noting() -> World:
    """The policy is in force, and one batch is noted."""
    world = founded(ACCESS)
    world.do("registrar", calls=[policy()])
    world.block()
    world.do("venue", calls=[note(1, world.last_time, NOTHING_BEFORE)])
    return world


def _now() -> tuple[int, str]:
    """When the first batch ended, and its hash."""
    world = noting()
    found = world.read(JOURNALS, "venue")
    return found.until, found.head


UNTIL, HEAD = _now()


def second(**changes: Any) -> dict[str, Any]:
    return note(**{"batch": 2, "until": UNTIL + 1_000, "previous": HEAD, **changes})


TWICE: Final = {"askers": ["member", "member"]}
WORLD = noting
BREACHES = {
    "access.set_policy.access_policy_backdated": Breach(POLICY, BOTH, policy(since=1, agreed="acme")),
    "access.set_policy.access_policy_unsound": Breach(POLICY, BOTH, policy(watched=[TWICE], agreed="acme")),
    "access.set_policy.access_policy_unsound 2": Breach(POLICY, BOTH, policy(guards=["li", "li"], agreed="acme")),
    "access.set_policy.access_batch_uneven": Breach(POLICY, BOTH, policy(lines_min=3, agreed="acme")),
    "access.PolicySet.permit.guard_needed": Breach(POLICY, "registrar", policy()),
    "access.PolicySet.touches.fold.too_many_access_changes": Breach(
        POLICY,
        BOTH,
        policy(since=LATE + SCHEDULED_MAX, agreed="acme"),
        [(BOTH, policy(since=LATE + number, agreed="acme")) for number in range(SCHEDULED_MAX)],
    ),
    "access.note.access_batch_not_next": Breach(JOURNAL, "venue", second(batch=3)),
    "access.note.access_batch_forked": Breach(JOURNAL, "venue", second(previous="a" * 64)),
    "access.note.access_period_empty": Breach(JOURNAL, "venue", second(until=UNTIL)),
    "access.note.access_period_to_come": Breach(JOURNAL, "venue", second(until=LATE)),
    "access.note.access_batch_uneven": Breach(JOURNAL, "venue", second(lines=2)),
}
