# SPDX-License-Identifier: Apache-2.0
"""Duties that are met, late or overdue; documents that are revised, superseded and withdrawn; and proof of each."""

from collections.abc import Collection, Iterator

import pytest
from msgspec.structs import replace

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.disclosure import calls as d
from counterfoil.modules.disclosure.queries import documents_of, earlier_versions, overdue
from counterfoil.modules.disclosure.records import DOCUMENTS, DUTIES, DocumentStatus, DutyStatus
from counterfoil.modules.disclosure.steps import stands
from counterfoil.modules.parties.records import Role
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.disclosure_breaches import DUTY, REPORT, disclosing, publish, revise
from support.evidence_world import World
from support.forging import forgeries
from support.ledger import DOCUMENT, Ledger
from support.refused_disclosure import OTHER
from support.refused_disclosure import oblige as must
from support.refused_disclosure import publish as tell

HOUR_MS = 3_600_000


@pytest.fixture
def ledger() -> Ledger:
    """An issuer with an instrument, and two duties: one due in an hour, one in two."""
    ledger = Ledger()
    ledger.party("issuer", Role.issuer)
    ledger.party("venue", Role.venue)
    ledger.instrument("SHARE", "issuer")
    ledger.do(must("first", due=ledger.time + HOUR_MS), must("second", due=ledger.time + 2 * HOUR_MS), signed_by=BOTH)
    return ledger


BOTH = "supervisor venue"


def status(ledger: Ledger, duty: str) -> DutyStatus:
    found = ledger.state.read(DUTIES, duty)
    assert found is not None
    return found.status


def test_a_duty_is_met_at_the_last_moment_and_late_right_after_it(ledger: Ledger) -> None:
    """By the time of the block, whatever clock the discloser goes by."""
    duty = ledger.state.read(DUTIES, "first")
    assert duty is not None
    ledger.wait(duty.due - ledger.time - 1_000)
    ledger.do(tell("one", duty="first"), signed_by="issuer")
    assert ledger.time == duty.due and status(ledger, "first") is DutyStatus.met
    ledger.wait(HOUR_MS)
    ledger.do(tell("two", duty="second"), signed_by="issuer")
    assert status(ledger, "second") is DutyStatus.met_late


def test_overdue_is_seen_before_it_is_recorded_and_after(ledger: Ledger) -> None:
    """Whoever asks hears it as soon as the time has passed; a document that comes late ends it."""
    assert overdue(ledger.state, ledger.time) == []
    ledger.wait(3 * HOUR_MS)
    assert [one.duty for one in overdue(ledger.state, ledger.time)] == ["first", "second"]
    ledger.do(d.RecordOverdue(duty="second"), signed_by="venue")
    assert [one.status for one in overdue(ledger.state, ledger.time, "issuer")] == [DutyStatus.due, DutyStatus.overdue]
    assert overdue(ledger.state, ledger.time, "venue") == []
    ledger.do(tell("one", duty="second"), signed_by="issuer")
    assert [one.duty for one in overdue(ledger.state, ledger.time)] == ["first"]
    ledger.do(d.Waive(duty="first", by="supervisor", reference="decision 1"), signed_by="supervisor")
    assert overdue(ledger.state, ledger.time) == []


def test_a_duty_that_nobody_recorded_as_overdue_says_so_at_a_time(ledger: Ledger) -> None:
    """Its record says due, as nobody told the ledger; what shows it says how it stands by then."""
    duty = ledger.state.read(DUTIES, "second")
    assert duty is not None and stands(duty, ledger.now(duty.due)) is None
    late = stands(duty, ledger.now(duty.due + 1))
    assert late is not None and "overdue as of 20" in late.en and "已逾期" in late.zh
    ledger.wait(3 * HOUR_MS)
    ledger.do(d.RecordOverdue(duty="second"), signed_by="venue")
    recorded = ledger.state.read(DUTIES, "second")
    assert recorded is not None and stands(recorded, ledger.now()) is None


def test_every_version_is_kept(ledger: Ledger) -> None:
    """What was disclosed first stands beside what is disclosed now."""
    ledger.do(tell("one"), signed_by="issuer")
    revision = d.Revise(document="one", title="Corrected", hash=OTHER, reason="note 5", uri="https://example.org/2")
    ledger.do(revision, signed_by="issuer")
    (before,) = earlier_versions(ledger.state, "one")
    (now,) = documents_of(ledger.state, "issuer")
    assert (before.hash, before.title, now.hash, now.title, now.version) == (
        DOCUMENT,
        "Annual report 2026",
        OTHER,
        "Corrected",
        2,
    )
    assert before.published < now.published
    assert documents_of(ledger.state, "venue") == earlier_versions(ledger.state, "none") == []


def test_a_document_takes_anothers_place(ledger: Ledger) -> None:
    """Both say so; the duty that the first met stays met."""
    ledger.do(tell("one", duty="first"), signed_by="issuer")
    ledger.do(tell("two", supersedes="one"), signed_by="issuer")
    one, two = ledger.state.read(DOCUMENTS, "one"), ledger.state.read(DOCUMENTS, "two")
    assert one is not None and two is not None
    assert (one.status, one.superseded_by, two.supersedes) == (DocumentStatus.superseded, "two", "one")
    assert status(ledger, "first") is DutyStatus.met
    assert list(broken_invariants(ledger.state)) == []


def test_whom_a_duty_names_discloses_on_anothers_instrument(ledger: Ledger) -> None:
    """As an underwriter does."""
    ledger.do(must("third", party="venue", topic="underwriting", due=ledger.time + HOUR_MS), signed_by="supervisor")
    ledger.do(tell("one", by="venue", topic="underwriting", duty="third"), signed_by="venue")
    assert status(ledger, "third") is DutyStatus.met


@pytest.fixture(scope="module")
def told() -> tuple[World, dict[str, Package]]:
    """A duty that was met, and a report that was revised."""
    world = disclosing()
    world.do("acme", calls=[publish(duty="yearly")])
    world.do("acme", calls=[revise()])
    world.block()
    collector = Collector(world, world.publish())
    return world, {name: collector.record(RecordPath(name)) for name in (DUTY, REPORT)}


SWAPS = (
    (b'"late":false', b'"late":true'),
    (b'"hash":"1', b'"hash":"3'),
    (b'"hash":"2', b'"hash":"3'),
    (b'"version":2', b'"version":1'),
)


def forged(package: Package, among: Collection[Package]) -> Iterator[Package]:
    yield from forgeries(package, SWAPS, among=among)
    for status in ("met_late", "withdrawn"):
        yield replace(package, claim=replace(package.claim, value=package.claim.value | {"status": status}))  # type: ignore[union-attr, call-arg]


@pytest.mark.parametrize("path", [DUTY, REPORT])
def test_what_was_disclosed_is_proved_and_nothing_else(told: tuple[World, dict[str, Package]], path: str) -> None:
    """That it was met in time, and every version with its hash, offline; altered anywhere it is not proved."""
    world, packages = told
    report = verify_package(encode_package(packages[path]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    narrative = str(report.narrative)
    assert "Document report on annual_report published by acme: “Annual report 2026”; for duty yearly" in narrative
    assert ("revised to version 2" in narrative) is (path == REPORT)
    for altered in forged(packages[path], packages.values()):
        assert verify_package(encode_package(altered), world.trust()).verdict is Verdict.not_proved
