# SPDX-License-Identifier: Apache-2.0
"""Building, signing and submitting transactions to a chain that runs here."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from counterfoil.application import Refusal, TransactionResult
from counterfoil.evidence.transaction import SEED_LENGTH, Transaction, build_transaction
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.modules.parties.queries import known_key
from counterfoil.modules.protocol.queries import rules
from counterfoil.modules.protocol.records import window_at
from counterfoil.node.chain import ChainNode
from counterfoil.node.partial_view import is_whole
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Height, PartyId

VALID_FOR_BLOCKS: Final = 100

Answer = TransactionResult | Refusal


def fresh_seed() -> bytes:
    """Makes two transactions with the same calls two intents; kept with the calls, it makes a retry the same one."""
    return secrets.token_bytes(SEED_LENGTH)


def build(
    node: ChainNode,
    calls: Iterable[msgspec.Struct],
    *keys: PrivateKey,
    by: Sequence[str] | None = None,
    valid_for: int | None = None,
    seed: bytes | None = None,
) -> Transaction:
    """A signed transaction of these calls, valid for the next ``valid_for`` blocks; ``by`` None: whose the keys are.

    Without ``valid_for`` a hundred, or the chain's window if that is less. Raises InputError for more than the window,
    beyond which it would be refused as ``validity_too_long``.
    """
    plain: list[dict[str, Any]] = [msgspec.to_builtins(call) for call in calls]
    return build_plain(node, plain, *keys, by=by, valid_for=valid_for, seed=seed)


def build_plain(
    node: ChainNode,
    calls: Sequence[dict[str, Any]],
    *keys: PrivateKey,
    by: Sequence[str] | None = None,
    valid_for: int | None = None,
    seed: bytes | None = None,
) -> Transaction:
    """``build`` for calls as a file has them."""
    return build_transaction(
        calls,
        *keys,
        by=parties_of(node, keys) if by is None else by,
        chain=node.chain,
        genesis=node.ledger.genesis_hash,
        valid_until=last_height(node, valid_for),
        seed=fresh_seed() if seed is None else seed,
    )


def last_height(node: ChainNode, valid_for: int | None = None) -> Height:
    """The last of the next ``valid_for`` blocks, of a hundred if it is None; raises InputError as ``build`` says."""
    in_force = rules(node.ledger.view)
    assert in_force is not None or not is_whole(node.ledger.view), "an open chain has its genesis"
    window = max(valid_for or 0, VALID_FOR_BLOCKS) if in_force is None else window_at(in_force, Height(node.height + 1))
    if valid_for is None:
        valid_for = min(VALID_FOR_BLOCKS, window)
    elif valid_for > window:
        remedy = f"at most {window}, the window of {node.chain}"
        raise InputError(f"{valid_for} blocks are too many", where="valid for", remedy=remedy)
    return Height(node.height + valid_for)


def parties_of(node: ChainNode, keys: Iterable[PrivateKey | PublicKey]) -> list[PartyId]:
    """The parties that first had these keys; raises InputError for a key that no party on the chain has."""
    found: list[PartyId] = []
    for key in keys:
        known = known_key(node.ledger.view, key.keyid)
        if known is None:
            remedy = "register its party first, or name the parties that consent"
            raise InputError(f"no party of {node.chain} has the key {key.keyid}", where="key", remedy=remedy)
        found.append(known.party)
    return list(dict.fromkeys(found))


def sign_calls(
    node: ChainNode,
    calls: Iterable[msgspec.Struct],
    *keys: PrivateKey,
    by: Sequence[str] | None = None,
    valid_for: int | None = None,
    seed: bytes | None = None,
) -> bytes:
    """The bytes of ``build``, as ``submit`` takes them."""
    return build(node, calls, *keys, by=by, valid_for=valid_for, seed=seed).encode()


def submit(node: ChainNode, transactions: Sequence[bytes]) -> list[Answer]:
    """Submit and wait: one answer per transaction, in order."""
    if node.engine is None:
        raise InputError("the chain was opened to be read only", where=node.chain)
    return [ticket.result() for ticket in node.engine.submit_many(transactions)]


def is_committed(answer: Answer) -> bool:
    """Whether the transaction stands in a block and did what it says."""
    return isinstance(answer, TransactionResult) and answer.code == 0


def describe(answer: Answer) -> str:
    """What became of a transaction, in a few words."""
    if isinstance(answer, Refusal):
        return f"refused: {answer.reason}"
    if answer.code == 0:
        return f"committed in block {answer.height}"
    which = "" if answer.call is None else f", call {answer.call + 1}"
    return f"rejected in block {answer.height}{which}: {answer.outcome}"
