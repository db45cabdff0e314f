# SPDX-License-Identifier: Apache-2.0
"""What a module that the verifier lacks notes of events in records of its own: as executed, and nothing more."""

from counterfoil.evidence.claims import TransferClaim
from counterfoil.evidence.package import decode_package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.cash_story import VAULT, YUAN, circulating
from support.evidence_noted import Bringing, Counted, noted
from support.evidence_story import SHARE, WANG
from support.evidence_told import published


def test_a_transfer_that_was_counted() -> None:
    """The claim says by which events it was noted, that they rest on the auditors' word, and lists them apart."""
    world, name = noted(Counted())
    package = Collector(world, world.publish()).transfer(name)
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.sentence
    claim = decode_package(encode_package(package)).claim
    assert isinstance(claim, TransferClaim)
    assert [act.type for act in claim.acts] == ["holdings.transferred"]
    assert claim.noted == ("counting.counted",) and claim.moved == ()
    told = "Noted of them by other modules, or told of a program, on the auditors' word: counting.counted."
    assert told in claim.statement.en


def test_what_is_noted_by_a_known_law_is_not_said_to_be_of_unknown_law() -> None:
    """The vault counts what was issued: the ledger noted it, no call says it, and the count is recomputed."""
    world = circulating()
    package = Collector(world, world.publish()).record(RecordPath(f"cash/vault/{VAULT}/{YUAN}"))
    report = verify_package(encode_package(package), world.trust())
    assert report.proved
    for said in (report.sentence.en, report.checks[9].sentence.en):
        assert "and are not derived from a call: cash.drawn." in said
        assert "not known here" not in said
    assert report.narrative is not None
    assert {step.type for step in report.narrative.steps if step.noted} == {"cash.drawn"}
    assert not any(step.as_executed for step in report.narrative.steps)


def test_what_is_noted_of_a_transfer_brings_no_units() -> None:
    """An operator that has an invented module add units convinces nobody."""
    world, _ = noted(Bringing())
    report = verify_package(published(world, WANG, SHARE), world.trust())
    assert report.failed_check == 10
    assert "does more than to note another event" in report.sentence.en
