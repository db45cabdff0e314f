# SPDX-License-Identifier: Apache-2.0
"""What the Python client costs by itself, without a socket: transactions made and signed, and their answers read."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from benches.claim import Claim, timed
from counterfoil.client.handing_in import VALID_FOR_BLOCKS, draft, hand_in
from counterfoil.client.knowing import KnownNode
from counterfoil.client.nouns import calls
from counterfoil.client.patience import Patience
from counterfoil.client.steps import Answer, Conversation, R
from counterfoil.client.surroundings import Surroundings
from counterfoil.client.transactions import SignedTransaction
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.types import HexHash

TRANSACTIONS: Final = 4_000
BATCH: Final = 100
KEY: Final = PrivateKey(seed=b"bench" + bytes(27))
OK: Final = {"status": "committed", "height": 1, "index": 0, "events": 1, "call": None, "outcome": 0, "name": "ok"}


def run() -> list[Claim]:
    """Signatures alone beside it, in the same run."""
    made: list[SignedTransaction] = []
    making = _measured(lambda: made.extend(_signed() for _ in range(TRANSACTIONS)))
    alone = _measured(lambda: [KEY.sign(b"m" * 300) for _ in range(TRANSACTIONS)])
    batches = [made[at : at + BATCH] for at in range(0, TRANSACTIONS, BATCH)]
    answers = [_answer(batch) for batch in batches]
    handing = _measured(lambda: list(map(_handed, batches, answers)))
    conditions = f"{TRANSACTIONS:,} transfers, each a transaction, from plain values; a second of one core"
    return [
        Claim(
            name="client: transactions made and signed",
            value=making,
            unit="transactions/s",
            conditions=conditions,
            limit=alone,
            limit_name="signatures alone",
        ),
        Claim(
            name="client: transactions encoded and their answers read",
            value=handing,
            unit="transactions/s",
            conditions=f"the same in batches of {BATCH}, each answer compared with its transaction",
        ),
    ]


def _node() -> KnownNode:
    known = KnownNode(Patience(Surroundings(), 60), (KEY,), by=("alice",), chain="main")
    known.genesis, known.height = HexHash("a" * 64), 1
    return known


def _signed() -> SignedTransaction:
    node = _node()
    call = calls.holdings.transfer(sender="alice-1", receiver="bob-1", instrument="SSE.600000", quantity=1)
    seed = node.patience.surroundings.seeds()
    return _ended(draft(node, [call], valid_for=VALID_FOR_BLOCKS, seed=seed)).sign(KEY)


def _answer(batch: Sequence[SignedTransaction]) -> Answer:
    at = {"chain": "main", "height": 1, "state": "b" * 64, "time": 1}
    told = [{**OK, "transaction": one.id, "sentence": "Done.", "zh": "已完成。", "remedy": ""} for one in batch]
    return Answer(200, {}, msgspec.json.encode({"at": at, "transactions": told}))


def _handed(batch: Sequence[SignedTransaction], answer: Answer) -> None:
    fresh = [SignedTransaction(one.data) for one in batch]
    done = _ended(hand_in(_node(), fresh), answer)
    assert all(one.committed for one in done)


def _ended(conversation: Conversation[R], answer: Answer | None = None) -> R:
    """What it comes to, with this answer to the one thing that it asks."""
    try:
        next(conversation)
        conversation.send(answer)
    except StopIteration as end:
        result: R = end.value
        return result
    raise AssertionError("it asks for more")


def _measured(work: Callable[[], object]) -> float:
    with timed() as watch:
        work()
    return TRANSACTIONS / watch.processor_seconds
