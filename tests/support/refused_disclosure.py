# SPDX-License-Identifier: Apache-2.0
"""Duties and documents in every state, and what the disclosure module refuses: per call, in the order checked."""

from typing import Any, Final

from counterfoil.modules.disclosure import calls as d
from counterfoil.modules.disclosure.outcomes import DisclosureOutcome as Outcome
from counterfoil.modules.disclosure.records import DOCUMENT_VERSIONS
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.ledger import DOCUMENT, Ledger
from support.market import LONG, SOON, Row
from support.refused_by_records import Act, creating, on_record

OTHER: Final = "e" * 64


def oblige(duty: str = "fresh", **changed: Any) -> d.Oblige:
    """The issuer must report on SHARE."""
    fields = {"party": "issuer", "topic": "annual_report", "due": LONG, "by": "supervisor", "reference": "rules, 3.1"}
    return d.Oblige(duty=duty, **{**fields, "instrument": "SHARE", **changed})


def publish(document: str = "fresh", **changed: Any) -> d.Publish:
    """The issuer reports on SHARE."""
    fields = {"by": "issuer", "topic": "annual_report", "title": "Annual report 2026", "hash": DOCUMENT}
    return d.Publish(document=document, **{**fields, "instrument": "SHARE", **changed})


def revise(document: str = "report", hash: str = OTHER) -> d.Revise:
    return d.Revise(document=document, title="Annual report 2026, corrected", hash=hash, reason="note 5 was wrong")


def withdraw(document: str = "notice") -> d.Withdraw:
    return d.Withdraw(document=document, reason="the meeting is cancelled")


def waive(duty: str = "open", by: str = "venue") -> d.Waive:
    return d.Waive(duty=duty, by=by, reference="decision 9")


def disclosing(market: Ledger) -> Ledger:
    """A duty in every state, and documents that are in force, superseded and withdrawn."""
    soon = {"due": market.time + 20_000}
    duties = [oblige("open", by="venue"), oblige("met", **soon), oblige("waived"), oblige("of-bank", party="bank")]
    duties += [oblige(name, **soon) for name in ("passed", "overdue", "late")]
    market.do(*duties, signed_by="supervisor venue")
    market.do(publish("report", duty="met"), publish("notice"), publish("gone"), publish("older"), signed_by="issuer")
    market.do(withdraw("gone"), publish("newer", supersedes="older"), signed_by="issuer")
    market.do(waive("waived", "supervisor"), signed_by="supervisor")
    market.wait(30_000)
    market.do(d.RecordOverdue(duty="overdue"), d.RecordOverdue(duty="late"), signed_by="bob")
    market.do(publish("at-last", duty="late"), revise("notice"), signed_by="issuer")
    return market


DISCLOSED = [
    Row("a duty for the past", oblige(due=SOON), "supervisor", Outcome.due_in_the_past),
    Row("an issuer sets duties", oblige(by="issuer"), "issuer", Parties.role_missing),
    Row("a duty without its authority", oblige(), "issuer", Parties.not_authorised),
    Row("a duty of nobody", oblige(party="none"), "supervisor", Parties.unknown_party),
    Row("a duty about nothing known", oblige(instrument="NONE"), "supervisor", Instruments.unknown_instrument),
    Row("a duty's name is taken", oblige("open"), "supervisor", Outcome.duty_exists),
    Row("waiving what is no duty", waive("none"), "venue", Outcome.unknown_duty),
    Row("waiving what is met", waive("met", "supervisor"), "supervisor", Outcome.duty_over),
    Row("waiving one's own duty", waive(by="issuer"), "issuer", Parties.role_missing),
    Row("waiving without signing", waive(), "issuer", Parties.not_authorised),
    Row("no duty to be overdue", d.RecordOverdue(duty="none"), "bob", Outcome.unknown_duty),
    Row("a waived duty is never overdue", d.RecordOverdue(duty="waived"), "bob", Outcome.duty_over),
    Row("overdue twice", d.RecordOverdue(duty="overdue"), "bob", Outcome.overdue_already),
    Row("overdue before its time", d.RecordOverdue(duty="open"), "bob", Outcome.not_overdue),
    Row("meeting no duty", publish(duty="none"), "issuer", Outcome.unknown_duty),
    Row("meeting a duty twice", publish(duty="met"), "issuer", Outcome.duty_over),
    Row("meeting another's duty", publish(duty="of-bank"), "issuer", Outcome.duty_of_another),
    Row("meeting it on another topic", publish(duty="open", topic="notice"), "issuer", Outcome.duty_of_another),
    Row("in the place of nothing", publish(supersedes="none"), "issuer", Outcome.unknown_document),
    Row("in the place of itself", publish(supersedes="fresh"), "issuer", Outcome.unknown_document),
    Row("in the place of what is superseded", publish(supersedes="older"), "issuer", Outcome.document_over),
    Row("in another's place", publish(by="bank", supersedes="notice"), "bank", Outcome.not_the_discloser),
    Row(
        "in the place of another topic",
        publish(topic="notice", supersedes="notice"),
        "issuer",
        Outcome.superseded_elsewhere,
    ),
    Row("publishing without signing", publish(), "bob", Parties.not_authorised),
    Row("on nothing known", publish(instrument="NONE"), "issuer", Instruments.unknown_instrument),
    Row("on another's instrument", publish(by="bank"), "bank", Outcome.not_the_issuer),
    Row("a document's name is taken", publish("gone"), "issuer", Outcome.document_exists),
    Row("revising nothing", revise("none"), "issuer", Outcome.unknown_document),
    Row("revising what is withdrawn", revise("gone"), "issuer", Outcome.document_over),
    Row("revising nothing of it", revise(hash=DOCUMENT), "issuer", Outcome.nothing_revised),
    Row("revising another's", revise(), "bank", Parties.not_authorised),
    Row("withdrawing nothing", withdraw("none"), "issuer", Outcome.unknown_document),
    Row("withdrawing twice", withdraw("gone"), "issuer", Outcome.document_over),
    Row("withdrawing what met a duty", withdraw("report"), "issuer", Outcome.meets_a_duty),
    Row("withdrawing another's", withdraw(), "bank", Parties.not_authorised),
]
DISCLOSURE_ACTS = [
    Act(
        "a version that was never published",
        on_record(DOCUMENT_VERSIONS, "notice", "9"),
        Outcome.unknown_document_version,
    ),
    Act("a published version twice", creating(DOCUMENT_VERSIONS, "notice", "1"), Outcome.document_version_exists),
]
MARKET = disclosing
"""What the rows need on the market of all tables."""
