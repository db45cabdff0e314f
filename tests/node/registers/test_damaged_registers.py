# SPDX-License-Identifier: Apache-2.0
"""Small registers as spreadsheets and code pages damage them, against what is right; and registers with a secret."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from counterfoil.cli.main import app
from counterfoil.identity.identifiers import check_lei, check_social_credit_code
from counterfoil.node.registers.register_salt import FINGERPRINTS
from shared_data import shared_data
from support.network import CHAIN, copy_network, make_network

EXPECTED = "registers/expected.json"


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A network with one active instrument, EX.1."""
    root = make_network(tmp_path_factory.mktemp("registers") / "network")
    listing = root.parent / "list.csv"
    listing.write_text("id,kind,name\nEX.1,equity,Example\n")
    run("import", "instruments", listing, "-n", root, "-k", "depository")
    return root


@pytest.fixture
def network(template, tmp_path):
    return copy_network(template, tmp_path / "network")


def run(*arguments: object, code: int | None = 0) -> dict:
    """A command's JSON."""
    result = CliRunner().invoke(app, [*map(str, arguments), "--json"])
    assert "Traceback" not in result.output
    assert code is None or result.exit_code == code, result.output
    return json.loads(result.stdout or result.stderr)


def holders(network: Path, file: Path, *more: object, code: int | None = None, salt: str = "salt") -> dict:
    secret = network.parent / salt
    known = () if secret.exists() else ("--new-salt",)
    return run(
        *("import", "holders", file, "-n", network, "-k", "depository", "--salt-file", secret, *known, *more), code=code
    )


def persons(network: Path) -> set[str]:
    """Who holds an account that a register opened."""
    found = set()
    for account in [f"OP{number}" for number in range(1, 11)]:
        result = CliRunner().invoke(app, ["show", "account", account, "-n", str(network), "--json"])
        if result.exit_code == 0:
            found.add(json.loads(result.stdout)["holder"])
    return found


HOLDER_FILES = [
    "ids-scientific.csv",
    "ids-fifteen-digits.csv",
    "ids-one-person.csv",
    "ids-placeholders.csv",
    "total-row.csv",
]


@pytest.mark.real_data
@pytest.mark.parametrize("name", HOLDER_FILES)
def test_damaged_registers_of_holders(network, name):
    """Imported, refused and persons are as many as the file's maker says."""
    expected = json.loads(shared_data(EXPECTED).read_text())["files"][name]
    report = holders(network, shared_data(f"registers/{name}"), "--map", "holder=certificate")
    assert report["refused"] == expected.get("refused", 0)
    assert report["imported"] == expected.get("imported", 0)
    if "persons" in expected:
        assert len(persons(network)) == expected["persons"]


@pytest.mark.real_data
def test_codes_that_were_numbers(network):
    """A zero-filled cell must be ASCII digits of at most that width."""
    expected = json.loads(shared_data(EXPECTED).read_text())["files"]["codes-numeric.csv"]
    words = ["--map", "id={exchange}.{code:6}", "--map", "code={code:6}", "--kinds", "E=equity"]
    report = run(
        "import",
        "instruments",
        shared_data("registers/codes-numeric.csv"),
        "-n",
        network,
        "-k",
        "depository",
        *words,
        code=1,
    )
    assert (report["refused"], report["imported"]) == (expected["refused"], 3)
    for instrument in ("SZSE.000007", "SZSE.000008", "SSE.600778"):
        assert run("show", "instrument", instrument, "-n", network)["status"] == "active"


@pytest.mark.real_data
def test_a_short_file_in_another_encoding(network):
    """By default it imports nothing; with its encoding, all."""
    file = shared_data("registers/gbk-short.csv")
    words = ["import", "instruments", file, "-n", network, "-k", "depository"]
    expected = json.loads(shared_data(EXPECTED).read_text())["files"]["gbk-short.csv"]
    report = run(*words, code=1)
    assert (report["refused"], report["imported"]) == (expected["refused"], 0)
    assert {row["reason"] for row in report["refused_rows"]} == {"bad_encoding"}
    assert "--encoding gbk" in report["refused_rows"][0]["detail"]
    assert run(*words, "--encoding", "gbk")["imported"] == 6


@pytest.mark.real_data
def test_expected_rules_of_codes():
    """LEI and credit codes as the maker of the registers states them."""
    expected = json.loads(shared_data(EXPECTED).read_text())
    assert "02 to 98" in expected["lei"]["right_range"]
    assert check_lei("969500TEST0000004899") is not None
    assert "personal identity number" in (check_social_credit_code("132200198501010628") or "")


@pytest.mark.parametrize("text", ["泰山", "一汽解放", "联通", "页"])
def test_chinese_that_passes_for_utf_8(network, tmp_path, text):
    """A short GBK file creates no instrument with a nonsense name."""
    (tmp_path / "g.csv").write_bytes(f"id,kind,name\nG1,equity,{text}\n".encode("gbk"))
    words = ["import", "instruments", tmp_path / "g.csv", "-n", network, "-k", "depository"]
    report = run(*words, code=1)
    assert (report["imported"], [row["reason"] for row in report["refused_rows"]]) == (0, ["bad_encoding"])
    assert "--encoding gbk" in report["refused_rows"][0]["detail"]
    assert run(*words, "--encoding", "gbk")["imported"] == 1
    assert run("show", "instrument", "G1", "-n", network)["name"] == text


def test_a_second_salt_doubles_nothing(network, tmp_path):
    """An import with another secret than the first is refused, a new one and one that is there."""
    (tmp_path / "r.csv").write_text("holder,instrument,quantity\n99020219850214002X,EX.1,5\n")
    assert holders(network, tmp_path / "r.csv")["imported"] == 1
    refused = holders(network, tmp_path / "r.csv", salt="second", code=2)
    assert "begun with the secret" in refused["error"]["problem"]
    assert not (tmp_path / "second").exists()
    (tmp_path / "second").write_text("0123456789abcdef0123456789abcdef\n")
    (tmp_path / "second").chmod(0o600)
    assert "registered once more" in holders(network, tmp_path / "r.csv", salt="second", code=2)["error"]["problem"]
    assert run("show", "instrument", "EX.1", "-n", network)["outstanding"] == 5
    secret = (tmp_path / "salt").read_text().strip()
    assert secret not in (network / "chains" / CHAIN / FINGERPRINTS).read_text()
    assert {row["reason"] for row in holders(network, tmp_path / "r.csv", code=1)["refused_rows"]} == {"already_held"}


def test_refused_rows_are_mended_and_tried_again(network, tmp_path):
    """The file of refused rows has them as they stood, imports under the same mapping, and is never overwritten."""
    (tmp_path / "r.csv").write_text(
        'certificate,account,security,quantity,note\n99020219850214002X,A1,EX.1,5,x\nnan,A2,EX.1,6,"a, b"\n'
        "990202198502111018,A3,EX.1,seven,\n"
    )
    mapped = ["--map", "holder=certificate", "--map", "instrument=security"]
    again = tmp_path / "again.csv"
    assert holders(network, tmp_path / "r.csv", *mapped, "--refused", again, code=1)["refused"] == 2
    with again.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["certificate"], row["quantity"], row["note"]) for row in rows] == [
        ("nan", "6", "a, b"),
        ("990202198502111018", "seven", ""),
    ]
    assert [row["refused_reason"] for row in rows] == ["holder_missing", "not_a_number"]
    again.write_text(again.read_text().replace("seven", "7"))
    third = tmp_path / "third.csv"
    assert holders(network, again, *mapped, "--refused", third, code=1)["imported"] == 1
    assert third.read_text().splitlines()[0].count("refused_line") == 1
    assert "is there already" in holders(network, again, *mapped, "--refused", third, code=2)["error"]["problem"]
    assert run("show", "instrument", "EX.1", "-n", network)["outstanding"] == 12
