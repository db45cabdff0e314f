# SPDX-License-Identifier: Apache-2.0
"""Hostile command lines, files and terminals: one clear line, the right exit code, and nothing half done."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from counterfoil.cli.output import warn, write_facts
from counterfoil.identity.keyfile import generate_key, write_key
from support.network import SHARES
from support.simulation_rogue import files_of

PACKAGE = Path(__file__).parents[2] / "vectors" / "evidence" / "control.zip"
PROGRAM = (sys.executable, "-m", "counterfoil")
PAYMENT = {"call": "holdings.transfer", "sender": "alice-1", "receiver": "bob-1", "instrument": SHARES, "quantity": 1}
CALL = {"call": "parties.register", "registrar": "depository", "party": "x", "kind": "organisation", "roles": []}


def start(*arguments, **options):
    return subprocess.Popen([*PROGRAM, *map(str, arguments)], **options)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{"call": ' + b"9" * 5_000 + b"}", "too many digits"),
        (json.dumps(CALL | {"name": "\ud800"}).encode(), "surrogate"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"call": "\xff"}', "not UTF-8"),
        (b"", "not JSON"),
    ],
)
def test_documents_that_python_stumbles_over_are_refused_in_one_line(run, bare, tmp_path, data, problem):
    """Numbers without end, half characters, endless nesting and other encodings never reach a traceback."""
    file = tmp_path / "call.json"
    file.write_bytes(data)
    result = run("sign", file, "-n", bare, "-k", "depository", code=2)
    assert problem in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [("show", "party"), ("sign", "--call"), ("init",), ("evidence", "show")])
def test_an_argument_in_another_encoding_is_refused(run, arguments):
    """Bytes that are no UTF-8 would break JSON, and no identifier has them."""
    result = run(*arguments, os.fsdecode(b"\xff"), "--json", code=2)
    assert "not UTF-8" in json.loads(result.stderr)["error"]["problem"]


@pytest.mark.parametrize("name", ["x" * 300, "x" * 5_000])
def test_a_file_name_too_long_is_the_users_mistake(run, bare, name):
    """ENAMETOOLONG is bad input, not a broken environment."""
    run("submit", name, "-n", bare, "-k", "depository", code=2)


def test_a_link_to_itself_is_the_users_mistake(run, tmp_path):
    """ELOOP is bad input too."""
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    run("evidence", "show", loop, code=2)


def test_titles_and_warnings_cannot_steer_the_terminal(run, bare, capsys):
    """Titles and what a witness answers are shown with control characters spelled out; such a key name is refused."""
    name = "evil\x1b[31m\u202e"
    write_key(bare / "keys" / f"{name}.key", generate_key(), None)
    assert name not in run("keys", "list", "-n", bare).stdout
    refused = run("keys", "show", name, "-n", bare, code=2).stderr
    write_facts(f"Key {name}", {"name": name})
    shown = refused + capsys.readouterr().out
    warn(f"a witness said {name}\nand more")
    warned = capsys.readouterr().err
    assert not {"\x1b", "\u202e"} & set(shown + warned)
    assert warned.count("\n") == 1


@pytest.mark.parametrize("report", ["no/r.csv", "r" * 300 + ".csv", "nowhere.csv", "/proc/r.csv", "rows.csv"])
def test_a_report_that_cannot_be_written_is_found_before_the_import(run, run_json, bare, tmp_path, report):
    """No folder, too long a name, a link that leads nowhere, a folder where nothing can be made, the import itself."""
    (tmp_path / "nowhere.csv").symlink_to(tmp_path / "gone" / "r.csv")
    rows = tmp_path / "rows.csv"
    rows.write_text("id,kind,name\nX1,bond,One\n")
    before = run_json("show", "chain", "-n", bare)
    words = ("import", "instruments", rows, "-n", bare, "-k", "depository", "--refused", tmp_path / report)
    [line] = run(*words, code=2).stderr.splitlines()
    assert report in line
    assert run_json("show", "chain", "-n", bare) == before


def test_a_report_and_a_new_secret_are_two_files(run, bare, tmp_path):
    """Found before anything is done: the secret is not made either."""
    rows, both = tmp_path / "rows.csv", tmp_path / "both.csv"
    rows.write_text("holder,instrument,quantity\np-1,A,1\n")
    words = ("import", "holders", rows, "-n", bare, "-k", "depository", "--salt-file", both, "--new-salt")
    assert "two things" in run(*words, "--refused", both, code=2).stderr
    assert not both.exists()


def test_a_disk_that_is_full_after_an_import_takes_nothing_from_what_is_told(run, bare, tmp_path):
    """The report cannot be kept: what was imported is published and shown first, then the exit code says it."""
    rows, full = tmp_path / "rows.csv", tmp_path / "full.csv"
    rows.write_text("id,kind,name\nX1,bond,One\nX2,what,Two\n")
    full.symlink_to("/dev/full")
    done = run("import", "instruments", rows, "-n", bare, "-k", "depository", "--refused", full, code=3)
    assert "Refused rows" in done.stdout
    assert str(full) in done.stderr
    run("show", "instrument", "X1", "-n", bare)


HELD = f"--account alice-1 --instrument {SHARES}"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (f"{HELD} -o {{tmp}}/no/p.zip", "folder does not exist"),
        (f"{HELD} -o {{tmp}}/there.zip", "is there already"),
        (f"{HELD} -o {{tmp}}/p.zip --chain nowhere", "no chain 'nowhere'"),
        (f"{HELD} -o {{tmp}}/p.zip --at 2100-01-01T00:00:00Z", "still to come"),
        (f"--account nobody --instrument {SHARES} -o {{tmp}}/p.zip", "there is no holdings/holding/nobody"),
        ("--account alice-1 --instrument NONE.1 -o {tmp}/p.zip", "there is no holdings/holding/alice-1/NONE.1"),
        ("--claim position --account bob-1 --instrument NONE.1 -o {tmp}/p.zip", "there is no"),
        (f"--claim absence {HELD} -o {{tmp}}/p.zip", "holds or held"),
        (f"--claim transfer --transaction {'ab' * 32} -o {{tmp}}/p.zip", "abab"),
        ("--claim record --record parties/party/nobody -o {tmp}/p.zip", "there is no parties/party/nobody"),
        ("--claim statement --account nobody --from 2026-01-01T00:00:00Z -o {tmp}/p.zip", "nobody"),
        ("--claim statement --account alice-1 --from 2100-01-01T00:00:00Z -o {tmp}/p.zip", "period"),
        (f"--claim provenance --instrument {SHARES} -o {{tmp}}/p.zip", SHARES),
    ],
)
def test_what_cannot_be_shown_is_found_before_publishing(run, trading, tmp_path, words, problem):
    """Exit code 2 means that nothing was done: neither chain nor custody log has moved."""
    (tmp_path / "there.zip").write_bytes(b"")
    before = files_of(trading)
    [line] = run("evidence", "export", *words.format(tmp=tmp_path).split(), "-n", trading, code=2).stderr.splitlines()
    assert problem in line
    assert files_of(trading) == before


def test_a_restored_back_up_orders_nothing(run, run_json, trading, tmp_path, write):
    """Chain and custody folder of yesterday: submit says what is wrong and how to recover, and does nothing."""
    copytree(trading, tmp_path / "yesterday")
    run("custody", "publish", "-n", trading)
    for folder in ("chains", "custody"):
        rmtree(trading / folder)
        copytree(tmp_path / "yesterday" / folder, trading / folder)
    before = run_json("show", "chain", "-n", trading)
    calls = write("calls.json", PAYMENT)
    refused = run("submit", calls, "-n", trading, "-k", "alice", code=2).stderr
    assert "an older copy" in refused
    assert "put back a later copy" in refused
    assert run_json("show", "chain", "-n", trading) == before


@pytest.mark.parametrize("options", [("--dry-run", "-k", "depository"), ("-k", "nobody")])
def test_a_secret_is_made_only_for_an_import_that_begins(run, bare, tmp_path, options):
    """A rehearsal, and an import without its key, leave no secret file behind."""
    rows, salt = tmp_path / "rows.csv", tmp_path / "salt"
    rows.write_text("holder,instrument,quantity\n110101199001010015,X1,7\n")
    code = 1 if "--dry-run" in options else 2
    run("import", "holders", rows, "-n", bare, "--salt-file", salt, "--new-salt", *options, code=code)
    assert not salt.exists()


def test_a_terminal_without_the_characters_gets_their_codes(trading):
    """ASCII output and closed output end without a traceback."""
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii"}
    with start("evidence", "show", PACKAGE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ascii_only) as first:
        out, error = first.communicate(timeout=60)
    closed = f"exec {sys.executable} -m counterfoil show chain -n '{trading}' >&-"
    with subprocess.Popen(["/bin/sh", "-c", closed], stderr=subprocess.PIPE) as second:
        _, closed_error = second.communicate(timeout=60)
    assert (first.returncode, error, second.returncode, closed_error) == (0, b"", 0, b"")
    assert out.isascii()
    assert b"\\u" in out


def test_control_c_ends_an_import_with_130_and_it_can_be_run_again(run, run_json, bare, tmp_path):
    """Whatever was on its way is wholly there or not at all, and a second run imports the rest."""
    rows = tmp_path / "rows.csv"
    rows.write_text("id,kind,name\n" + "".join(f"X{number},bond,n\n" for number in range(8_000)))
    options = ("import", "instruments", rows, "-n", bare, "-k", "depository")
    blocks = bare / "chains" / "main" / "blocks" / "000000000000.blocks"
    before = blocks.stat().st_size
    with start(*options, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while blocks.stat().st_size == before and process.poll() is None:
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        try:
            _, error = process.communicate(timeout=60)
        finally:
            process.kill()  # a process that does not end must fail this test, not hold it up
    assert (process.returncode, error) == (130, b"error: interrupted\n")
    again = run_json(*options, code=1)
    assert {row["reason"] for row in again["refused_rows"]} == {"instrument_exists"}
    run("audit", bare)
