# SPDX-License-Identifier: Apache-2.0
"""A parallel run from the command line: imported, compared, corrected under four eyes, evidenced, and agreed."""

import csv
import json

import pytest

from counterfoil.identity.identifiers import identity_number_check_character
from support.network import SHARES

REASON = "register of 2 May, letter 17"
PEOPLE = [
    body + identity_number_check_character(body) for body in (f"99020219850214{order:03}" for order in range(1, 5))
]
SIGN = ("--by", "depository", "--by", "supervisor")


def write(path, *rows):
    lines = ["certificate,account,security,quantity", *(",".join(map(str, row)) for row in rows), ""]
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def imported(run, bare, tmp_path):
    """A network into which a register of three was imported; the options that import and reconciliation share."""
    (tmp_path / "i.csv").write_text("id,kind,name\nEX.1,equity,Example\n")
    run("import", "instruments", tmp_path / "i.csv", "-n", bare, "-k", "depository", "--no-publish")
    register = write(tmp_path / "register.csv", *((PEOPLE[n], f"A{n}", "EX.1", 10 * (n + 1)) for n in range(3)))
    shared = [
        "-n",
        bare,
        "--salt-file",
        tmp_path / "salt",
        "--map",
        "holder=certificate",
        "--map",
        "instrument=security",
    ]
    run("import", "holders", register, *shared, "-k", "depository", "--new-salt", "--no-publish")
    return shared


def test_a_parallel_run_from_import_to_agreement(run, run_json, bare, tmp_path, imported):
    """What moved since is explained; two parties correct the rest; evidence names the reason; then all agrees."""
    register = tmp_path / "register.csv"
    agreed = run_json("reconcile", register, *imported)
    assert (agreed["agreed"], agreed["differences"]) == (3, [])

    move = {"call": "holdings.transfer", "sender": "A0", "receiver": "A1", "instrument": "EX.1", "quantity": 4}
    (tmp_path / "move.json").write_text(json.dumps(move))
    run("submit", tmp_path / "move.json", "-n", bare, "-k", "depository", "--no-publish")
    moved = run_json("reconcile", register, *imported, "--out", tmp_path / "moved.csv", code=1)
    assert [(one["kind"], one["surplus"]) for one in moved["differences"]] == [
        ("quantity_differs", -4),
        ("quantity_differs", 4),
    ]
    first = moved["differences"][0]
    assert first["agreed_at"] and [step["change"] for step in first["movements"]] == [-4]
    assert "transferred" in first["movements"][0]["en"]
    with (tmp_path / "moved.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["account"], row["surplus"]) for row in csv.DictReader(file)] == [("A0", "-4"), ("A1", "4")]

    later = write(
        tmp_path / "later.csv",
        (PEOPLE[0], "A0", "EX.1", 6),
        (PEOPLE[1], "A1", "EX.1", 30),
        (PEOPLE[3], "A3", "EX.1", 7),
    )
    orders = ["--corrections", tmp_path / "c.json", "--reason", REASON]
    found = run_json("reconcile", later, *imported, *orders, code=1)
    assert [one["kind"] for one in found["differences"]] == [
        *("quantity_differs", "missing_on_ledger", "missing_in_register")
    ]
    [total] = found["totals"]
    assert total["ledger"] == (
        total["register"] - total["missing_on_ledger"] + total["missing_in_register"] + total["differs"]
    )
    assert (found["corrections"]["sign_by"], found["corrections"]["by_hand"]) == (["depository", "supervisor"], [])

    run("sign", tmp_path / "c.json", "-n", bare, "-k", "depository", *SIGN, "-o", tmp_path / "once.json")
    alone = run_json("submit", tmp_path / "once.json", "-n", bare, code=1)
    assert [one["reason"] for one in alone["transactions"]] == ["incomplete"]
    run("sign", tmp_path / "once.json", "-n", bare, "-k", "supervisor", "-o", tmp_path / "twice.json")
    run("submit", tmp_path / "twice.json", "-n", bare)
    assert run_json("reconcile", later, *imported)["agreed"] == 3

    package = tmp_path / "A1.zip"
    run("evidence", "export", "-n", bare, "--account", "A1", "--instrument", "EX.1", "-o", package)
    run("verify", package, "--trust", bare / "trust.json", "--report", tmp_path / "A1.html")
    page = (tmp_path / "A1.html").read_text()
    assert REASON in page
    assert "checked by Supervisor" in page or "checked by supervisor" in page
    statement = run_json("show", "statement", "A1", "-n", bare)
    assert (statement[-1]["type"], statement[-1]["balance"]) == ("holdings.corrected", 30)


def test_one_party_cannot_correct(run, run_json, bare, tmp_path, imported):
    """Calls that name one party twice, or that the second does not sign, change nothing."""
    later = write(tmp_path / "later.csv", (PEOPLE[0], "A0", "EX.1", 11))
    run("reconcile", later, *imported, "--corrections", tmp_path / "c.json", "--reason", REASON, code=1)
    calls = json.loads((tmp_path / "c.json").read_text())
    for call in calls:
        call["checker"] = "depository"
    (tmp_path / "alone.json").write_text(json.dumps(calls))
    answer = run_json("submit", tmp_path / "alone.json", "-n", bare, "-k", "depository", "--no-publish", code=1)
    assert [one["reason"] for one in answer["transactions"]] == ["four_eyes_needed"]
    answer = run_json("submit", tmp_path / "c.json", "-n", bare, "-k", "depository", "--no-publish", code=1)
    assert [one["reason"] for one in answer["transactions"]] == ["not_authorised"]
    assert len(run_json("reconcile", later, *imported, code=1)["differences"]) == 3


MISTAKES = [
    (["--corrections", "c.json"], "need a reason"),
    (["--corrections", "c.json", "--reason", "x" * 201], "need a reason"),
    (["--corrections", "c.json", "--reason", "x", "--checker", "depository"], "one party"),
    (["--corrections", "register.csv", "--reason", "x"], "there already"),
    (["--out", "register.csv"], "there already"),
    (["--out", "none/d.csv"], "folder does not exist"),
    (["--map", "quantity=units"], "no column 'units'"),
    (["--encoding", "klingon"], "no encoding"),
    (["--corrections", "c.json", "--reason", "x", "--document", "none.pdf"], "no such file"),
]


@pytest.mark.parametrize(("options", "words"), MISTAKES)
def test_mistakes_are_told(run, tmp_path, monkeypatch, imported, options, words):
    """One line that says what is wrong, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    before = sorted(path.name for path in tmp_path.iterdir())
    assert words in run("reconcile", "register.csv", *imported, *options, code=2).stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_damage_is_told_before_anything_is_compared(run, tmp_path, imported):
    """Another secret, another encoding and lines that cannot be read never look like corrections to be made."""
    (tmp_path / "other").touch(mode=0o600)
    (tmp_path / "other").write_text("another secret of the register")
    other = [tmp_path / "other" if option == tmp_path / "salt" else option for option in imported]
    assert "begun with the secret" in run("reconcile", tmp_path / "register.csv", *other, code=2).stderr
    (tmp_path / "gbk.csv").write_bytes("certificate,account,security,quantity\n身份,A,EX.1,1\n".encode("gbk"))
    assert "--encoding gbk" in run("reconcile", tmp_path / "gbk.csv", *imported, code=2).stderr
    damaged = write(tmp_path / "damaged.csv", ("9.90202E+17", "A0", "EX.1", 10))
    orders = ["--corrections", tmp_path / "c.json", "--reason", REASON]
    assert "not compared" in run("reconcile", damaged, *imported, *orders, code=2).stderr
    assert not (tmp_path / "c.json").exists()
    assert "damaged_number" in run("reconcile", damaged, *imported, code=1).stdout


def test_a_second_salt_is_refused_at_import(run, tmp_path, imported):
    """Neither --new-salt nor another file makes the same people strangers, and no secret file is left behind."""
    register, options = tmp_path / "register.csv", ["-k", "depository", "--no-publish"]
    other = [tmp_path / "other" if option == tmp_path / "salt" else option for option in imported]
    assert "registered once more" in run("import", "holders", register, *other, *options, "--new-salt", code=2).stderr
    assert not (tmp_path / "other").exists()
    (tmp_path / "other").touch(mode=0o600)
    (tmp_path / "other").write_text("another secret of the register")
    for dry in ([], ["--dry-run"]):
        assert "registered once more" in run("import", "holders", register, *other, *options, *dry, code=2).stderr


def test_refused_rows_are_never_written_over_a_file(run, tmp_path, imported):
    """--refused names a new file, and is told so before anything is imported."""
    register = tmp_path / "register.csv"
    before = register.read_bytes()
    options = [*imported, "-k", "depository", "--refused", register]
    assert "there already" in run("import", "holders", register, *options, code=2).stderr
    assert register.read_bytes() == before


def test_units_of_others_are_compared_where_the_register_names_the_instrument(run_json, trading, tmp_path):
    """A register that names an instrument answers for all of it."""
    (tmp_path / "salt").touch(mode=0o600)
    (tmp_path / "salt").write_text("0123456789abcdef")
    register = write(tmp_path / "r.csv", (PEOPLE[0], "A0", SHARES, 5))
    options = ["-n", trading, "--salt-file", tmp_path / "salt", "--map", "holder=1", "--map", "instrument=3"]
    found = run_json("reconcile", register, *options, code=1)
    assert [(one["account"], one["kind"]) for one in found["differences"]] == [
        ("A0", "missing_on_ledger"),
        ("alice-1", "missing_in_register"),
        ("bob-1", "missing_in_register"),
    ]


@pytest.mark.parametrize("option", ["--registrar", "--custodian", "--maker", "--checker"])
def test_a_party_that_is_not_there_is_told_before_anything_is_compared(run, imported, tmp_path, option):
    """`--checker supervisr`: there is no such party, and who was meant; no file of corrections is written."""
    asked = ["--corrections", tmp_path / "c.json", "--reason", REASON, option, "supervisr"]
    told = run("reconcile", tmp_path / "register.csv", *imported, *asked, code=2).output
    assert f"{option}: there is no party 'supervisr' on this chain (did you mean supervisor?)" in told
    assert not (tmp_path / "c.json").exists()


def test_nor_is_anything_imported_for_one(run, imported, bare, tmp_path):
    """Every row would be refused, one by one; an issuer who stands in a column is each row's own."""
    kept = ["-n", bare, "-k", "depository", "--no-publish"]
    for command in (
        ("holders", tmp_path / "register.csv", *imported[2:], "--registrar", "depositary"),
        ("holders", tmp_path / "register.csv", *imported[2:], "--custodian", "depositary", "--dry-run"),
        ("instruments", tmp_path / "i.csv", "--issuer", "depositary"),
    ):
        told = run("import", *command, *kept, code=2).output
        assert "there is no party 'depositary' on this chain (did you mean depository?)" in told
    (tmp_path / "own.csv").write_text("id,kind,name,issuer\nEX.2,equity,Example,depository\n")
    run("import", "instruments", tmp_path / "own.csv", "--issuer", "depositary", *kept)
