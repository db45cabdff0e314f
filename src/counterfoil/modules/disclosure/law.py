# SPDX-License-Identifier: Apache-2.0
"""The law of disclosure: which events each call causes."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.disclosure import calls as c
from counterfoil.modules.disclosure import events as e
from counterfoil.modules.disclosure.outcomes import DisclosureOutcome
from counterfoil.modules.disclosure.records import (
    DOCUMENT_VERSIONS,
    DOCUMENTS,
    DUTIES,
    IN_FORCE,
    OPEN,
    Document,
    Duty,
    DutyStatus,
)
from counterfoil.modules.disclosure.words import WORDS

DISCLOSURE: Final = "disclosure"
"""The feature that lets documents and duties be recorded."""


def oblige(call: c.Oblige, moment: Moment) -> Iterable[EventData]:
    require(call.due > moment.time, DisclosureOutcome.due_in_the_past, call.duty)
    yield e.Obliged(
        duty=call.duty,
        party=call.party,
        topic=call.topic,
        instrument=call.instrument,
        due=call.due,
        by=call.by,
        reference=call.reference,
    )


def waive(call: c.Waive, moment: Moment) -> Iterable[EventData]:
    _open_duty(moment, call.duty)
    yield e.Waived(duty=call.duty, by=call.by, reference=call.reference)


def record_overdue(call: c.RecordOverdue, moment: Moment) -> Iterable[EventData]:
    duty = _open_duty(moment, call.duty)
    require(duty.status is DutyStatus.due, DisclosureOutcome.overdue_already, call.duty)
    require(moment.time > duty.due, DisclosureOutcome.not_overdue, call.duty)
    yield e.FellOverdue(duty=call.duty, party=duty.party, due=duty.due)


def publish(call: c.Publish, moment: Moment) -> Iterable[EventData]:
    meant = (call.by, call.topic, call.instrument)
    late = None
    if call.duty is not None:
        duty = _open_duty(moment, call.duty)
        require(meant == (duty.party, duty.topic, duty.instrument), DisclosureOutcome.duty_of_another, call.duty)
        late = moment.time > duty.due
    if call.supersedes is not None:
        before = _current(moment, call.supersedes)
        require(before.by == call.by, DisclosureOutcome.not_the_discloser, call.supersedes)
        same = (before.topic, before.instrument) == (call.topic, call.instrument)
        require(same, DisclosureOutcome.superseded_elsewhere, call.supersedes)
    yield e.Published(
        document=call.document,
        by=call.by,
        topic=call.topic,
        instrument=call.instrument,
        title=call.title,
        hash=call.hash,
        uri=call.uri,
        duty=call.duty,
        late=late,
        supersedes=call.supersedes,
        time=moment.time,
    )


def revise(call: c.Revise, moment: Moment) -> Iterable[EventData]:
    before = _current(moment, call.document)
    require(before.hash != call.hash, DisclosureOutcome.nothing_revised, call.document)
    yield e.Revised(
        document=call.document,
        title=call.title,
        hash=call.hash,
        uri=call.uri,
        version=before.version + 1,
        reason=call.reason,
        time=moment.time,
    )


def withdraw(call: c.Withdraw, moment: Moment) -> Iterable[EventData]:
    before = _current(moment, call.document)
    require(before.duty is None, DisclosureOutcome.meets_a_duty, call.document)
    yield e.Withdrawn(document=call.document, reason=call.reason)


def _open_duty(moment: Moment, duty: str) -> Duty:
    record = known(moment, DUTIES, duty)
    require(record.status in OPEN, DisclosureOutcome.duty_over, duty)
    return record


def _current(moment: Moment, document: str) -> Document:
    record = known(moment, DOCUMENTS, document)
    require(record.status in IN_FORCE, DisclosureOutcome.document_over, document)
    return record


LAW: Final = Law(
    noun="disclosure",
    calls=under(
        DISCLOSURE,
        {
            c.Oblige: oblige,
            c.Waive: waive,
            c.RecordOverdue: record_overdue,
            c.Publish: publish,
            c.Revise: revise,
            c.Withdraw: withdraw,
        },
    ),
    events=e.EVENTS,
    tables=(DUTIES, DOCUMENTS, DOCUMENT_VERSIONS),
    outcomes=DisclosureOutcome,
    words=WORDS,
)
