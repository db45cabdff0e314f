# SPDX-License-Identifier: Apache-2.0
"""Events are anchored by their keeper, and a stranger verifies one: ``counterfoil supply anchor``, ``prove``."""

import json

import pytest

from counterfoil.node.verifier import PageAndFiles
from counterfoil.verify.__main__ import main as verify_alone
from support.goods_story import EVENTS, document, event

NAME = "urn:uuid:0f6e5a4c-9d8b-4f0e-8a57-2d7c1f9b3e61"
NAMED = event("ObjectEvent", 8, epcList=["urn:uuid:7"], action="OBSERVE", eventID=NAME)
DATABASE = ("--database", "sqlite:///e.sqlite")


@pytest.fixture
def kept(run, write, tmp_path, monkeypatch, trading):
    """The issuer keeps a repository on a network, and a database with six events."""
    monkeypatch.chdir(tmp_path)
    run("supply", "capture", write("events.json", document(*EVENTS, NAMED)), "--by", "issuer", *DATABASE)
    given = ("--key", "issuer", "--network", trading, "--no-publish")
    run("traceability", "open-repository", "--repository", "copper", "--keeper", "issuer", "--title", "Copper", *given)
    return given


def test_what_was_captured_is_anchored_once(kept, run, run_json, write, trading):
    """A dry run settles nothing; then the batch is ordered; then there is nothing to anchor, until more is captured."""
    assert "Would" in run("supply", "anchor", "copper", "--dry-run", *kept[:4], *DATABASE).output.title()
    run("supply", "anchor", "copper", *kept, *DATABASE)
    assert run_json("supply", "anchor", "copper", *kept, *DATABASE)["batch"] is None
    more = write("more.json", document(event("ObjectEvent", 9, epcList=["urn:uuid:7"], action="OBSERVE")))
    run("supply", "capture", more, "--by", "issuer", *DATABASE)
    run("supply", "anchor", "copper", *kept, *DATABASE)
    batch = run_json("show", "record", "traceability/batch/copper/2", "--network", trading)
    assert batch["value"]["events"] == 1, batch


def test_a_repository_that_is_not_opened_is_named(kept, run):
    """And how one is opened."""
    told = run("supply", "anchor", "tin", *kept, *DATABASE, code=2).output
    assert "tin: no such repository" in told and "open-repository" in told


def test_a_stranger_verifies_an_event(kept, run, run_json, trading, tmp_path):
    """The folder has all that it takes; a letter changed is refused, and so is another batch's evidence."""
    assert (
        "it is not anchored yet"
        in run("supply", "prove", NAME, "-o", "proof", *DATABASE, "--network", trading, code=2).output
    )
    run("supply", "anchor", "copper", *kept, *DATABASE)
    made = run_json("supply", "prove", NAME, "-o", "proof", *DATABASE, "--network", trading)
    assert made["files"] == ["batch-1.zip", "event-6.event-proof.json"]
    trust, proof = trading / "trust.json", tmp_path / "proof" / "event-6.event-proof.json"
    package = tmp_path / "proof" / "batch-1.zip"
    found = run_json("verify", package, "--trust", trust, "--event", proof, "--report", "page.html")
    (shown,) = found["events_shown"]
    assert shown["name"] == NAME and json.loads(shown["document"])["epcList"] == ["urn:uuid:7"]
    assert "urn:uuid:7" in (tmp_path / "page.html").read_text()
    text = run("verify", package, "--trust", trust, "--event", proof).output
    assert "event 6 of 6 of batch 1 of repository copper" in " ".join(text.split())
    proof.write_text(proof.read_text().replace("urn:uuid:7", "urn:uuid:8"))
    told = run("verify", package, "--trust", trust, "--event", proof, code=2).output
    assert "the document is not in the batch" in told


def test_the_program_for_courts_shows_an_event_too(kept, run, trading, tmp_path, capsys):
    """Without a store, a server or a database."""
    run("supply", "anchor", "copper", *kept, *DATABASE)
    run("supply", "prove", NAME, "-o", "proof", *DATABASE, "--network", trading)
    folder = tmp_path / "proof"
    given = [str(folder / "batch-1.zip"), "--trust", str(trading / "trust.json")]
    given += ["--event", str(folder / "event-6.event-proof.json")]
    assert verify_alone(given, PageAndFiles()) == 0
    assert "event 6 of 6 of batch 1" in " ".join(capsys.readouterr().out.split())
    assert verify_alone([*given, "--json"], PageAndFiles()) == 0
    assert json.loads(capsys.readouterr().out)["events_shown"][0]["name"] == NAME


def test_an_event_goes_with_one_package_and_no_file_is_overwritten(kept, run, trading, tmp_path):
    """Nor is a folder used that is there."""
    (tmp_path / "proof").mkdir()
    told = run("supply", "prove", NAME, "-o", "proof", *DATABASE, "--network", trading, code=2).output
    assert "it is there already" in told
    two = (tmp_path / "a.zip", tmp_path / "b.zip")
    told = run("verify", *two, "--trust", trading / "trust.json", "--event", "e.json", code=2).output
    assert "--event: goes with one package" in told
    assert (
        "no such event was captured"
        in run("supply", "prove", "urn:uuid:1", "-o", "other", *DATABASE, "--network", trading, code=2).output
    )


def test_a_declaration_by_another_is_proved_as_what_it_is(kept, run, run_json, write, trading, tmp_path):
    """Who captured what is told with the proofs; a stranger is told that a document declares, and not as whose word."""
    back = {"declarationTime": "2026-08-01T00:00:00Z", "reason": "did_not_occur"}
    run("supply", "capture", write("w.json", document(NAMED | {"errorDeclaration": back})), "--by", "rival", *DATABASE)
    run("supply", "anchor", "copper", *kept, *DATABASE)
    made = run_json("supply", "prove", NAME, "-o", "proof", *DATABASE, "--network", trading)
    assert made["captured_by"] == {"event-6.event-proof.json": "issuer", "event-7.event-proof.json": "rival"}
    (doubt,) = made["declared_by_others"]
    assert doubt.startswith("event 6: rival declared it in error at 2026-08-01T00:00:00.000Z, did_not_occur; issuer")
    assert "rival declared it" in run("supply", "prove", NAME, "-o", "b", *DATABASE, "--network", trading).output
    given = ("--trust", trading / "trust.json", "--event", tmp_path / "proof" / "event-6.event-proof.json")
    given = (*given, "--event", tmp_path / "proof" / "event-7.event-proof.json")
    first, second = run_json("verify", tmp_path / "proof" / "batch-1.zip", *given, "--report", "p.html")["events_shown"]
    assert "declares" not in first and "does not say who captured it" in second["declares"]
    assert "does not say who captured it" in (tmp_path / "p.html").read_text()
