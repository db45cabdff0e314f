# SPDX-License-Identifier: Apache-2.0
"""The law of access: whose questions are noted, and batches of notes one after the other."""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.text import format_time
from counterfoil.law.dated import begins
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.access import calls as c
from counterfoil.modules.access import events as e
from counterfoil.modules.access.outcomes import AccessOutcome
from counterfoil.modules.access.records import (
    BATCHES,
    JOURNALS,
    POLICIES,
    POLICY_KEY,
    Journal,
)
from counterfoil.modules.access.words import WORDS
from counterfoil.primitives.types import Timestamp

ACCESS: Final = "access"
"""The feature that lets a chain say whose questions are noted, and have them noted."""


def set_policy(call: c.SetPolicy, moment: Moment) -> Iterable[EventData]:
    since = begins(call.since, moment.time, AccessOutcome.access_policy_backdated, POLICY_KEY)
    for number, rule in enumerate(call.watched, 1):
        require(rule.sound, AccessOutcome.access_policy_unsound, f"rule {number}")
    require(len(set(call.guards)) == len(call.guards), AccessOutcome.access_policy_unsound, "guards")
    require(_even(call.lines_min), AccessOutcome.access_batch_uneven, str(call.lines_min))
    yield e.PolicySet(
        by=call.by,
        agreed=call.agreed,
        noter=call.noter,
        since=since,
        watched=call.watched,
        delay_ms=call.delay_ms,
        kept_ms=call.kept_ms,
        lines_min=call.lines_min,
        guards=call.guards,
        reason=call.reason,
        time=moment.time,
    )


def note(call: c.Note, moment: Moment) -> Iterable[EventData]:
    policy = known(moment, POLICIES, POLICY_KEY)
    before = moment.read(JOURNALS, call.noter)
    named = policy.naming(call.noter, None if before is None else before.until, call.until)
    if named is None:
        raise Refused(AccessOutcome.not_the_noter, f"{call.noter} until {format_time(call.until)}")
    begin, entry = named
    journal = before or Journal(noter=call.noter, until=begin)
    following = journal.batches + 1
    require(call.batch == following, AccessOutcome.access_batch_not_next, f"{call.batch}: next comes {following}")
    require(call.previous == journal.head, AccessOutcome.access_batch_forked, f"{call.batch} of {call.noter}")
    told = f"{format_time(journal.until)} to {format_time(call.until)}"
    require(call.until > journal.until, AccessOutcome.access_period_empty, told)
    require(call.until <= moment.time, AccessOutcome.access_period_to_come, told)
    filled = _even(call.lines) and call.lines >= entry.lines_min
    require(filled, AccessOutcome.access_batch_uneven, f"{call.lines}, and at least {entry.lines_min}")
    yield e.Noted(
        noter=call.noter,
        batch=call.batch,
        since=journal.until,
        until=call.until,
        lines=call.lines,
        root=call.root,
        previous=call.previous,
        time=moment.time,
    )
    # Before the entry began nobody had to note, or within another time.
    due = Timestamp(max(journal.until, entry.since) + entry.delay_ms)
    if moment.time > due:
        yield e.NotedLate(noter=call.noter, batch=call.batch, since=journal.until, due=due, time=moment.time)


def _even(lines: int) -> bool:
    """Whether it is a power of two."""
    return lines & (lines - 1) == 0


LAW: Final = Law(
    noun="access",
    calls=under(ACCESS, {c.SetPolicy: set_policy, c.Note: note}),
    events=e.EVENTS,
    tables=(POLICIES, JOURNALS, BATCHES),
    outcomes=AccessOutcome,
    words=WORDS,
)
