# SPDX-License-Identifier: Apache-2.0
"""A user's mistakes: the right exit code, one line that says what, where and what to do, and never a traceback."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from counterfoil.cli.errors import ExitCode, describe, exit_code_of, one_line, render
from counterfoil.primitives.errors import (
    CorruptionError,
    CustodyError,
    InputError,
    InvariantBroken,
    KeyFileError,
    LockedError,
    QuorumError,
    WitnessRefusal,
)
from counterfoil.storage.lock import DirectoryLock
from support.network import CHAIN, SHARES

MISTAKES = [
    # command line → words that the line must hold
    ("nonsense", ["nonsense", "--help"]),
    ("show account", ["ACCOUNT", "--help"]),
    ("show block x -n {net}", ["HEIGHT", "a whole number is needed"]),
    ("show block -1 -n {net}", ["-1"]),
    ("show block 999 -n {net}", ["no block 999", "the last is"]),
    ("show account nobody -n {net}", ["nobody"]),
    ("show party nobody -n {net}", ["nobody"]),
    ("show instrument nothing -n {net}", ["nothing"]),
    ("show statement nobody -n {net}", ["nobody"]),
    ("show transaction 12 -n {net}", ["12"]),
    ("show transaction {zeros} -n {net}", ["no transaction"]),
    ("show chain -n {tmp}/nowhere", ["nowhere", "counterfoil init"]),
    ("show chain -n {net} --chain other", ["other", CHAIN]),
    ("init {net} --no-encrypt", ["not empty", "new folder"]),
    ("init {tmp}/x --quorum 9 --no-encrypt", ["quorum", "9"]),
    ("init {tmp}/x --quorum 0 --no-encrypt", ["quorum"]),
    ("init {tmp}/x --chain a/b --no-encrypt", ["a/b", "--chain"]),
    ("init {tmp}/x --chain a --chain a --no-encrypt", ["twice"]),
    ("init {tmp}/x --witness ../w --no-encrypt", ["../w", "--witness"]),
    ("init {tmp}/x --origin + --no-encrypt", ["--origin"]),
    ("init {tmp}/x --origin {long} --no-encrypt", ["--origin", "201 characters", "1 to 200"]),
    ("init {tmp}/x --witness quorum --no-encrypt", ["--witness", "'quorum'", "any name but"]),
    ("init {tmp}/x", ["passphrase", "COUNTERFOIL_PASSPHRASE"]),
    ("init {tmp}/x --passphrase-file {tmp}/none", ["no such file", "none"]),
    ("init {tmp}/x --passphrase-file {tmp}/empty", ["empty"]),
    ("keys new alice -n {net} --no-encrypt", ["exists already", "alice.key"]),
    ("keys new ../x -n {net} --no-encrypt", ["../x"]),
    ("keys new x -n {tmp} --no-encrypt", ["network.json"]),
    ("keys show nobody -n {net}", ["nobody.key"]),
    ("sign -n {net} --key alice", ["--call"]),
    ("sign -n {net} {tmp}/call.json", ["--key"]),
    ("sign -n {net} {tmp}/none.json --key alice", ["no such file", "none.json"]),
    ("sign -n {net} {tmp} --key alice", ["directory"]),
    ("sign -n {net} {tmp}/call.json --key nobody", ["nobody.key"]),
    ("sign -n {net} {tmp}/broken.json --key alice", ["not JSON", "line 1"]),
    ("sign -n {net} {tmp}/binary.json --key alice", ["UTF-8", "binary.json"]),
    ("sign -n {net} {tmp}/twice.json --key alice", ["twice", "twice.json"]),
    ("sign -n {net} {tmp}/empty-list.json --key alice", ["0 calls"]),
    ("sign -n {net} --call 7 --key alice", ["--call"]),
    ("sign -n {net} --call [1] --key alice", ["not an object"]),
    ('sign -n {net} --call {{"call":"holdings.transfr"}} --key alice', ["holdings.transfr", "holdings.transfer?"]),
    ('sign -n {net} --call {{"kall":"x"}} --key alice', ["call is missing"]),
    ('sign -n {net} --call {{"call":"holdings.transfer"}} --key alice', ["missing required field"]),
    ("sign -n {net} {tmp}/wrong.json --key alice", ["wrong.json", "$[0].quantity"]),
    ("sign -n {net} {tmp}/envelope.json --key alice", ["envelope.json"]),
    ("submit -n {net} {tmp}/call.json", ["--key", "sign"]),
    ("submit -n {net} {tmp}/none.json", ["none.json"]),
    ("import instruments {tmp}/none.csv -n {net} -k alice", ["none.csv"]),
    ("import instruments {tmp}/i.csv -n {net}", ["--key"]),
    ("import instruments {tmp}/i.csv -n {net} -k alice --map id=9", ["9", "1 to 3"]),
    ("import instruments {tmp}/i.csv -n {net} -k alice --map colour=1", ["colour", "fields:"]),
    ("import instruments {tmp}/r.csv -n {net} -k alice", ["'id'", "--map id="]),
    ("import instruments {tmp}/i.csv -n {net} -k alice --kinds x", ["--kinds"]),
    ("import instruments {tmp}/i.csv -n {net} -k alice --encoding x", ["--encoding"]),
    ("import instruments {tmp}/i.csv -n {net} -k alice --refused {tmp}/x.txt", [".csv", ".json"]),
    ("import holders {tmp}/r.csv -n {net} -k alice", ["--salt-file"]),
    ("import holders {tmp}/r.csv -n {net} -k alice --salt-file {tmp}/none", ["none"]),
    ("import holders {tmp}/r.csv -n {net} -k alice --salt-file {tmp}/open.salt", ["others can read", "chmod"]),
    ("evidence export -n {net} -o {tmp}/x.zip", ["--account"]),
    ("evidence export -n {net} -o {tmp}/x.zip --claim magic", ["magic"]),
    ("evidence export -n {net} -o {tmp}/x.zip --claim transfer --account a", ["--transaction"]),
    ("evidence export -n {net} -o {tmp}/x.zip --claim transfer --transaction {zeros}", ["no transaction"]),
    ("evidence export -n {net} -o {tmp}/x.zip --account alice-1 --instrument NOPE", ["NOPE"]),
    ("evidence export -n {net} -o {tmp}/x.zip --account alice-1 --instrument {shares} --at noon", ["noon"]),
    ("evidence export -n {net} -o {tmp}/x.zip --account alice-1 --instrument {shares} --at 2026-01-01", ["time zone"]),
    ("evidence export -n {net} -o {tmp}/x.zip --claim absence --account alice-1 --instrument {shares}", ["held"]),
    ("evidence show {tmp}/call.json", ["zip"]),
    ("verify {tmp}/none.zip --trust {net}/trust.json", ["none.zip"]),
    ("verify {tmp}/call.json", ["--trust"]),
    ("verify {tmp}/call.json --trust {tmp}/call.json", ["call.json", "trust file"]),
    ("custody entry 999 -n {net}", ["999", "counted from 0"]),
    ("custody proof x -n {net}", ["INDEX"]),
    ("custody verify-proof {tmp}/none --entry {tmp}/call.json --policy {net}/custody/policy", ["none"]),
    ("custody verify-proof {tmp}/call.json --entry {tmp}/call.json --policy {net}/custody/policy", ["tlog-proof"]),
    ("custody verify-proof {tmp}/call.json --entry {tmp}/call.json --policy {tmp}/call.json", ["policy"]),
    ("custody fsck {tmp}", ["policy"]),
    ("custody publish -n {tmp}", ["network.json"]),
    ("witness serve nobody -n {net}", ["nobody", "known"]),
    ("witness serve alpha -n {net} --port 70000", ["--port", "65535"]),
    ("audit {tmp}", ["network.json"]),
    ("audit {tmp}/none", ["none"]),
    ("audit {net} --trust {tmp}/call.json", ["trust file"]),
]


@pytest.fixture(scope="module")
def mistakes(tmp_path_factory) -> Path:
    """The files that the mistakes are made with."""
    folder = tmp_path_factory.mktemp("mistakes")
    transfer = {"call": "holdings.transfer", "sender": "alice-1", "receiver": "bob-1", "instrument": SHARES}
    (folder / "call.json").write_text(json.dumps(transfer | {"quantity": 1}))
    (folder / "wrong.json").write_text(json.dumps([transfer | {"quantity": -1}]))
    (folder / "envelope.json").write_text('{"payload": "eA==", "payloadType": "text/plain", "signatures": []}')
    (folder / "broken.json").write_text('{"call": ')
    (folder / "binary.json").write_bytes(b"\xff\xfe\x00")
    (folder / "twice.json").write_text('{"call": "a", "call": "b"}')
    (folder / "empty-list.json").write_text("[]")
    (folder / "empty").write_text("\n")
    (folder / "i.csv").write_text("id,kind,name\nA,equity,a\n")
    (folder / "r.csv").write_text("holder,account,instrument,quantity\n")
    (folder / "open.salt").write_text("0123456789abcdef")
    (folder / "open.salt").chmod(0o644)
    return folder


@pytest.mark.parametrize(("line", "words"), MISTAKES, ids=[line for line, _ in MISTAKES])
def test_a_mistake_is_one_line_and_exit_code_2(run, mistakes, trading_template, line, words):
    """Every mistake says what, where and the remedy, and changes nothing."""
    names = {"net": trading_template, "tmp": mistakes, "zeros": "0" * 64, "long": "o" * 201, "shares": SHARES}
    result = run(*line.format(**names).split(), code=2, input="")
    [message] = result.stderr.splitlines()
    assert message.startswith("error: ")
    assert [word for word in words if word not in message] == []
    assert result.stdout == ""


def test_errors_are_json_with_json(run):
    """Machines get problem, where, remedy and exit code, on stderr."""
    result = run("show", "chain", "-n", "/nowhere", "--json", code=2)
    error = json.loads(result.stderr)
    assert error["exit_code"] == 2
    assert set(error["error"]) == {"problem", "where", "remedy"}
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("x", where="y", remedy="z"), ExitCode.bad_input),
        (KeyFileError("x"), ExitCode.bad_input),
        (FileNotFoundError(2, "No such file", "f"), ExitCode.bad_input),
        (PermissionError(13, "Permission denied", "f"), ExitCode.bad_input),
        (OSError(28, "No space left on device"), ExitCode.environment),
        (LockedError(Path("d")), ExitCode.environment),
        (CorruptionError(Path("f"), 7, "x"), ExitCode.environment),
        (QuorumError("x"), ExitCode.environment),
        (CustodyError("x"), ExitCode.environment),
        (WitnessRefusal(409, "x"), ExitCode.environment),
        (InvariantBroken("x"), ExitCode.environment),
        (KeyboardInterrupt(), ExitCode.interrupted),
    ],
)
def test_every_error_has_its_exit_code(error, code):
    """The table of exit codes, and each error in one line whatever it holds."""
    assert exit_code_of(error) is code
    assert "\n" not in render(error, as_json=False)
    assert json.loads(render(error, as_json=True))["exit_code"] == code


def test_line_breaks_in_an_error_do_not_break_the_line():
    """A name with line breaks cannot forge a second message."""
    assert one_line(describe(InputError("a\nb", where="c\r\nd", remedy="e"))) == "c d: a b (e)"


def counterfoil(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, as a user starts it."""
    words = [sys.executable, "-m", "counterfoil", *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ | environment, input="")


def test_a_locked_chain_is_exit_code_3(trading):
    """While one process has the chain and does not let go, another that would write says so and changes nothing."""
    with DirectoryLock(trading / "chains" / CHAIN):
        result = counterfoil("custody", "publish", "-n", trading)
    assert result.returncode == 3
    assert "another process" in result.stderr
    assert "Traceback" not in result.stderr


def test_six_show_at_once_while_another_process_writes(trading):
    """Reading locks nothing and waits for nobody."""
    words = [sys.executable, "-m", "counterfoil", "show", "chain", "--json", "-n", str(trading)]
    with DirectoryLock(trading / "chains" / CHAIN):
        readers = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(6)]
        answers = [reader.communicate()[0] for reader in readers]
    assert [reader.returncode for reader in readers] == [0] * 6
    assert len(set(answers)) == 1


def test_a_corrupt_log_is_exit_code_3(trading):
    """A flipped byte in the block log names the file and the offset."""
    [segment, *_] = sorted((trading / "chains" / CHAIN / "blocks").iterdir())
    damaged = bytearray(segment.read_bytes())
    damaged[len(damaged) // 3] ^= 1
    segment.write_bytes(damaged)
    result = counterfoil("show", "block", "1", "-n", trading)
    assert result.returncode == 3
    assert segment.name in result.stderr
    assert "byte" in result.stderr
    assert "Traceback" not in result.stderr


def test_processes_answer_with_their_exit_codes(trading):
    """The module and its arguments behave as the console script: 0, 2, and 2 again as JSON."""
    assert counterfoil("show", "chain", COUNTERFOIL_NETWORK=str(trading)).returncode == 0
    missing = counterfoil("show", "account", "nobody", "-n", trading)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert json.loads(counterfoil("show", "chain", "-n", "/nowhere", "--json").stderr)["exit_code"] == 2


def test_a_wrong_passphrase_is_told_and_never_shown(tmp_path):
    """The passphrase comes from the environment, is checked, and stands in no message."""
    made = counterfoil("keys", "new", "x", "--out", tmp_path / "x.key", COUNTERFOIL_PASSPHRASE="open sesame")
    assert made.returncode == 0
    assert "sesame" not in made.stdout + made.stderr + (tmp_path / "x.key").read_text()
    assert (tmp_path / "x.key").stat().st_mode & 0o077 == 0


def test_interruption_is_130(trading):
    """Ctrl-C ends a witness at once, without a traceback."""
    words = [sys.executable, "-m", "counterfoil", "witness", "serve", "alpha", "-n", str(trading), "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert "listens at" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert "Traceback" not in process.stderr.read()


def test_a_reader_that_goes_away_is_no_error(trading):
    """Output into a closed pipe ends quietly."""
    words = [sys.executable, "-m", "counterfoil", "show", "statement", "alice-1", "-n", str(trading), "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
        process.wait(timeout=20)
    assert errors == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("holdings", "release"), "did you mean release-hold or release-pledge?"),
        (("supply", "vouchers"), "Did you mean 'voucher'?"),
        (("supply", "receipt", "shown", "x.json", "--loaded", "39.9"), "a whole number is needed"),
        (("xyzzyx",), "see "),
    ],
)
def test_a_mistyped_command_is_told_the_nearest(run, words, told):
    """With exit code 2, on one line."""
    result = run(*words, code=2)
    assert told in result.stderr and result.stderr.count("\n") == 1
