# SPDX-License-Identifier: Apache-2.0
"""Snapshots: the same at every member, restored only whole and true; whoever sends what is neither is named."""

import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from counterfoil.consensus.cometbft.backup import restore_backup, write_backup
from counterfoil.consensus.cometbft.batches import encode_batch
from counterfoil.consensus.cometbft.block_stream import encode_block
from counterfoil.consensus.cometbft.heights import EngineHeights
from counterfoil.consensus.cometbft.ordered import Joining, OrderedApplication, Standing
from counterfoil.consensus.cometbft.restoring import (
    PARTS,
    RESTORED,
    RESTORING,
    Applied,
    Offered,
    Restoration,
    put_in_place,
)
from counterfoil.consensus.cometbft.snapshots import Manifest, Snapshots
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.evidence.header import header_hash
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, Hash, Height, HexHash
from counterfoil.storage.blocklog import BlockLog, MemoryBlockLog, StoredBlock
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.rocks import RocksStateStore
from support.scripted_node import SALT, ScriptedNode
from support.toy_application import CHAIN, TOY_GENESIS, ToyApplication, addition, toy_seal

BLOCKS = 9
CHUNK_BYTES = 2_000
"""So that a handful of blocks fills one."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[ScriptedNode]:
    """One that made some blocks, with an idle block of the engine before each."""
    folder = tmp_path / "old"
    folder.mkdir()
    with ScriptedNode(folder) as node:
        node.begin()
        for number in range(BLOCKS):
            node.block()
            node.block(encode_batch([addition("a", 1 << number, salt="x")], tick=False, salt=SALT))
        yield node


@pytest.fixture
def snapshots(node: ScriptedNode) -> Iterator[Snapshots]:
    made = Snapshots.open(node.folder / "snapshots", node.log, interval=6, chunk_bytes=CHUNK_BYTES)
    made.after(node.heights.engine_height)
    yield made
    made.close()


@pytest.fixture
def offer(snapshots: Snapshots) -> abci.Snapshot:
    (only,) = snapshots.offers()
    assert only.chunks > 2
    return only


@pytest.fixture
def chunks(snapshots: Snapshots, offer: abci.Snapshot) -> list[bytes]:
    return [snapshots.load(offer.height, index) for index in range(offer.chunks)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "new"


@pytest.fixture
def restoration(folder: Path) -> Iterator[Restoration]:
    made = restoration_into(folder)
    yield made
    made.close()


def restoration_into(folder: Path, *, chain: ChainId = CHAIN, told: list[tuple[str, str]] | None = None) -> Restoration:
    return Restoration(
        folder,
        chain=chain,
        genesis=TOY_GENESIS,
        make=ToyApplication,
        unsealed=lambda _header: b"",
        refused=lambda who, why: None if told is None else told.append((who, why)),
    )


def applied(restoration: Restoration, chunks: list[bytes]) -> list[tuple[int, list[str]]]:
    """What the engine is told of each chunk."""
    responses = [restoration.apply(index, chunk, f"peer{index}")[0] for index, chunk in enumerate(chunks)]
    return [(one.result, list(one.reject_senders)) for one in responses]


def manifest_of(blocks: list[StoredBlock], node: ScriptedNode) -> tuple[abci.Snapshot, list[bytes]]:
    """What somebody offers who made up blocks, and ends with the true header."""
    chunk = b"".join(map(encode_block, blocks))
    true = canonical.decode(node.log.read(node.log.height).header, Manifest.__annotations__["header"])
    return Manifest((HexHash(sha256(chunk).hexdigest()),), node.heights.engine_height, true).snapshot(), [chunk]


def test_a_snapshot_restores_the_chain(
    node: ScriptedNode, restoration: Restoration, offer: abci.Snapshot, chunks: list[bytes], folder: Path
) -> None:
    """Blocks, state and both heights; of older blocks it is not known which of the engine's they were."""
    assert restoration.offer(offer, node.info().last_block_app_hash) == Offered.ACCEPT
    assert applied(restoration, chunks) == [(Applied.ACCEPT, [])] * len(chunks)
    assert put_in_place(folder)
    store, log = RocksStateStore.open(folder / "state"), FileBlockLog.open(folder / "blocks")
    heights = EngineHeights.open(folder / "heights")
    assert [block.header for block in log.blocks(Height(0))] == node.headers()
    assert {block.seal for block in log.blocks(Height(0))} == {b""}
    assert ToyApplication(store).total("a") == (1 << BLOCKS) - 1
    assert ToyApplication(store).info() == node.application.info()
    assert (heights.engine_height, heights.height) == (node.heights.engine_height, node.log.height)
    assert [heights.engine_height_of(Height(height)) for height in (0, BLOCKS - 1, BLOCKS)] == [None, None, 2 * BLOCKS]
    for resource in (heights, log, store):
        resource.close()
    assert {path.name for path in folder.iterdir()} == set(PARTS)


def test_members_offer_the_same_bytes(
    node: ScriptedNode, offer: abci.Snapshot, chunks: list[bytes], tmp_path: Path
) -> None:
    """Whatever seals they hold, and whether they counted along or begin now."""
    other = MemoryBlockLog()
    counting = Snapshots.open(tmp_path / "counting", other, interval=6, chunk_bytes=CHUNK_BYTES)
    for block in node.log.blocks(Height(0)):
        other.append(StoredBlock(block.header, b"another share", block.transactions))
        counting.after(node.heights.engine_height_of(other.height) or node.heights.engine_height)
    counting.after(node.heights.engine_height)
    assert counting.offers()[0] == offer
    assert [counting.load(offer.height, index) for index in range(offer.chunks)] == chunks
    counting.close()


def test_full_chunks_stay_as_they_are(
    node: ScriptedNode, snapshots: Snapshots, offer: abci.Snapshot, chunks: list[bytes]
) -> None:
    """A later snapshot shares them; the earlier one is served as it was offered, its last chunk too."""
    for number in range(6):
        node.block(encode_batch([addition("b", number, salt="y")], tick=False, salt=SALT))
        snapshots.after(node.heights.engine_height)
    later, earlier = snapshots.offers()
    assert earlier == offer
    assert [snapshots.load(offer.height, index) for index in range(offer.chunks)] == chunks
    assert later.chunks > earlier.chunks
    assert [snapshots.load(later.height, index) for index in range(offer.chunks - 1)] == chunks[:-1]
    assert snapshots.load(later.height, later.chunks) == snapshots.load(5, 0) == b""


def test_only_the_last_few_stay_on_offer(node: ScriptedNode, snapshots: Snapshots) -> None:
    """And the oldest says from where the engine must keep its blocks; begun again, the offers are still there."""
    for _ in range(30):
        node.block(encode_batch([], tick=True, salt=SALT))
        snapshots.after(node.heights.engine_height)
    heights = [one.height for one in snapshots.offers()]
    assert heights == [48, 42, 36]
    assert snapshots.oldest() == node.heights.height_after(36)
    again = Snapshots.open(node.folder / "snapshots", node.log, interval=6, chunk_bytes=CHUNK_BYTES)
    assert again.offers() == snapshots.offers()
    again.close()


def test_a_chunk_that_was_changed_is_asked_for_again(
    node: ScriptedNode, restoration: Restoration, offer: abci.Snapshot, chunks: list[bytes]
) -> None:
    """Whoever sent it is named; the next one who sends the true chunk is believed."""
    restoration.offer(offer, node.info().last_block_app_hash)
    for bad in (chunks[0][:-1], chunks[0] + b"\0", chunks[1], b""):
        response, whole = restoration.apply(0, bad, "liar")
        assert (response.result, list(response.reject_senders), whole) == (Applied.RETRY, ["liar"], False)
        assert list(response.refetch_chunks) == [0]
    assert applied(restoration, chunks) == [(Applied.ACCEPT, [])] * len(chunks)


def test_what_is_refused_is_said(node: ScriptedNode, offer: abci.Snapshot, chunks: list[bytes], folder: Path) -> None:
    """With the reason, and with who sent it where the engine says so."""
    told = list[tuple[str, str]]()
    here, trusted, other = restoration_into(folder, told=told), node.info().last_block_app_hash, abci.Snapshot()
    other.CopyFrom(offer)
    other.format = 2
    restoration_into(folder, chain=ChainId("other"), told=told).offer(offer, trusted)
    here.offer(other, trusted)
    here.offer(offer, bytes(32))
    at = f"a snapshot at the engine's block {offer.height}: "
    assert told == [
        ("", f"{at}it is of chain {CHAIN}"),
        ("", f"{at}it has format 2, not 1"),
        ("", f"{at}it ends with another header than the one that is believed"),
    ]
    here.offer(offer, trusted)
    here.apply(0, chunks[0] + b"\0", "liar")
    assert told[3:] == [("liar", "chunk 0: it is not the one that the manifest names")]
    snapshot, forged = manifest_of(forged_transaction(list(node.log.blocks(Height(0)))), node)
    here.offer(snapshot, trusted)
    here.apply(0, forged[0], "forger")
    assert (told[4][0], told[4][1][:35]) == ("forger", "chunk 0, and the snapshot with it: ")


def test_chunks_out_of_order_are_asked_for_in_order(
    node: ScriptedNode, restoration: Restoration, offer: abci.Snapshot, chunks: list[bytes]
) -> None:
    """That is nobody's fault."""
    restoration.offer(offer, node.info().last_block_app_hash)
    response, _ = restoration.apply(1, chunks[1], "peer")
    assert (response.result, list(response.refetch_chunks), list(response.reject_senders)) == (Applied.RETRY, [0], [])


@pytest.mark.parametrize(
    ("change", "result"),
    [
        (lambda one: one.MergeFrom(abci.Snapshot(format=2)), Offered.REJECT_FORMAT),
        (lambda one: one.MergeFrom(abci.Snapshot(hash=bytes(32))), Offered.REJECT_SENDER),
        (lambda one: one.MergeFrom(abci.Snapshot(chunks=1)), Offered.REJECT_SENDER),
        (lambda one: one.MergeFrom(abci.Snapshot(height=7)), Offered.REJECT_SENDER),
        (lambda one: one.MergeFrom(abci.Snapshot(metadata=b"{}")), Offered.REJECT_SENDER),
        (lambda one: one.MergeFrom(abci.Snapshot(metadata=b"\xff")), Offered.REJECT_SENDER),
    ],
)
def test_an_offer_that_is_not_what_it_says(
    node: ScriptedNode,
    restoration: Restoration,
    offer: abci.Snapshot,
    change: Callable[[abci.Snapshot], None],
    result: int,
) -> None:
    """Nothing is fetched of it."""
    change(offer)
    assert restoration.offer(offer, node.info().last_block_app_hash) == result
    assert restoration.apply(0, b"", "")[0].result == Applied.ABORT


def test_a_header_that_nobody_vouches_for(restoration: Restoration, offer: abci.Snapshot) -> None:
    """The app hash comes from the engine's light client, not from who offers."""
    assert restoration.offer(offer, bytes(32)) == Offered.REJECT_SENDER


def forged_transaction(blocks: list[StoredBlock]) -> list[StoredBlock]:
    return [*blocks[:3], StoredBlock(blocks[3].header, b"", (addition("a", 999, salt="x"),)), *blocks[4:]]


def left_out(blocks: list[StoredBlock]) -> list[StoredBlock]:
    return [*blocks[:3], *blocks[4:]]


def more_behind(blocks: list[StoredBlock]) -> list[StoredBlock]:
    return [*blocks, blocks[-1]]


def too_few(blocks: list[StoredBlock]) -> list[StoredBlock]:
    return blocks[:-1]


def stuffed_genesis(blocks: list[StoredBlock]) -> list[StoredBlock]:
    return [StoredBlock(blocks[0].header, b"", (b"stuff",)), *blocks[1:]]


@pytest.mark.parametrize("forge", [forged_transaction, left_out, more_behind, too_few, stuffed_genesis])
def test_a_snapshot_made_to_deceive_is_refused_whole(
    node: ScriptedNode,
    restoration: Restoration,
    folder: Path,
    forge: Callable[[list[StoredBlock]], list[StoredBlock]],
) -> None:
    """Its chunks are its manifest's, and its last header is true; executing it shows that it lies. Nothing stays."""
    snapshot, chunks = manifest_of(forge(list(node.log.blocks(Height(0)))), node)
    assert restoration.offer(snapshot, node.info().last_block_app_hash) == Offered.ACCEPT
    assert applied(restoration, chunks) == [(Applied.REJECT_SNAPSHOT, ["peer0"])]
    assert list(folder.iterdir()) == []
    assert not put_in_place(folder)


def test_after_one_that_deceives_another_is_restored(
    node: ScriptedNode, restoration: Restoration, offer: abci.Snapshot, chunks: list[bytes]
) -> None:
    """What was staged is dropped with each new offer."""
    restoration.offer(offer, node.info().last_block_app_hash)
    applied(restoration, chunks[:2])
    snapshot, forged = manifest_of(forged_transaction(list(node.log.blocks(Height(0)))), node)
    restoration.offer(snapshot, node.info().last_block_app_hash)
    assert applied(restoration, forged)[0][0] == Applied.REJECT_SNAPSHOT
    restoration.offer(offer, node.info().last_block_app_hash)
    assert applied(restoration, chunks) == [(Applied.ACCEPT, [])] * len(chunks)


@pytest.mark.parametrize("moved", range(len(PARTS) + 1))
def test_a_crash_while_it_is_put_in_place(
    node: ScriptedNode, restoration: Restoration, offer: abci.Snapshot, chunks: list[bytes], folder: Path, moved: int
) -> None:
    """Before the one step nothing is there, after it everything is: the next start finishes what was begun."""
    restoration.offer(offer, node.info().last_block_app_hash)
    applied(restoration, chunks[:-1])
    shutil.copytree(folder, folder.with_name("crashed"))
    assert not put_in_place(folder.with_name("crashed"))
    assert list(folder.with_name("crashed").iterdir()) == []
    restoration.apply(len(chunks) - 1, chunks[-1], "peer")
    FileBlockLog.open(folder / "blocks").close()  # the empty chain that the node began with
    EngineHeights.open(folder / "heights").close()
    for part in PARTS[:moved]:
        if (folder / part).is_dir():
            shutil.rmtree(folder / part)
        (folder / RESTORED / part).rename(folder / part)
    assert put_in_place(folder)
    assert not put_in_place(folder)
    log = FileBlockLog.open(folder / "blocks")
    assert log.height == node.log.height
    log.close()
    assert {path.name for path in folder.iterdir()} == set(PARTS)


def test_a_node_that_joins_goes_on_as_the_others(
    node: ScriptedNode, offer: abci.Snapshot, chunks: list[bytes], folder: Path
) -> None:
    """Over the calls of the engine: offered, applied, asked where it stands, and given the next block."""
    opened: list[Standing] = []

    def open_standing() -> Standing:
        store = RocksStateStore.open(folder / "state")
        log = FileBlockLog.open(folder / "blocks")
        opened.append(Standing(ToyApplication(store), log, EngineHeights.open(folder / "heights")))
        return opened[-1]

    def close_standing() -> None:
        opened[-1].heights.close()
        opened[-1].block_log.close()

    def reopen() -> Standing:
        close_standing()
        empty.close()
        assert put_in_place(folder)
        return open_standing()

    empty = RocksStateStore.open(folder / "old-state")
    log: BlockLog = FileBlockLog.open(folder / "blocks")
    opened.append(Standing(ToyApplication(empty), log, EngineHeights.open(folder / "heights")))
    joining = OrderedApplication(
        *(opened[0].application, log, opened[0].heights),
        genesis=TOY_GENESIS,
        share=toy_seal,
        joining=Joining(restoration_into(folder), reopen),
    )
    joining.start()
    trusted = node.info().last_block_app_hash
    request = abci.RequestOfferSnapshot(snapshot=offer, app_hash=trusted)
    assert joining.offer_snapshot(request).result == Offered.ACCEPT
    for index, chunk in enumerate(chunks):
        applied = joining.apply_snapshot_chunk(abci.RequestApplySnapshotChunk(index=index, chunk=chunk))
        assert applied.result == Applied.ACCEPT
    assert joining.info(abci.RequestInfo()) == node.info()
    block = abci.RequestFinalizeBlock(
        height=offer.height + 1, txs=[encode_batch([addition("b", 1, salt="z")], tick=False, salt=SALT)]
    )
    assert joining.finalize_block(block) == node.ordered.finalize_block(block)
    joining.commit(abci.RequestCommit())
    node.commit()
    assert joining.info(abci.RequestInfo()) == node.info()
    assert joining.offer_snapshot(request).result == Offered.ABORT
    joining.close()
    close_standing()


def test_a_node_without_snapshots_has_none(node: ScriptedNode) -> None:
    """And does not begin from one either."""
    assert list(node.ordered.list_snapshots(abci.RequestListSnapshots()).snapshots) == []
    assert node.ordered.load_snapshot_chunk(abci.RequestLoadSnapshotChunk(height=1, format=1)).chunk == b""
    assert node.ordered.offer_snapshot(abci.RequestOfferSnapshot()).result == Offered.ABORT
    assert node.ordered.apply_snapshot_chunk(abci.RequestApplySnapshotChunk()).result == Applied.ABORT


def test_a_backup_is_written_and_restored(
    node: ScriptedNode, snapshots: Snapshots, restoration: Restoration, tmp_path: Path, folder: Path
) -> None:
    """Against the hash that somebody has elsewhere; a file that was changed is named."""
    backup = tmp_path / "backup"
    manifest = write_backup(snapshots, node.heights.engine_height, backup)
    trusted = header_hash(manifest.header.encode())
    with pytest.raises(InputError, match="does not end with the header"):
        restore_backup(backup, restoration, Hash(bytes(32)))
    second = backup / "000001.chunk"
    good = second.read_bytes()
    second.write_bytes(good[::-1])
    with pytest.raises(InputError, match=r"000001\.chunk"):
        restore_backup(backup, restoration, trusted)
    assert not (folder / RESTORING).exists()
    second.write_bytes(good)
    restore_backup(backup, restoration, trusted)
    assert put_in_place(folder)
    log = FileBlockLog.open(folder / "blocks")
    assert [block.header for block in log.blocks(Height(0))] == node.headers()
    log.close()
