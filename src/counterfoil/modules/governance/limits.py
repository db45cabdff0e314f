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
from counterfoil.modules.governance.apart import require_apart
from counterfoil.modules.governance.application_events import Accepted, Applied
from counterfoil.modules.governance.events import Adopted, Amended, CallsPaused, DeclaredReady, PauseSettled, Voted
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.governance.pausing import NEVER_PAUSED
from counterfoil.modules.governance.records import CHARTERS, CURRENT, PAUSES
from counterfoil.modules.parties.authority import disjoint, keyids_of, require_registered
from counterfoil.modules.parties.events import KeysRotated, PartyRegistered
from counterfoil.modules.parties.records import PARTIES, Role


def takes_over_from_all(event: Adopted, moment: Whole) -> None:
    """Every registrar gives way, and where there is a supervisor one consents."""
    for _, party in moment.rows(PARTIES):
        left = Role.registrar in party.roles and party.party not in event.registrars
        require(not left, GovernanceOutcome.registrar_left, party.party)
        left_out = Role.supervisor in party.roles and event.supervisor is None
        require(not left_out, GovernanceOutcome.supervisor_left_out, party.party)


def has_members(event: Amended, moment: Whole) -> None:
    """The members are parties, each with keys of its own; those of an adoption consented."""
    members = [member.party for member in event.articles.members]
    require_registered(moment, *members)
    require_apart(moment, *members)


def keeps_apart(event: KeysRotated, moment: Whole) -> None:
    """A member takes no key that another has, of those that are members or are to be beside it."""
    charter = moment.read(CHARTERS, CURRENT)
    together = [entry.articles for entry in charter.entries if entry.articles.power_of(event.party)] if charter else []
    beside = dict.fromkeys(member.party for articles in together for member in articles.members)
    for other in beside:
        apart = other == event.party or disjoint(event.keys.keyid_set, keyids_of(moment, other))
        require(apart, GovernanceOutcome.keys_in_common, f"{other}, {event.party}")


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


def voted_by_whose_keys(event: Voted, moment: Whole) -> None:
    """No member takes other keys on the way to its vote."""
    require(moment.signed_by_these(event.member, event.keys), GovernanceOutcome.keys_in_common, event.member)


def ready_by_whose_keys(event: DeclaredReady, moment: Whole) -> None:
    """Nor to a word about its nodes."""
    require(moment.signed_by_these(event.member, event.keys), GovernanceOutcome.keys_in_common, event.member)


def accepted_by_whose_keys(event: Accepted, moment: Whole) -> None:
    """Nor to its acceptance: what signed is what its sponsor's keys are compared with."""
    for member in event.members:
        signed = moment.signed_by_these(member, keyids_of(moment, member))
        require(signed, GovernanceOutcome.keys_in_common, member)


def applied_by_whose_keys(event: Applied, moment: Whole) -> None:
    """Nor to an application."""
    require(moment.signed_by_these(event.sponsor, event.eyes), GovernanceOutcome.keys_in_common, event.sponsor)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Adopted: takes_over_from_all,
    Amended: has_members,
    CallsPaused: pauses_what_there_is,
    PauseSettled: pauses_what_there_is,
    PartyRegistered: has_applied,
    KeysRotated: keeps_apart,
    Voted: voted_by_whose_keys,
    DeclaredReady: ready_by_whose_keys,
    Applied: applied_by_whose_keys,
    Accepted: accepted_by_whose_keys,
}
