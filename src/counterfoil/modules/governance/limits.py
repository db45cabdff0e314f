# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that nobody stays outside the charter, that members are registered; and the gate."""

from typing import Final

from counterfoil.evidence.text import format_time
from counterfoil.law.call import Call
from counterfoil.law.dated import in_force
from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules import laws
from counterfoil.modules.governance.events import Adopted, Amended, CallsPaused, PauseSettled
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.governance.pausing import NEVER_PAUSED
from counterfoil.modules.governance.records import CHARTERS, CURRENT, PAUSES
from counterfoil.modules.parties.authority import require_registered
from counterfoil.modules.parties.events import PartyRegistered
from counterfoil.modules.parties.records import PARTIES, Role


def takes_over_from_all(event: Adopted, moment: Whole) -> None:
    """Every registrar gives way, and where there is a supervisor one consents."""
    for _, party in moment.rows(PARTIES):
        left = Role.registrar in party.roles and party.party not in event.registrars
        require(not left, GovernanceOutcome.registrar_left, party.party)
        left_out = Role.supervisor in party.roles and event.supervisor is None
        require(not left_out, GovernanceOutcome.supervisor_left_out, party.party)


def has_members(event: Amended, moment: Whole) -> None:
    """The members are parties; those of an adoption consented."""
    require_registered(moment, *(member.party for member in event.articles.members))


def pauses_what_there_is(event: CallsPaused | PauseSettled, _moment: Whole) -> None:
    """The modules are some that this software has."""
    for noun in event.nouns if isinstance(event, CallsPaused) else (event.noun,):
        known = laws().by_noun
        require(noun in known, GovernanceOutcome.unknown_noun, f"{noun}; there are {', '.join(sorted(known))}")


def has_applied(event: PartyRegistered, moment: Whole) -> None:
    """Where the charter says so, a party without roles is registered by the acceptance of its application alone."""
    charter = moment.read(CHARTERS, CURRENT)
    entry = None if charter is None else in_force(charter.entries, moment.time)
    if entry is not None and entry.articles.applications_only and charter is not None:
        by_council = event.registrar == charter.council
        require(by_council, GovernanceOutcome.application_needed, event.party)


def gate(_call: Call, moment: Whole) -> None:
    """Whether the call's module is paused now."""
    pauses = moment.read(PAUSES, CURRENT)
    if pauses is None:
        return
    noun = moment.call.partition(".")[0]
    pause = pauses.of(noun)
    running = pause is not None and moment.time < pause.until and noun not in NEVER_PAUSED
    by = "" if pause is None else ", ".join(pause.paused_by) or "a decision"
    told = "" if pause is None else f"{noun}, until {format_time(pause.until)}, by {by}"
    require(not running, GovernanceOutcome.paused, told)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Adopted: takes_over_from_all,
    Amended: has_members,
    CallsPaused: pauses_what_there_is,
    PauseSettled: pauses_what_there_is,
    PartyRegistered: has_applied,
}
