# SPDX-License-Identifier: Apache-2.0
"""A chain that a service holds elsewhere, as commands ask it: records, headers, transactions, and having them ordered.

What is not told is as if it were not there; who may know it is the service's to say.
"""

import base64
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec

from counterfoil.application import Refusal, TransactionResult
from counterfoil.cli.afar_service import AfarService, told_in
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.intake import Tick
from counterfoil.consensus.ticket import BlockObserver, Bundle, Ticket
from counterfoil.evidence.event import Event
from counterfoil.evidence.header import Header
from counterfoil.node.chain import ChainNode
from counterfoil.node.chain_reader import ChainReader
from counterfoil.node.partial_view import PartialView
from counterfoil.node.submitting import Answer
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CounterfoilError, InputError
from counterfoil.primitives.types import ChainId, Height, HexHash, RecordPath

if TYPE_CHECKING:
    from counterfoil.cli.afar import AfarKeyring

PAGE_MAX: Final = 1_000
NOT_COMMITTED: Final = 422
"""The status of a batch of which nothing was committed: its answers stand in it."""


class AfarChain:
    """How far a chain is, and whose it is: as it was told last."""

    def __init__(self, service: AfarService, told: Mapping[str, Any]) -> None:
        self.service = service
        self.chain = ChainId(told["chain"])
        self.genesis_hash = HexHash(told["genesis"])
        self.height = Height(told["height"])

    @property
    def path(self) -> str:
        return f"/chains/{self.chain}"

    def level(self, told: Mapping[str, Any]) -> None:
        """An answer says at which height it is true."""
        self.height = max(self.height, Height(told["at"]["height"]))


class AfarRecords:
    """Records, asked for one by one, or a table at a time."""

    def __init__(self, chain: AfarChain, keys: "AfarKeyring") -> None:
        self._chain, self._keys = chain, keys

    def get(self, path: RecordPath) -> bytes | None:
        """What is told to any of the keys that are here, such as whose a key is to that key alone."""
        for key in [None, *self._keys.known[1:]]:
            told = self._chain.service.get(f"{self._chain.path}/records/{path}", key=key)
            if told is not None:
                return str(told["bytes"]).encode()
        return None

    def scan(self, prefix: str) -> Iterator[tuple[RecordPath, bytes]]:
        """Those that are told to whoever asks; InputError where a service answers no lists."""
        table = "/".join(prefix.split("/")[:2])
        found: dict[str, bytes] = {}
        query: dict[str, Any] = {"table": table, "limit": PAGE_MAX}
        while True:
            told = self._chain.service.get(f"{self._chain.path}/records", query)
            if told is None:
                raise InputError("it answers no lists of records", where=self._chain.service.url)
            found |= {one["record"]: one["bytes"].encode() for one in told["records"]}
            if not told.get("next"):
                break
            query["cursor"] = told["next"]
        yield from ((RecordPath(path), found[path]) for path in sorted(found) if path.startswith(prefix))


class AfarLedger:
    """What commands ask of a ledger."""

    def __init__(self, afar: AfarChain, keys: "AfarKeyring") -> None:
        self.afar, self.keys = afar, keys
        self.chain = afar.chain
        self._view: tuple[Height, PartialView] | None = None

    @property
    def height(self) -> Height:
        return self.afar.height

    @property
    def genesis_hash(self) -> HexHash:
        return self.afar.genesis_hash

    @property
    def view(self) -> PartialView:
        """What is told of the state, each record once until the chain is further."""
        if self._view is None or self._view[0] != self.height:
            self._view = self.height, PartialView(AfarRecords(self.afar, self.keys))
        return self._view[1]


class AfarReader:
    """What commands ask of a chain's history."""

    def __init__(self, afar: AfarChain) -> None:
        self.afar = afar
        self.chain = afar.chain

    @property
    def height(self) -> Height:
        return self.afar.height

    @property
    def genesis_hash(self) -> HexHash:
        return self.afar.genesis_hash

    def header(self, height: Height) -> Header:
        told = self.afar.service.get(f"{self.afar.path}/blocks/{height}")
        if told is None:
            raise InputError(f"no block {height}", where=self.chain, remedy=f"the last is {self.height}")
        return canonical.convert(told["header"], Header)

    def told(self, transaction: HexHash) -> dict[str, Any]:
        """A transaction as far as it is told; raises InputError for one that stands in no block."""
        told = self.afar.service.get(f"{self.afar.path}/transactions/{transaction}")
        if told is None:
            raise InputError(f"no transaction {transaction}", where=self.chain)
        return told

    def transaction_position(self, transaction: HexHash) -> tuple[Height, int]:
        told = self.told(transaction)
        return Height(told["height"]), told["index"]

    def transactions_from(self, digits: str) -> Iterable[str]:
        """Nobody is told what begins so."""
        raise InputError(f"{digits} is a part of it", where="ID", remedy="a service is asked for all 64 hex digits")

    def events(self, height: Height) -> list[bytes]:
        """Those of a block that are told."""
        return [canonical.encode(one) for one in self._events(height)]

    def events_of(self, heights: Iterable[Height], types: Collection[str]) -> Iterator[Event]:
        for height in sorted(heights):
            yield from (canonical.convert(one, Event) for one in self._events(height) if one["type"] in types)

    def _events(self, height: Height) -> Iterator[dict[str, Any]]:
        place, more = f"{height}.0", True
        while more and int(place.partition(".")[0]) == height:
            told = self.afar.service.get(f"{self.afar.path}/events", {"from": place, "limit": PAGE_MAX})
            if told is None:
                return
            yield from (one for one in told["events"] if one["height"] == height)
            place, more = told["next"], told["more"]


class AfarEngine:
    """Has transactions ordered; a batch of which no answer came is handed in again, and has the answer that it had."""

    failure = None

    def __init__(self, afar: AfarChain) -> None:
        self._afar = afar

    def submit(self, envelope: bytes) -> Ticket:
        return self.submit_many((envelope,))[0]

    def submit_many(self, envelopes: Sequence[bytes]) -> list[Ticket]:
        from counterfoil.client.batching import BATCH_MAX

        tickets: list[Ticket] = []
        for start in range(0, len(envelopes), BATCH_MAX):
            bundle = Bundle(envelopes[start : start + BATCH_MAX])
            bundle.answers[:] = self._ordered(bundle.transactions)
            tickets += bundle.tickets()
        return tickets

    def tick(self) -> Tick:
        """The service makes blocks when it publishes."""
        made: Tick = Future()
        made.set_result(self._afar.height)
        return made

    def follow(self, observer: BlockObserver) -> None:
        """Nobody is told: no block is made in this process."""

    def close(self) -> None:
        """Everything was answered."""

    def _ordered(self, envelopes: Sequence[bytes]) -> list[Answer]:
        from counterfoil.client.errors import NoAnswer
        from counterfoil.client.problems import error_of

        path = f"{self._afar.path}/transactions"
        said = {"transactions": [base64.b64encode(one).decode() for one in envelopes]}
        try:
            answer = self._afar.service.post(path, said, also=(NOT_COMMITTED,))
        except NoAnswer as error:
            raise CounterfoilError(f"{error}; whether it was done, counterfoil show transaction says") from error
        told = told_in(answer)
        if answer.status == NOT_COMMITTED and "transactions" not in told:
            raise error_of(answer.status, answer.headers, answer.body, where=path)
        self._afar.level(told)
        return [answer_of(one) for one in told["transactions"]]


def answer_of(told: Mapping[str, Any]) -> Answer:
    """What became of a transaction, or what would: what the rule said of the case is told by a rehearsal alone."""
    number = told["outcome"] or 0
    if told["status"] == "refused":
        return Refusal(number, told["name"], told["detail"] or told["sentence"])
    return TransactionResult(
        id=told["transaction"],
        height=told["height"],
        index=told["index"],
        code=number,
        outcome=told["name"],
        call=told["call"],
        events=told["events"],
    )


class _Nothing:
    """There is no file of this chain here."""

    def close(self) -> None:
        """Nothing was opened."""


def afar_node(afar: AfarChain, keys: "AfarKeyring") -> ChainNode:
    """The chain, in the place of one that is open here."""
    nothing: Any = _Nothing()
    ledger, reader = cast(Ledger, AfarLedger(afar, keys)), cast(ChainReader, AfarReader(afar))
    return ChainNode(afar.chain, None, nothing, nothing, ledger, reader, AfarEngine(afar), None)


def afar_ledger(node: ChainNode) -> AfarLedger | None:
    """Of a node that is elsewhere."""
    ledger: object = node.ledger
    return ledger if isinstance(ledger, AfarLedger) else None


def plain_calls(calls: Iterable[msgspec.Struct]) -> list[dict[str, Any]]:
    return [msgspec.to_builtins(call) for call in calls]
