# SPDX-License-Identifier: Apache-2.0
"""The demonstration of two alliances, in a small form: real validators, a crossing, a liar, a firm that joins."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from counterfoil.consensus.sealing.conflicts import read_conflicts
from counterfoil.custody.files import waiting_lock
from counterfoil.demo.alliance_stage import AllianceStage, alliance_stage
from counterfoil.demo.alliances import OVER_THE_COUNTER, SECURITIES, WAREHOUSE
from counterfoil.demo.demonstration import Audience
from counterfoil.demo.mark import remove_demonstration
from counterfoil.demo.scenes.consortium import BUYER, LIAR, Cast, consortium
from counterfoil.demo.stage import Opening, Played, StageClock, play
from counterfoil.evidence.claims import ProvenanceClaim
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import decode_package
from counterfoil.node.forgeries import FORGERIES
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import PartyId
from support.engine import engine, short_folder
from support.validators import ONE_AT_A_TIME

SMALL = Cast(otc=(WAREHOUSE,), trades=48)


@contextmanager
def nobody_watches() -> Iterator[object]:
    yield lambda *_done: None


AUDIENCE = Audience(lambda _text: None, nobody_watches)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def played() -> Iterator[tuple[Path, Played]]:
    """Four validators of one chain and one of the other, in a folder whose path is short: sockets have little room."""
    with pytest.MonkeyPatch.context() as patch, short_folder() as folder:
        patch.setenv("COUNTERFOIL_COMETBFT", str(engine()))
        with waiting_lock(ONE_AT_A_TIME):
            done = play(consortium(SMALL), folder / "d", None, AUDIENCE, keep_passphrase=False)
        yield folder / "d", done


def processes(folder: Path) -> list[str]:
    """Command lines of whatever runs with this folder."""
    found = []
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(one.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:  # it ended meanwhile
            continue
    return [line for line in found if f"{folder}/" in line]


def test_every_act_comes_out_and_every_package_is_proved(played: tuple[Path, Played]) -> None:
    """Every forgery is caught, and nothing runs any more."""
    folder, told = played
    assert told.clean, told.summary()
    assert {one.file.stem for one in told.forgeries} == set(FORGERIES)
    assert len(told.packages) == 7
    assert not processes(folder)


def test_one_package_is_the_title_across_both_chains(played: tuple[Path, Played]) -> None:
    """Of the receipt as it circulates on the one, from its issue on the other: told by events of both."""
    folder, _ = played
    package = decode_package((folder / "evidence" / "securities-title-across-both-chains.zip").read_bytes())
    assert isinstance(package.claim, ProvenanceClaim)
    events = [decode_event(one.event) for one in package.events]
    [arrived] = [one for one in events if one.type == "crossings.arrived"]
    assert arrived.chain == SECURITIES
    assert OVER_THE_COUNTER in str(arrived.data)


STRANGER = """
import sys
from counterfoil.verify.__main__ import main
for package in sys.argv[2:]:
    main([package, "--trust", sys.argv[1], "--json"])
"""


def test_a_stranger_verifies_them_with_the_trust_file(played: tuple[Path, Played]) -> None:
    """By the verifier alone, in a process that has the files and nothing else."""
    folder, told = played
    words = [sys.executable, "-c", STRANGER, str(folder / "trust.json"), *(str(one.file) for one in told.packages)]
    said = subprocess.run(words, stdout=subprocess.PIPE, check=True, timeout=120).stdout
    assert [json.loads(line)["verdict"] for line in said.splitlines()] == ["proved"] * len(told.packages)


def test_what_the_liar_signed_is_kept_by_whom_it_was_told(played: tuple[Path, Played]) -> None:
    """Two headers of one height, signed by one key; the custody log has one of them, and is not halted."""
    folder, _ = played
    kept = folder / "members" / BUYER / "chains" / SECURITIES / "sealing" / "conflicts"
    [conflict] = [one for one in read_conflicts(kept) if one.is_equivocation]
    assert conflict.own.payload != conflict.other.payload
    assert {one.keyid for one in conflict.own.signatures} == {conflict.other.signatures[0].keyid}
    assert not (folder / "members" / LIAR / "chains" / SECURITIES / "sealing" / "conflicts").exists()


def test_the_folder_can_be_removed_again(played: tuple[Path, Played]) -> None:
    """With all that the members left in it. The last test of the folder."""
    folder, _ = played
    remove_demonstration(folder)
    assert not list(folder.iterdir())


class Interrupted(Exception):
    """What a test does to a scene."""


def test_whatever_happens_no_process_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scene that fails ends its members, also those that were killed or never got ready."""
    monkeypatch.setenv("COUNTERFOIL_COMETBFT", str(engine()))
    with short_folder() as folder, waiting_lock(ONE_AT_A_TIME):
        opening = Opening(folder / "d", (SECURITIES,), StageClock(0), AUDIENCE, None, keep_passphrase=False)
        alone = {SECURITIES: (PartyId("broker-1"),)}
        with pytest.raises(Interrupted), alliance_stage(opening, alone) as stage:
            assert isinstance(stage, AllianceStage)
            assert processes(folder)
            stage.add(SECURITIES, PartyId("clearing"), "Example Clearing").start()
            raise Interrupted
        assert not processes(folder)


KILLED = """
import sys
from pathlib import Path
from counterfoil.transport.child_process import ending_with_parent
import subprocess
child = subprocess.Popen(ending_with_parent(Path("/bin/sleep"), "600"), stdout=sys.stdout)
print(child.pid, flush=True)
child.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a child is not told of its parent's death")
def test_a_child_ends_with_who_started_it() -> None:
    """Also when that is killed: the child holds the other end of a pipe, which is closed then."""
    with subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)
        assert parent.stdout.read() == b""


def test_without_the_engine_it_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And how to have it; no folder is made."""
    monkeypatch.delenv("COUNTERFOIL_COMETBFT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match=r"no engine.*make consortium installs it") as refused:
        play(consortium(SMALL), tmp_path / "d", None, AUDIENCE, keep_passphrase=False)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "d").exists()
