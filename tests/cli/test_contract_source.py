# SPDX-License-Identifier: Apache-2.0
"""``counterfoil contract source``: a reviewer without the author's folder reads and approves the code itself."""

import pytest
from msgspec.structs import replace

from counterfoil.cli.reading import read_chain
from counterfoil.node.contracts.code_names import code_called
from counterfoil.node.contracts.reading_out import read_out
from counterfoil.primitives.errors import InputError
from support.contract_commands import brought, newer


def test_a_reviewer_who_has_no_folder_approves_what_he_read(run, run_json, trading, tmp_path):
    """What is written has the hash of what was proposed, also without the tests, which are on no chain."""
    brought(run, trading, tmp_path / "box", "approve")
    mine, there = tmp_path / "mine", ("--network", trading)
    told = run_json("contract", "source", "box", "--out", mine, *there)
    assert told["status"] == "proposed" and told["tests"] and told["files"][0].endswith("contract.toml")
    assert (mine / "contract.star").read_bytes() == (tmp_path / "box" / "contract.star").read_bytes()
    assert run_json("contract", "check", mine)["code"] == told["code"]
    for by in ("bank", "supervisor"):
        run("contract", "approve", mine, "--by", by, "--reference", "read", "--key", by, *there)
    assert run_json("contract", "source", told["code"], "-o", tmp_path / "again", *there)["status"] == "cleared"


def test_the_tests_of_the_author_and_no_others_go_with_it(run, trading, tmp_path):
    """Else a reviewer would try what nobody proposed."""
    brought(run, trading, tmp_path / "box", "approve")
    mine = tmp_path / "mine"
    run("contract", "source", "box", "--out", mine, "--network", trading)
    tests = (tmp_path / "box" / "test_contract.py").read_text()
    (mine / "test_contract.py").write_text(tests)
    run("contract", "test", mine)
    (mine / "test_contract.py").write_text(tests + "\n")
    assert "the tests have the hash" in run("contract", "check", mine, code=2).output


def test_nothing_is_written_over_and_one_code_is_meant(run, run_json, trading, tmp_path):
    """A folder with something in it stays; of two codes of a name the hashes are told; a contract names its own."""
    box, there = tmp_path / "box", ("--network", trading)
    brought(run, trading, box, "pause")
    assert "something here already" in run("contract", "source", "box", "-o", box, *there, code=2).output
    assert "no code, and no contract" in run("contract", "source", "bix", "-o", tmp_path / "a", *there, code=2).output
    first = run_json("contract", "source", "box", "-o", tmp_path / "b", *there)["code"]
    deploy = ("contract", "deploy", "till", "--code", "box", "--arg", "instrument=SSE.600000", "--by", "alice")
    run(*deploy, "--key", "alice", *there)
    assert run_json("contract", "source", "till", "-o", tmp_path / "c", *there)["code"] == first
    newer(run, trading, box)
    assert run_json("contract", "source", "box", "-o", tmp_path / "d", *there)["code"] == first  # it runs this one
    retire = ("--reason", "over", "--by", "alice", "--key", "alice", *there)
    for contract in ("box", "till"):
        run("contract", "retire", contract, *retire)
    told = run("contract", "source", "box", "-o", tmp_path / "e", *there, code=2).output
    assert "2 codes are called 'box'" in told and first in told and not (tmp_path / "e").exists()


def test_what_has_not_its_hash_is_not_written(run, trading, tmp_path):
    """A chain that says of a source what it is not: whoever approved that hash approved something else."""
    brought(run, trading, tmp_path / "box", "approve")
    with read_chain(trading, None) as node:
        code = code_called(node.ledger.view, "box").code
    with pytest.raises(InputError, match="has the hash"):
        read_out(replace(code, source=code.source + "\n"), tmp_path / "mine")
    assert not (tmp_path / "mine").exists()
