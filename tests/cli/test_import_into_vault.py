# SPDX-License-Identifier: Apache-2.0
"""A register whose personal data goes straight into a vault: never in clear, salted one by one, deleted for good."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from support import import_victim
from support.network import CHAIN, SHARES

PEOPLE = {"C-1": ("P1234567", "王小明"), "C-2": ("P7654321", "李四"), "C-3": ("P2468024", "Zhao Wu")}
PRIVATE = [word.encode() for pair in PEOPLE.values() for word in pair]
COLUMNS = ("customer", "certificate", "name", "account", "security", "quantity")


@pytest.fixture
def kept(run, tmp_path):
    """The options that name a new vault and its key to the commands of the vault."""
    key, folder = tmp_path / "vault.key", tmp_path / "persons"
    run("keys", "new", "vault", "--out", key, "--no-encrypt")
    run("vault", "new", folder, "--key", key)
    return ("--vault", folder, "--key", key, "--chain", CHAIN)


@pytest.fixture
def into(kept, trading):
    """The options of an import into it, and of a comparison with it."""
    where = ("--vault", kept[1], "--vault-key", kept[3], "--custodian", "bank", "-n", trading)
    mapped = [("--map", f"{field}={column}") for field, column in (("holder", "certificate"), ("party", "customer"))]
    mapped.append(("--map", "instrument=security"))
    return (*where, *(word for pair in mapped for word in pair), "--personal", "name=name")


SIGNED = ("-k", "depository", "-k", "bank", "-k", "issuer", "--by", "desk-4", "--reason", "file 7", "--no-publish")


def register(file: Path, people=PEOPLE, **other: tuple[str, ...]) -> Path:
    """A register of these people, each with an account of 700 shares; ``other``: rows that say otherwise."""
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(COLUMNS)
        for party, (identifier, name) in people.items():
            rows.writerow(other.get(party.replace("-", ""), (party, identifier, name, f"{party}-a", SHARES, "700")))
    return file


def test_nothing_personal_is_in_clear(run, run_json, trading, kept, into, tmp_path):
    """Of neither identifier nor name, in network or vault; the vault shows both, and each person has its own salt."""
    done = run_json("import", "holders", register(tmp_path / "r.csv"), *into, *SIGNED)
    assert (done["imported"], done["refused"], done["persons_kept"]) == (3, 0, 3)
    for folder in (trading, kept[1]):
        found = b"".join(path.read_bytes() for path in Path(folder).rglob("*") if path.is_file())
        assert not any(word in found for word in PRIVATE)
    shown = run_json("vault", "show", "C-1", *kept, "--by", "desk-4", "--reason", "question 1")
    assert shown["text"] == '{"holder":"P1234567","name":"王小明"}'
    party = run_json("show", "party", "C-1", "-n", trading)
    assert party["commitment"] == shown["commitment"]
    log = run_json("vault", "log", "--vault", kept[1])["entries"]
    assert [(one["act"], one["party"], one["derived"]) for one in log[:3]] == [("put", name, False) for name in PEOPLE]
    assert run("vault", "check", *kept[:4]).stdout.startswith("Nothing is wrong.")


def test_an_import_again_doubles_nothing_and_reads_nothing(run_json, kept, into, tmp_path):
    """The same rows meet what the vault has; a longer file adds the new person alone."""
    first = dict(list(PEOPLE.items())[:2])
    run_json("import", "holders", register(tmp_path / "first.csv", first), *into, *SIGNED)
    again = run_json("import", "holders", register(tmp_path / "r.csv"), *into, *SIGNED, code=1)
    assert (again["imported"], again["persons_kept"]) == (1, 1)
    assert [one["reason"] for one in again["refused_rows"]] == ["already_held", "already_held"]
    assert [one["act"] for one in run_json("vault", "log", "--vault", kept[1])["entries"]] == ["put"] * 3
    compared = run_json("reconcile", tmp_path / "r.csv", *into, code=1)
    assert compared["agreed"] == 3 and all(one["line"] is None for one in compared["differences"])
    other = register(tmp_path / "other.csv", C1=("C-1", "P1234567", "王小朋", "C-1-a", SHARES, "700"))
    [told] = [one for one in run_json("reconcile", other, *into, code=1)["differences"] if one["line"] is not None]
    assert "personal_data_differs" in told["detail"] and "小" not in str(told)


@pytest.mark.parametrize("lines", range(1, 7))
def test_a_killed_import_goes_on(run_json, trading, kept, into, tmp_path, lines):
    """Killed before and after each thing that lasts: the next ends as one that never was; nobody is put twice."""
    people = {f"D-{number}": (f"P55{number:05}", f"Person {number}") for number in range(20)}
    words = ["import", "holders", register(tmp_path / "r.csv", people), *into, *SIGNED]
    with subprocess.Popen(
        [sys.executable, import_victim.__file__, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        for _ in range(lines):
            assert process.stdout.readline().split()[0] in (b"before", b"after")
        process.kill()
    done = run_json(*words, code=None)
    assert {one["reason"] for one in done["refused_rows"]} <= {"already_held"}
    compared = run_json("reconcile", tmp_path / "r.csv", *into, code=1)
    assert compared["agreed"] == 20 and all(one["line"] is None for one in compared["differences"])
    entries = run_json("vault", "log", "--vault", kept[1])["entries"]
    assert sorted(one["party"] for one in entries) == sorted(people)
    for party in ("D-0", "D-19"):
        shown = run_json("vault", "show", party, *kept, "--reason", "question 1")
        assert run_json("show", "party", party, "-n", trading)["commitment"] == shown["commitment"]


def test_a_row_whose_party_is_named_by_the_person_is_refused(run_json, kept, into, tmp_path):
    """Written in another shape than the data: the name would stand on the chain for good."""
    rows = register(tmp_path / "r.csv", {"Zhao-Six": ("P2468024", "Zhao Six")})
    done = run_json("import", "holders", rows, *into, *SIGNED, code=1)
    refused = {one["reason"]: one["detail"] for one in done["refused_rows"]}
    assert refused == {"personal_data_refused": "the field party holds personal data of the holder"}
    assert run_json("vault", "log", "--vault", kept[1])["entries"] == []


def test_a_refused_row_leaves_no_data_behind(run_json, kept, into, tmp_path):
    """Nor does it decide what counts for the next row about the same person."""
    rows = register(
        tmp_path / "r.csv", C1=("C-1", "P1234567", "王小朋", "C-1-a", "NO-SUCH", "700"), C2=("", "P7", "x", "", "", "")
    )
    with rows.open("a", encoding="utf-8") as out:
        out.write(f"C-1,P1234567,王小明,C-1-a,{SHARES},700\nC-3,P2468024,Zhao Six,C-3-b,{SHARES},5\n")
        out.write(f"C-4,P1357913,钱七,A-钱七,{SHARES},5\n,P1357913,钱七,C-5-a,{SHARES},5\n")
    done = run_json("import", "holders", rows, *into, *SIGNED, code=1)
    reasons = ["unknown_instrument", "invalid_identifier", "personal_data_differs", "personal_data_refused"]
    assert [one["reason"] for one in done["refused_rows"]] == [*reasons, "party_missing"]
    assert not any(word.decode() in str(done) for word in [*PRIVATE, "钱七".encode(), b"Zhao Six"])
    entries = run_json("vault", "log", "--vault", kept[1])["entries"]
    assert [one["party"] for one in entries] == ["C-3", "C-1"]
    assert "王小明" in run_json("vault", "show", "C-1", *kept, "--reason", "question 1")["text"]


def test_a_rehearsal_puts_nothing(run_json, kept, into, tmp_path):
    """Every row is judged, and the vault stays empty."""
    done = run_json("import", "holders", register(tmp_path / "r.csv"), *into, *SIGNED, "--dry-run")
    assert (done["imported"], done["persons_kept"]) == (3, 0)
    assert run_json("vault", "log", "--vault", kept[1])["entries"] == []


def test_what_was_deleted_is_gone_and_evidence_says_so(run, run_json, trading, kept, into, tmp_path):
    """No salt can be computed again, the person is not imported again, and the package proves what it proved."""
    run_json("import", "holders", register(tmp_path / "r.csv"), *into, *SIGNED)
    package, page, trust = tmp_path / "c.zip", tmp_path / "page.html", ("--trust", trading / "trust.json")
    asked = ("--claim", "control", "--account", "C-1-a", "--instrument", SHARES)
    run("evidence", "export", *asked, "-o", package, "-n", trading)
    deleted = run("vault", "delete", "C-1", *kept, "--by", "officer", "--reference", "R-12", "--yes")
    assert "warning" not in deleted.stderr
    assert "PROVED" in run("verify", package, *trust).stdout
    run("vault", "report", package, *trust, *kept[:4], "--reason", "court 3", "-o", page)
    drawn = page.read_text(encoding="utf-8")
    assert "R-12" in drawn and "王小明" not in drawn
    again = run_json("import", "holders", tmp_path / "r.csv", *into, *SIGNED, code=1)
    [gone] = [one for one in again["refused_rows"] if one["reason"] == "personal_data_deleted"]
    assert "R-12" in gone["detail"] and "leave it out" in gone["detail"]
    differing = run_json("reconcile", tmp_path / "r.csv", *into, code=1)["differences"]
    [missing] = [one for one in differing if one["account"] == "C-1-a"]
    assert missing["kind"] == "missing_in_register" and "names it, and is refused" in missing["detail"]


def test_what_is_disclosed_of_one_is_compared(run, trading, kept, into, tmp_path):
    """Identifier and name together meet the commitment in the package."""
    run("import", "holders", register(tmp_path / "r.csv"), *into, *SIGNED)
    package, disclosed = tmp_path / "record.zip", tmp_path / "person.json"
    run("evidence", "export", "--claim", "record", "--record", "parties/party/C-2", "-o", package, "-n", trading)
    run("vault", "prove", "C-2", *kept, "--reason", "court 3", "-o", disclosed)
    told = run("verify", package, "--trust", trading / "trust.json", "--disclosed", disclosed).stdout
    assert 'C-2: {"holder":"P7654321","name":"李四"}' in told


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (("--salt-file", "x.salt"), "a secret and a vault at once"),
        (("--new-salt",), "a vault makes its salts itself"),
        (("--personal", "holder=name"), "names nothing that is kept of a person"),
        (("--personal", "name=account"), "each name once"),
    ],
)
def test_what_does_not_go_together_is_refused(run, into, tmp_path, changed, problem):
    """Before anything is read of the vault."""
    told = run("import", "holders", register(tmp_path / "r.csv"), *into, *SIGNED, *changed, code=2)
    assert problem in " ".join(told.stderr.split())


def test_a_vault_needs_its_key_a_reason_and_parties(run, into, trading, tmp_path):
    """Each is said by name; without salt file and vault nothing is imported."""
    rows, signed = register(tmp_path / "r.csv"), ("-k", "depository", "-n", trading)
    holder = ("--map", "holder=certificate", "--map", "instrument=security")
    for words, problem in (
        (("--vault", into[1], *holder), "--vault-key"),
        (("--vault", into[1], "--vault-key", into[3], *holder), "--reason"),
        (("--vault", into[1], "--vault-key", into[3], "--reason", "f", *holder), "'party'"),
        (holder, "name a salt file, or a vault"),
        (("--salt-file", "x.salt", "--personal", "name=name", *holder), "kept nowhere"),
    ):
        assert problem in run("import", "holders", rows, *signed, *words, code=2).stderr
