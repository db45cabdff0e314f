# SPDX-License-Identifier: Apache-2.0
"""How a firm becomes a party: a member applies for it, and members or a decision accept."""

from collections.abc import Iterable

from counterfoil.law.event import EventData
from counterfoil.law.moment import NOBODY, Moment, Spoken, known
from counterfoil.law.outcome import require
from counterfoil.modules.governance import application_events as e
from counterfoil.modules.governance import calls as c
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.governance.records import APPLICATIONS, Application, ApplicationStatus, Articles, charter_of
from counterfoil.modules.parties.authority import require_parties
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.law import registered, require_described
from counterfoil.primitives.types import PartyId


def apply_for(call: c.Apply, moment: Moment) -> Iterable[EventData]:
    require(charter_of(moment)[1].power_of(call.sponsor) > 0, GovernanceOutcome.not_a_member, call.sponsor)
    applied = e.Applied(
        application=call.application,
        sponsor=call.sponsor,
        party=call.party,
        kind=call.kind,
        name=call.name,
        commitment=call.commitment,
        lei=call.lei,
        uscc=call.uscc,
        credential=call.credential,
        keys=call.keys,
        document=call.document,
        eyes=moment.signed(call.sponsor),
    )
    require_described(_registration(applied, call.sponsor))
    yield applied


def accept(call: c.Accept, moment: Moment) -> Iterable[EventData]:
    application = _open(moment, call.application)
    council = charter_of(moment)[0]
    yield e.Accepted(application=call.application, council=council, members=call.members)
    yield registered(_registration(application, council))


def spoken_for_admission(call: c.Accept, moment: Moment) -> Spoken:
    """As many members as the charter asks for, none of them the sponsor, accept in the council's name."""
    if not call.members:
        return NOBODY
    council, articles = charter_of(moment)
    sponsor = known(moment, APPLICATIONS, call.application).sponsor
    members = dict.fromkeys(call.members)
    for member in members:
        require(articles.power_of(member) > 0, GovernanceOutcome.not_a_member, member)
    enough = 0 < articles.admitters <= len(members) and sponsor not in members
    require(enough, GovernanceOutcome.admitters_missing, _lacking(articles, tuple(members), sponsor))
    require_parties(moment, *members)
    return Spoken((council,))


def _lacking(articles: Articles, members: tuple[PartyId, ...], sponsor: PartyId) -> str:
    """What these members' acceptance lacks, in words."""
    if not articles.admitters:
        return "the charter leaves that to a decision: governance.propose"
    if sponsor in members:
        return f"{sponsor} sponsors it, and others accept"
    return f"{', '.join(members)}: {len(members)} of {articles.admitters} besides {sponsor}, who sponsors it"


def reject(call: c.Reject, moment: Moment) -> Iterable[EventData]:
    _open(moment, call.application)
    yield e.Rejected(application=call.application, council=call.council, reference=call.reference)


def withdraw_application(call: c.WithdrawApplication, moment: Moment) -> Iterable[EventData]:
    _open(moment, call.application)
    yield e.ApplicationWithdrawn(application=call.application)


def _open(moment: Moment, application: str) -> Application:
    record = known(moment, APPLICATIONS, application)
    require(record.status is ApplicationStatus.awaiting, GovernanceOutcome.application_over, application)
    return record


def _registration(application: e.Applied | Application, registrar: PartyId) -> RegisterParty:
    """The firm's registration, as its application has it: without roles."""
    return RegisterParty(
        party=application.party,
        registrar=registrar,
        kind=application.kind,
        name=application.name,
        commitment=application.commitment,
        lei=application.lei,
        uscc=application.uscc,
        document=application.credential,
        keys=application.keys,
    )
