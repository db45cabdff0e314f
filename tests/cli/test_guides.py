# SPDX-License-Identifier: Apache-2.0
"""The guides are typed literally: their files, their commands, in order, by a person who has nothing else.

The first is run in processes of its own, the further ones in one: starting them would take longer than what they do.
"""

import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from counterfoil.cli.main import app
from support import tree

GUIDES = tree.ROOT / "docs" / "guides"
FIRST = GUIDES / "first-market.md"
NOT_TYPED = {"browser-verifier", "custody-portal", "import", "reconcile"}
"""Guides for a browser or a service, or for files of the reader's own: nothing in them could be typed as it stands."""
FURTHER = sorted({path.stem for path in GUIDES.glob("*.md")} - {FIRST.stem} - NOT_TYPED)
"""Guides that begin in the folder that the first one leaves."""
SAME = {"attachments": ("read.txt", "invoice.txt")}
"""Files that are the same, byte for byte, at the end of a guide."""
COMMANDS_MAX = 10
Run = Callable[[list[str], Path], tuple[int, str, str]]
"""Words and a folder to an exit code, what was printed, and what of errors."""
EXIT_CODE = re.compile(r"  # exit code (\d)$")
RUNNING = " &"
"""Behind a command that the reader leaves running: a service."""
SERVED = "http://127.0.0.1:8402"
"""Where the guides' services listen; here each is at a free port, since others may use this one."""
LATER = re.compile(r"  # (\d+) days later$")
"""The reader waits so long before the command; here the clock of this process is put on."""
DAY_NS = 86_400 * 10**9


class Clock:
    """A clock that can be put on, for commands that run in this process."""

    def __init__(self) -> None:
        self.ahead_ns = 0
        self._right = time.time_ns

    def time_ns(self) -> int:
        return self._right() + self.ahead_ns

    def wait(self, line: str) -> str:
        """Wait as the line says; the line without that."""
        if found := LATER.search(line):
            self.ahead_ns += int(found[1]) * DAY_NS
        return LATER.sub("", line)


class Services:
    """Commands that are left running while a guide is typed."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[str]] = []
        self._at = SERVED

    def start(self, words: list[str], folder: Path) -> None:
        """Leave it running once it says where it listens."""
        whole = [sys.executable, "-m", *words, "--port", "0"]
        process = subprocess.Popen(
            whole, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
        )
        self._running.append(process)
        assert process.stdout is not None
        self._at = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))

    def asked(self, line: str) -> str:
        """The line, with the service's address in place of the one that the guide has."""
        return line.replace(SERVED, self._at)

    def end(self) -> None:
        for process in self._running:
            process.kill()
            process.communicate()


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def files(text: str) -> dict[str, str]:
    """Name → content: a block is a file where the line before it begins with the name."""
    found = re.findall(r"^`([\w-]+\.\w+)`:[^\n]*\n\n```(?:csv|text)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return dict(found)


def environment() -> dict[str, str]:
    """Nothing of ours, and a terminal of a known width."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERFOIL_")}
    return {**kept, "COLUMNS": "160"}


def in_a_process(words: list[str], folder: Path) -> tuple[int, str, str]:
    """Run a command line as its reader does: exit code, what it printed, and what it printed of errors."""
    whole = [sys.executable, "-m", *words]
    done = subprocess.run(whole, cwd=folder, env=environment(), capture_output=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout, done.stderr


def in_this_process(words: list[str], folder: Path) -> tuple[int, str, str]:
    """The same without starting Python for each."""
    ours = {name: None for name in os.environ if name.startswith("COUNTERFOIL_")}
    assert words[0] == "counterfoil"
    with contextlib.chdir(folder):
        done = CliRunner().invoke(app, words[1:], env={**ours, **environment()})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


def type_line(line: str, folder: Path, run: Run, services: Services | None = None) -> str:
    """Run a line that begins with ``counterfoil``; it must end as its comment says, or well. Gives what it printed."""
    if services is not None and line.endswith(RUNNING):
        services.start(shlex.split(line.removesuffix(RUNNING)), folder)
        return ""
    line = line if services is None else services.asked(line)
    code = int(found[1]) if (found := EXIT_CODE.search(line)) else 0
    command, _, target = EXIT_CODE.sub("", line).partition(" > ")
    ended, printed, errors = run(shlex.split(command), folder)
    assert ended == code, f"{line}\n{printed}\n{errors}"
    assert "not published" not in printed.lower()
    if target:
        (folder / target).write_text(printed, encoding="utf-8")
    return printed + errors


def type_guide(
    guide: Path,
    folder: Path,
    run: Run,
    wait: Callable[[str], str] = str,
    services: Services | None = None,
) -> str:
    """Write its files, type its commands, and find in what each block of them prints the lines that are shown after it.

    Lines are compared without their spaces, which follow the width of the terminal. Gives what the last block printed.
    """
    text = guide.read_text(encoding="utf-8")
    for name, content in files(text).items():
        (folder / name).write_text(content, encoding="utf-8")
    printed = ""
    for language, block in re.findall(r"^```(sh|output)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if language == "sh":
            assert all(line.startswith("counterfoil ") for line in block.splitlines()), block
            printed = "\n".join(type_line(wait(line), folder, run, services) for line in block.splitlines())
        else:
            for line in block.splitlines():
                assert " ".join(line.split()) in " ".join(printed.split()), f"{guide.name}: {line}\n{printed}"
    return printed


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder that the first guide leaves, and what its last command printed."""
    folder = tmp_path_factory.mktemp("first")
    return folder, type_guide(FIRST, folder, in_a_process)


def test_the_real_job_in_at_most_ten_commands(market: tuple[Path, str]) -> None:
    """Network, keys, parties, instruments, issue, two signatures, delivery versus payment, evidence, report."""
    folder, printed = market
    text = FIRST.read_text(encoding="utf-8")
    commands = [line for block in blocks(text, "sh") for line in block.splitlines()]
    assert len(commands) <= COMMANDS_MAX
    assert not blocks(text, "json") and "{" not in "".join([*commands, *files(text).values()])
    assert "PROVED" in printed
    assert "1,100" in (folder / "bob.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FURTHER)
def test_a_further_guide_does_what_it_says(
    market: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Every command ends with the code that is said, and prints what is shown, each time anew from the first market."""
    clock, services = Clock(), Services()
    monkeypatch.setattr(time, "time_ns", clock.time_ns)
    guide, folder = GUIDES / f"{name}.md", tmp_path / name
    shutil.copytree(market[0], folder)
    assert blocks(guide.read_text(encoding="utf-8"), "output"), "it shows nothing that could be compared"
    try:
        type_guide(guide, folder, in_this_process, clock.wait, services)
    finally:
        services.end()
    assert len({(folder / file).read_bytes() for file in SAME.get(name, ())}) <= 1
