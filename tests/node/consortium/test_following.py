# SPDX-License-Identifier: Apache-2.0
"""A followed chain is the one that its validators sealed, whatever sources say, as long as one is honest."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Final

import msgspec
import pytest

from counterfoil.application import Refusal, TransactionResult
from counterfoil.evidence.header import decode_header
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.chain import ChainNode
from counterfoil.node.consortium.following import FollowingEngine, open_following
from counterfoil.node.consortium.sources import HandedIn, Source, SourceFailed
from counterfoil.node.consortium.taking import EQUIVOCATION_FILE
from counterfoil.node.layout import Layout
from counterfoil.primitives.errors import CustodyError, InvariantBroken, StorageError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height, HexHash
from counterfoil.storage.blocklog import StoredBlock
from support.followed import QUICK, GoneSource, LateSource, ListedSource, SlowSource, policy_of, resealed
from support.network import CHAIN

Forge = Callable[[Height, StoredBlock], StoredBlock | None]
LATEST_S: Final = 30.0


class Told:
    """What whoever runs the folder is told, and waiting for it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._wanted, self._there = "", Event()

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        if self._wanted and self._wanted in line:
            self._there.set()

    def wait_for(self, text: str) -> None:
        self._wanted = text
        assert any(text in line for line in self.lines) or self._there.wait(LATEST_S), self.lines


@contextmanager
def following(
    folder: Path, member: Path, sources: Sequence[Source], told: Callable[[str], None] = lambda _: None
) -> Iterator[ChainNode]:
    """The member's chain, followed in a folder of its own."""
    folder.mkdir(exist_ok=True)
    shutil.copyfile(Layout(member).genesis(CHAIN), folder / "genesis.json")
    with open_following(folder, CHAIN, sources, first=policy_of(member), notice=told, pace=QUICK) as node:
        yield node


def wait_until(node: ChainNode, height: int) -> None:
    """Until the chain is so far here; fails when it does not come."""
    there = Event()
    node.follow(lambda _header, _seal: there.set() if node.block_log.height >= height else None)
    assert node.block_log.height >= height or there.wait(LATEST_S)


def require_same(node: ChainNode, sealed: Sequence[StoredBlock]) -> None:
    wait_until(node, len(sealed) - 1)
    assert [node.block_log.read(Height(height)) for height in range(len(sealed))] == list(sealed)
    assert node.ledger.height == len(sealed) - 1
    assert node.reader.header(node.height) == decode_header(sealed[-1].header)


def test_a_chain_is_taken_whole(tmp_path: Path, member: Path, sealed: list[StoredBlock]) -> None:
    """Headers, complete seals and transactions, executed; and opened to be read it is the same."""
    with following(tmp_path / "f", member, [ListedSource("one", sealed)]) as node:
        require_same(node, sealed)
    read = ChainNode.open_to_read(tmp_path / "f", CHAIN)
    assert read.height == len(sealed) - 1
    read.close()


def test_it_goes_on_where_it_was(tmp_path: Path, member: Path, sealed: list[StoredBlock]) -> None:
    """Opened again it asks from its last block on, and what it has is not asked for again."""
    with following(tmp_path / "f", member, [ListedSource("one", sealed[:2])]) as node:
        wait_until(node, 1)
    source = ListedSource("one", sealed)
    with following(tmp_path / "f", member, [source]) as node:
        require_same(node, sealed)
    assert min(source.asked) == 1


def test_one_honest_member_is_enough(tmp_path: Path, member: Path, sealed: list[StoredBlock]) -> None:
    """Of four one is gone, one never ends its answer, one cuts in the middle: the chain comes all the same."""
    cut = ListedSource("cut", sealed, lambda height, block: block if height < 1 else None)
    sources = [GoneSource("gone", sealed), SlowSource("slow", sealed), cut, ListedSource("honest", sealed)]
    told = Told()
    with following(tmp_path / "f", member, sources, told) as node:
        require_same(node, sealed)
        told.wait_for("gone: no answer")


def altered(block: StoredBlock, *keys: PrivateKey) -> StoredBlock:
    """The same height and parent with another state, sealed by these."""
    header = decode_header(block.header)
    other = msgspec.structs.replace(header, state=to_hex(b"\7" * 32), events=to_hex(b"\7" * 32))
    return resealed(block, other.encode(), *keys)


LIES: Final[dict[str, tuple[Callable[[StoredBlock, Sequence[StoredBlock], list[PrivateKey]], StoredBlock], str]]] = {
    "a seal of two of four": (
        lambda block, _, keys: resealed(block, block.header, *keys[:2]),
        "does not satisfy the chain's keys",
    ),
    "another header under the old seal": (
        lambda block, _, keys: StoredBlock(altered(block, *keys[:3]).header, block.seal, block.transactions),
        "another header's",
    ),
    "another header, sealed by two": (lambda block, _, keys: altered(block, *keys[:2]), "does not satisfy"),
    "one key three times": (lambda block, _, keys: resealed(block, block.header, *[keys[0]] * 3), "liar: "),
    "an old block in its place": (lambda _, sealed, __: sealed[1], "what came as block 2 is block 1"),
    "a transaction left out": (
        lambda block, _, __: StoredBlock(block.header, block.seal, block.transactions[:-1]),
        "its transactions do not give the header",
    ),
    "a transaction twice": (
        lambda block, _, __: StoredBlock(block.header, block.seal, (*block.transactions, block.transactions[-1])),
        "its transactions do not give the header",
    ),
    "a transaction of nobody": (
        lambda block, _, __: StoredBlock(block.header, block.seal, (*block.transactions, b"nothing")),
        "its transactions do not give the header",
    ),
    "no header": (lambda block, _, __: StoredBlock(b"{}", block.seal, block.transactions), "has no header"),
    "no seal": (lambda block, _, __: StoredBlock(block.header, b"", block.transactions), "block 2: "),
}


@pytest.mark.parametrize(("lie", "said"), LIES.values(), ids=LIES.keys())
def test_a_forged_block_is_not_taken(
    tmp_path: Path,
    member: Path,
    sealed: list[StoredBlock],
    validators: list[PrivateKey],
    lie: Callable[..., StoredBlock],
    said: str,
) -> None:
    """Block 2 comes forged from one of four, who is named; the others' is taken."""

    def forge(height: Height, block: StoredBlock) -> StoredBlock:
        return lie(block, sealed, validators) if height == 2 else block

    liar = ListedSource("liar", sealed, forge)
    told = Told()
    with following(tmp_path / "f", member, [liar, *(GoneSource(f"gone-{n}", sealed) for n in range(3))], told) as node:
        told.wait_for(said)
        assert node.block_log.height == 1
    with following(tmp_path / "f", member, [liar, ListedSource("honest", sealed), *[liar] * 2]) as node:
        require_same(node, sealed)


def test_who_withholds_blocks_leads_no_longer(tmp_path: Path, member: Path, sealed: list[StoredBlock]) -> None:
    """A member that gave blocks and says that there are no more is passed by the next one that has them."""
    withholds = ListedSource("withholds", sealed[:2])
    with following(tmp_path / "f", member, [withholds]) as node:
        wait_until(node, 1)
    with following(tmp_path / "f", member, [withholds, ListedSource("honest", sealed)]) as node:
        require_same(node, sealed)


def test_two_sealed_headers_of_one_height_end_it(
    tmp_path: Path, member: Path, sealed: list[StoredBlock], validators: list[PrivateKey]
) -> None:
    """Both are kept, whoever runs the folder is told, nothing more is taken, and so it is after a restart."""
    other = altered(sealed[2], *validators[1:])
    two_faced = ListedSource("two-faced", [*sealed[:2], other])
    told = Told()
    honest = ListedSource("honest", sealed[:3])
    with following(tmp_path / "f", member, [honest]) as node:
        wait_until(node, 2)
    with following(tmp_path / "f", member, [honest, two_faced], told) as node:
        told.wait_for("two headers of block 2")
        honest.held = list(sealed)
        with pytest.raises(CustodyError, match="two headers of one height"):
            node.engine.tick().result(LATEST_S)  # type: ignore[union-attr]
    kept = msgspec.json.decode((tmp_path / "f" / EQUIVOCATION_FILE).read_bytes())
    assert kept["height"] == 2
    assert kept["source"] == "two-faced"
    assert [seal.encode() for seal in kept["seals"]] == [sealed[2].seal, other.seal]
    with following(tmp_path / "f", member, [honest]) as node:
        assert isinstance(node.engine, FollowingEngine)
        assert node.engine.otherwise is not None
        assert node.engine.otherwise.seal.payload == other.header
        assert node.block_log.height == 2


def test_a_header_that_two_seal_otherwise_is_a_lie(
    tmp_path: Path, member: Path, sealed: list[StoredBlock], validators: list[PrivateKey]
) -> None:
    """Too few signatures make no equivocation: the source is named, and the chain goes on."""
    liar = ListedSource("liar", [*sealed[:2], altered(sealed[2], *validators[:2])])
    told = Told()
    with following(tmp_path / "f", member, [ListedSource("honest", sealed[:3])]) as node:
        wait_until(node, 2)
    with following(tmp_path / "f", member, [liar, ListedSource("honest", sealed)], told) as node:
        require_same(node, sealed)
        if len(sealed) == 3:
            told.wait_for("liar: block 2")
    assert not (tmp_path / "f" / EQUIVOCATION_FILE).exists()


def test_what_all_seal_and_nobody_can_execute_stops_it(
    tmp_path: Path, member: Path, sealed: list[StoredBlock], validators: list[PrivateKey]
) -> None:
    """Sent alike by more than could lie together it is this release that errs; nothing of it is taken."""
    wrong = [*sealed[:2], altered(sealed[2], *validators[:3])]
    told = Told()
    sources = [ListedSource(f"member-{number}", wrong) for number in range(4)]
    with following(tmp_path / "f", member, sources, told) as node:
        told.wait_for("is followed no more")
        assert isinstance(node.engine, FollowingEngine)
        assert isinstance(node.engine.failure, InvariantBroken)
        assert node.block_log.height == 1
        with pytest.raises(InvariantBroken):
            node.engine.tick().result(LATEST_S)


def test_a_tick_is_asked_of_a_member_and_waited_for(tmp_path: Path, member: Path, sealed: list[StoredBlock]) -> None:
    """Whoever cannot make a block is passed by; the block is here when the answer is."""
    source = ListedSource("makes", sealed[:2])
    source.next_tick = sealed[2]
    with following(tmp_path / "f", member, [GoneSource("gone", []), source]) as node:
        wait_until(node, 1)
        assert node.engine is not None
        assert node.engine.tick().result(LATEST_S) == 2
        assert node.height == 2
        source.next_tick = None
        with pytest.raises(CustodyError, match=r"no member made a block that came: .*gone"):
            node.engine.tick().result(LATEST_S)


def test_what_is_handed_in_goes_to_a_member(tmp_path: Path, member: Path, sealed: list[StoredBlock]) -> None:
    """Who does not answer is passed by; the answer is what the block gave here, or the member's refusal."""
    source = ListedSource("orders", sealed[:2])
    source.next_tick = sealed[2]
    [transaction] = sealed[2].transactions
    with following(tmp_path / "f", member, [GoneSource("gone", []), source]) as node:
        wait_until(node, 1)
        assert node.engine is not None
        answer = node.engine.submit(transaction).result(LATEST_S)
        assert isinstance(answer, TransactionResult)
        assert (answer.height, answer.code) == (2, 0)
        assert node.height == 2
        refused = node.engine.submit(b"{}").result(LATEST_S)
        assert isinstance(refused, Refusal)
        assert refused.reason == "malformed"


def test_who_says_that_what_is_not_there_was_ordered_is_not_believed(
    tmp_path: Path, member: Path, sealed: list[StoredBlock]
) -> None:
    """A transaction of no block has no answer, whatever a member says, and why is told."""
    source = ListedSource("lies", sealed[:2])
    source.says = HandedIn(HexHash("00" * 32), Height(1), None)
    with following(tmp_path / "f", member, [source]) as node:
        wait_until(node, 1)
        assert node.engine is not None
        with pytest.raises(SourceFailed, match=r"lies says of a transaction that it stands in a block, where it does"):
            node.engine.submit(sealed[2].transactions[0]).result(LATEST_S)


def test_without_a_first_block_it_is_said_why(tmp_path: Path, member: Path) -> None:
    """A new folder that nobody answers names each member's answer, and lets go of the folder."""
    quick = QUICK._replace(begin_s=0.2)
    folder = tmp_path / "f"
    folder.mkdir()
    shutil.copyfile(Layout(member).genesis(CHAIN), folder / "genesis.json")
    for _ in range(2):
        with pytest.raises(
            StorageError, match=r"no member gave its first block, asked for up to 0\.2 s: gone: gone: no answer"
        ):
            open_following(folder, CHAIN, [GoneSource("gone", [])], first=policy_of(member), pace=quick)


def test_members_that_know_nobody_yet_are_asked_again(tmp_path: Path, member: Path, sealed: list[StoredBlock]) -> None:
    """Just after its start a member refuses everybody: that is waited for, and all of them do so more than once."""
    sources = [LateSource("one", sealed[:2], late=4), LateSource("two", sealed[:2], late=6)]
    with following(tmp_path / "f", member, sources) as node:
        wait_until(node, 1)


def test_who_only_lies_is_not_waited_for(tmp_path: Path, member: Path, sealed: list[StoredBlock]) -> None:
    """Where all give what is none of the chain's blocks there is nothing to wait for, and it is said of each."""
    liar = ListedSource("liar", sealed[:2], lambda _, block: StoredBlock(block.header, b"{}", block.transactions))
    with (
        pytest.raises(StorageError, match=r"no member gave its first block.*liar: block 0"),
        following(tmp_path / "f", member, [liar]),
    ):
        raise AssertionError("it opened")
