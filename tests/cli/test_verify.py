# SPDX-License-Identifier: Apache-2.0
"""Verifying at the command line: trust files shown, a report of the verifier's own."""

import json
import zipfile
from hashlib import sha256

from support.network import SHARES


def test_a_trust_file_is_shown_with_its_fingerprints(run, run_json, trading):
    """Its hash, the quorum, and everybody it believes with a role and the SHA-256 of the key."""
    shown = run_json("trust", "show", trading / "trust.json")
    assert shown["sha256"] == sha256((trading / "trust.json").read_bytes()).hexdigest()
    assert {key["role"] for key in shown["keys"]} >= {"log", "witness", "seal", "state auditor"}
    seal = next(key["fingerprint"] for key in shown["keys"] if key["role"] == "seal")
    assert seal in {key["keyid"] for key in run_json("keys", "list", "-n", trading)}
    assert seal in run("trust", "show", trading / "trust.json").stdout


def test_a_byte_order_mark_is_no_part_of_a_trust_file(run_json, trading, tmp_path):
    """As editors leave it; the same everywhere."""
    (tmp_path / "marked.json").write_bytes(b"\xef\xbb\xbf" + (trading / "trust.json").read_bytes())
    plain = run_json("trust", "show", trading / "trust.json")
    assert run_json("trust", "show", tmp_path / "marked.json")["keys"] == plain["keys"]


def test_a_verifiers_own_report(run, run_json, trading, tmp_path):
    """Proved or not, it is the verifier's: verdict, hashes, version, local time; and is not the one in the package."""
    package, page = tmp_path / "p.zip", tmp_path / "own.html"
    run("evidence", "export", "--account", "alice-1", "--instrument", SHARES, "-n", trading, "-o", package)
    words = ["verify", package, "--trust", trading / "trust.json"]
    found = run_json(*words, "--report", page, "--timezone", "Asia/Shanghai")
    text = page.read_text(encoding="utf-8")
    assert found["package_sha256"] == sha256(package.read_bytes()).hexdigest()
    for told in (found["package_sha256"], found["trust_sha256"], found["verifier"], "+08:00 Asia/Shanghai", "PROVED"):
        assert told in text
    with zipfile.ZipFile(package) as packed:
        assert packed.read("report.html").decode() != text
    assert "is there already" in run(*words, "--report", page, code=2).stderr
    assert "no time zone" in run(*words, "--report", tmp_path / "x.html", "--timezone", "Mars/Olympus", code=2).stderr
    run(*words, "--max-age-s", 1, "--report", tmp_path / "late.html", code=None)
    other = json.loads((trading / "trust.json").read_text())
    other["chains"]["main"]["genesis"] = "0" * 64
    (tmp_path / "other.json").write_text(json.dumps(other))
    run("verify", package, "--trust", tmp_path / "other.json", "--report", tmp_path / "no.html", code=1)
    assert "NOT PROVED" in (tmp_path / "no.html").read_text(encoding="utf-8")


def test_a_court_file(run, trading, tmp_path, monkeypatch):
    """Both files lie inside; what a validator says is told beside the verdict; nothing is overwritten."""
    package, trust, pdf = tmp_path / "p.zip", trading / "trust.json", tmp_path / "p.pdf"
    run("evidence", "export", "--account", "alice-1", "--instrument", SHARES, "-n", trading, "-o", package)
    monkeypatch.setenv("PATH", str(tmp_path))
    said = run("verify", package, "--trust", trust, "--pdf", pdf).stderr
    assert "written as PDF/A-3u; not validated: verapdf is not on the PATH" in said
    assert package.read_bytes() in pdf.read_bytes()
    assert trust.read_bytes() in pdf.read_bytes()
    assert "is there already" in run("verify", package, "--trust", trust, "--pdf", pdf, code=2).stderr
    assert "one package" in run("verify", package, package, "--trust", trust, "--pdf", tmp_path / "x", code=2).stderr
    validator = tmp_path / "verapdf"
    for status, word in ((0, "passed"), (1, "failed"), (7, "not validated")):
        validator.write_text(f"#!/bin/sh\nexit {status}\n")
        validator.chmod(0o755)
        again = tmp_path / f"{status}.pdf"
        assert f"PDF/A-3u; {word}" in run("verify", package, "--trust", trust, "--pdf", again).stderr
    same = tmp_path / "same" / "trust.json"
    same.parent.mkdir()
    same.write_bytes(package.read_bytes())
    run("verify", same, "--trust", trust, "--pdf", tmp_path / "same.pdf")
    assert b"trust-trust.json" in (tmp_path / "same.pdf").read_bytes()


def test_a_file_that_cannot_be_read_silences_no_other(run, run_json, trading, tmp_path):
    """Alone it is a mistake on the command line; among others it is told in its place, with the hash of nothing."""
    package, missing = tmp_path / "p.zip", tmp_path / "missing.zip"
    run("evidence", "export", "--account", "alice-1", "--instrument", SHARES, "-n", trading, "-o", package)
    words = ["verify", missing, package, "--trust", trading / "trust.json"]
    first, second = run_json(*words, code=2)
    assert (first["verdict"], first["package_sha256"], second["verdict"]) == ("unusable input", None, "proved")
    shown = run(*words, code=2).stdout
    assert "No such file" in shown and "PROVED" in shown and sha256(b"").hexdigest() not in shown
    assert run("verify", missing, "--trust", trading / "trust.json", code=2).stdout == ""


def test_the_text_says_which_key_signed_each_consent(run, run_json, trading, tmp_path):
    """By party, account and role, as the page does; of what is not proved nothing is said."""
    package, trust = tmp_path / "p.zip", trading / "trust.json"
    run("evidence", "export", "--account", "alice-1", "--instrument", SHARES, "-n", trading, "-o", package)
    key = next(key["keyid"] for key in run_json("keys", "list", "-n", trading) if key["name"] == "alice")
    rows = [line for line in run("verify", package, "--trust", trust).stdout.splitlines() if key in line]
    assert rows and all("alice" in row and "for the account that" in row and "block" in row for row in rows)
    plain = run_json("verify", package, "--trust", trust)["consents"]
    assert [one["event"] for one in plain] == ["holdings.issued", "holdings.transferred"]
    [last] = [one for one in plain if one["keys"] == [key]][-1:]
    assert (last["party"], last["account"], last["side"], last["kind"]) == ("alice", "alice-1", "gives", "signature")
    assert last["record"] == "parties/account/alice-1" and last["event"].startswith("holdings.") and last["seq"] >= 1
    other = json.loads(trust.read_text())
    other["chains"]["main"]["genesis"] = "0" * 64
    (tmp_path / "other.json").write_text(json.dumps(other))
    assert run_json("verify", package, "--trust", tmp_path / "other.json", code=1)["consents"] is None
    assert key not in run("verify", package, "--trust", tmp_path / "other.json", code=1).stdout
