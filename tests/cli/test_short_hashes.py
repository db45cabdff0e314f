# SPDX-License-Identifier: Apache-2.0
"""Hashes as they are printed, cut, are taken where one on record is looked up; what is signed holds the whole one."""

import pytest

from support.contract_commands import brought

DEPLOY = ("contract", "deploy", "till", "--arg", "instrument=SSE.600000", "--by", "alice", "--key", "alice")
ALIKE = ("No. 15146", "No. 26374")
"""Titles of two codes whose hashes begin with the same eight digits."""
SOURCE = '"""A."""\n\n\ndef one():\n    """View: one."""\n    return 1\n'


@pytest.fixture
def alike(run, run_json, trading, tmp_path):
    """Two codes on record whose hashes begin alike: their hashes."""
    (tmp_path / "contract.star").write_text(SOURCE)
    hashes = []
    for number, title in enumerate(ALIKE):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "contract.star").write_text(SOURCE)
        (folder / "contract.toml").write_text(
            f'name = "pair"\ntitle = "{title}"\nlicence = "Apache-2.0"\nupgrades = "never"\ndialect = 1\n'
            'source = "contract.star"\n'
        )
        run("contract", "propose", folder, "--by", "alice", "--key", "alice", "--network", trading)
        hashes.append(run_json("contract", "check", folder, code=None)["code"])
    return hashes


def test_the_twelve_digits_that_are_listed_name_the_code(run, run_json, trading, tmp_path):
    """`contract list` prints twelve digits of the hash, which every command takes that looks code up."""
    brought(run, trading, tmp_path / "box", "call")
    there = ("--network", trading)
    code = run_json("contract", "list", *there)["contracts"][0]["code"]
    assert f"box {code[:12]}" in run("contract", "list", *there).output
    for cut in (code[:12], f"{code[:16]}…", code[:9]):
        assert run_json("contract", "source", cut, "-o", tmp_path / cut[:-1], *there)["code"] == code
        assert code in run("show", "record", f"contracts/code/{cut}", *there).output
    run(*DEPLOY, "--code", code[:12], *there)
    deploy = ("contracts", "deploy", "--contract", "bin", "--account", "of-bin", "--by", "alice")
    arguments = ("--arguments", '{"instrument": "SSE.600000"}', "--key", "alice")
    run(*deploy, "--code", code[:8], *arguments, *there)
    assert {one["code"] for one in run_json("contract", "list", *there)["contracts"]} == {code}
    package = tmp_path / "code.zip"
    run("evidence", "export", "--claim", "record", "--record", f"contracts/code/{code[:12]}", "-o", package, *there)
    assert "PROVED" in run("verify", package, "--trust", trading / "trust.json").output


def test_seven_digits_name_nothing(run, run_json, trading, tmp_path):
    """They are soon another's too; nor do digits that no hash begins with."""
    brought(run, trading, tmp_path / "box", "approve")
    code = run_json("contract", "source", "box", "-o", tmp_path / "read", "-n", trading)["code"]
    for cut in (code[:7], "0123456789ab"):
        sourced = run("contract", "source", cut, "-o", tmp_path / "mine", "--network", trading, code=2).output
        shown = run("show", "record", f"contracts/code/{cut}", "--network", trading, code=2).output
        assert [("8 digits or more" in one) for one in (sourced, shown)] == [len(cut) == 7] * 2
        run(*DEPLOY, "--code", cut, "--network", trading, code=2)
        told = run("show", "transaction", cut, "--network", trading, code=2).output
        assert "64 hex digits, or the first 8 or more" in told


def test_what_several_hashes_begin_with_is_told_with_all_of_them(run, trading, tmp_path, alike):
    """And nothing is done."""
    cut, there = alike[0][:8], ("--network", trading)
    assert cut == alike[1][:8]
    for command in (
        ("contract", "source", cut, "-o", tmp_path / "mine"),
        ("contracts", "decline", "--code", cut, "--by", "alice", "--reason", "r", "--key", "alice"),
        ("show", "record", f"contracts/code/{cut}"),
    ):
        told = run(*command, *there, code=2).output
        assert all(code in told for code in alike), told
    run("contract", "source", alike[1][:12], "-o", tmp_path / "mine", *there)


def test_whoever_approves_names_the_whole_hash(run, run_json, trading, tmp_path):
    """Its author can make other code whose hash begins alike: the error says the whole one, and how to read it."""
    brought(run, trading, tmp_path / "box", "approve")
    there = ("--network", trading)
    code = run_json("contract", "check", tmp_path / "box")["code"]
    approve = ("contracts", "approve", "--by", "bank", "--reference", "read", "--key", "bank", "--code")
    told = run(*approve, code[:12], *there, code=2).output
    assert "is not the whole hash" in told and code in told
    run(*approve, code, *there)


def test_where_a_folder_is_needed_a_hash_is_told_which_command_takes_it(run, run_json, trading, tmp_path):
    """`contract approve HASH` says no more that there is no contract here."""
    brought(run, trading, tmp_path / "box", "approve")
    code = run_json("contract", "check", tmp_path / "box")["code"]
    words = ("--by", "bank", "--reference", "read", "--key", "bank", "--network", trading)
    for typed in (code, code[:8]):
        told = " ".join(run("contract", "approve", typed, *words, code=2).output.split())
        assert f"a folder is needed here (by hash: counterfoil contracts approve --code {typed}" in told
    run("contracts", "approve", "--code", code, *words)


def test_what_is_signed_holds_the_whole_hash(run, run_json, trading, tmp_path):
    """Whatever was typed."""
    brought(run, trading, tmp_path / "box", "deploy")
    code = run_json("contract", "check", tmp_path / "box")["code"]
    withdraw = ("contracts", "withdraw", "--code", code[:8], "--by", "alice", "--reason", "r", "--key", "alice")
    run(*withdraw, "-o", tmp_path / "signed.json", "--network", trading)
    assert run_json("show", "envelope", tmp_path / "signed.json")["calls"][0]["code"] == code


def test_a_transaction_is_named_by_its_first_digits(run, run_json, trading, tmp_path):
    """To be shown, and to be proved."""
    send = ("holdings", "transfer", "--sender", "alice-1", "--receiver", "bob-1", "--instrument", "SSE.600000")
    there = ("--network", trading)
    done = run_json(*send, "--quantity", "1", "--key", "alice", *there)["transactions"][0]["transaction"]
    for cut in (done[:8], done[:9], f"{done[:12]}..."):
        assert run_json("show", "transaction", cut, *there)["transaction"] == done
    package = tmp_path / "transfer.zip"
    run("evidence", "export", "--claim", "transfer", "--transaction", done[:8], "-o", package, *there)
    assert done in run("verify", package, "--trust", trading / "trust.json").output
