# SPDX-License-Identifier: Apache-2.0
"""A chain in a directory: one process at a time, level with its log at every start, and locked no longer than open."""

import shutil
import subprocess
import sys
from pathlib import Path
from random import Random
from threading import Timer

import pytest

from counterfoil.application import Refusal, TransactionResult
from counterfoil.evidence.header import header_hash
from counterfoil.evidence.transaction import Transaction
from counterfoil.identity import dsse
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.parties.calls import RotateKeys
from counterfoil.node.chain import AnchoredHeader, ChainNode
from counterfoil.primitives.errors import (
    CorruptionError,
    CounterfoilError,
    InputError,
    InvariantBroken,
    LockedError,
    StorageError,
)
from counterfoil.primitives.types import ChainId, Hash, Height, PartyId, Timestamp
from counterfoil.storage.lock import DirectoryLock
from support.simulation_genesis import START_MS, genesis_of, key_of
from support.simulation_market import Act, Market

NAME = ChainId("test")
KEY = key_of(NAME, "operator")
LOCK = """
import sys
from pathlib import Path
from counterfoil.storage.lock import DirectoryLock
DirectoryLock(Path(sys.argv[1]))
"""


def clock() -> Timestamp:
    return Timestamp(START_MS)


def open_chain(
    directory: Path, *keys: PrivateKey, chain: ChainId = NAME, anchored: AnchoredHeader | None = None
) -> ChainNode:
    """With keys to make blocks, without to read."""
    if not keys:
        return ChainNode.open_to_read(directory, chain)
    return ChainNode.open(directory, chain, clock=clock, seal_keys=keys, anchored=anchored)


def tick(node: ChainNode) -> Height:
    assert node.engine is not None
    return node.engine.tick().result(30)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A chain's directory with its genesis document and nothing else."""
    made = tmp_path / "chain"
    made.mkdir()
    (made / "genesis.json").write_bytes(genesis_of(NAME))
    return made


@pytest.fixture
def begun(directory: Path) -> Path:
    """A chain that has its genesis block."""
    open_chain(directory, KEY).close()
    return directory


def require_unlocked(directory: Path) -> None:
    DirectoryLock(directory).release()


def test_begins_at_genesis(directory: Path) -> None:
    """The first opening makes block 0; the second finds it."""
    with open_chain(directory, KEY) as node:
        assert node.height == node.reader.height == 0
        first = node.reader.sealed_header(Height(0))
    with open_chain(directory, KEY) as node:
        assert node.reader.sealed_header(Height(0)) == first


def test_no_genesis(tmp_path: Path) -> None:
    """A directory without a genesis document is refused, and nothing is made in it."""
    with pytest.raises(InputError, match=r"no genesis\.json"):
        open_chain(tmp_path, KEY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"{}", genesis_of("another")], ids=["empty", "no fields", "another chain"])
def test_genesis_that_no_chain_can_begin_with(directory: Path, data: bytes) -> None:
    """A bad genesis document is refused, and the lock is let go."""
    (directory / "genesis.json").write_bytes(data)
    with pytest.raises(InputError):
        open_chain(directory, KEY)
    require_unlocked(directory)


def test_second_opening_in_the_same_process(begun: Path) -> None:
    """Who opens a chain twice to make blocks is refused."""
    with open_chain(begun, KEY), pytest.raises(LockedError):
        open_chain(begun, KEY)
    require_unlocked(begun)


def test_waiting_for_another_process(begun: Path) -> None:
    """Who may wait gets the chain as soon as it is let go."""
    holder = open_chain(begun, KEY)
    letting_go = Timer(0.1, holder.close)
    letting_go.start()
    with ChainNode.open(begun, NAME, clock=clock, seal_keys=[KEY], wait_s=30) as node:
        assert node.height == 0
    letting_go.join()


def test_second_process(begun: Path) -> None:
    """Another process is refused while this one has the chain, and not afterwards."""
    with open_chain(begun, KEY):
        refused = subprocess.run([sys.executable, "-c", LOCK, str(begun)], capture_output=True, text=True, check=False)
        assert "is in use by another process" in refused.stderr
    subprocess.run([sys.executable, "-c", LOCK, str(begun)], check=True)


def test_torn_tail_is_reported(begun: Path) -> None:
    """What opening cut off is said."""
    path = begun / "blocks/000000000000.blocks"
    whole = path.read_bytes()
    path.write_bytes(whole + (1).to_bytes(8, "big"))
    with open_chain(begun, KEY) as node:
        assert node.repair is not None
        assert (node.repair.file, node.repair.offset, node.repair.height) == (path, len(whole), 1)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("offset", [0, 40, 100, -1])
def test_damaged_block_log(begun: Path, offset: int) -> None:
    """Damage names the file and the offset, and the lock is let go."""
    path = begun / "blocks/000000000000.blocks"
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)
    with pytest.raises(CorruptionError) as caught:
        open_chain(begun, KEY)
    assert caught.value.file == path
    assert 0 <= caught.value.offset < len(data)
    require_unlocked(begun)


def test_damaged_state(begun: Path) -> None:
    """A state store that cannot be opened is named; without it, the chain is computed again."""
    (begun / "state/CURRENT").write_bytes(b"MANIFEST-999999\n")
    with pytest.raises(StorageError, match="state"):
        open_chain(begun, KEY)
    require_unlocked(begun)
    shutil.rmtree(begun / "state")
    with open_chain(begun, KEY) as node:
        assert node.height == 0


def test_state_without_its_blocks(begun: Path) -> None:
    """A block log that lost what the state stands on is damage, and never begun anew."""
    shutil.rmtree(begun / "blocks")
    with pytest.raises(CorruptionError, match="block 0 is missing"):
        open_chain(begun, KEY)
    require_unlocked(begun)


def test_blocks_of_another_chain(begun: Path, tmp_path: Path) -> None:
    """A state that stands on other blocks is refused."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "genesis.json").write_bytes(genesis_of("other"))
    open_chain(other, KEY, chain=ChainId("other")).close()
    shutil.rmtree(begun / "blocks")
    shutil.copytree(other / "blocks", begun / "blocks")
    with pytest.raises(InvariantBroken, match="does not stand on the block log's block"):
        open_chain(begun, KEY)
    require_unlocked(begun)


def test_lock_is_released_when_closing_fails(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that refuses the last flush keeps neither the lock nor the block log open."""
    node = open_chain(begun, KEY)

    def refuse() -> None:
        raise StorageError("no space left")

    monkeypatch.setattr(node.store, "flush", refuse)
    with pytest.raises(StorageError, match="no space left"):
        node.close()
    with open_chain(begun, KEY) as again:
        assert again.height == 0


def test_another_genesis_document(begun: Path) -> None:
    """A chain whose state is level replays nothing, and still notices that its genesis was changed; nothing is lost."""
    path = begun / "genesis.json"
    honest = path.read_bytes()
    path.write_bytes(honest.replace(b'"name":"supervisor"', b'"name":"overseer"'))
    for keys in ((KEY,), ()):
        with pytest.raises(InputError, match=r"genesis\.json: block 0 was made from another document"):
            open_chain(begun, *keys)
    path.write_bytes(b"{")
    with pytest.raises(InputError, match=r"genesis\.json"):
        open_chain(begun, KEY)
    require_unlocked(begun)
    path.write_bytes(honest)
    with open_chain(begun, KEY) as node:
        assert node.height == 0


# Behind what is anchored.


@pytest.fixture
def grown(begun: Path) -> Path:
    """A chain with three blocks after genesis."""
    with open_chain(begun, KEY) as node:
        assert [tick(node) for _ in range(3)] == [1, 2, 3]
    return begun


def anchored_at(directory: Path, height: int) -> AnchoredHeader:
    """What a custody log would say of a height."""
    with open_chain(directory) as node:
        return Height(height), header_hash(node.ledger.header(Height(height)))


@pytest.mark.parametrize("height", [0, 1, 3])
def test_level_with_what_is_anchored(grown: Path, height: int) -> None:
    """A chain that has the anchored header goes on, whether or not it is further."""
    anchored = anchored_at(grown, height)
    with open_chain(grown, KEY, anchored=anchored) as node:
        assert tick(node) == 4


def test_behind_what_is_anchored(grown: Path, tmp_path: Path) -> None:
    """A folder restored to before the anchored block makes none in its place; reading goes on."""
    old = tmp_path / "old"
    shutil.copytree(grown, old)
    with open_chain(grown, KEY) as node:
        tick(node)
    anchored = anchored_at(grown, 4)
    before = (old / "blocks/000000000000.blocks").read_bytes()
    with pytest.raises(InputError, match="the block log ends at 3, but header 4 of this chain is anchored") as caught:
        open_chain(old, KEY, anchored=anchored)
    assert "restore the blocks up to there" in caught.value.remedy
    require_unlocked(old)
    assert (old / "blocks/000000000000.blocks").read_bytes() == before
    with open_chain(old, anchored=anchored) as node:
        assert (node.height, node.engine) == (3, None)
    shutil.rmtree(old / "blocks")
    shutil.copytree(grown / "blocks", old / "blocks")
    with open_chain(old, KEY, anchored=anchored) as node:
        assert tick(node) == 5


def test_the_last_block_cut_off(grown: Path) -> None:
    """The same when blocks and state lost the last block, which a torn tail alone would not tell."""
    anchored = anchored_at(grown, 3)
    shutil.rmtree(grown / "state")
    path = grown / "blocks/000000000000.blocks"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(InputError, match="the block log ends at 2, but header 3"):
        open_chain(grown, KEY, anchored=anchored)
    require_unlocked(grown)


def test_another_block_at_an_anchored_height(grown: Path) -> None:
    """A chain that went another way would be halted by its next header: it is refused before it makes one."""
    height, _ = anchored_at(grown, 3)
    with pytest.raises(InputError, match="block 3 is another than the one anchored") as caught:
        open_chain(grown, KEY, anchored=(height, Hash(b"?" * 32)))
    assert "put back the blocks" in caught.value.remedy
    require_unlocked(grown)


def test_what_is_anchored_of_a_chain_without_a_block(directory: Path) -> None:
    """Nothing is begun anew where a log has headers already."""
    with pytest.raises(InputError, match="the block log ends at -1, but header 0"):
        open_chain(directory, KEY, anchored=(Height(0), Hash(b"?" * 32)))
    require_unlocked(directory)


def test_a_guard_keeps_a_chain_from_making_blocks(begun: Path) -> None:
    """A clock that is not to be believed makes no block, and costs nothing else."""

    def doubt(_time: Timestamp, _parent: Timestamp) -> None:
        raise InputError("absurd", where="clock")

    with ChainNode.open(begun, NAME, clock=clock, seal_keys=[KEY], guard=doubt) as node:
        with pytest.raises(InputError, match="absurd"):
            tick(node)
        assert node.height == 0
    with open_chain(begun, KEY) as node:
        assert tick(node) == 1


# Rotations within a block.


def test_what_a_rotation_overtakes_burns_nothing(begun: Path) -> None:
    """A transaction behind the rotation of its key is left out; under the new key the same intent is done."""
    with open_chain(begun, KEY) as node:
        market = Market(NAME, node.reader.genesis_hash, Random(1))
        engine = node.engine
        assert engine is not None

        def submit(*acts: Act) -> list[tuple[str, int]]:
            tickets = engine.submit_many([market.sign(act, height=node.height).data for act in acts])
            answers = [ticket.result(30) for ticket in tickets]
            return [(one.reason, -1) if isinstance(one, Refusal) else (one.outcome, one.index) for one in answers]

        submit(market.register("ann"))
        rotate = RotateKeys(party=PartyId("ann"), keys=single_key_policy(key_of(NAME, "ann", 1)))
        early, late = market.open_account("ann", "early"), market.open_account("ann", "late")
        assert submit(early, Act([rotate], ["ann"]), late) == [("ok", 0), ("ok", 1), ("incomplete", -1)]
        before = node.height
        assert submit(late) == [("incomplete", -1)]
        assert node.height == before
        market.generations["ann"] = 1
        assert submit(late, early) == [("ok", 0), ("already_seen", -1)]
    shutil.rmtree(begun / "state")
    with open_chain(begun) as node:
        assert node.height == before + 1


def test_a_stripped_copy_takes_nobodys_place(begun: Path) -> None:
    """Ahead of the whole in one block, behind it, and alone: it is left out, and the whole has its answer."""
    with open_chain(begun, KEY) as node:
        market = Market(NAME, node.reader.genesis_hash, Random(1))
        assert node.engine is not None
        for stripped_at in (0, 1):
            act = market.register(f"party-{stripped_at}")
            act.signers = ["registrar", "supervisor"]
            signed = market.sign(act, height=node.height).signed
            assert signed is not None
            whole = dsse.decode(signed.envelope)
            half = dsse.Envelope(whole.payload, whole.payload_type, whole.signatures[:1])
            bundle = [signed.encode()]
            bundle.insert(stripped_at, Transaction(half.encode(), signed.lines).encode())
            answers = [ticket.result(30) for ticket in node.engine.submit_many(bundle)]
            committed = answers.pop(1 - stripped_at)
            assert isinstance(committed, TransactionResult)
            assert [answer.reason for answer in answers if isinstance(answer, Refusal)] == [
                "already_seen" if stripped_at else "incomplete"
            ]


def test_every_error_is_ours(begun: Path) -> None:
    """Whatever single file of a chain is emptied, opening says so with an error of the tree, or goes on."""
    for path in sorted(path for path in begun.rglob("*") if path.is_file() and path.name.lower() != "lock"):
        copy = begun.with_name("copy")
        shutil.copytree(begun, copy)
        (copy / path.relative_to(begun)).write_bytes(b"")
        try:
            open_chain(copy, KEY).close()
        except CounterfoilError as error:
            assert str(error)
        require_unlocked(copy)
        shutil.rmtree(copy)
