# SPDX-License-Identifier: Apache-2.0
"""Personal data from the vault to a verifier: put, registered, proved, disclosed, drawn, deleted."""

import json
import stat
from html import unescape

import pytest

from counterfoil.cli.vault import confirm
from counterfoil.node.verifier import PageAndFiles
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.vault.keeping import Person
from counterfoil.verify.__main__ import main as verify_alone
from support.network import CHAIN, SHARES

DATA = "王小明, 11010119900307301X"
WHY = ("--by", "desk 4", "--reason", "file 7")


@pytest.fixture
def kept(run, tmp_path):
    """The options that name a new vault and its key."""
    key, folder = tmp_path / "vault.key", tmp_path / "persons"
    run("keys", "new", "vault", "--out", key, "--no-encrypt")
    run("vault", "new", folder, "--key", key)
    return ("--vault", folder, "--key", key, "--chain", CHAIN)


@pytest.fixture
def person(run, run_json, trading, kept, tmp_path):
    """A person whose data is in the vault, registered under the commitment, with five shares."""
    (tmp_path / "person.txt").write_text(DATA + "\n", encoding="utf-8")
    stands = run_json("vault", "put", "H-1", tmp_path / "person.txt", *kept, *WHY)["commitment"]
    signed = ("-n", trading, "--no-publish")
    register = ("parties", "register", "--party", "H-1", "--registrar", "depository", "--kind", "person")
    run(*register, "--commitment", stands, "-k", "depository", *signed)
    account = ("parties", "open-account", "--account", "H-1-a", "--holder", "H-1", "--custodian", "bank")
    run(*account, "--outgoing", "custodian", "--incoming", "nobody", "-k", "bank", *signed)
    move = ("holdings", "transfer", "--sender", "alice-1", "--receiver", "H-1-a", "--instrument", SHARES)
    run(*move, "--quantity", 5, "-k", "alice", *signed)
    return stands


@pytest.fixture
def packed(run, person, trading, tmp_path):
    """A package of what the person's account holds, and one of the person's record."""
    control, record = tmp_path / "control.zip", tmp_path / "record.zip"
    asked = ("--claim", "control", "--account", "H-1-a", "--instrument", SHARES)
    run("evidence", "export", *asked, "-o", control, "-n", trading)
    run("evidence", "export", "--claim", "record", "--record", "parties/party/H-1", "-o", record, "-n", trading)
    return control, record


def test_a_verifier_compares_what_was_disclosed(run, run_json, kept, packed, trading, tmp_path):
    """The file of one person, for its owner alone, meets the commitment in the package; text, JSON and page say it."""
    disclosed, trust = tmp_path / "person.json", ("--trust", trading / "trust.json")
    run("vault", "prove", "H-1", *kept, *WHY, "-o", disclosed)
    assert stat.S_IMODE(disclosed.stat().st_mode) == 0o600
    words = ("verify", packed[1], *trust, "--disclosed", disclosed)
    assert f"H-1: {DATA}" in run(*words, "--report", tmp_path / "page.html").stdout
    assert run_json(*words)["disclosed"] == {"H-1": DATA}
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert DATA in page and "give the commitment that the package shows" in page
    assert "disclosed" not in run_json("verify", packed[1], *trust)


def test_the_verifier_alone_compares_too(run, kept, packed, trading, tmp_path, capsys):
    """Its text, JSON and page name the person; a disclosure that does not fit is unusable input."""
    disclosed, page = tmp_path / "person.json", tmp_path / "alone.html"
    run("vault", "prove", "H-1", *kept, *WHY, "-o", disclosed)
    words = [str(packed[1]), "--trust", str(trading / "trust.json"), "--disclosed", str(disclosed)]
    assert verify_alone([*words, "--report", str(page)], PageAndFiles()) == 0
    assert f"H-1: {DATA}" in capsys.readouterr().out and DATA in page.read_text(encoding="utf-8")
    assert verify_alone([*words, "--json"], PageAndFiles()) == 0
    assert json.loads(capsys.readouterr().out)["disclosed"] == {"H-1": DATA}
    honest = json.loads(disclosed.read_text(encoding="utf-8"))
    disclosed.write_bytes(canonical.encode(honest | {"chain": "elsewhere"}))
    assert verify_alone(words, PageAndFiles()) == 2
    assert "is of the chain elsewhere" in capsys.readouterr().out


def test_what_does_not_fit_is_refused(run, kept, packed, trading, tmp_path):
    """Changed, of another chain, of another commitment, of a party whose record is not shown, with two packages."""
    disclosed, trust = tmp_path / "person.json", ("--trust", trading / "trust.json")
    run("vault", "prove", "H-1", *kept, *WHY, "-o", disclosed)
    honest = json.loads(disclosed.read_text(encoding="utf-8"))
    (tmp_path / "person.txt").write_text("somebody else", encoding="utf-8")
    run("vault", "put", "H-2", tmp_path / "person.txt", *kept, *WHY)
    run("vault", "prove", "H-2", *kept, *WHY, "-o", tmp_path / "other.json")
    other = json.loads((tmp_path / "other.json").read_text(encoding="utf-8"))
    cases = {
        "do not give this commitment": honest | {"text": DATA + "x"},
        "is of the chain elsewhere": honest | {"chain": "elsewhere"},
        "does not meet the commitment that the package shows": other | {"party": "H-1"},
        "does not show that party's commitment": other,
    }
    for problem, changed in cases.items():
        disclosed.write_text(json.dumps(changed), encoding="utf-8")
        refused = run("verify", packed[1], *trust, "--disclosed", disclosed, code=2)
        assert problem in refused.stderr and "王小明" not in refused.stderr
    assert "name one package" in run("verify", *packed, *trust, "--disclosed", disclosed, code=2).stderr


def test_nothing_is_said_of_persons_when_nothing_is_proved(run, run_json, kept, packed, trading, tmp_path):
    """Under a trust file that does not fit, neither text nor JSON nor a page shows the person, nor is one drawn."""
    run("vault", "prove", "H-1", *kept, *WHY, "-o", tmp_path / "person.json")
    trust = json.loads((trading / "trust.json").read_text())
    trust["chains"]["main"]["genesis"] = "0" * 64
    (tmp_path / "other.json").write_text(json.dumps(trust))
    wrong = ("--trust", tmp_path / "other.json")
    assert DATA not in run("verify", packed[1], *wrong, "--disclosed", tmp_path / "person.json", code=1).stdout
    found = run_json("verify", packed[1], *wrong, "--disclosed", tmp_path / "person.json", code=1)
    assert "disclosed" not in found
    drawn = run("vault", "report", packed[0], *wrong, *kept[:4], *WHY, "-o", tmp_path / "no.html", code=1)
    assert "Nothing is drawn" in drawn.stdout and not (tmp_path / "no.html").exists()


def test_a_page_with_the_vault_beside_shows_the_person_until_the_data_is_deleted(
    run, run_json, kept, packed, trading, tmp_path
):
    """Then it says when and under which reference; the package verifies all the same, and no file holds the data."""
    words = ("vault", "report", packed[0], "--trust", trading / "trust.json", *kept[:4], *WHY)
    assert run_json(*words, "-o", tmp_path / "before.html") | {"file": ""} == {
        "file": "",
        "shown": ["H-1"],
        "deleted": [],
    }
    assert DATA in (tmp_path / "before.html").read_text(encoding="utf-8")
    gone = run_json("vault", "delete", "H-1", *kept, "--by", "officer", "--reference", "R-12", "--yes")
    assert (gone["act"], gone["reason"], gone["party"]) == ("deleted", "R-12", "H-1")
    assert run_json(*words, "-o", tmp_path / "after.html") | {"file": ""} == {
        "file": "",
        "shown": [],
        "deleted": ["H-1"],
    }
    after = unescape((tmp_path / "after.html").read_text(encoding="utf-8"))
    assert "the person's data was deleted on" in after and "R-12" in after and "王小明" not in after
    run("verify", *packed, "--trust", trading / "trust.json")
    assert "was deleted" in run("vault", "show", "H-1", *kept, *WHY, code=2).stderr
    lying = b"".join(path.read_bytes() for path in kept[1].iterdir())
    assert "王小明".encode() not in lying and b"11010119900307301X" not in lying


def test_the_log_tells_who_read_what(run, run_json, kept, person):
    """In order, without a key; a head that was written down is held to."""
    assert run("vault", "show", "H-1", *kept, *WHY).stdout == DATA + "\n"
    told = run_json("vault", "log", *kept[:2])
    assert [(one["act"], one["by"], one["reason"]) for one in told["entries"]] == [
        ("put", "desk 4", "file 7"),
        ("shown", "desk 4", "file 7"),
    ]
    assert "desk 4" in run("vault", "log", *kept[:2], "--party", "H-1").stdout
    assert run_json("vault", "log", *kept[:2], "--party", "H-2")["entries"] == []
    assert f"head {told['head']}" in run("vault", "check", *kept[:4], "--head", told["head"]).stdout
    elsewhere = told["head"].replace("2:", "1:")
    assert "was written down" in run("vault", "check", *kept[:2], "--head", elsewhere, code=1).stdout
    assert run_json("vault", "check", *kept[:4], "--head", elsewhere, code=1)["head"] is None
    assert "is no head" in run("vault", "check", *kept[:2], "--head", "x", code=2).stderr


def test_an_imported_person_is_put_under_the_commitment_that_stands(run, run_json, kept, tmp_path):
    """With the import's secret; deletion says that the secret still leads to the commitment."""
    (tmp_path / "salt").write_text("0123456789abcdef" * 4)
    (tmp_path / "salt").chmod(0o600)
    (tmp_path / "person.txt").write_text(" p1234567 \n")
    salted = ("--salt-file", tmp_path / "salt")
    run("vault", "put", "H-9", tmp_path / "person.txt", *kept, *WHY, *salted)
    assert run("vault", "show", "H-9", *kept, *WHY).stdout == "P1234567\n"
    asked = ("vault", "delete", "H-9", *kept, "--reference", "R-13")
    assert "nobody is there to be asked" in run(*asked, code=2).stderr
    assert "follows from the secret of a register" in run(*asked, "--yes").stderr
    (tmp_path / "person.txt").write_text("1.2E+17\n")
    refused = run("vault", "put", "H-8", tmp_path / "person.txt", *kept, *WHY, *salted, code=2).stderr
    assert "an import would refuse it" in refused and "1.2E" not in refused


def test_a_deletion_is_asked_once_more(monkeypatch):
    """Whoever sits there types the party's name; anything else deletes nothing."""
    person = Person(CHAIN, "H-1")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.prompt", lambda question: "H-1" if "H-1 of main" in question else "")
    confirm(person)
    monkeypatch.setattr("typer.prompt", lambda _question: "y")
    with pytest.raises(InputError, match="nothing was deleted"):
        confirm(person)


@pytest.mark.parametrize(
    ("party", "chain"), [("../../x", "main"), ("a\nb", "main"), ("", "main"), ("H-9", "../.."), ("x" * 65, "main")]
)
def test_no_person_is_put_under_a_name_that_no_chain_can_have(run, run_json, kept, tmp_path, party, chain):
    """Neither a path nor a line end; nothing is kept."""
    (tmp_path / "person.txt").write_text(DATA, encoding="utf-8")
    words = ("vault", "put", party, tmp_path / "person.txt", *kept[:4], "--chain", chain, *WHY)
    assert "no identifier" in run(*words, code=2).stderr
    assert run_json("vault", "log", *kept[:2])["entries"] == []


def test_data_comes_by_a_file_or_standard_input(run, kept, tmp_path):
    """Never by the command line, which others see; and it is UTF-8."""
    run("vault", "put", "H-3", "-", *kept, *WHY, input="from a pipe\r\n")
    assert run("vault", "show", "H-3", *kept, *WHY).stdout == "from a pipe\n"
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe secret")
    refused = run("vault", "put", "H-4", tmp_path / "bad.txt", *kept, *WHY, code=2).stderr
    assert "not UTF-8" in refused and "secret" not in refused


def test_a_key_with_a_passphrase_is_asked_for_it(run, tmp_path):
    """As every other key of the network is; a wrong one opens nothing, and its absence says what is needed."""
    (tmp_path / "phrase").write_text("correct horse")
    key, folder = tmp_path / "vault.key", tmp_path / "persons"
    run("keys", "new", "vault", "--out", key, "--passphrase-file", tmp_path / "phrase")
    run("vault", "new", folder, "--key", key, "--passphrase-file", tmp_path / "phrase")
    words = ("vault", "put", "H-1", "-", "--vault", folder, "--key", key, *WHY)
    run(*words, "--passphrase-file", tmp_path / "phrase", input="x")
    assert "a passphrase is needed" in run(*words, input="y", code=2).stderr
    (tmp_path / "phrase").write_text("wrong horse")
    assert "wrong passphrase" in run(*words, "--passphrase-file", tmp_path / "phrase", input="y", code=2).stderr
