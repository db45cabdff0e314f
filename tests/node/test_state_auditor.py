# SPDX-License-Identifier: Apache-2.0
"""A state auditor signs what it reproduced itself, and nothing else; what it refused once, it refuses for ever."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.evidence.entries import AUDIT_TYPE, decode_audit
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.evidence.seal import Rotation, SealHistory, seal_header, sign_rotation
from counterfoil.identity.dsse import Envelope, satisfies
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.node.state_auditor import audit_header
from counterfoil.primitives.errors import CustodyError
from counterfoil.primitives.hashing import from_hex, to_hex
from counterfoil.primitives.types import ChainId, Hash, Height, Timestamp
from counterfoil.storage.blocklog import MemoryBlockLog, StoredBlock
from counterfoil.storage.rocks import RocksStateStore
from support.custody import ORIGIN
from support.simulation_chain import MemoryDisk, SimulatedChain, seal_policy
from support.simulation_genesis import START_MS, genesis_of, key_of
from support.simulation_market import Market

CHAIN = ChainId("audited")
AUDITOR = PrivateKey(b"a" * 32)
STRANGER = PrivateKey(b"s" * 32)


@dataclass
class Audited:
    """A chain with some business, and an auditor with a folder of its own."""

    directory: Path
    chain: SimulatedChain = field(init=False)

    def __post_init__(self) -> None:
        disk = MemoryDisk(CHAIN, Random(1))
        self.chain = SimulatedChain(CHAIN, disk, lambda: Timestamp(START_MS), Random(1))
        self.market = Market(CHAIN, self.chain.node.reader.genesis_hash, Random(1))
        for acts in (self.market.founding(), self.market.listing(), self.market.opening()):
            engine = self.chain.node.engine
            assert engine is not None
            data = [self.market.sign(act, height=self.chain.height).data for act in acts]
            assert {ticket.result(30).code for ticket in engine.submit_many(data)} == {0}

    @property
    def blocks(self) -> list[StoredBlock]:
        return list(self.chain.node.block_log.blocks(Height(0)))

    def audit(self, blocks: list[StoredBlock] | None = None, **changes: Any) -> Envelope:
        """What the auditor says of these blocks, whose last the log has anchored, or why it says nothing."""
        log = MemoryBlockLog()
        for block in self.blocks if blocks is None else blocks:
            log.append(block)
        arguments: dict[str, Any] = {
            "genesis": genesis_of(CHAIN),
            "genesis_hash": from_hex(self.chain.node.reader.genesis_hash),
            "seals": SealHistory(CHAIN, seal_policy(CHAIN)),
            "anchored": (log.height, header_hash(log.read(log.height).header)),
            "origin": ORIGIN,
            "key": AUDITOR,
        }
        return audit_header(self.directory, CHAIN, log, **(arguments | changes))

    def height(self) -> int:
        """How far the auditor has come by itself."""
        store = RocksStateStore.open(self.directory)
        try:
            return store.height
        finally:
            store.close()

    def sealed(self, block: StoredBlock, key: PrivateKey | None = None) -> StoredBlock:
        """The block under another seal."""
        seal = seal_header(block.header, key or key_of(CHAIN, "operator"))
        return replace(block, seal=seal.encode())


@pytest.fixture
def audited(tmp_path: Path) -> Iterator[Audited]:
    made = Audited(tmp_path / "auditor")
    yield made
    made.chain.node.close()


def test_what_an_auditor_says(audited: Audited) -> None:
    """Executed from this genesis to this header with this state, in this log; under its own key and payload type."""
    envelope = audited.audit()
    said, reader = decode_audit(envelope), audited.chain.node.reader
    last = reader.sealed_header(reader.height)
    assert envelope.payload_type == AUDIT_TYPE
    assert satisfies(envelope, single_key_policy(AUDITOR))
    assert (said.chain, said.genesis, said.log) == (CHAIN, reader.genesis_hash, ORIGIN)
    assert (said.height, said.header, said.state) == (reader.height, to_hex(last.hash), last.header.state)


def test_it_goes_on_where_it_was(audited: Audited) -> None:
    """It executes each block once, never further than what is anchored, and says the same when asked again."""
    blocks, executed = audited.blocks, list[int]()
    anchored = (Height(1), header_hash(blocks[1].header))
    audited.audit(blocks, anchored=anchored, on_height=executed.append)
    assert (executed, audited.height()) == ([0, 1], 1)
    first = audited.audit(blocks, on_height=executed.append)
    assert executed == [0, 1, 2, 3]
    assert audited.audit(blocks, on_height=executed.append) == first
    assert executed == [0, 1, 2, 3]
    assert decode_audit(audited.audit(blocks, anchored=anchored)).height == 1


def drop_transaction(audited: Audited) -> list[StoredBlock]:
    *before, last = audited.blocks
    return [*before, replace(last, transactions=last.transactions[1:])]


def swap_transactions(audited: Audited) -> list[StoredBlock]:
    *before, last = audited.blocks
    return [*before, replace(last, transactions=last.transactions[::-1])]


def add_refused_transaction(audited: Audited) -> list[StoredBlock]:
    *before, last = audited.blocks
    return [*before, replace(last, transactions=(*last.transactions, b"{}\n"))]


def change_state(audited: Audited) -> list[StoredBlock]:
    """The operator seals a header with a state that no execution gives."""
    *before, last = audited.blocks
    header = replace(decode_header(last.header), state=to_hex(Hash(b"?" * 32)))
    return [*before, audited.sealed(replace(last, header=header.encode()))]


def change_time(audited: Audited) -> list[StoredBlock]:
    """The operator seals a block at the time of its parent."""
    *before, last = audited.blocks
    header = replace(decode_header(last.header), time=decode_header(before[-1].header).time)
    return [*before, audited.sealed(replace(last, header=header.encode()))]


def act_twice(audited: Audited) -> list[StoredBlock]:
    """The operator lets an intent stand in a second block."""
    blocks = audited.blocks
    parent = decode_header(blocks[-1].header)
    header = replace(
        decode_header(blocks[1].header),
        height=Height(parent.height + 1),
        parent=to_hex(header_hash(blocks[-1].header)),
        time=Timestamp(parent.time + 1),
    )
    return [*blocks, audited.sealed(StoredBlock(header.encode(), b"", blocks[1].transactions))]


FORGED: dict[str, tuple[Callable[[Audited], list[StoredBlock]], str]] = {
    "a transaction dropped": (drop_transaction, "block 3 gives another header"),
    "transactions in another order": (swap_transactions, "block 3 gives another header"),
    "a transaction that no rule lets in": (add_refused_transaction, "is refused when executed again"),
    "another state": (change_state, "block 3 gives another header"),
    "a time that had passed": (change_time, "block 3 is of"),
    "an intent answered twice": (act_twice, "may not stand in it"),
}


@pytest.mark.parametrize(("forge", "problem"), FORGED.values(), ids=FORGED.keys())
def test_what_cannot_be_reproduced(
    audited: Audited, forge: Callable[[Audited], list[StoredBlock]], problem: str
) -> None:
    """Not signed, however often it is asked; the honest chain still is, from the blocks before it on."""
    for _ in range(2):
        with pytest.raises(CustodyError, match=f"chain {CHAIN} cannot be reproduced: .*{problem}"):
            audited.audit(forge(audited))
    assert audited.height() == len(forge(audited)) - 2
    assert decode_audit(audited.audit()).height == 3


def test_a_seal_by_another_key(audited: Audited) -> None:
    """A block that somebody else sealed is not even executed, also when it was looked at before."""
    blocks = audited.blocks
    forged = [*blocks[:2], audited.sealed(blocks[2], STRANGER), blocks[3]]
    for _ in range(2):
        with pytest.raises(CustodyError, match="block 2: seal: the seal does not satisfy the chain's keys"):
            audited.audit(forged)
    assert audited.height() == -1
    audited.audit()


def test_seals_after_a_rotation(audited: Audited) -> None:
    """Each block under the policy in force at its height, which the log's rotations tell."""
    rotation = Rotation(
        chain=CHAIN,
        effective=Timestamp(0),
        last_hash=to_hex(header_hash(audited.blocks[1].header)),
        last_height=Height(1),
        previous=None,
        seal=single_key_policy(STRANGER),
    )
    first = SealHistory(CHAIN, seal_policy(CHAIN))
    rotated = first.rotated(7, sign_rotation(rotation, key_of(CHAIN, "operator")), received=START_MS)
    blocks = [*audited.blocks[:2], *(audited.sealed(block, STRANGER) for block in audited.blocks[2:])]
    for seals, of in ((first, blocks), (rotated, audited.blocks)):
        with pytest.raises(CustodyError, match="block 2: seal: the seal does not satisfy"):
            audited.audit(of, seals=seals)
    assert decode_audit(audited.audit(blocks, seals=rotated)).height == 3


def test_another_genesis(audited: Audited) -> None:
    """A chain that did not begin as it was registered is not executed."""
    with pytest.raises(CustodyError, match="began with another genesis than the one registered"):
        audited.audit(genesis_hash=Hash(b"?" * 32))
    assert audited.height() == -1


def test_another_genesis_document(audited: Audited) -> None:
    """A document from which block 0 does not come out reproduces nothing."""
    with pytest.raises(CustodyError, match="block 0 gives another header"):
        audited.audit(genesis=genesis_of(CHAIN).replace(b'"name":"supervisor"', b'"name":"overseer"'))


def test_another_log(audited: Audited) -> None:
    """A chain whose genesis names another log is none of this log's business."""
    with pytest.raises(CustodyError, match=r"names another log than elsewhere\.example"):
        audited.audit(origin="elsewhere.example/log")


def test_another_header_anchored(audited: Audited) -> None:
    """The log has another block than this folder: nothing of it is executed."""
    for height in (0, 3):
        with pytest.raises(CustodyError, match=f"block {height} of {CHAIN} is not the one that the log anchors"):
            audited.audit(anchored=(Height(height), Hash(b"?" * 32)))
    assert audited.height() == -1


def test_blocks_missing(audited: Audited) -> None:
    """What is anchored and not here cannot be executed."""
    with pytest.raises(CustodyError, match="ends at block 3, before header 4"):
        audited.audit(anchored=(Height(4), Hash(b"?" * 32)))


def test_a_chain_that_went_another_way(audited: Audited) -> None:
    """What the auditor executed stays: another history under the same genesis is refused, however well it is sealed."""
    audited.audit()
    with pytest.raises(CustodyError, match="it has executed another block 3 of audited than the one here"):
        audited.audit(change_state(audited))
    assert decode_audit(audited.audit()).height == 3


def test_what_the_auditor_has_executed_is_part_of_the_chain(audited: Audited) -> None:
    """A chain that lost blocks, or went another way, is refused by the name of the auditor's own folder."""
    audited.audit()
    with pytest.raises(
        CustodyError, match=f"{audited.directory}: it has executed audited up to block 3, .*put .* back"
    ):
        audited.audit(audited.blocks[:-1])
    last = audited.blocks[-1]
    header = replace(decode_header(last.header), time=Timestamp(START_MS + 99)).encode()
    other = StoredBlock(header, last.seal, last.transactions)
    with pytest.raises(CustodyError, match=f"{audited.directory}: it has executed another block 3 of audited"):
        audited.audit([*audited.blocks[:-1], other])
