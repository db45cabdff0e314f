# SPDX-License-Identifier: Apache-2.0
"""What an engine asks over ABCI 2.0, and what an application answers that has nothing to say to it."""

from collections.abc import Iterable
from typing import Final

from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci

CONSENSUS_CALLS: Final = frozenset(
    {"init_chain", "prepare_proposal", "process_proposal", "extend_vote", "verify_vote_extension", "finalize_block"}
    | {"commit"}
)
"""Calls that come over the consensus connection alone."""
READING_CALLS: Final = frozenset({"query", "check_tx", "list_snapshots", "load_snapshot_chunk"})
"""Calls that may come while another is answered: they read what is committed."""


class AbciApplication:
    """One method per call, named as the field of ``Request``; to be overridden.

    An exception ends the server, and with it the engine: it is for what makes going on unsafe. ``READING_CALLS`` come
    from other threads at any moment; the others one at a time.
    """

    def info(self, request: abci.RequestInfo) -> abci.ResponseInfo:
        """The last height that was committed, and its hash."""
        return abci.ResponseInfo()

    def query(self, request: abci.RequestQuery) -> abci.ResponseQuery:
        """Something of the committed state."""
        return abci.ResponseQuery(code=1, log="nothing can be asked here")

    def check_tx(self, request: abci.RequestCheckTx) -> abci.ResponseCheckTx:
        """Whether a transaction may enter the mempool: code 0."""
        return abci.ResponseCheckTx()

    def init_chain(self, request: abci.RequestInitChain) -> abci.ResponseInitChain:
        """The chain begins. It may be asked again until a block was committed."""
        return abci.ResponseInitChain()

    def prepare_proposal(self, request: abci.RequestPrepareProposal) -> abci.ResponsePrepareProposal:
        """What to propose, of what the mempool has."""
        return abci.ResponsePrepareProposal(txs=fitting(request.txs, request.max_tx_bytes))

    def process_proposal(self, request: abci.RequestProcessProposal) -> abci.ResponseProcessProposal:
        """Whether to vote for what somebody proposes."""
        return abci.ResponseProcessProposal(status=abci.ResponseProcessProposal.ACCEPT)

    def extend_vote(self, request: abci.RequestExtendVote) -> abci.ResponseExtendVote:
        """What to add to a vote; nothing."""
        return abci.ResponseExtendVote()

    def verify_vote_extension(self, request: abci.RequestVerifyVoteExtension) -> abci.ResponseVerifyVoteExtension:
        """Whether what somebody added to a vote is good: nothing is, and all else is not."""
        verdict = abci.ResponseVerifyVoteExtension
        return verdict(status=verdict.REJECT if request.vote_extension else verdict.ACCEPT)

    def finalize_block(self, request: abci.RequestFinalizeBlock) -> abci.ResponseFinalizeBlock:
        """Execute a decided block; it may be asked again until ``commit``, and without the calls for a proposal."""
        return abci.ResponseFinalizeBlock(tx_results=[abci.ExecTxResult() for _ in request.txs])

    def commit(self, request: abci.RequestCommit) -> abci.ResponseCommit:
        """Make the executed block durable."""
        return abci.ResponseCommit()

    def list_snapshots(self, request: abci.RequestListSnapshots) -> abci.ResponseListSnapshots:
        """The snapshots that others may have."""
        return abci.ResponseListSnapshots()

    def load_snapshot_chunk(self, request: abci.RequestLoadSnapshotChunk) -> abci.ResponseLoadSnapshotChunk:
        """A chunk of one of them; empty where there is none."""
        return abci.ResponseLoadSnapshotChunk()

    def offer_snapshot(self, request: abci.RequestOfferSnapshot) -> abci.ResponseOfferSnapshot:
        """Whether to restore a snapshot that others have."""
        return abci.ResponseOfferSnapshot(result=abci.ResponseOfferSnapshot.REJECT)

    def apply_snapshot_chunk(self, request: abci.RequestApplySnapshotChunk) -> abci.ResponseApplySnapshotChunk:
        """Take a chunk of the one that is being restored."""
        return abci.ResponseApplySnapshotChunk(result=abci.ResponseApplySnapshotChunk.ABORT)


def fitting(transactions: Iterable[bytes], bytes_max: int) -> list[bytes]:
    """The first transactions that fit into a block, counted as the engine counts them."""
    kept: list[bytes] = []
    for data in transactions:
        bytes_max -= size_in_block(data)
        if bytes_max < 0:
            break
        kept.append(data)
    return kept


def size_in_block(data: bytes) -> int:
    """What a transaction takes of a block: its bytes, a byte for the field and the length as a varint."""
    return 1 + (max(len(data).bit_length(), 1) + 6) // 7 + len(data)
