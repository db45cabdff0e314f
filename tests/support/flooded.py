# SPDX-License-Identifier: Apache-2.0
"""Whole nodes and their engines' mempools, in memory: one member floods, and the others hand in what is honest."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp as WireTime

from counterfoil.application import Validator
from counterfoil.consensus.cometbft.batches import SALT_LENGTH, encode_batch
from counterfoil.consensus.cometbft.ordered import OrderedApplication
from counterfoil.consensus.cometbft.sent import GOOD_FOR, encode_sent
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import PartyId
from support.scripted_node import ScriptedNode
from support.toy_application import BAD_SIGNATURE, MALFORMED, TOY_GENESIS, ToyApplication, toy_seal

NAMES: Final = ("north", "east", "south", "west")
KEYS: Final = {name: PrivateKey(digest(name.encode())) for name in NAMES}
VALIDATORS: Final = tuple(
    Validator(consensus_key=digest(key.seed).hex(), seal_key=key.public, party=PartyId(name))
    for name, key in KEYS.items()
)
BLOCK_BYTES: Final = 4 * 2**20
TICK_MS: Final = 1_000
GENESIS: Final = digest(TOY_GENESIS)


class Voting(ToyApplication):
    """Four validators."""

    def validators(self) -> tuple[Validator, ...]:
        return VALIDATORS


class FairNode(ScriptedNode):
    """A node with the mempool of its engine: in order of arrival, and only a block takes something out."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.mempool: dict[bytes, None] = {}
        super().__init__(folder, make=Voting)

    def _open(self, order: bytes | None = None) -> None:
        super()._open(order)
        self.ordered.close()
        self.ordered = OrderedApplication(
            self.application,
            self.log,
            self.heights,
            genesis=TOY_GENESIS,
            share=toy_seal,
            dishonest=(MALFORMED, BAD_SIGNATURE),
            tick_ms=TICK_MS,
        )
        self.ordered.follow_answers(self.answers.extend)
        self.ordered.start()

    def take(self, envelope: bytes) -> str:
        """Into the mempool, or the reason why not."""
        if envelope in self.mempool:
            return "in the cache"
        answer = self.ordered.check_tx(abci.RequestCheckTx(tx=envelope))
        if answer.code == 0:
            self.mempool[envelope] = None
        return answer.log

    def propose(self) -> list[bytes]:
        """As the engine asks: what fits of the mempool, in order of arrival."""
        reaped: list[bytes] = []
        for envelope in self.mempool:
            if sum(map(len, reaped)) + len(envelope) > BLOCK_BYTES:
                break
            reaped.append(envelope)
        request = abci.RequestPrepareProposal(txs=reaped, max_tx_bytes=BLOCK_BYTES)
        return list(self.ordered.prepare_proposal(request).txs)

    def votes_for(self, block: Sequence[bytes]) -> bool:
        answer = self.ordered.process_proposal(abci.RequestProcessProposal(txs=block))
        return answer.status == abci.ResponseProcessProposal.ACCEPT

    def decide(self, block: Sequence[bytes], time_ms: int) -> bytes:
        """Its app hash behind this block."""
        height = self.info().last_block_height + 1
        time = WireTime(seconds=time_ms // 1000, nanos=time_ms % 1000 * 1_000_000)
        done = self.ordered.finalize_block(abci.RequestFinalizeBlock(height=height, time=time, txs=block))
        self.commit()
        for envelope in block:
            self.mempool.pop(envelope, None)
        return done.app_hash


def sent_by(name: str, *transactions: bytes, salt: int, height: int = 0, tick: bool = False) -> bytes:
    """A batch by this member, handed in when its engine was that high."""
    batch = encode_batch(transactions, tick=tick, salt=salt.to_bytes(SALT_LENGTH, "big"))
    return encode_sent(batch, KEYS[name], genesis=GENESIS, until=height + GOOD_FOR)
