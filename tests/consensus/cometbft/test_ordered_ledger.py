# SPDX-License-Identifier: Apache-2.0
"""The ledger itself under the engine: what a node kept changes no block, and whoever signs twice is answered once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from counterfoil.application import Refusal, TransactionResult
from counterfoil.commerce.app import LedgerApplication
from counterfoil.consensus.cometbft.batches import encode_batch
from counterfoil.consensus.cometbft.heights import EngineHeights
from counterfoil.consensus.cometbft.ordered import Answers, OrderedApplication
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.law.outcome import MachineOutcome
from counterfoil.node.member_chain import DISHONEST
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Height
from support.refused_at_the_door import TOO_MUCH, built, door
from support.scripted_node import SALT

ENGINE_HEIGHT = 100


class Member:
    """A member of a chain that was begun elsewhere; all members have the same past."""

    def __init__(self, folder: Path) -> None:
        self.world = door()
        self.heights = EngineHeights.open(folder)
        log = self.world.blocks
        self.heights.restore([header_hash(block.header) for block in log.blocks(Height(0))], ENGINE_HEIGHT)
        application = LedgerApplication(self.world.ledger)
        self.ordered = OrderedApplication(
            application, log, self.heights, genesis=b"", share=lambda _header: b"", check_threads=1
        )
        self.ordered.start()
        self.answers: Answers = ()
        self.ordered.follow_answers(self.hear)

    def hear(self, answers: Answers) -> None:
        self.answers = answers

    def warm(self, *batches: bytes) -> None:
        """They came over the mempool, so they were checked before."""
        for batch in batches:
            assert self.ordered.check_tx(abci.RequestCheckTx(tx=batch)).code == 0

    def block(self, *batches: bytes) -> abci.ResponseFinalizeBlock:
        request = abci.RequestFinalizeBlock(height=self.heights.engine_height + 1, txs=batches)
        request.time.FromMilliseconds(decode_header(self.world.ledger.header(self.world.height)).time + 1_000)
        response = self.ordered.finalize_block(request)
        self.ordered.commit(abci.RequestCommit())
        return response

    def close(self) -> None:
        self.ordered.close()
        self.heights.close()


@pytest.fixture
def members(tmp_path: Path) -> Iterator[tuple[Member, Member]]:
    """The first keeps what it checked; the second sees each batch in its block for the first time."""
    pair = Member(tmp_path / "warm"), Member(tmp_path / "cold")
    yield pair
    for member in pair:
        member.close()


def batch(*transactions: bytes, tick: bool = False, salt: bytes = SALT) -> bytes:
    return encode_batch(transactions, tick=tick, salt=salt)


def test_what_was_checked_before_changes_no_block(members: tuple[Member, Member]) -> None:
    """Good, rejected, expired meanwhile, seen meanwhile, incomplete, badly signed: the same block and answers."""
    warm, cold = members
    world = warm.world
    soon = Height(world.height + 2)
    good, rejected = built(world, "li").encode(), built(world, "li", calls=TOO_MUCH).encode()
    late = built(world, "li", valid_until=soon, seed=b"l" * 32).encode()
    incomplete, unknown = built(world, "board").encode(), built(world, "li", "nobody", by=["li"]).encode()
    second = batch(good, rejected, late, incomplete, unknown)
    warm.warm(second)
    for member in members:
        for _ in range(2):
            member.block(batch(tick=True))
    responses = [member.block(second) for member in members]
    assert responses[0] == responses[1]
    assert warm.answers == cold.answers
    told = dict(warm.answers)
    reasons = [getattr(told[digest(data)], "outcome", None) or told[digest(data)].reason for data in (good, rejected)]
    assert reasons == ["ok", "insufficient_free_quantity"]
    left_out = [told[digest(data)] for data in (late, incomplete, unknown)]
    assert [one.reason for one in left_out if isinstance(one, Refusal)] == [
        *("expired_transaction", "incomplete", "unknown_key"),
    ]
    again = batch(good, late, salt=bytes(16))
    assert warm.block(again) == cold.block(again)
    assert warm.world.ledger.last_hash == cold.world.ledger.last_hash


def test_an_intent_that_two_members_hand_in_is_answered_once(members: tuple[Member, Member]) -> None:
    """Signed by other keys it is other bytes and the same intent: both are told what became of the first."""
    member, _ = members
    one, other = built(member.world, "li").encode(), built(member.world, "li", "board", by=["li"]).encode()
    assert one != other
    member.block(batch(one), batch(other))
    (_, first), (_, second) = member.answers
    assert isinstance(first, TransactionResult)
    assert second == first
    assert len(member.world.blocks.read(member.world.height).transactions) == 1


def test_a_query_says_at_which_height(members: tuple[Member, Member]) -> None:
    """Of the engine's; an unknown question is answered, and stops nothing."""
    member, _ = members
    member.block()
    known = member.ordered.query(abci.RequestQuery(path="record", data=b"protocol/rules/rules"))
    assert (known.code, known.height) == (0, ENGINE_HEIGHT + 1)
    unknown = member.ordered.query(abci.RequestQuery(path="balance"))
    assert (unknown.code, unknown.height) == (1, ENGINE_HEIGHT + 1)
    assert "unknown query" in unknown.log


def test_the_mempool_takes_what_may_have_an_effect(members: tuple[Member, Member]) -> None:
    """One good transaction among bad ones, or a tick; no batch of bad ones only, and nothing that is no batch."""
    member, _ = members
    good, bad = built(member.world, "li").encode(), b"noise"
    codes = [
        member.ordered.check_tx(abci.RequestCheckTx(tx=data)).code
        for data in (batch(bad, good), batch(bad, tick=True), batch(bad), b"noise")
    ]
    assert codes == [0, 0, 1, 1]
    assert member.ordered.check_tx(abci.RequestCheckTx(tx=batch(bad), type=abci.RECHECK)).code == 0


def test_the_mempool_takes_nothing_that_no_honest_member_hands_in(members: tuple[Member, Member]) -> None:
    """Badly signed or malformed among good ones: the whole batch is refused."""
    member, _ = members
    good = built(member.world, "li").encode()
    at = good.index(b'"sig":"') + 20
    forged = good[:at] + (b"AAAA" if good[at : at + 4] != b"AAAA" else b"BBBB") + good[at + 4 :]
    refused = member.ordered.check(forged)
    assert isinstance(refused, Refusal)
    assert refused.code == MachineOutcome.bad_signature.value
    strict = OrderedApplication(
        LedgerApplication(member.world.ledger),
        member.world.blocks,
        member.heights,
        genesis=b"",
        share=lambda _header: b"",
        dishonest=DISHONEST,
    )
    codes = [
        strict.check_tx(abci.RequestCheckTx(tx=batch(*transactions, tick=True))).code
        for transactions in ([good], [good, forged], [good, b"noise"], [forged, good, good])
    ]
    strict.close()
    assert codes == [0, 1, 1, 1]


def test_a_proposal_is_judged_by_its_bytes(members: tuple[Member, Member]) -> None:
    """Whatever stands in its batches; proposed is what fits, and what is no batch is left out."""
    member, _ = members
    bad = batch(b"noise")
    verdicts = [
        member.ordered.process_proposal(abci.RequestProcessProposal(txs=data)).status
        for data in ([], [bad, bad], [bad, b"noise"])
    ]
    accept, reject = abci.ResponseProcessProposal.ACCEPT, abci.ResponseProcessProposal.REJECT
    assert verdicts == [accept, accept, reject]
    full = encode_batch([b"x"] * 10_000, tick=False, salt=SALT)
    assert member.ordered.process_proposal(abci.RequestProcessProposal(txs=[full, full])).status == reject
    request = abci.RequestPrepareProposal(max_tx_bytes=10**6, txs=[b"noise", full, full, bad])
    assert list(member.ordered.prepare_proposal(request).txs) == [full]
    request = abci.RequestPrepareProposal(max_tx_bytes=len(bad) + 2, txs=[bad, bad])
    assert list(member.ordered.prepare_proposal(request).txs) == [bad]
