# SPDX-License-Identifier: Apache-2.0
"""A member as a process: ``counterfoil serve`` of its folder, honest or with a fault: ``FOLDER HOST FAULT``."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from counterfoil.application import Checked, FinalizedBlock
from counterfoil.cli.main import main as run
from counterfoil.commerce.app import LedgerApplication
from counterfoil.consensus.cometbft.ordered import OrderedApplication
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.consensus.sealing.exchange import SealExchange
from counterfoil.consensus.sealing.messages import share_frame
from counterfoil.evidence.header import decode_header
from counterfoil.evidence.seal import HEADER_TYPE
from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.signing import Signer, sign_envelope
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.types import Height, HexHash, Timestamp
from counterfoil.storage.blocklog import StoredBlock

SERVICE_PORT: Final = 8403
HONEST: Final = "honest"
UNKNOWN_TO_OTHER_RULES: Final = b"other-rules"
"""A transaction in which this stands is executed otherwise by whoever runs other rules."""
SKEW_NS: Final = 3_600 * 10**9
FORGED: Final = HexHash("07" * 32)


def other_rules() -> None:
    """Of what the others execute it makes another block."""
    honest = LedgerApplication.finalize_block

    def finalize_block(
        self: LedgerApplication, height: Height, time: Timestamp, transactions: Sequence[Checked]
    ) -> FinalizedBlock:
        otherwise = any(UNKNOWN_TO_OTHER_RULES in one.data for one in transactions)
        return honest(self, height, Timestamp(time + otherwise), transactions)

    LedgerApplication.finalize_block = finalize_block  # type: ignore[method-assign]


def invalid_blocks() -> None:
    """What it proposes is no batch."""

    def prepare_proposal(
        self: OrderedApplication, request: abci.RequestPrepareProposal
    ) -> abci.ResponsePrepareProposal:
        return abci.ResponsePrepareProposal(txs=[b"garbage" * 100])

    OrderedApplication.prepare_proposal = prepare_proposal  # type: ignore[method-assign]


def floods() -> None:
    """Its own engine takes whatever it is handed, and passes it on."""

    def check_tx(self: OrderedApplication, request: abci.RequestCheckTx) -> abci.ResponseCheckTx:
        return abci.ResponseCheckTx()

    OrderedApplication.check_tx = check_tx  # type: ignore[method-assign]


def skewed() -> None:
    """Its node's clock is an hour ahead; its engine's is not."""
    honest = time.time_ns
    time.time_ns = lambda: honest() + SKEW_NS


def forks() -> None:
    """It signs another header of each block as well, tells everybody, and serves blocks with that header."""
    honest, sealed_block = SealExchange.start, ChainNode.sealed_block
    keys: list[Signer] = []

    def start(self: SealExchange) -> None:
        honest(self)
        keys.append(self._keys[0])
        self._book.on_share(
            lambda _, share: self._soon(self._push, share_frame(forged(dsse.decode(share).payload).encode()))
        )

    def forged(header: bytes) -> Envelope:
        other = msgspec.structs.replace(decode_header(header), state=FORGED)
        return sign_envelope(HEADER_TYPE, other.encode(), keys[0])

    def forged_block(self: ChainNode, height: Height) -> StoredBlock:
        block = sealed_block(self, height)
        seal = forged(block.header)
        return StoredBlock(seal.payload, seal.encode(), block.transactions)

    SealExchange.start = start  # type: ignore[method-assign]
    ChainNode.sealed_block = forged_block  # type: ignore[method-assign]


FAULTS: Final[dict[str, Callable[[], None]]] = {
    HONEST: lambda: None,
    "other rules": other_rules,
    "invalid blocks": invalid_blocks,
    "floods": floods,
    "skewed": skewed,
    "forks": forks,
}


def main(folder: Path, host: str, fault: str) -> None:
    FAULTS[fault]()
    options = ["--host", host, "--port", str(SERVICE_PORT), "--name", f"{host}:{SERVICE_PORT}", "--no-rows", "--json"]
    sys.argv = ["counterfoil", "serve", "--network", str(folder), *options]
    os.chdir(folder)
    run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
