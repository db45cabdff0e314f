# SPDX-License-Identifier: Apache-2.0
"""The verifier's own page: its judgement first, and never to be taken for the page that lies in a package."""

from counterfoil.page.evidence_report import render_report, render_verification
from counterfoil.page.report_labels import LABELS
from support.judgements import judgement
from support.report_models import TIME, model, step, visible


def test_a_verifiers_own_page_has_what_a_court_needs_at_its_head() -> None:
    """Verdict, numbered results, hashes of both files, version and time, before anything that is claimed."""
    page = visible(render_verification(judgement(), model(2), times=lambda ms: f"<{ms}> local"))
    head, _, _ = page.partition(LABELS["claimed"].en)
    for told in ("PROVED", "claim.zip", "1a" * 32, "trust.json", "2b" * 32, "counterfoil 9.9", "1. ", "Sentence 2."):
        assert told in head
    assert f"<{TIME + 20_000_000}> local" in head
    assert page.count("local") >= 2 + 5, "the reader's time stands beside that of every event and of the header"


def test_what_is_not_proved_has_a_page_that_says_so() -> None:
    """With the check that failed, and nothing of what the package claims."""
    page = visible(render_verification(judgement(proved=False), None))
    assert "NOT PROVED" in page and "FAILED" in page
    assert LABELS["claimed"].en not in page


def test_the_two_pages_cannot_be_taken_for_each_other() -> None:
    """The one in a package says who prepared it, and the verifier's says that it is another."""
    own, packed = visible(render_verification(judgement(), model(2))), visible(render_report(model(2)))
    assert LABELS["report"].en in packed and LABELS["report"].en not in own
    assert LABELS["verification"].en in own and LABELS["verification"].en not in packed
    assert "prepared by whoever made the package" in packed and "prepared by whoever" not in own


def test_names_stand_beside_identifiers() -> None:
    """As far as their registration was verified."""
    assert "Broker Ltd" in visible(render_report(model(1, names=(("BROKER", "Broker Ltd"),))))


def test_each_consent_is_a_line() -> None:
    """Two consents are not run together."""
    page = render_report(model(1, steps=(step(0, authorised_by=("ONE (gives A)", "TWO (takes B)")),)))
    assert '<p class="en">ONE (gives A)</p><p class="en">TWO (takes B)</p>' in page
