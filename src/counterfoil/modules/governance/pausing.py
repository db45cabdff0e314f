# SPDX-License-Identifier: Apache-2.0
"""Emergency pauses: a few members, or one supervisor, stop modules for a while, once until there is a decision."""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.text import format_time
from counterfoil.law.dated import begins
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.modules.governance import calls as c
from counterfoil.modules.governance import events as e
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.governance.records import CURRENT, PAUSES, Articles, Pauses, charter_of

NEVER_PAUSED: Final = frozenset({"governance", "supervision", "validators"})
"""Whoever could pause these could not be stopped, no order could be carried out, and no stolen key be replaced."""


def pause(call: c.PauseCalls, moment: Moment) -> Iterable[EventData]:
    articles = charter_of(moment)[1]
    require(bool(call.members) != (call.supervisor is not None), GovernanceOutcome.pausers_named_wrongly)
    if call.supervisor is None:
        _require_quorum(call, articles)
    require(not NEVER_PAUSED & set(call.nouns), GovernanceOutcome.never_paused, ", ".join(call.nouns))
    bounded = moment.time < call.until <= moment.time + articles.pause_ms
    latest = format_time(moment.time + articles.pause_ms)
    require(bounded, GovernanceOutcome.pause_too_long, f"{format_time(call.until)}, and the latest is {latest}")
    paused = e.CallsPaused(
        nouns=tuple(sorted(set(call.nouns))),
        until=call.until,
        members=call.members,
        supervisor=call.supervisor,
        reference=call.reference,
    )
    before = moment.read(PAUSES, CURRENT) or Pauses()
    for noun in paused.nouns:
        last = before.of(noun)
        paused_by = last is not None and paused.pauser in last.paused_by
        require(not paused_by, GovernanceOutcome.paused_before, noun)
    yield paused


def settle_pause(call: c.SettlePause, moment: Moment) -> Iterable[EventData]:
    require(call.noun not in NEVER_PAUSED, GovernanceOutcome.never_paused, call.noun)
    until = begins(call.until, moment.time, GovernanceOutcome.pause_too_long, call.noun)
    yield e.PauseSettled(council=call.council, noun=call.noun, until=until)


def _require_quorum(call: c.PauseCalls, articles: Articles) -> None:
    for member in call.members:
        require(articles.power_of(member) > 0, GovernanceOutcome.not_a_member, member)
    power = sum(map(articles.power_of, dict.fromkeys(call.members)))
    needed = articles.needed(articles.emergency_ppm)
    require(power >= needed, GovernanceOutcome.quorum_missing, f"{power} of {needed}")
