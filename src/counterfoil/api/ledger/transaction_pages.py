# SPDX-License-Identifier: Apache-2.0
"""Transactions handed in, rehearsed, and shown. Whoever is known may hand in what others signed, as he got it.

What nobody would learn by handing in what is signed, nobody learns by a rehearsal: where the consent of others is
lacking, it says whose, and not what would happen if they gave it.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Meta

from counterfoil.api.ledger.answering import (
    AskedWith,
    Asking,
    AskingParty,
    Policy,
    Running,
    as_of,
    json_answer,
    read_body,
    read_calls,
    require_json,
    wrong,
)
from counterfoil.api.ledger.kept_answers import COMMITTED, KeptAnswers, refused, told
from counterfoil.api.ledger.need_to_know import Sight
from counterfoil.api.problems import NOT_FOUND, UNAVAILABLE, Problem, ProblemKind
from counterfoil.api.threads import in_thread
from counterfoil.application import Refusal
from counterfoil.consensus.ticket import Answer, all_answers
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.transaction import CALLS_MAX, PARTIES_MAX, Line, decode_envelope
from counterfoil.law.call import Call
from counterfoil.modules import laws
from counterfoil.node.chain import ChainNode
from counterfoil.node.explaining import explained_here
from counterfoil.node.rehearsing import Foretold, Signing, foretell
from counterfoil.node.units import ChainUnits
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import HexHash, KeyId, PartyId, Timestamp

BATCH_MAX: Final = 256
"""Transactions of one request."""
REHEARSALS_MAX: Final = 16
"""In hand at once; one at a time is done."""
NOT_COMMITTED: Final = ProblemKind("urn:counterfoil:problem:not-committed", "Nothing of it was committed", 422)
_IDENTIFIER: Final = re.compile("[0-9a-f]{64}")


class Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Signed transactions, each as it travels, in base64."""

    transactions: Annotated[tuple[bytes, ...], Meta(min_length=1, max_length=BATCH_MAX)]


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be rehearsed: a transaction as it travels, in base64; or calls, and in whose names."""

    transaction: bytes | None = None
    calls: Annotated[tuple[dict[str, Any], ...], Meta(max_length=CALLS_MAX)] = ()
    by: Annotated[tuple[PartyId, ...], Meta(max_length=PARTIES_MAX)] = ()


class Rehearsals:
    """One at a time, and few that wait: each executes calls, and reading goes on beside it."""

    def __init__(self, clock: Callable[[], Timestamp]) -> None:
        self.clock = clock
        self._turn = asyncio.Lock()
        self._in_hand = 0

    async def foretold(
        self, node: ChainNode, calls: Sequence[Call], by: Sequence[PartyId], signers: Sequence[KeyId]
    ) -> Foretold:
        """Raises Problem when too many wait, and InputError."""
        if self._in_hand >= REHEARSALS_MAX:
            raise Problem(UNAVAILABLE, "too many rehearsals at once", headers={"retry-after": "1"})
        self._in_hand += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(foretell, node, calls, by=by, signers=signers, time=self.clock())
        finally:
            self._in_hand -= 1


GivenRehearsals = NamedDependency[Rehearsals]


@post(
    "/chains/{chain:str}/transactions", status_code=200, summary="Have transactions ordered, and wait for the answers"
)
async def hand_in(request: Asking, chain: FromPath[str], entry: AskedWith, running: Running) -> Response[bytes]:
    require_json(request)
    node = running.node(chain)
    batch = read_body(entry.body, Batch)
    entry.charge(len(batch.transactions))
    answers = await asyncio.wrap_future(all_answers(running.submit(node, batch.transactions)))
    running.counted.answered(node.chain, answers)
    if any(isinstance(answer, Refusal) for answer in answers):  # it may have its answer from before, on the disk
        return await asyncio.to_thread(_answered, node, batch, answers)
    return _answered(node, batch, answers)


def _answered(node: ChainNode, batch: Batch, answers: Sequence[Answer]) -> Response[bytes]:
    kept = KeptAnswers(node.reader)
    said = [kept.of_submitted(*one) for one in zip(batch.transactions, answers, strict=True)]
    body = {"at": as_of(node), "transactions": said}
    if any(one["status"] == COMMITTED for one in said):
        return json_answer(body)
    first = {name: said[0][name] for name in ("outcome", "name", "sentence", "zh", "remedy")}
    raise Problem(NOT_COMMITTED, f"{first['sentence']} {first['remedy']}".rstrip(), more={**body, **first})


@get("/chains/{chain:str}/transactions/{transaction:str}", summary="A transaction, and what became of it")
@in_thread
def transaction(
    chain: FromPath[str], transaction: FromPath[str], caller: AskingParty, policy: Policy, running: Running
) -> Response[bytes]:
    node = running.node(chain)
    sight = policy.sight(caller, node)
    at, kept = as_of(node), KeptAnswers(node.reader)
    answer = kept.of(HexHash(transaction)) if _IDENTIFIER.fullmatch(transaction) else None
    shown = None if answer is None else shown_of(node, sight, kept, answer)
    if shown is None:
        raise Problem(NOT_FOUND)
    return json_answer({"at": at, **shown})


def shown_of(node: ChainNode, sight: Sight, kept: KeptAnswers, answer: dict[str, Any]) -> dict[str, Any] | None:
    """A transaction as far as it is the party's business; None where nothing of it is."""
    received = node.reader.transaction(answer["transaction"])
    envelope, payload = decode_envelope(received.envelope)
    calls = [canonical.decode(line, Line).call for line in received.lines]
    whole = sight.signed(payload.by)
    seen = [{"number": at, "call": one} for at, one in enumerate(calls) if whole or sight.call(one)]
    first, end = kept.events(answer["height"], answer["index"])
    events = map(decode_event, node.reader.events_from(answer["height"], first, end - first))
    caused = [event for event in events if sight.event(event, payload.by)]
    if not (seen or caused):
        return None
    return answer | {
        "by": payload.by,
        "signed_by": [one.keyid for one in envelope.signatures],
        "valid_from": payload.valid_from,
        "valid_until": payload.valid_until,
        "calls": seen,
        "calls_not_shown": len(calls) - len(seen),
        "caused": caused,
    }


@post("/chains/{chain:str}/rehearsals", status_code=200, summary="What would happen, and whose signature is missing")
async def rehearse(
    request: Asking,
    chain: FromPath[str],
    entry: AskedWith,
    caller: AskingParty,
    policy: Policy,
    running: Running,
    rehearsals: GivenRehearsals,
) -> Response[bytes]:
    require_json(request)
    node = running.node(chain)
    sight = await asyncio.to_thread(policy.sight, caller, node)
    wanted = read_body(entry.body, Wanted)
    at = as_of(node)
    if (wanted.transaction is None) == (not wanted.calls):
        raise wrong("either a transaction, or calls and in whose names")
    calls: Sequence[Call]
    if wanted.transaction is None:
        calls, by, signers = _calls(wanted), wanted.by, tuple[KeyId, ...]()
    else:
        prepared = await asyncio.to_thread(node.ledger.prepare, wanted.transaction)
        refusal = prepared if isinstance(prepared, Refusal) else node.ledger.judge(prepared)
        if isinstance(prepared, Refusal) or refusal is not None:
            assert refusal is not None
            return json_answer({"at": at, **refused(refusal, None), "complete": False})
        calls, by, signers = prepared.calls, prepared.by, tuple(sorted(prepared.signers))
    try:
        foretold = await rehearsals.foretold(node, calls, by, signers)
    except InputError as error:
        raise wrong(error.problem, error.where) from error
    return await asyncio.to_thread(lambda: json_answer({"at": at, **_foretold(node, sight, foretold)}))


def _calls(wanted: Wanted) -> list[Call]:
    found = read_calls(wanted.calls)
    if not wanted.by:
        raise wrong("say in whose names", "by")
    return found


def _foretold(node: ChainNode, sight: Sight, foretold: Foretold) -> dict[str, Any]:
    signatures = [_signature(one, sight) for one in foretold.signings]
    said = {"complete": foretold.complete, "signatures": signatures, "idle_keys": foretold.idle}
    others = [one for one in foretold.signings if one.party != sight.party and (one.lacking or not one.needs)]
    if others and not sight.all:
        return {"status": "withheld", "waits_for": [one.party for one in others], **said}
    result, view = foretold.result, node.ledger.view
    detail = ""
    if result.code:
        outcome = laws().outcomes[result.code]
        detail = explained_here(view, outcome, result.detail, decided=foretold.decided)
    vocabulary, units = laws().vocabulary, ChainUnits(view)
    happens = [
        {"type": one.type, "data": one.data, "en": words.en, "zh": words.zh}
        for one in foretold.events
        for words in (vocabulary.describe(one.type, one.data, units=units),)
    ]
    status = "would_be_rejected" if result.code else "would_be_committed"
    placed = {"status": status, "call": result.call, **told(result.code), "detail": detail}
    return {**placed, "events": happens, **said}


def _signature(one: Signing, sight: Sight) -> dict[str, Any]:
    """How far a consent has come; which keys could still give it is told to the party, and to who sees all."""
    own = sight.all or one.party == sight.party
    said = {"party": one.party, "needs": one.needs, "signed": one.signed, "lacking": one.lacking}
    return said | {"could_sign": one.open if own else [], "or_instead": one.instead, "by_decision": one.decides}


HANDLERS = [hand_in, transaction, rehearse]
