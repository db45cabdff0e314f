# SPDX-License-Identifier: Apache-2.0
"""The commands at work: a network made, transactions signed and submitted, things shown, evidence proved."""

import csv
import json
import stat
import time

import pytest
from msgspec.structs import replace

import counterfoil.verify
from counterfoil.evidence.seal import SealedHeader, seal_header
from counterfoil.node.times_read import parse_time
from counterfoil.primitives.errors import InputError
from counterfoil.verify import Status
from support.network import CHAIN, RECEIPT, SHARES, YUAN, open_network
from support.simulation_rogue import go_back


def transfer(quantity: int) -> dict[str, object]:
    return {
        "call": "holdings.transfer",
        "sender": "alice-1",
        "receiver": "bob-1",
        "instrument": SHARES,
        "quantity": quantity,
    }


def test_init_makes_a_network_that_is_published(run, run_json, tmp_path):
    """A new folder holds keys, chains, witnesses, a trust file and a published log that is sound."""
    made = run_json("init", tmp_path / "n", "--no-encrypt", "--chain", "a", "--chain", "b", "--witness", "w")
    assert (made["chains"], made["witnesses"], made["quorum"]) == (["a", "b"], ["w"], 1)
    assert json.loads((tmp_path / "n" / "trust.json").read_text())["chains"].keys() == {"a", "b"}
    assert "sound" in run("custody", "fsck", "-n", tmp_path / "n").stdout
    assert [chain["anchored_height"] for chain in run_json("show", "chain", "-n", tmp_path / "n")] == [1, 1]


def test_keys_are_encrypted_unless_told_otherwise(run_json, bare):
    """A passphrase from a file encrypts; --no-encrypt is needed to leave it out."""
    (bare / "pass").write_text("correct horse\n")
    made = run_json("keys", "new", "alice", "-n", bare, "--passphrase-file", bare / "pass")
    plain = run_json("keys", "new", "bob", "-n", bare, "--no-encrypt")
    assert (made["encrypted"], plain["encrypted"]) == (True, False)
    names = {key["name"]: key["keyid"] for key in run_json("keys", "list", "-n", bare)}
    assert names["alice"] == run_json("keys", "show", "alice", "-n", bare)["keyid"] == made["keyid"]


def test_a_transaction_is_signed_twice_and_submitted(run, run_json, trading, tmp_path):
    """Calls become an envelope, a second person adds a signature, and the chain commits it."""
    (tmp_path / "calls.json").write_text(json.dumps([transfer(5)]))
    both = ["--by", "alice", "--by", "bob"]
    run("sign", "-n", trading, "-k", "bob", *both, tmp_path / "calls.json", "-o", tmp_path / "tx.json")
    lacking = run_json("submit", tmp_path / "tx.json", "-n", trading, code=1)
    assert [t["reason"] for t in lacking["transactions"]] == ["incomplete"]
    run("sign", "-n", trading, "-k", "alice", tmp_path / "tx.json", "-o", tmp_path / "both.json")
    answer = run_json("submit", tmp_path / "both.json", "-n", trading)
    assert answer["published"] is True
    [transaction] = answer["transactions"]
    assert transaction["status"] == "committed"
    shown = run_json("show", "transaction", transaction["transaction"], "-n", trading)
    assert len(shown["signed_by"]) == 2
    assert [event["type"] for event in shown["events"]] == ["holdings.transferred"]


def test_inline_calls_and_standard_input_are_signed(run, trading):
    """--call on the command line and - as the file give a transaction on standard output: envelope, then its call."""
    known = ["--valid-until", "50", "--by", "alice"]
    inline = run("sign", "-n", trading, "-k", "alice", "--call", json.dumps(transfer(1)), *known)
    piped = run("sign", "-n", trading, "-k", "alice", "-", input=json.dumps(transfer(1)))
    for result in (inline, piped):
        envelope, line = map(json.loads, result.stdout.splitlines())
        assert envelope.keys() == {"payload", "payloadType", "signatures"}
        assert line["call"] == transfer(1)


def test_the_same_file_is_one_intent(run_json, trading, tmp_path):
    """Submitted again it has its answer, and the identifier with it; --new-intent does the same once more."""
    (tmp_path / "calls.json").write_text(json.dumps(transfer(5)))
    submit = ["submit", tmp_path / "calls.json", "-n", trading, "-k", "alice"]
    [first] = run_json(*submit)["transactions"]
    [again] = run_json(*submit, code=1)["transactions"]
    assert (again["reason"], again["transaction"]) == ("already_seen", first["transaction"])
    assert "--new-intent" in again["detail"]
    [more] = run_json(*submit, "--new-intent")["transactions"]
    assert more["status"] == "committed" and more["transaction"] != first["transaction"]


def test_a_rejected_transaction_is_exit_code_1(run, run_json, trading, tmp_path):
    """What a rule rejects is in a block, with its outcome; a key that is nobody's is a mistake of the user."""
    (tmp_path / "much.json").write_text(json.dumps(transfer(10**9)))
    answer = run_json("submit", tmp_path / "much.json", "-n", trading, "-k", "alice", code=1)
    assert [t["reason"] for t in answer["transactions"]] == ["insufficient_free_quantity"]
    run_json("keys", "new", "stranger", "-n", trading, "--no-encrypt")
    (tmp_path / "other.json").write_text(json.dumps(transfer(1)))
    assert "no party" in run("submit", tmp_path / "other.json", "-n", trading, "-k", "stranger", code=2).stderr


def test_missing_witnesses_are_a_warning_after_the_fact(run, trading, tmp_path):
    """What was ordered stays ordered: exit code 0, a warning, and published false; publishing itself then fails."""
    config = json.loads((trading / "network.json").read_text())
    config["witnesses"][0] |= {"url": "http://127.0.0.1:9", "key": None}
    (trading / "network.json").write_text(json.dumps(config))
    (tmp_path / "calls.json").write_text(json.dumps(transfer(5)))
    result = run("submit", tmp_path / "calls.json", "-n", trading, "-k", "alice", "--json")
    assert json.loads(result.stdout)["published"] is False
    assert result.stderr.startswith("warning: ")
    assert "publish" in run("custody", "publish", "-n", trading, code=3).stderr


def test_one_missing_witness_key_does_not_stop_a_quorum(run, run_json, tmp_path):
    """2 of 3 are enough when the third's key file is gone; with two gone what was ordered stays ordered."""
    run("init", tmp_path / "n", "--no-encrypt")
    (tmp_path / "n" / "keys" / "witness-north.key").rename(tmp_path / "north")
    assert run_json("custody", "publish", "-n", tmp_path / "n")["size"] > 0
    (tmp_path / "n" / "keys" / "witness-south.key").rename(tmp_path / "south")
    missing = run("custody", "publish", "-n", tmp_path / "n", code=3).stderr
    assert "witness-north.key" in missing and "witness-south.key" in missing


def test_show_account_party_instrument_block(run, run_json, trading):
    """Records come as tables for people and as JSON for machines."""
    account = run_json("show", "account", "alice-1", "-n", trading)
    assert (account["holder"], [h["free"] for h in account["holdings"]]) == ("alice", [900, 0])
    assert run_json("show", "instrument", SHARES, "-n", trading)["outstanding"] == 1_000
    assert run_json("show", "party", "issuer", "-n", trading)["roles"] == ["issuer"]
    height = run_json("show", "statement", "alice-1", "-n", trading)[-1]["height"]
    block = run_json("show", "block", height, "-n", trading)
    assert block["header"]["height"] == height
    assert len(block["transaction_ids"]) == 1
    for words in (["account", "alice-1"], ["instrument", SHARES], ["party", "issuer"], ["block", "1"], ["chain"]):
        assert run("show", *words, "-n", trading).stdout.strip()


def test_a_statement_runs_balances(run, run_json, trading):
    """Every movement with its change and the balance after it, in words."""
    lines = run_json("show", "statement", "bob-1", "-n", trading)
    assert [(line["instrument"], line["change"], line["balance"]) for line in lines] == [
        (YUAN, 500_000, 500_000),
        (SHARES, 100, 100),
        (RECEIPT, 1, 1),
    ]
    assert len(run_json("show", "statement", "bob-1", "--instrument", YUAN, "-n", trading)) == 1
    shown = run("show", "statement", "bob-1", "-n", trading).stdout
    assert "5,000.00" in shown
    assert "transferred from account alice-1" in shown


CLAIMS = [
    ["--claim", "control", "--account", "bob-1", "--instrument", SHARES],
    ["--claim", "position", "--account", "bob-1", "--instrument", SHARES],
    ["--claim", "absence", "--account", "alice-1", "--instrument", YUAN],
    ["--claim", "transfer", "--transaction", "TRANSACTION"],
    ["--claim", "record", "--record", "parties/party/alice"],
    ["--claim", "statement", "--account", "bob-1", "--from", "2020-01-01T00:00:00Z"],
    ["--claim", "provenance", "--instrument", RECEIPT],
]


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim[1] for claim in CLAIMS])
def test_evidence_of_each_claim_is_proved(run, run_json, trading, tmp_path, claim):
    """A package is exported, read, and verified with exit code 0; a damaged one is not."""
    last = run_json("show", "statement", "bob-1", "-n", trading)[-1]["transaction"]
    out = tmp_path / "package.zip"
    run("evidence", "export", "-n", trading, "-o", out, *[last if word == "TRANSACTION" else word for word in claim])
    assert "Nothing of this was checked" in run("evidence", "show", out).stdout
    report = run_json("verify", out, "--trust", trading / "trust.json")
    assert report["verdict"] == "proved"
    assert len(report["checks"]) == 12 and report["beliefs"]
    assert "PROVED" in run("verify", out, "--trust", trading / "trust.json").stdout
    damaged = bytearray(out.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (tmp_path / "damaged.zip").write_bytes(damaged)
    reports = run_json("verify", out, tmp_path / "damaged.zip", "--trust", trading / "trust.json", code=1)
    assert [report["verdict"] for report in reports] == ["proved", "not proved"]
    assert {check["status"] for check in reports[1]["checks"]} == {Status.failed, Status.not_reached}


def test_a_good_package_is_told_whatever_the_others_do(run, run_json, trading, tmp_path, monkeypatch):
    """Before it and after it: one that cannot be read, and one on which the verifier itself fails."""
    out, bad, trust = tmp_path / "package.zip", tmp_path / "bad.zip", trading / "trust.json"
    run("evidence", "export", "-n", trading, "-o", out, *CLAIMS[0])
    bad.write_bytes(b"bad")
    genuine = counterfoil.verify.verify_package

    def failing(data, trust, *, now):
        if data == b"bad":
            raise MemoryError
        return genuine(data, trust, now=now)

    monkeypatch.setattr("counterfoil.verify.verify_package", failing)
    for others in ([out, bad], [bad, out], [tmp_path / "none.zip", out]):
        said = run("verify", *others, "--trust", trust, code=2).stdout
        assert f"{out}: PROVED." in said and said.count("UNUSABLE INPUT") == 1
        verdicts = {one["package"]: one["verdict"] for one in run_json("verify", *others, "--trust", trust, code=2)}
        assert verdicts.pop(str(out)) == "proved" and set(verdicts.values()) == {"unusable input"}


def test_the_verifier_draws_its_own_page(run, trading, tmp_path):
    """The page comes from what was verified, not from the page inside the package; one package at a time."""
    out, page, trust = tmp_path / "package.zip", tmp_path / "page.html", trading / "trust.json"
    run("evidence", "export", "-n", trading, "-o", out, *CLAIMS[0])
    run("verify", out, "--trust", trust, "--report", page)
    assert "bob-1" in page.read_text()
    assert "one package" in run("verify", out, out, "--trust", trust, "--report", page, code=2).stderr


def test_input_that_is_no_package_is_exit_code_2(run_json, trading):
    """Unusable input is told apart from a claim that is not proved."""
    report = run_json("verify", trading / "network.json", "--trust", trading / "trust.json", code=2)
    assert report["verdict"] == "unusable input"


def test_old_evidence_can_be_refused(run_json, trading, tmp_path, monkeypatch):
    """--max-age-s tightens the trust file: two hours later the same package fails at check 5, by its header's time."""
    package, trust = tmp_path / "p.zip", trading / "trust.json"
    run_json("evidence", "export", "-n", trading, "--account", "bob-1", "--instrument", SHARES, "-o", package)
    run_json("verify", package, "--trust", trust, "--max-age-s", "3600")
    later = time.time_ns() + 2 * 3_600 * 10**9
    monkeypatch.setattr("counterfoil.cli.times.time.time_ns", lambda: later)
    report = run_json("verify", package, "--trust", trust, "--max-age-s", "3600", code=1)
    assert [check["number"] for check in report["checks"] if check["status"] == Status.failed] == [5]
    assert run_json("verify", package, "--trust", trust)["verdict"] == "proved"


def test_the_custody_log_is_read_and_proved(run, run_json, bare, tmp_path):
    """Entries are shown and proved, and a damaged tile is found."""
    published = run_json("custody", "publish", "-n", bare)
    assert published["anchored"] == {CHAIN: 2}
    entry = run_json("custody", "entry", "0", "-n", bare)["entry"]
    assert entry["chain"] == CHAIN
    run("custody", "proof", "0", "-n", bare, "-o", tmp_path / "p")
    assert (tmp_path / "p").read_text() == run("custody", "proof", "0", "-n", bare).stdout
    assert run_json("custody", "fsck", "-n", bare) == []
    tile = next(path for path in sorted((bare / "custody" / "log" / "tile").rglob("*")) if path.is_file())
    tile.write_bytes(b"\0" * tile.stat().st_size)
    assert run_json("custody", "fsck", bare / "custody", code=1)[0]["file"]


def test_a_proof_of_an_entry_is_verified_offline(run, run_json, bare, tmp_path):
    """The entry's very bytes are proved; other bytes, another policy's witnesses and half a proof are not."""
    run("custody", "publish", "-n", bare)
    proof, entry, policy = tmp_path / "p", tmp_path / "e", bare / "custody" / "policy"
    run("custody", "proof", "1", "-n", bare, "-o", proof)
    assert str(entry) in run("custody", "entry", "1", "-n", bare, "-o", entry).stdout.replace("\n", "")
    verify = ["custody", "verify-proof", proof, "--policy", policy]
    proved = run_json(*verify, "--entry", entry)
    assert (proved["verdict"], proved["index"]) == ("proved", 1)
    assert proved["time_s"] in proved["witnesses"].values()
    (tmp_path / "other").write_bytes(entry.read_bytes() + b" ")
    assert "not proved" in run(*verify, "--entry", tmp_path / "other", code=1).stdout
    (tmp_path / "stranger").write_text("quorum none\n")
    verify[-1] = tmp_path / "stranger"
    assert "knows no log" in run_json(*verify, "--entry", entry, code=1)["problem"]
    verify[-1] = policy
    proof.write_bytes(proof.read_bytes()[:40])
    assert "tlog-proof" in run(*verify, "--entry", entry, code=2).stderr


def test_an_audit_is_clean_or_names_the_first_difference(run, run_json, trading, bare):
    """The network, one chain of it, and a trust file of one's own: that of another network is not satisfied."""
    assert "Clean." in run("audit", trading).stdout
    [report] = run_json("audit", trading / "chains" / CHAIN, "--trust", trading / "trust.json")
    assert (report["first_difference"], report["anchored_height"]) == (None, report["height"])
    assert "not the genesis" in run("audit", trading, "--trust", bare / "trust.json", code=1).stdout


def test_instruments_and_holders_are_imported(run, run_json, bare, tmp_path):
    """Two files become instruments and holdings; refused rows are reported on screen and in files."""
    (tmp_path / "i.csv").write_text("id,kind,name,cfi\nA,equity,a,ESVUFR\nB,what,b,\n")
    (tmp_path / "h.csv").write_text("person,security,quantity\np-00001,A,5\np-00001,A,6\np-00002,A,7\n")
    instruments = ["import", "instruments", tmp_path / "i.csv", "-n", bare, "-k", "depository"]
    assert run_json(*instruments, "--dry-run", code=1)["imported"] == 1
    report = run_json(*instruments, "--refused", tmp_path / "refused.json", code=1)
    assert (report["rows"], report["imported"]) == (2, 1)
    [refused] = json.loads((tmp_path / "refused.json").read_text())
    assert refused == report["refused_rows"][0] | {"cells": ["B", "what", "b", ""]}
    holders = ["import", "holders", tmp_path / "h.csv", "-n", bare, "-k", "depository", "--salt-file", tmp_path / "s"]
    mapped = [*holders, "--map", "holder=person", "--map", "instrument=security"]
    result = run(*mapped, "--new-salt", "--refused", tmp_path / "refused.csv", code=1)
    assert "row_repeated" in result.stdout
    assert stat.S_IMODE((tmp_path / "refused.csv").stat().st_mode) == 0o600, "persons' data"
    with (tmp_path / "refused.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["refused_line"], row["person"]) for row in csv.DictReader(file)] == [("3", "p-00001")]
    shown = run_json("show", "instrument", "A", "-n", bare)
    assert (shown["outstanding"], shown["cfi_meaning"]) == (12, "equities: common or ordinary shares")
    assert run_json(*mapped, code=1)["imported"] == 0
    with open_network(bare) as network:
        assert network.published().rolled_height(CHAIN) > 0


def test_a_chain_behind_its_anchors_orders_nothing(run, trading, tmp_path):
    """A chain folder restored to before the last block: refused with what is missing and how to recover."""
    go_back(trading, blocks_again=0)
    (tmp_path / "calls.json").write_text(json.dumps([transfer(5)]))
    refused = run("submit", tmp_path / "calls.json", "-n", trading, "-k", "alice", code=2).stderr
    assert "blocks are missing" in refused and "restore the blocks" in refused


def test_what_was_ordered_is_told_though_the_chain_is_halted(run_json, trading, tmp_path):
    """A custody log that refuses the chain is a warning: every transaction and row is answered for all the same."""
    halt(trading)
    (tmp_path / "calls.json").write_text(json.dumps([transfer(5)]))
    submit = ["submit", tmp_path / "calls.json", "-n", trading, "-k", "alice"]
    answer = run_json(*submit)
    assert (answer["published"], [t["status"] for t in answer["transactions"]]) == (False, ["committed"])
    (tmp_path / "i.csv").write_text("id,kind,name\nA,equity,a\n")
    report = run_json("import", "instruments", tmp_path / "i.csv", "-n", trading, "-k", "depository")
    assert (report["published"], report["imported"]) == (False, 1)


def test_an_attachment_is_for_one_recipient_s_eyes(run, run_json, trading, tmp_path):
    """It travels in a call, stands in the block as it was, and only the recipient's key opens it."""
    (tmp_path / "invoice.txt").write_text("Invoice 7")
    (tmp_path / "bob.json").write_text(json.dumps(run_json("keys", "show", "bob", "-n", trading)))
    seal = ["attachment", "seal", tmp_path / "invoice.txt", "--to", tmp_path / "bob.json", "-o", tmp_path / "a.json"]
    run(*seal)
    assert "is there already" in run(*seal, code=2).stderr
    attachment = json.loads((tmp_path / "a.json").read_text())
    (tmp_path / "calls.json").write_text(json.dumps(transfer(5) | {"sealed": [attachment]}))
    [sent] = run_json("submit", tmp_path / "calls.json", "-n", trading, "-k", "alice")["transactions"]
    [call] = run_json("show", "transaction", sent["transaction"], "-n", trading)["calls"]
    (tmp_path / "received.json").write_text(json.dumps(call["sealed"][0]))
    read = ["attachment", "open", tmp_path / "received.json", "-n", trading, "-o", tmp_path / "read.txt"]
    assert "sealed to" in run(*read, "-k", "alice", code=2).stderr
    run(*read, "-k", "bob")
    assert (tmp_path / "read.txt").read_text() == "Invoice 7"


def halt(root):
    """Somebody with the stolen seal key signs a second header at the last anchored height, and the log sees it."""
    with open_network(root) as network:
        node, custody = network.chain(CHAIN), network.custody()
        last = node.reader.sealed_header(custody.height(CHAIN)).header
        forged = replace(last, time=last.time + 1)
        key = network.keyring.get(f"{CHAIN}-operator")
        custody.anchor(SealedHeader(forged, seal_header(forged.encode(), key)))
        custody.publish()


def test_a_halted_chain_is_recovered(run, run_json, trading, tmp_path):
    """The halt ends, blocks made since keep their headers under new seals, and nothing is anchored before its time."""
    halt(trading)
    (tmp_path / "calls.json").write_text(json.dumps(transfer(5)))
    run("submit", tmp_path / "calls.json", "-n", trading, "-k", "alice")
    before = run_json("show", "chain", "-n", trading)[0]
    run("keys", "new", "seal-2", "-n", trading, "--no-encrypt")
    recovered = run_json("custody", "recover", "--seal-key", "seal-2", "-n", trading)
    assert recovered["effective"] != "at once"
    after = run_json("show", "chain", "-n", trading)[0]
    assert before["halted_at"] is not None and after == before | {"halted_at": None}
    assert "Clean." in run("audit", trading).stdout
    assert run_json("custody", "recover", "--seal-key", "seal-2", "-n", trading) == recovered
    published = run("custody", "publish", "-n", trading)
    assert "main is not anchored before 20" in published.stderr and "its other seal keys" in published.stderr


def test_seal_keys_are_handed_on(run, run_json, trading, tmp_path):
    """After a rotation the chain goes on under the new key, old and new evidence is proved, and the audit is clean."""
    claim = ["evidence", "export", "-n", trading, *CLAIMS[0], "-o"]
    run(*claim, tmp_path / "before.zip")
    run("keys", "new", "seal-2", "-n", trading, "--no-encrypt")
    assert run_json("custody", "rotate", "--seal-key", "seal-2", "-n", trading)["effective"] == "at once"
    (tmp_path / "calls.json").write_text(json.dumps(transfer(5)))
    assert run_json("submit", tmp_path / "calls.json", "-n", trading, "-k", "alice")["published"]
    run(*claim, tmp_path / "after.zip")
    run("verify", tmp_path / "before.zip", tmp_path / "after.zip", "--trust", trading / "trust.json")
    assert "Clean." in run("audit", trading).stdout


def test_many_refused_rows_are_cut_on_the_screen(run, bare, tmp_path):
    """The table shows twenty; the rest is counted, and the option that writes them is named."""
    (tmp_path / "i.csv").write_text("id,kind,name\n" + "A,what,a\n" * 25)
    command = ["import", "instruments", tmp_path / "i.csv", "-n", bare, "-k", "depository"]
    result = run(*command, "--dry-run", code=1)
    assert result.stdout.count("unknown_kind") == 20
    assert "and 5 more; --refused FILE" in result.stdout


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("0", 0),
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T08:00:00.001+08:00", 1),
        ("1767225600000", 1_767_225_600_000),
        ("2026-01-01T00:00:00Z", 1_767_225_600_000),
    ],
)
def test_times_are_read_exactly(text, time):
    """Milliseconds, or ISO 8601 with an offset."""
    assert parse_time(text) == time


@pytest.mark.parametrize("text", ["", "noon", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00", "9" * 30])
def test_what_is_no_time_is_refused(text):
    """No guessing of zones or forms."""
    with pytest.raises(InputError):
        parse_time(text)
