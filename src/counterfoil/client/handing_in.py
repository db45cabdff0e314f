# SPDX-License-Identifier: Apache-2.0
"""Calls become one transaction, signed here, rehearsed, handed in once however often it is sent, and answered."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from counterfoil.client.errors import NoAnswer, NotBelieved, NotCommitted, ServiceFailed, SignaturesMissing
from counterfoil.client.knowing import KnownNode, read
from counterfoil.client.problems import error_of
from counterfoil.client.results import At, Done, Rehearsal, Status
from counterfoil.client.steps import Conversation, Request
from counterfoil.client.transactions import SignedTransaction
from counterfoil.evidence.transaction import build_transaction
from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Height

VALID_FOR_BLOCKS: Final = 100
RENEWALS_MAX: Final = 3
"""How often a transaction that came too late is signed anew: the same intent, with a later last height."""
_NOT_COMMITTED: Final = 422


class Answers(msgspec.Struct, frozen=True):
    """What became of a batch, in order."""

    at: At
    transactions: tuple[Done, ...]


def draft(
    node: KnownNode, calls: Sequence[Call], *, by: Sequence[str] = (), valid_for: int = VALID_FOR_BLOCKS, seed: bytes
) -> Conversation[SignedTransaction]:
    """A transaction that nobody signed yet, in the names of ``by``, or of those whose keys are here."""
    if not calls:
        raise InputError("no calls", where="transaction", remedy="one at least")
    chain, genesis = yield from node.known_chain()
    parties: Sequence[str] = by or node.by or (yield from node.parties(node.signers))
    if not parties:
        raise InputError("nobody consents", where="by", remedy="name the parties, or give the client a key")
    if valid_for < 1:
        raise InputError(f"{valid_for} blocks", where="valid_for", remedy="1 at least")
    made = build_transaction(
        [msgspec.to_builtins(call) for call in calls],
        by=parties,
        chain=chain,
        genesis=genesis,
        valid_until=Height(node.height + valid_for),
        seed=seed,
    )
    return SignedTransaction(made.encode())


def act(
    node: KnownNode, calls: Sequence[Call], *, by: Sequence[str] = (), valid_for: int, rehearsed: bool
) -> Conversation[Done]:
    """One intent: drafted, signed, rehearsed if that is wanted, handed in; the answer whether or not it was committed.

    Raises SignaturesMissing and NotCommitted for what a rehearsal foretells; then nothing was ordered.
    """
    _require_signers(node)
    seed = node.patience.surroundings.seeds()
    done = Done()
    for _ in range(RENEWALS_MAX):
        drafted = yield from draft(node, calls, by=by, valid_for=valid_for, seed=seed)
        signed = drafted.sign(*node.signers)
        if rehearsed:
            told = yield from rehearse(node, signed)
            if not _is_late(told.outcome):
                yield from _require_foretold(node, told, signed, seed, valid_for)
        (done,) = yield from hand_in(node, [signed])
        if not (done.status is Status.refused and _is_late(done.outcome)):
            return done
        yield from node.status()
    return done


def rehearse(node: KnownNode, what: SignedTransaction) -> Conversation[Rehearsal]:
    """What would become of a transaction as it is; one that nobody signed yet is rehearsed by its calls."""
    if not what.signed_by:
        return (yield from rehearse_calls(node, what.calls, what.payload.by))
    told = yield from _rehearsed(node, {"transaction": _encoded(what)})
    return told


def rehearse_calls(node: KnownNode, calls: Sequence[Call], by: Sequence[str] = ()) -> Conversation[Rehearsal]:
    """What would become of calls before anybody signs."""
    parties: Sequence[str] = by or node.by or (yield from node.parties(node.signers))
    told = yield from _rehearsed(node, {"calls": [msgspec.to_builtins(one) for one in calls], "by": list(parties)})
    return told


def hand_in(node: KnownNode, transactions: Sequence[SignedTransaction]) -> Conversation[Sequence[Done]]:
    """The answer to each, in order; asked for again with the same bytes until one comes.

    Raises NotBelieved where an answer is about another transaction than the one that was handed in.
    """
    path = yield from node.path("transactions")
    body = msgspec.json.encode({"transactions": [_encoded(one) for one in transactions]})
    request = Request("POST", path, body)
    try:
        answer = yield from node.asked(request, also=(_NOT_COMMITTED,))
    except NoAnswer as error:
        raise NoAnswer(str(error), transactions) from error
    try:
        told = read(answer, Answers, request.name)
    except ServiceFailed:
        if answer.status == _NOT_COMMITTED:
            raise error_of(answer.status, answer.headers, answer.body, where=request.name) from None
        raise
    if len(told.transactions) != len(transactions):
        problem = f"{len(told.transactions)} answers to {len(transactions)} transactions"
        raise NotBelieved(f"{request.name}: {problem}")
    node.noted_height(told.at.height)
    return [_believed(*one, node, told.at) for one in zip(transactions, told.transactions, strict=True)]


def renewed(node: KnownNode, late: SignedTransaction, valid_for: int) -> SignedTransaction | None:
    """The same intent with a later last height; None where others signed too, or where it would not be later."""
    own = {one.keyid for one in node.signers}
    until = Height(node.height + valid_for)
    if until <= late.payload.valid_until or not set(late.signed_by) <= own:
        return None
    return late.until(until).sign(*(one for one in node.signers if one.keyid in late.signed_by))


def _encoded(transaction: SignedTransaction) -> str:
    return base64.b64encode(transaction.data).decode()


def _rehearsed(node: KnownNode, wanted: Mapping[str, Any]) -> Conversation[Rehearsal]:
    path = yield from node.path("rehearsals")
    request = Request("POST", path, msgspec.json.encode(wanted))
    answer = yield from node.asked(request)
    told = read(answer, Rehearsal, request.name)
    node.noted_height(told.at.height)
    return told


def _believed(asked: SignedTransaction, told: Done, node: KnownNode, at: At) -> Done:
    """An answer about what was asked, that says what every such answer says."""
    placed = told.status is not Status.refused
    if told.transaction != asked.id and (placed or told.transaction is not None):
        raise NotBelieved(f"an answer about {told.transaction}, where {asked.id} was handed in")
    if placed and (told.height is None or not 0 <= told.height <= at.height):
        raise NotBelieved(f"{asked.id}: it is said to stand in block {told.height}, and the last is {at.height}")
    if told.committed != (told.outcome == MachineOutcome.ok):
        raise NotBelieved(f"{asked.id}: it is said to be {told.status}, with the outcome {told.outcome}")
    return msgspec.structs.replace(told, transaction=asked.id, chain=node.chain or "")


def _is_late(outcome: int | None) -> bool:
    return outcome == MachineOutcome.expired_transaction


def _require_signers(node: KnownNode) -> None:
    if not node.signers:
        raise InputError("no key signs", where="key", remedy="Client(url, key=…); the key never leaves this process")


def _require_foretold(
    node: KnownNode, told: Rehearsal, signed: SignedTransaction, seed: bytes, valid_for: int
) -> Conversation[None]:
    """Raises what the rehearsal says against it."""
    if told.missing:
        able = [one.party for one in told.signatures if one.needs]
        by = sorted({*signed.payload.by, *able})
        needed = yield from draft(node, signed.calls, by=by, valid_for=valid_for, seed=seed)
        raise SignaturesMissing(_waiting(told, node), needed.sign(*node.signers), told.missing)
    if told.idle_keys:
        problem = f"keys that sign for none of {', '.join(signed.payload.by)}: {', '.join(told.idle_keys)}"
        raise InputError(problem, where="by", remedy="name their parties too, or leave these keys out")
    if not told.would_commit:
        fields = ("outcome", "name", "sentence", "zh", "remedy", "detail", "call")
        foretold = {name: getattr(told, name) for name in fields}
        raise NotCommitted(Done(**foretold, transaction=signed.id, chain=node.chain or ""))


def _waiting(told: Rehearsal, node: KnownNode) -> Done:
    return Done(
        name="signatures_missing",
        sentence=f"Nothing was ordered: still to sign are {_counted(told.signatures, told.missing)}.",
        zh=f"未排序任何交易：尚缺签名的主体为 {'、'.join(told.missing)}。",
        remedy="error.transaction is what they sign: save it, and hand in what comes back.",
        chain=node.chain or "",
    )


def _counted(signings: Iterable[Any], missing: Mapping[str, int]) -> str:
    instead = {one.party: one.or_instead for one in signings}
    told = []
    for party, count in missing.items():
        others = f", or {' or '.join(instead[party])}" if instead.get(party) else ""
        told.append(f"{party} ({f'{count} of its keys' if count > 1 else 'a key' if count else 'it cannot'}{others})")
    return ", ".join(told)
