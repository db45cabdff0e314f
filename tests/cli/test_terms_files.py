# SPDX-License-Identifier: Apache-2.0
"""Files of ``counterfoil terms``: pipes, full disks, files named twice, and files that cannot be read."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from counterfoil.cli.output import naming_stdout
from support.bond import BOND, case


def test_a_drawing_without_a_folder_is_refused_first(run, write, tmp_path):
    """Where the drawing cannot be written, nothing is computed."""
    run("terms", "explain", write("bond.json", BOND), "--svg", tmp_path / "none" / "bond.svg", code=2)


def test_a_file_has_one_use(run, write, tmp_path):
    """A drawing never overwrites the other, nor what is read, whatever the path says; nothing is written then."""
    file, out = write("bond.json", BOND), tmp_path / "bond.svg"
    before = file.read_text(encoding="utf-8")
    (tmp_path / "link.html").symlink_to(out)
    for given in (
        ("--svg", out, "--html", out),
        ("--svg", out, "--html", tmp_path / "link.html"),
        ("--svg", tmp_path / ".." / tmp_path.name / "bond.json"),
        ("--html", out, "--fixings", out),
    ):
        assert "names the same file" in run("terms", "explain", file, *given, code=2).stderr
    assert not out.exists()
    assert file.read_text(encoding="utf-8") == before


FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="the system has no /dev/full")


@needs_full
@pytest.mark.parametrize("option", ["--svg", "--html"])
def test_a_full_disk_names_the_file(run, write, option):
    """What could not be written is named, although the system does not say it."""
    assert "/dev/full: no space left" in run("terms", "explain", write("bond.json", BOND), option, FULL, code=3).stderr


@needs_full
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_a_full_disk_behind_the_standard_output_is_named(write, options):
    """With the output sent to a full disk, the error says that it was the output."""
    command = [sys.executable, "-m", "counterfoil", "terms", "explain", str(write("bond.json", BOND)), *options]
    with FULL.open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
    assert b"standard output" in done.stderr
    assert b"no space left on device" in done.stderr


def test_an_error_that_names_a_file_keeps_it():
    """Only an error without a file is one of the standard output."""
    for given, named in (((), "standard output"), (("a.json",), "a.json")):
        with pytest.raises(OSError, match="full") as raised, naming_stdout():
            raise OSError(errno.ENOSPC, "full", *given)
        assert raised.value.filename == named


def test_a_bad_file_stops_all_before_anything_is_computed(run, write, tmp_path):
    """A folder, a missing file or one that is no JSON is named, exit code 2, and no part of an answer is printed."""
    good, bad = write("good.json", {"a": case()}), write("bad.json", "{")
    for wrong in (tmp_path, tmp_path / "missing.json", bad):
        for files in ((wrong,), (good, wrong), (wrong, good)):
            for options in ((), ("--compare",)):
                result = run("terms", "run", *files, *options, "--json", code=2)
                assert json.loads(result.stderr)["error"]["where"].startswith(str(wrong))
                assert not result.stdout
        assert str(wrong) in run("terms", "run", good, wrong, code=2).stderr
    assert "nothing is evaluated" in " ".join(run("terms", "run", "--help").stdout.split())


def test_a_portfolio_may_come_through_a_pipe(run_json):
    """What cannot be rewound is read once."""
    reading, writing = os.pipe()
    try:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write("\n".join([json.dumps(BOND)] * 3).encode())
        assert run_json("terms", "portfolio", f"/dev/fd/{reading}")["contracts"] == 3
    finally:
        os.close(reading)


def test_an_array_that_is_none_names_its_file(run, write):
    """The place of the mistake begins with the file."""
    file = write("p.json", "[{}\n")
    assert f"{file}, line 2" in run("terms", "portfolio", file, code=2).stderr
