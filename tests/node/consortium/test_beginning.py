# SPDX-License-Identifier: Apache-2.0
"""What a beginning leaves that comes to nothing: an empty folder, what was voted for, and a word on why."""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from counterfoil.consensus.cometbft.engine_config import StateSync
from counterfoil.consensus.cometbft.engine_files import EngineHome, read_home, replace_config
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.consortium.beginning import BEGAN_FILE, BEGINNING_FILE, begin_from_snapshot, read_began
from counterfoil.node.consortium.described import MemberConfig, SnapshotConfig
from counterfoil.node.consortium.fetching import Beginning
from counterfoil.node.consortium.opening import SEALING
from counterfoil.node.consortium.setting_up import generate_local
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout, read_config
from counterfoil.primitives.types import Timestamp
from support.members import plan
from support.network import CHAIN, no_passphrase

STARTS = Path("/nobody/starts/this")


class Folder:
    """A member's, in which nothing runs; nobody answers at its peers' addresses."""

    def __init__(self, root: Path) -> None:
        generate_local(root, 4, CHAIN, plan, no_passphrase, time=Timestamp(time.time_ns() // 1_000_000), first_port=1)
        self.layout = Layout(root / "north")
        self.chain, self.home = self.layout.chain(CHAIN), EngineHome(self.layout.engine(CHAIN))
        self.told: list[str] = []
        member = read_config(self.layout).chains[CHAIN].member
        assert isinstance(member, MemberConfig)
        self.member = member

    def begin(self, *, key: PrivateKey | None = None, binary: Path | None = STARTS) -> None:
        beginning = Beginning(
            self.chain,
            CHAIN,
            home=self.home,
            member=self.member,
            asked=SnapshotConfig(),
            key=key,
            clock=lambda: Timestamp(time.time_ns() // 1_000_000),
            notice=self.told.append,
        )
        assert begin_from_snapshot(beginning, binary, sealing=self.chain / SEALING, wait_s=0) is None

    def half_begun(self) -> None:
        """As a process leaves it that died in the middle."""
        (self.chain / BEGINNING_FILE).touch()
        for name in ("blocks", "state", "restoring", "restored"):
            (self.chain / name).mkdir()
            (self.chain / name / "part").write_bytes(b"half")
        for name in ("heights", "heights-wal", BEGAN_FILE):
            (self.chain / name).write_bytes(b"half")
        (self.home.votes.parent / "state.db").mkdir()
        (self.home.votes.parent / "state.db" / "part").write_bytes(b"half")
        config = read_home(self.home).config
        enabled = StateSync(enable=True, rpc_servers="unix:///a,unix:///a", trust_height=1, trust_hash="ab")
        replace_config(self.home, msgspec.structs.replace(config, statesync=enabled))

    def files(self) -> set[str]:
        return {str(path.relative_to(self.layout.root)) for path in self.layout.root.rglob("*")}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "n")


def test_what_was_half_begun_is_begun_from_nothing(folder: Folder) -> None:
    """All of it goes but what the validator voted for, and the engine's settings are as they were."""
    before, config, votes = folder.files(), read_home(folder.home).config, folder.home.votes.read_bytes()
    folder.half_begun()
    folder.begin()
    assert folder.files() - before <= {f"chains/{CHAIN}/lock"}
    assert (read_home(folder.home).config, folder.home.votes.read_bytes()) == (config, votes)
    assert read_began(folder.chain) is None


@pytest.mark.parametrize(
    ("key", "why"),
    [
        (lambda _: None, "the key of north is not in this folder, by which members' services know it"),
        (lambda ring: ring.get("north"), "2 members must say what the engine decided, and 0 do; east-1: no answer: "),
    ],
    ids=["no key", "nobody answers"],
)
def test_why_it_executes_from_genesis_on_is_said(
    folder: Folder, key: Callable[[Keyring], PrivateKey | None], why: str
) -> None:
    """Once, and with each member's answer."""
    folder.begin(key=key(Keyring(folder.layout.keys, no_passphrase)))
    [told] = folder.told
    assert told.startswith(
        f"{CHAIN}: executes the chain from genesis on, for there is no snapshot to begin from: {why}"
    )


def test_an_engine_that_somebody_else_starts_is_left_alone(folder: Folder) -> None:
    """It may run already: nothing of it is touched."""
    before = folder.files()
    folder.begin(binary=None)
    assert folder.files() - before <= {f"chains/{CHAIN}/lock"}
    assert folder.told == [f"{CHAIN}: executes the chain from genesis on: somebody else starts the engine"]


def test_a_member_that_has_blocks_begins_nothing(folder: Folder) -> None:
    """Whatever its settings say: they are its own."""
    (folder.chain / "blocks").mkdir()
    (folder.chain / "blocks" / "part").write_bytes(b"its own")
    before = folder.files()
    folder.begin()
    assert folder.files() - before <= {f"chains/{CHAIN}/lock"}
    assert folder.told == []
