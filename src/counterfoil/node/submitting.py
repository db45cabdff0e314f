# SPDX-License-Identifier: Apache-2.0
"""Building, signing and submitting transactions to a chain that runs here."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from counterfoil.application import Refusal, TransactionResult
from counterfoil.commerce.modules.protocol.queries import rules
from counterfoil.commerce.outcome import Outcome
from counterfoil.evidence.transaction import build_transaction
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Height

VALID_FOR_BLOCKS: Final = 100

Answer = TransactionResult | Refusal


def fresh_salt() -> str:
    """Makes two transactions with the same calls different; 128 bits of randomness."""
    return secrets.token_hex(16)


def build_envelope(
    node: ChainNode,
    calls: Iterable[msgspec.Struct],
    *keys: PrivateKey,
    valid_for: int = VALID_FOR_BLOCKS,
    salt: str | None = None,
) -> Envelope:
    """A signed transaction of these calls, valid for the next ``valid_for`` blocks.

    Never for longer than the chain allows: beyond its window it would be refused as ``validity_too_long``.
    """
    plain: list[dict[str, Any]] = [msgspec.to_builtins(call) for call in calls]
    in_force = rules(node.ledger.view)
    assert in_force is not None, "an open chain has its genesis"
    return build_transaction(
        node.chain,
        plain,
        *keys,
        valid_until=Height(node.height + min(valid_for, in_force.window)),
        salt=fresh_salt() if salt is None else salt,
    )


def sign_calls(
    node: ChainNode,
    calls: Iterable[msgspec.Struct],
    *keys: PrivateKey,
    valid_for: int = VALID_FOR_BLOCKS,
    salt: str | None = None,
) -> bytes:
    """The bytes of ``build_envelope``, as ``submit`` takes them."""
    return build_envelope(node, calls, *keys, valid_for=valid_for, salt=salt).encode()


def submit(node: ChainNode, envelopes: Sequence[bytes]) -> list[Answer]:
    """Submit and wait: one answer per envelope, in order."""
    if node.engine is None:
        raise InputError("the chain was opened to be read only", where=node.chain)
    return [ticket.result() for ticket in node.engine.submit_many(envelopes)]


def is_committed(answer: Answer) -> bool:
    """Whether the transaction stands in a block and did what it says."""
    return isinstance(answer, TransactionResult) and answer.code == Outcome.ok


def describe(answer: Answer) -> str:
    """What became of a transaction, in a few words."""
    if isinstance(answer, Refusal):
        return f"refused: {answer.reason} ({answer.detail})" if answer.detail else f"refused: {answer.reason}"
    if answer.code == Outcome.ok:
        return f"committed in block {answer.height}"
    return f"rejected in block {answer.height}, call {answer.call}: {answer.outcome}"
