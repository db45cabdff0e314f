# SPDX-License-Identifier: Apache-2.0
"""Between doorway and handlers: a question that the chain's policy has noted is kept as a line before it is answered.

Whatever a handler answers under a chain's address is asked for here, so that no handler names it: one that this file
does not know is told as ``other_question``. What cannot be kept is not answered: 503. The answer's header
``Counterfoil-Access`` is the receipt.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from counterfoil.api.callers import Caller
from counterfoil.api.doorway import ENTRY, Entry, Receive, Scope, Send
from counterfoil.api.ledger.need_to_know import NeedToKnow
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.problems import UNAVAILABLE, Problem
from counterfoil.evidence.access_line import HASHED
from counterfoil.modules.access.records import AccessEntry, Question
from counterfoil.node.access.keeper import Questioned
from counterfoil.node.access.noting import AccessNoting, Watched
from counterfoil.node.access.receipts import HEADER, write_receipt
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.errors import StorageError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import ChainId, Height, KeyId, PartyId

BODY_SHOWN_MAX: Final = 2_048
"""Bytes of a question's body that its line has as text."""
OF_EVERYBODY: Final = frozenset({"blocks"})
"""What everybody who is known is told about a chain is nobody's, and not noted;"""
HANDED_IN: Final = ("POST", "transactions")
"""and what is handed in is no question: it stands on the ledger."""
_KINDS: Final = {
    "records": Question.record,
    "trails": Question.trail,
    "events": Question.events,
    "transactions": Question.transaction,
    "evidence": Question.evidence,
    "rehearsals": Question.rehearsal,
}


class Asked(NamedTuple):
    """What a request asks for."""

    chain: ChainId
    question: Question
    table: str
    """that it names; empty for none"""


@dataclass(frozen=True)
class NotedAnswers:
    """Wraps the application."""

    application: Callable[[Scope, Receive, Send], Any]
    running: RunningNetwork
    policy: NeedToKnow
    noting: AccessNoting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        entry: Entry | None = scope.get(ENTRY)
        asked = asked_for(scope) if scope["type"] == "http" and entry is not None and entry.caller is not None else None
        node = None if asked is None else self.running.chains.get(asked.chain)
        if entry is None or entry.caller is None or asked is None or node is None:
            await self.application(scope, receive, send)
            return
        in_force = self.noting.in_force(node.chain)
        if in_force is None:  # most chains have none: of their questions nothing more is asked here
            await self.application(scope, receive, send)
            return
        watched, party = await asyncio.to_thread(self._watched, node, in_force, asked, entry.caller)
        if watched is None:
            await self.application(scope, receive, send)
            return
        asking = _Asking(party, entry.caller.keyid, asked, entry, scope, node.reader.height)
        keeping = _Keeping(self.noting, node.chain, watched, asking, send)
        try:
            await self.application(scope, receive, keeping.send)
        except Exception:
            if keeping.problem is None:
                raise
        if keeping.problem is not None:
            raise keeping.problem

    def _watched(
        self, node: ChainNode, in_force: AccessEntry, asked: Asked, caller: Caller
    ) -> tuple[Watched | None, PartyId]:
        """Whether it is noted, and who asks; raises Problem where it is and cannot be."""
        party, all_ = self._who(node, caller)
        watched = self.noting.watched(in_force, party, asked.question, asked.table, all_=all_)
        if watched is not None:
            try:
                self.noting.require_noter(node.chain, watched.noter)
            except StorageError as error:
                raise _not_noted() from error
        return watched, party

    def _who(self, node: ChainNode, caller: Caller) -> tuple[PartyId, bool]:
        """Who asks, as this chain knows him, and whether as a supervisor."""
        try:
            sight = self.policy.sight(caller, node)
        except Problem:  # suspended, and will be told so
            return caller.party, False
        return sight.party or caller.party, sight.all


class _Asking(NamedTuple):
    """A question that is noted, as far as it is known before it is answered."""

    party: PartyId
    key: KeyId | None
    asked: Asked
    entry: Entry
    scope: Scope
    height: Height


class _Keeping:
    """The way back of one answer: its head waits until its line is kept."""

    def __init__(self, noting: AccessNoting, chain: ChainId, watched: Watched, asking: _Asking, send: Send) -> None:
        self._noting, self._chain, self._watched = noting, chain, watched
        self._asking, self._send = asking, send
        self._start: Any = None
        self.problem: Problem | None = None
        """why it is not answered"""

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None:
            await self._answer(message)
        await self._send(message)

    async def _answer(self, first: Any) -> None:
        """Keep the line, then let the head of the answer go, with the receipt."""
        start, self._start = self._start, None
        body = None if first.get("more_body") else first.get("body", b"")
        try:
            receipt = await asyncio.to_thread(self._keep, start["status"], body)
        except StorageError as error:
            self.problem = _not_noted()
            raise self.problem from error
        headers = [*start.get("headers", ()), (HEADER.encode(), receipt.encode())]
        await self._send(start | {"headers": headers})

    def _keep(self, status: int, body: bytes | None) -> str:
        asking = self._asking
        questioned = Questioned(
            party=asking.party,
            key=asking.key,
            asker=self._watched.asker,
            question=asking.asked.question,
            asked=_address(asking.scope),
            body=_told(asking.entry.body),
            request=asking.entry.request_id,
            height=asking.height,
            status=status,
            answer=None if body is None else to_hex(digest(body)),
        )
        return write_receipt(self._noting.keep(self._chain, self._watched, questioned))


def asked_for(scope: Scope) -> Asked | None:
    """What a request asks about a chain; None where it asks for nothing that anybody could note."""
    parts = [part for part in scope["path"].split("/") if part]
    method = scope["method"]
    if len(parts) < 3 or parts[0] != "chains" or method == "OPTIONS":
        return None
    _, chain, kind, *rest = parts
    if kind in OF_EVERYBODY or ((method, kind) == HANDED_IN and not rest):
        return None
    question = _KINDS.get(kind, Question.other)
    table = "/".join(rest[:2]) if question in (Question.record, Question.trail) else ""
    if question is Question.record and not rest:
        question, table = Question.records, _named_table(scope["query_string"])
    return Asked(ChainId(chain), question, table)


def _named_table(query: bytes) -> str:
    """The table of a list of records, where the query names one."""
    return next((one for name, one in parse_qsl(query.decode("latin-1")) if name == "table"), "")


def _address(scope: Scope) -> str:
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    query = scope["query_string"].decode("latin-1")
    return f"{scope['method']} {path}" + (f"?{query}" if query else "")


def _told(body: bytes) -> str:
    """A question's body: as text where it is short, by its hash where it is not."""
    if len(body) <= BODY_SHOWN_MAX:
        try:
            return body.decode()
        except UnicodeDecodeError:
            pass
    return f"{HASHED}{to_hex(digest(body))}"


def _not_noted() -> Problem:
    return Problem(UNAVAILABLE, "it is to be noted who asks this, and cannot be now", headers={"retry-after": "5"})
