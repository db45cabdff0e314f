# SPDX-License-Identifier: Apache-2.0
"""What a module that the verifier lacks notes of events in records of its own: as executed, and nothing more."""

from counterfoil.evidence.claims import TransferClaim
from counterfoil.evidence.package import decode_package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
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
    assert claim.noted == ("counting.counted",)
    assert "Other modules noted of them, on the auditors' word: counting.counted." in claim.statement.en


def test_what_is_noted_of_a_transfer_brings_no_units() -> None:
    """An operator that has an invented module add units convinces nobody."""
    world, _ = noted(Bringing())
    report = verify_package(published(world, WANG, SHARE), world.trust())
    assert report.failed_check == 10
    assert "does more than to note another event" in report.sentence.en
