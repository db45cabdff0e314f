# SPDX-License-Identifier: Apache-2.0
"""``counterfoil serve --note-key`` and ``counterfoil access`` as processes: noted, killed, handed out, checked."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from typer.testing import CliRunner

from counterfoil.cli.main import app
from counterfoil.modules.access.queries import batches_of
from counterfoil.node.access.line_files import LineFiles
from counterfoil.node.access.receipts import HEADER
from counterfoil.node.network import Network
from counterfoil.node.submitting import is_committed, submit
from counterfoil.primitives.types import Duration
from support.network import CHAIN, copy_network, open_network
from support.node_service import asking, holding, key_of, paid
from support.noted_service import OPERATOR, make_noted_network
from support.served_folder import served_folder

AHEAD_MS: Final = 5_000
DAY_MS: Final = 86_400_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_noted_network(tmp_path_factory.mktemp("noting") / "network", delay_ms=Duration(DAY_MS))


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return copy_network(made, tmp_path / "network")


@contextmanager
def started(root: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A service that notes, with its address, once it hears requests."""
    command = [sys.executable, "-m", "counterfoil", "serve", "--network", str(root), "--port", "0", "--json"]
    log = root.parent / "log"
    with (
        log.open("ab") as errors,
        subprocess.Popen([*command, "--note-key", OPERATOR], stdout=subprocess.PIPE, stderr=errors) as process,
    ):
        assert process.stdout is not None
        try:
            lines = list(takewhile(lambda line: line != b"}\n", process.stdout))
            assert lines, log.read_text()
            url = json.loads(b"".join(lines) + b"}")["url"]
            while get(root, url, "bob", "/chains").status_code == 401:
                assert process.poll() is None
            yield url, process
        finally:
            process.kill()


def get(root: Path, url: str, name: str, path: str) -> httpx.Response:
    with asking(url, key_of(root, name), ahead_ms=AHEAD_MS) as client:
        return client.get(path)


def run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["access", *words])
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


def told(*words: str, code: int = 0) -> Any:
    return json.loads(run(*words, "--json", code=code))


def batches(root: Path) -> Sequence[int]:
    with open_network(root) as network:
        view = network.chain(CHAIN, writable=False).ledger.view
        return [one.batch for one in batches_of(view, OPERATOR)]


def test_killed_in_the_middle_it_notes_what_it_kept_once(root: Path) -> None:
    """Every answer that was given has its line; the next start notes them, and an end in order the last ones."""
    with started(root) as (url, process):
        answers = [get(root, url, "alice", holding("alice")) for _ in range(5)]
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert batches(root) == []
    assert [one.status_code for one in answers] == [200] * 5
    for noted in (1, 2):
        with started(root) as (url, process):
            get(root, url, "alice", holding("alice"))
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 130
        assert batches(root) == list(range(1, noted + 2))
    files = LineFiles(root / "access" / CHAIN / OPERATOR)
    assert [files.head(number).said for number in files.over()] == [5, 1, 1]
    assert "Traceback" not in (root.parent / "log").read_text()
    said = told("check", "--network", str(root))
    assert (said["noted"], said["batches"], said["lines"], said["problems"]) == (3, 3, 7, [])


@pytest.fixture
def asked(root: Path, tmp_path: Path) -> Path:
    """One batch that is noted, of three questions; the receipt of the first is in a file."""
    with started(root) as (url, process):
        receipt = get(root, url, "alice", holding("alice")).headers[HEADER]
        get(root, url, "bob", holding("alice"))
        get(root, url, "alice", f"/chains/{CHAIN}/events")
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    (tmp_path / "receipt.txt").write_text(receipt)
    return root


def test_shown_proved_and_checked(asked: Path, tmp_path: Path) -> None:
    """By the operator of its own folder; by whoever is handed a line, or all of a batch, with a trust file alone."""
    network = ("--network", str(asked))
    lines = told("show", *network)["lines"]
    assert [(one["line"], one["status"]) for one in lines] == [("1/alice/1", 200), ("1/bob/1", 404), ("1/alice/2", 200)]
    assert [one["line"] for one in told("show", *network, "--party", "bob")["lines"]] == ["1/bob/1"]
    assert "1/bob/1" in run("show", *network, "--about", "alice-1")
    one, whole = tmp_path / "one", tmp_path / "whole"
    assert told("prove", "1/bob/1", "--out", str(one), *network)["files"] == [
        "1-bob-1.access-proof.json",
        "batch-1.zip",
    ]
    run("prove", "1", "--out", str(whole), *network)
    trust = ("--trust", str(asked / "trust.json"))
    said = told("check", "--handed", str(one), *trust)
    assert (said["lines"], said["whole"], said["problems"]) == (1, [], [])
    receipt = str(tmp_path / "receipt.txt")
    said = told("check", "--handed", str(whole), *trust, "--about", "alice-1", "--receipt", receipt)
    assert [found["party"] for found in said["about"]] == ["alice", "bob"]
    assert said["receipts"] == {receipt: "kept"}
    assert len(said["whole"]) == 1


def test_lines_are_proved_beside_a_service_that_goes_on(
    asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks that it orders and publishes meanwhile are in the chain that is read."""
    published = Network.published
    with served_folder(asked) as running:

        def later(network: Network) -> Any:
            node = running.chains[CHAIN]
            assert is_committed(submit(node, [paid(node, key_of(asked, "alice"))])[0])
            running.publish_now()
            return published(network)

        monkeypatch.setattr(Network, "published", later)
        made = told("prove", "1/bob/1", "--out", str(tmp_path / "one"), "--network", str(asked))
    assert made["files"] == ["1-bob-1.access-proof.json", "batch-1.zip"]


def test_a_line_that_is_left_out_or_changed_is_found(asked: Path, tmp_path: Path) -> None:
    """In the operator's folder, and in what is handed out: exit code 1, and it says what."""
    whole = tmp_path / "whole"
    run("prove", "1", "--out", str(whole), "--network", str(asked))
    folder = asked / "access" / CHAIN / OPERATOR
    for place, words in (
        (folder, ("--network", str(asked))),
        (whole, ("--handed", str(whole), "--trust", str(asked / "trust.json"))),
    ):
        lines = place / "00000001.lines"
        good = lines.read_bytes()
        for bad in (good.replace(b'"party":"bob"', b'"party":"eve"'), good.split(b"\n", 1)[1], b""):
            lines.write_bytes(bad)
            assert told("check", *words, code=1)["problems"] != []
        lines.write_bytes(good)
        assert told("check", *words)["problems"] == []


def test_batches_that_the_folder_lost_are_told(asked: Path, tmp_path: Path) -> None:
    """The ledger has them; a receipt of theirs cannot be followed there."""
    folder = asked / "access" / CHAIN / OPERATOR
    (folder / "00000001.head").unlink()
    said = told("check", "--network", str(asked), "--receipt", str(tmp_path / "receipt.txt"), code=1)
    assert said["problems"] == ["batch 1: it is on the ledger, and not in this folder"]
    assert list(said["receipts"].values()) == ["not shown"]


def test_what_is_named_wrongly_is_told(asked: Path, tmp_path: Path) -> None:
    """Lines, batches, noters, receipts, folders: exit code 2 and no file."""
    network = ("--network", str(asked))
    out = ("--out", str(tmp_path / "none"))
    for name in ("1/bob/2", "1/eve/1", "2", "0", "x", "1/bob"):
        run("prove", name, *out, *network, code=2)
    assert not (tmp_path / "none").exists()
    run("show", *network, "--noter", "eve", code=2)
    run("check", "--handed", str(tmp_path / "none"), code=2)
    run("check", "--handed", str(tmp_path / "none"), "--trust", str(asked / "trust.json"), code=2)
    (tmp_path / "bad.txt").write_text("line=:e30=:")
    run("check", *network, "--receipt", str(tmp_path / "bad.txt"), code=2)
