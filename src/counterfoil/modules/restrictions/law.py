# SPDX-License-Identifier: Apache-2.0
"""The law of restrictions: which events each call causes."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.dated import begins
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import table_prefix
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, EncumbranceKind, GrantStatus, Part
from counterfoil.modules.holdings.reservations import given_back
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.records import ACCOUNTS, Control
from counterfoil.modules.restrictions import calls as c
from counterfoil.modules.restrictions import events as e
from counterfoil.modules.restrictions import proposals as p
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome
from counterfoil.modules.restrictions.preapprovals import PREAPPROVALS, Preapproved
from counterfoil.modules.restrictions.proposals import PROPOSALS, Proposal, ProposalStatus
from counterfoil.modules.restrictions.records import (
    COUNTING,
    COUNTS,
    DECLARATIONS,
    LISTINGS,
    NAMED_MAX,
    PORTFOLIOS,
    POSITIONS,
    RESTRICTIONS,
    RuleKind,
)
from counterfoil.modules.restrictions.words import WORDS
from counterfoil.primitives.types import InstrumentId, PartyId, RecordPath

RESTRICTIONS_FEATURE: Final = "restrictions"


def restrict(call: c.Restrict, _moment: Moment) -> Iterable[EventData]:
    yield e.Restricted(instrument=call.instrument, by=call.by, counted=call.counted)


def set_rules(call: c.SetRules, moment: Moment) -> Iterable[EventData]:
    restriction = known(moment, RESTRICTIONS, call.instrument)
    imposed = _of_supervisor(moment, call.instrument, call.by)
    since = begins(call.since, moment.time, RestrictionsOutcome.rules_backdated, call.instrument)
    named = sum(len(rule.values) + len(rule.parties) for rule in call.rules)
    fits = named <= NAMED_MAX
    require(fits, RestrictionsOutcome.too_many_rule_sets, f"{call.instrument}: {named} named of at most {NAMED_MAX}")
    for position, rule in enumerate(call.rules):
        require(rule.is_well_formed, RestrictionsOutcome.rule_malformed, f"rule {position}: {rule.needed}")
        possible = restriction.counted or rule.kind not in COUNTING
        require(possible, RestrictionsOutcome.not_counted, f"rule {position}: {rule.kind}")
    yield e.RulesSet(
        instrument=call.instrument,
        by=call.by,
        imposed=imposed,
        since=since,
        offset_min=call.offset_min,
        rules=call.rules,
        reference=call.reference,
        time=moment.time,
    )


def list_party(call: c.ListParty, moment: Moment) -> Iterable[EventData]:
    known(moment, RESTRICTIONS, call.instrument)
    yield e.PartyListed(
        instrument=call.instrument,
        by=call.by,
        by_supervisor=_of_supervisor(moment, call.instrument, call.by),
        party=call.party,
        listed=call.listed,
    )


def declare(call: c.Declare, moment: Moment) -> Iterable[EventData]:
    known(moment, RESTRICTIONS, call.instrument)
    yield e.Declared(
        instrument=call.instrument,
        by=call.by,
        by_supervisor=_of_supervisor(moment, call.instrument, call.by),
        event=call.event,
        reference=call.reference,
        document=call.document,
    )


def propose(call: c.Propose, moment: Moment) -> Iterable[EventData]:
    hold = known(moment, ENCUMBRANCES, call.hold)
    path = PROPOSALS.path(call.proposal)
    found = (hold.kind, hold.status, hold.executor)
    fits = found == (EncumbranceKind.hold, GrantStatus.active, path) and hold.expires is not None
    require(fits, RestrictionsOutcome.hold_of_another, call.hold)
    yield p.Proposed(
        proposal=call.proposal,
        hold=call.hold,
        sender=hold.account,
        receiver=call.receiver,
        instrument=hold.instrument,
        quantity=hold.quantity,
        expires=hold.expires or moment.time,
        reference=call.reference,
    )


def approve(call: c.Approve, moment: Moment) -> Iterable[EventData]:
    proposal = _undecided(moment, call.proposal)
    asked = approvers(moment, proposal.instrument)
    # Who approved before and is asked no longer hinders nobody. Who did and is asked still completes it, when the rules
    # ask nobody else any more: no other could.
    complete = set(asked) <= {*proposal.approved_by, call.by}
    answers = call.by in asked and (complete or call.by not in proposal.approved_by)
    require(answers, RestrictionsOutcome.not_an_approver, call.by)
    yield p.Approved(proposal=call.proposal, by=call.by, complete=complete)
    if not complete:
        return
    path = PROPOSALS.path(call.proposal)
    open_to_all = known(moment, ACCOUNTS, proposal.receiver).incoming is Control.nobody
    yield Transferred(
        sender=proposal.sender,
        receiver=proposal.receiver,
        instrument=proposal.instrument,
        quantity=proposal.quantity,
        part=Part.held,
        giving=ENCUMBRANCES.path(proposal.hold),
        taking=None if open_to_all else path,
        cause=path,
        reference=proposal.reference,
    )


def reject(call: c.Reject, moment: Moment) -> Iterable[EventData]:
    proposal = _undecided(moment, call.proposal)
    answers = call.by in approvers(moment, proposal.instrument) and call.by not in proposal.approved_by
    require(answers, RestrictionsOutcome.not_an_approver, call.by)
    yield from given_back(moment, proposal.hold, PROPOSALS.path(call.proposal))
    yield p.Rejected(proposal=call.proposal, by=call.by, reference=call.reference)


def withdraw(call: c.Withdraw, moment: Moment) -> Iterable[EventData]:
    proposal = _undecided(moment, call.proposal)
    yield from given_back(moment, proposal.hold, PROPOSALS.path(call.proposal))
    yield p.Withdrawn(proposal=call.proposal, sender=proposal.sender, receiver=proposal.receiver)


def lapse(call: c.Lapse, moment: Moment) -> Iterable[EventData]:
    proposal = known(moment, PROPOSALS, call.proposal)
    undecided = proposal.status is ProposalStatus.proposed
    require(undecided, RestrictionsOutcome.proposal_over, call.proposal)
    require(moment.time >= proposal.expires, RestrictionsOutcome.proposal_not_over, call.proposal)
    yield from given_back(moment, proposal.hold, PROPOSALS.path(call.proposal))
    yield p.Lapsed(proposal=call.proposal)


def preapprove(call: c.Preapprove, moment: Moment) -> Iterable[EventData]:
    hold = known(moment, ENCUMBRANCES, call.hold)
    # A proposal's own approval moves its units; one beside it would say the same thing twice.
    by_record = "/" in hold.executor and table_prefix(RecordPath(hold.executor)) != PROPOSALS.prefix
    fits = (hold.kind, hold.status) == (EncumbranceKind.hold, GrantStatus.active) and by_record
    require(fits and hold.expires is not None, RestrictionsOutcome.hold_of_another, call.hold)
    asked = call.by in approvers(moment, hold.instrument)
    require(asked, RestrictionsOutcome.not_an_approver, call.by)
    latest = hold.expires or moment.time
    expires = latest if call.expires is None else call.expires
    require(moment.time < expires <= latest, RestrictionsOutcome.preapproval_misdated, call.hold)
    yield Preapproved(
        hold=call.hold,
        by=call.by,
        executor=RecordPath(hold.executor),
        sender=hold.account,
        receiver=call.receiver,
        instrument=hold.instrument,
        quantity=hold.quantity,
        expires=expires,
        reference=call.reference,
    )


def _of_supervisor(moment: Moment, instrument: InstrumentId, by: PartyId) -> bool:
    """Whether what a party says of an instrument is a supervisor's, which its issuer cannot undo."""
    return by != known(moment, INSTRUMENTS, instrument).issuer


def approvers(moment: Moment, instrument: InstrumentId) -> tuple[PartyId, ...]:
    """Whom the rules in force ask for their approval, each once."""
    rules = known(moment, RESTRICTIONS, instrument).rules_in_force(moment.time)
    asking = (rule for rule in rules if rule.kind is RuleKind.approval)
    return tuple(dict.fromkeys(party for rule in asking for party in rule.parties))


def _undecided(moment: Moment, name: str) -> Proposal:
    """The proposal, which is not decided, and whose time has not passed."""
    proposal = known(moment, PROPOSALS, name)
    undecided = proposal.status is ProposalStatus.proposed and moment.time < proposal.expires
    require(undecided, RestrictionsOutcome.proposal_over, name)
    return proposal


LAW: Final = Law(
    noun="restrictions",
    calls=under(
        RESTRICTIONS_FEATURE,
        {
            c.Restrict: restrict,
            c.SetRules: set_rules,
            c.ListParty: list_party,
            c.Declare: declare,
            c.Propose: propose,
            c.Approve: approve,
            c.Reject: reject,
            c.Withdraw: withdraw,
            c.Lapse: lapse,
            c.Preapprove: preapprove,
        },
    ),
    events=e.EVENTS,
    tables=(RESTRICTIONS, COUNTS, POSITIONS, PORTFOLIOS, LISTINGS, DECLARATIONS, PROPOSALS, PREAPPROVALS),
    outcomes=RestrictionsOutcome,
    words=WORDS,
)
