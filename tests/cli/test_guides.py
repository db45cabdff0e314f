# SPDX-License-Identifier: Apache-2.0
"""The guides are typed literally: their files, their commands, in order, by a person who has nothing else.

The first is run in processes of its own, the further ones in one: starting them would take longer than what they do.
"""

import contextlib
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from counterfoil.cli.main import app
from support import tree
from support.engine import short_folder

GUIDES = tree.ROOT / "docs" / "guides"
FIRST = GUIDES / "first-market.md"
CONSORTIA = {"consortium-changes", "consortium-faults", "consortium-recovery"}
NOT_TYPED = {"browser-verifier", "console", "custody-portal", "import", "reconcile", *CONSORTIA}
"""Guides for a browser or a service, of what other tests try with several engines, or for files of the reader's own:
nothing in them could be typed as it stands."""
FURTHER = sorted({path.stem for path in GUIDES.glob("*.md")} - {FIRST.stem} - NOT_TYPED)
"""Guides that begin in the folder that the first one leaves."""
SAME = {"attachments": ("read.txt", "invoice.txt")}
"""Files that are the same, byte for byte, at the end of a guide."""
COMMANDS_MAX = 10
Run = Callable[[list[str], Path], tuple[int, str, str]]
"""Words and a folder to an exit code, what was printed, and what of errors."""
EXIT_CODE = re.compile(r"  # exit code (\d)$")
LATER = re.compile(r"  # (\d+) days later$")
"""The reader waits so long before the command; here the clock of this process is put on."""
DAY_NS = 86_400 * 10**9
SERVED = re.compile(r"^counterfoil (.*) &$")
"""A service that the reader leaves running; it ends with the guide."""
PORTS = {"counterfoil epcis serve ": "8402", "counterfoil serve ": "8403"}
"""Where the reader's services listen; here each is at a port that is free."""

METRICS_PORT = "9403"
EVERY = re.compile(r"--publish-every \d+")
PUBLISHED = "--publish-every 2"
"""A reader's service may publish every minute; whoever reads here does not wait as long for what it proves."""


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


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def files(text: str) -> dict[str, str]:
    """Name → content: a block is a file where the line before it begins with the name."""
    blocks_of_files = r"^`([\w-]+\.\w+)`:[^\n]*\n\n```(?:csv|text|python no-run)\n(.*?)^```$"
    found = re.findall(blocks_of_files, text, re.MULTILINE | re.DOTALL)
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


class Services:
    """What a guide leaves running."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[str]] = []

    def start(self, words: str) -> str:
        """Start one, and wait until it says where it listens; gives what it said."""
        whole = [sys.executable, "-m", "counterfoil", *shlex.split(words)]
        with (self._folder / "service.log").open("a") as log:
            started = subprocess.Popen(
                whole, cwd=self._folder, env=environment(), stdout=subprocess.PIPE, stderr=log, encoding="utf-8"
            )
        self._running.append(started)
        assert started.stdout is not None
        said = list[str]()
        for line in started.stdout:
            said.append(line)
            if "http://" in line:
                break
        assert said and "http://" in said[-1], (self._folder / "service.log").read_text()
        return "".join(said)

    def end(self) -> None:
        """As a reader does, by Ctrl-C."""
        for one in self._running:
            one.send_signal(signal.SIGINT)
            one.communicate(timeout=60)
            assert one.returncode == 130


def elsewhere(text: str) -> str:
    """The guide, with its services at ports that are free, and publishing soon."""
    text = EVERY.sub(PUBLISHED, text.replace(METRICS_PORT, free_port()))
    for command, port in PORTS.items():
        if command in text:
            text = text.replace(port, free := free_port()).replace(command, f"{command}--port {free} ")
    return text


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return str(listening.getsockname()[1])


def typed(line: str, folder: Path, run: Run, services: Services) -> str:
    """Run a line, whether it is a command, a service or a program of the guide's; gives what it printed."""
    if found := SERVED.match(line):
        return services.start(found[1])
    if line.startswith("python "):
        words = [sys.executable, *shlex.split(line)[1:]]
        done = subprocess.run(words, cwd=folder, env=environment(), capture_output=True, encoding="utf-8", check=False)
        assert not done.returncode, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout
    return type_line(line, folder, run)


def type_line(line: str, folder: Path, run: Run) -> str:
    """Run a line that begins with ``counterfoil``; it must end as its comment says, or well. Gives what it printed."""
    code = int(found[1]) if (found := EXIT_CODE.search(line)) else 0
    command, _, target = EXIT_CODE.sub("", line).partition(" > ")
    ended, printed, errors = run(shlex.split(command), folder)
    assert ended == code, f"{line}\n{printed}\n{errors}"
    assert "not published" not in printed.lower()
    if target:
        (folder / target).write_text(printed, encoding="utf-8")
    return printed + errors


def type_guide(guide: Path, folder: Path, run: Run, wait: Callable[[str], str] = str) -> str:
    """Write its files, type its commands, and find in what each block of them prints the lines that are shown after it.

    Lines are compared without their spaces, which follow the width of the terminal. Gives what the last block printed.
    """
    text = elsewhere(guide.read_text(encoding="utf-8"))
    for name, content in files(text).items():
        (folder / name).write_text(content, encoding="utf-8")
    services = Services(folder)
    printed = ""
    try:
        for language, block in re.findall(r"^```(sh|output)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            if language == "sh":
                assert all(line.startswith(("counterfoil ", "python ")) for line in block.splitlines()), block
                printed = "\n".join(typed(wait(line), folder, run, services) for line in block.splitlines())
            else:
                for line in block.splitlines():
                    assert " ".join(line.split()) in " ".join(printed.split()), f"{guide.name}: {line}\n{printed}"
    finally:
        services.end()
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
    market: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Every command ends with the code that is said, and prints what is shown, each time anew from the first market."""
    clock = Clock()
    monkeypatch.setattr(time, "time_ns", clock.time_ns)
    guide = GUIDES / f"{name}.md"
    assert blocks(guide.read_text(encoding="utf-8"), "output"), "it shows nothing that could be compared"
    with short_folder() as root:
        folder = root / name
        shutil.copytree(market[0], folder)
        type_guide(guide, folder, in_this_process, clock.wait)
        assert len({(folder / file).read_bytes() for file in SAME.get(name, ())}) <= 1
