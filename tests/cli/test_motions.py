# SPDX-License-Identifier: Apache-2.0
"""Motions as people type them: calls of contracts in them, files without ``@``, and what is said of them."""

import json

import pytest

from support.contract_commands import brought

PROPOSE = ("governance", "propose", "--motion", "m", "--by", "alice", "--title", "T", "--key", "alice", "--document")
CALL = {"call": "contracts.call", "contract": "box", "function": "take_out", "by": ["bank"]}
ROLES = {"call": "parties.assign_roles", "party": "bob", "registrar": "council", "roles": ["issuer"]}


def proposed(run_json, network, file, calls) -> list[dict]:
    """Why calls would not be moved, for want of a charter, after they were read."""
    told = run_json(*PROPOSE, file, "--calls", calls, "--dry-run", "-n", network, code=1)
    return told["transactions"][0]["outcome"]


@pytest.mark.parametrize(
    "arguments", [{"to": "alice-1", "quantity": 1}, '{ "to": "alice-1",  "quantity": 1 }', '{"quantity":1,"to":"a"}']
)
def test_arguments_of_a_call_in_a_motion_are_json_or_any_text_of_it(run_json, trading, write, arguments):
    """`arguments` as an object was `Expected str, got object`: now it is read, as whatever else is wrong says."""
    file = write("calls.json", [ROLES, CALL | {"arguments": arguments}])
    assert proposed(run_json, trading, file, f"@{file}") == "no_charter"
    assert proposed(run_json, trading, file, file.read_text()) == "no_charter"


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (CALL | {"arguments": {"quantity": 1.5}}, "$[1].arguments.quantity (call 2, contracts.call)"),
        (CALL | {"arguments": '{"quantity": 1.5}'}, "$[1].arguments.quantity (call 2, contracts.call)"),
        (CALL | {"arguments": "{}", "by": "bank"}, "$[1].by (call 2, contracts.call)"),
    ],
)
def test_a_complaint_about_calls_names_which(run, trading, write, second, told):
    """By its number, as people count, and by its name."""
    file = write("calls.json", [ROLES, second])
    assert told in " ".join(run(*PROPOSE, file, "--calls", f"@{file}", "-n", trading, code=2).output.split())


def test_a_text_that_is_no_json_is_for_the_law_to_judge(run_json, trading, write):
    """It reaches the ledger as it is."""
    file = write("calls.json", [CALL | {"arguments": "{no"}])
    assert proposed(run_json, trading, file, f"@{file}") == "no_charter"


@pytest.mark.parametrize("option", ["--calls", "--articles"])
def test_a_file_that_is_named_without_its_mark_is_told_how(run, trading, write, tmp_path, monkeypatch, option):
    """`--calls m2.json` is no JSON, and is a file: `--calls @m2.json`."""
    write("m2.json", [ROLES])
    monkeypatch.chdir(tmp_path)
    adopt = ("governance", "adopt", "--council", "council", "--name", "C", "--registrars", "depository", "--supervisor")
    command = (*PROPOSE, "m2.json") if option == "--calls" else (*adopt, "supervisor", "--key", "depository")
    told = run(*command, option, "m2.json", "-n", trading, code=2).output
    assert f"{option}: m2.json is a file" in told and f"{option} @m2.json" in told and "Expecting value" not in told
    missing = run(*command, option, "m3.json", "-n", trading, code=2).output
    assert "is a file" not in missing
