# SPDX-License-Identifier: Apache-2.0
"""Consents with their keys and envelopes, attachments, units and names on the page."""

from counterfoil.page.evidence_report import render_report, render_verification
from counterfoil.page.report_labels import CONSENT_KINDS, LABELS, SIDES
from page.test_evidence_report import pictures
from support.exhibits import KEY, SIGNED, attachment, consent, persons
from support.judgements import judgement
from support.report_models import model, parse, step, visible


def test_each_consent_has_its_key_and_envelope() -> None:
    """Whose, for which account of whom, under which record, by which key, and where the signed envelope stands."""
    named = {"names": (("BROKER", "Broker Ltd"),), "holders": (("ACCOUNT-B", "BROKER"),)}
    page = render_report(model(1, steps=(step(0, consents=(consent(),)),), **named))
    rows = [node for node in parse(page).iter("table") if node.get("class") == "events consents"]
    told = "".join(rows[0].itertext())
    for value in (
        "BROKER “Broker Ltd”",
        "ACCOUNT-B (BROKER “Broker Ltd”)",
        SIDES["gives"].zh,
        CONSENT_KINDS["signature"].en,
        "parties/account/ACCOUNT-B",
        "event 4 of that record",
        KEY,
        SIGNED.transaction,
        "signed in the envelope at block 10, transaction 2",
        "签于区块 10 第 2 号交易的信封",
    ):
        assert value in told
    assert 'id="consents"' not in render_report(model(1)), "no empty section"


def test_attachments_are_listed_with_digest_size_and_recipient() -> None:
    """And how to open them, from the package; a page without any has no section."""
    shown = visible(render_report(model(1, attachments=(attachment(),), names=(("BROKER", "Broker Ltd"),))))
    for value in ("3e" * 32, "1,234 bytes", "1,234 字节", KEY, "BROKER “Broker Ltd”", "call 3, holdings.transfer"):
        assert value in shown
    assert "counterfoil attachment open PACKAGE" in shown
    assert LABELS["attachments"].en not in visible(render_report(model(1)))


def test_every_quantity_has_its_unit() -> None:
    """That of the event where it says one, else that of the claim; without any it counts smallest units."""
    page = visible(render_report(model(1, steps=(step(0, unit=("share", 0)), step(1)))))
    assert "+100 share" in page and "+1.00 yuan" in page and "2.00 yuan" in page
    unknown = visible(render_report(model(1, unit_name="", steps=(step(0),))))
    assert "+100 个最小单位 smallest units" in unknown


def test_the_drawing_has_the_readers_time_too() -> None:
    """Beside that of UTC, wherever an event is dated."""
    page = render_verification(judgement(), model(1), times=lambda ms: f"<{ms}> local")
    assert "local" in "".join(pictures(page)[1].itertext())


def test_persons_stand_on_the_page_or_that_their_data_was_deleted() -> None:
    """What lay beside the package, compared or not; of a deletion when and under which reference; else no section."""
    page = render_report(model(1, persons=persons()))
    shown = visible(page)
    gone = ("the person's data was deleted on 2023-11-14", "R-12", "已于 2023-11-14")
    for value in ("Wang <b>", "Beijing", "Li", *gone):
        assert value in shown
    for compared in ("person_compared", "person_not_compared"):
        assert shown.count(LABELS[compared].en) == 1
    assert "Personal data is not in the package." in shown
    assert "Wang" not in repr(persons()), "nothing of it where a value is shown by mistake"
    assert 'id="persons"' not in render_report(model(1))
