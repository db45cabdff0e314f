# SPDX-License-Identifier: Apache-2.0
"""What is named where a file is due: a pipe that nobody writes, a device, a folder, a link out of a folder."""

import os
from pathlib import Path

import pytest

from support.contract_commands import brought

GOOD = Path(__file__).parents[2] / "vectors" / "evidence" / "trust.json"
COMMANDS = (
    ("verify", "NAMED", "--trust", "good.json"),
    ("verify", "package.zip", "--trust", "NAMED"),
    ("evidence", "show", "NAMED"),
    ("trust", "show", "NAMED"),
    ("submit", "NAMED", "--key", "alice"),
    ("sign", "NAMED", "--key", "alice"),
    ("check", "NAMED"),
    ("terms", "run", "NAMED"),
    ("terms", "portfolio", "NAMED"),
    ("attachment", "seal", "NAMED", "--to", "NAMED", "--out", "new.json"),
    ("attachment", "open", "NAMED", "--key", "alice", "--out", "new"),
    ("custody", "audit", "NAMED"),
    ("clearing", "product", "NAMED"),
    ("contracts", "propose", "--source", "@NAMED", "--by", "alice", "--key", "alice"),
    ("import", "holders", "NAMED", "--registrar", "depository", "--salt-file", "salt"),
)


@pytest.fixture
def named(tmp_path):
    """One of each kind that is no file."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("/dev/zero")
    return {"pipe": "a named pipe", "folder": "a directory", "link": "a device"}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_no_file_is_refused_and_not_waited_for(run, trading, tmp_path, monkeypatch, named, command):
    """In one line that names it, whichever command asks for a file."""
    monkeypatch.chdir(tmp_path)
    for name in ("trust.json", "package.zip", "salt"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "good.json").symlink_to(GOOD)
    there = ("--network", trading) if command[0] not in ("verify", "evidence", "trust", "terms", "attachment") else ()
    for name, kind in named.items():
        told = run(*(word.replace("NAMED", name) for word in command), *there, code=2)
        assert f"{kind}, and no file" in told.stderr or "neither" in told.stderr, told.stderr
        assert "Traceback" not in told.output


def test_a_contracts_folder_has_its_own_files(run, tmp_path, named):
    """A source that is a link within the folder is read; one that leads out, a pipe and a folder are not."""
    folder = tmp_path / "box"
    brought(run, tmp_path, folder, "new")
    source = folder / "contract.star"
    told = run("contract", "check", folder, "--json").stdout
    source.rename(folder / "real.star")
    source.symlink_to("real.star")
    assert run("contract", "check", folder, "--json").stdout == told
    (folder / "real.star").rename(tmp_path / "real.star")
    source.unlink()
    source.symlink_to(tmp_path / "real.star")
    for verb in ("check", "test", "doc"):
        assert "a link that leads out of the contract's folder" in run("contract", verb, folder, code=2).stderr
    source.unlink()
    os.mkfifo(source)
    assert "a named pipe, and no file" in run("contract", "check", folder, code=2).stderr
    source.unlink()
    source.mkdir()
    assert "a directory, and no file" in run("contract", "check", folder, code=2).stderr


def test_a_folder_that_is_a_link_is_the_folder(run, tmp_path):
    """Nothing leads out of it."""
    brought(run, tmp_path, tmp_path / "box", "new")
    (tmp_path / "other").symlink_to(tmp_path / "box")
    assert run("contract", "check", tmp_path / "other").stdout


def test_tests_that_are_links_out_of_the_folder_are_not_hashed(run, tmp_path):
    """The hash of the tests would be of what lies elsewhere."""
    folder = tmp_path / "box"
    brought(run, tmp_path, folder, "new")
    (tmp_path / "elsewhere.py").write_text("")
    (folder / "test_more.py").symlink_to(tmp_path / "elsewhere.py")
    assert "test_more.py: is a link that leads out" in run("contract", "check", folder, code=2).stderr
