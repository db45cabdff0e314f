# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply receipt intake`` of events that were declared in error: by whom is told, where anybody knows."""

from support.goods_intake import declared_template, network, taking
from support.goods_received import HASH, document, inspected, received

__all__ = ("declared_template", "network", "taking")


def test_what_another_declared_in_error_counts_and_is_told(run, run_json, network, write, tmp_path, monkeypatch):
    """A mark beats a refusal: the goods are taken in, and keeper and inspector know who doubts it, before they sign."""
    monkeypatch.chdir(tmp_path)
    came = received(eventID="urn:uuid:11111111-1111-4111-8111-111111111111")
    back = {"errorDeclaration": {"declarationTime": "2025-11-02T10:00:00Z", "reason": "did_not_occur"}}
    for by, events in (("shed", (came, inspected())), ("rival", (came | back,))):
        run("supply", "capture", write(f"{by}.json", document(*events)), "--by", by, "--database", "sqlite:///e.sqlite")
    given = ("supply", "receipt", "intake", "I-1", "--database", "sqlite:///e.sqlite", "--certificate", HASH)
    given = (*given, "--inspector", "inspector", "--key", "shed", "--key", "inspector", "--network", network)
    told = " ".join(run(*given, "--dry-run").output.split())
    assert "rival declared it in error" in told and "shed, who captured it, did not. It counts" in told
    made = run_json(*given, "--no-publish")
    assert made["arrived"] == 100_000
    (doubted,) = made["declared_by_others"]
    assert doubted["event"] == "event 1" and "rival" in doubted["doubt"]


def test_what_files_declare_wrong_is_told(taking):
    """Files do not say who captured what: what was left out is named, and who signs can see whether that is right."""
    wrong = received(amount=50, eventID="urn:uuid:11111111-1111-4111-8111-111111111111")
    back = {"declarationTime": "2025-11-02T10:00:00Z", "reason": "did_not_occur"}
    events = (wrong, wrong | {"errorDeclaration": back}, received(1, 40), inspected())
    said = taking(*events, more=("--dry-run",))
    assert "eventList[0]: it was declared in error, and counts for nothing" in said
    assert taking(*events, as_json=True)["declared_wrong"][0].endswith("epcisBody.eventList[0]")
