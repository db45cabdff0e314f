# SPDX-License-Identifier: Apache-2.0
"""Attachments out of evidence packages: listed in the report, opened by the recipient, verified first where asked."""

import json

import pytest

from support.network import SHARES

MOVE = ("holdings", "transfer", "--sender", "alice-1", "--receiver", "bob-1", "--instrument", SHARES, "--quantity", 5)


@pytest.fixture
def packed(run, run_json, trading, tmp_path):
    """A package of a transfer with two attachments, one to Bob and one to Carol, who is no party."""
    (tmp_path / "invoice.txt").write_text("Invoice 7\n")
    run("keys", "new", "carol", "--out", tmp_path / "carol.key", "--no-encrypt")
    (tmp_path / "bob.json").write_text(run("keys", "show", "bob", "-n", trading, "--json").stdout)
    (tmp_path / "carol.json").write_text(run("keys", "show", tmp_path / "carol.key", "--json").stdout)
    words = []
    for name in ("bob", "carol"):
        sealed = tmp_path / f"to-{name}.json"
        run("attachment", "seal", tmp_path / "invoice.txt", "--to", tmp_path / f"{name}.json", "-o", sealed)
        words += ["--sealed", f"@{sealed}"]
    [made] = run_json(*MOVE, *words, "-k", "alice", "-n", trading)["transactions"]
    package = tmp_path / "transfer.zip"
    words = ("--claim", "transfer", "--transaction", made["transaction"])
    run("evidence", "export", *words, "-o", package, "-n", trading)
    return package


def test_the_report_lists_each_attachment(run, run_json, packed, trading, tmp_path):
    """Digest, size, key, whose it is where the package shows that, and the command that opens it."""
    run("verify", packed, "--trust", trading / "trust.json", "--report", tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    listed = run_json("evidence", "show", packed)["attachments"]
    assert len(listed) == 2
    for one in listed:
        assert one["sha256"] in page and one["recipient"] in page
        assert one["sealed_bytes"] == len("Invoice 7\n") + 16
    assert "26 bytes" in page and "26 字节" in page
    assert "counterfoil attachment open PACKAGE" in page
    assert listed[0]["sha256"] in run("evidence", "show", packed).stdout


def test_the_recipient_opens_it_from_a_package_that_is_proved(run, run_json, packed, trading, tmp_path):
    """By a key in the network, or in a file where there is no network; a digest says which."""
    trust = ["--trust", trading / "trust.json"]
    found = run_json("attachment", "open", packed, *trust, "--key", "bob", "-n", trading, "-o", tmp_path / "bob.txt")
    assert (tmp_path / "bob.txt").read_text() == "Invoice 7\n"
    assert found["verified"] is True and found["name"] == "holdings.transfer" and found["call"] == 0
    elsewhere = ["attachment", "open", packed, "--key", tmp_path / "carol.key", "-n", tmp_path / "nowhere"]
    told = run(*elsewhere, *trust, "--digest", "", "-o", tmp_path / "carol.txt").stdout
    assert "attachment SHA-256" in told and (tmp_path / "carol.txt").read_text() == "Invoice 7\n"
    assert "was not verified" in run(*elsewhere, "-o", tmp_path / "again.txt").stderr
    assert "none is sealed to" in run(*elsewhere, "--digest", found["digest"], "-o", tmp_path / "x", code=2).stderr
    alice = run("attachment", "open", packed, *trust, "--key", "alice", "-n", trading, "-o", tmp_path / "x", code=2)
    assert "of 2 attachments that it carries here, none is sealed to" in alice.stderr


def test_nothing_is_opened_from_a_package_that_is_not_proved(run, packed, trading, tmp_path):
    """The verifier's sentence is told, with its exit code, and no file is written."""
    other = json.loads((trading / "trust.json").read_text())
    other["chains"]["main"]["genesis"] = "0" * 64
    (tmp_path / "other.json").write_text(json.dumps(other))
    words = ["attachment", "open", packed, "--trust", tmp_path / "other.json", "--key", "bob", "-n", trading]
    assert "NOT PROVED" in run(*words, "-o", tmp_path / "no.txt", code=1).stdout
    assert not (tmp_path / "no.txt").exists()


def test_one_attachment_is_no_package(run, packed, trading, tmp_path):
    """What belongs to packages is not taken for a file that holds one attachment."""
    words = ["attachment", "open", tmp_path / "to-bob.json", "--key", "bob", "-n", trading, "-o", tmp_path / "x"]
    assert "is one attachment" in run(*words, "--trust", trading / "trust.json", code=2).stderr
    (tmp_path / "junk.json").write_text("{}")
    assert "neither a package nor an attachment" in run(*words[:2], tmp_path / "junk.json", *words[3:], code=2).stderr
    run(*words)


def test_several_to_one_key_are_told_apart(run, run_json, trading, tmp_path):
    """By the beginning of the digest; without it none is opened, and all are named."""
    (tmp_path / "note.txt").write_text("A note")
    (tmp_path / "bob.json").write_text(run("keys", "show", "bob", "-n", trading, "--json").stdout)
    words = []
    for name in ("one", "two"):
        run("attachment", "seal", tmp_path / "note.txt", "--to", tmp_path / "bob.json", "-o", tmp_path / f"{name}.json")
        words += ["--sealed", f"@{tmp_path / f'{name}.json'}"]
    [made] = run_json(*MOVE, *words, "-k", "alice", "-n", trading)["transactions"]
    export = ("--claim", "transfer", "--transaction", made["transaction"], "-o", tmp_path / "p.zip", "-n", trading)
    run("evidence", "export", *export)
    read = ["attachment", "open", tmp_path / "p.zip", "--key", "bob", "-n", trading, "-o", tmp_path / "read.txt"]
    refused = run(*read, code=2).stderr
    digest = run_json("evidence", "show", tmp_path / "p.zip")["attachments"][1]["sha256"]
    assert "2 attachments are sealed to" in refused and digest in refused
    run(*read, "--digest", digest[:8])
    assert (tmp_path / "read.txt").read_text() == "A note"
