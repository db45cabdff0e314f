# SPDX-License-Identifier: Apache-2.0
"""The exchange of shares between members' nodes: everybody dials everybody, in one thread beside the engine.

A member says what it has to say over the connection that it dialled, or over the one that it was dialled by where it
has no other. A connection that breaks is dialled again, soon at first and then less often. Strangers get no connection,
and do not keep members out: of those who have not proved who they are the oldest goes first.
"""

import asyncio
import ssl
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import suppress
from threading import Event, Thread
from typing import Any, Final, NamedTuple

from counterfoil.consensus.sealing.book import SealBook
from counterfoil.consensus.sealing.conversation import Conversation
from counterfoil.consensus.sealing.handshake import Answering, Dialling, Members
from counterfoil.consensus.sealing.messages import NONCE_LENGTH, share_frame
from counterfoil.consensus.sealing.rotating import RotationSigner
from counterfoil.consensus.sealing.wire import HANDSHAKE_S, Wire
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import Signer
from counterfoil.primitives.errors import ClosedError, CounterfoilError, InputError
from counterfoil.primitives.types import Height, KeyId

STRANGERS_MAX: Final = 64
"""Connections of whoever has not proved yet who it is."""
STALLED_S: Final = 0.5
"""A seal that was lacking then, and is lacking now, is asked for."""
FIRST_WAIT_S: Final = 0.1
LONGEST_WAIT_S: Final = 5.0
PENALTY_S: Final = 10.0
"""Whoever said what no member says is not heard for so long."""

Chance = Callable[[int], bytes]
"""So many random bytes."""
_ENDED: Final = (OSError, TimeoutError, ClosedError, InputError)


class Peer(NamedTuple):
    """Another member's node, as its configuration names it."""

    host: str
    port: int
    keyids: frozenset[KeyId] = frozenset()
    """who may answer there; any member where it is empty, and then a member there could pass this one on to another"""


class Reach(NamedTuple):
    """Where an exchange listens and whom it dials. Without certificates what it says can be read on the way, and
    whoever stands there can end it or say nothing; none of it is secret, and every share proves itself."""

    listen: tuple[str, int] | None = None
    peers: tuple[Peer, ...] = ()
    server_tls: ssl.SSLContext | None = None
    client_tls: ssl.SSLContext | None = None


class _AndFollowers(Mapping[KeyId, PublicKey]):
    """Members by their keys; and whoever else may ask, who is found when he is named: there may be many."""

    def __init__(self, members: Members, followers: Callable[[KeyId], PublicKey | None]) -> None:
        self._members, self._followers = members, followers

    def __getitem__(self, keyid: KeyId) -> PublicKey:
        found = self._members.get(keyid) or self._followers(keyid)
        if found is None:
            raise KeyError(keyid)
        return found

    def __iter__(self) -> Iterator[KeyId]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


class SealExchange:
    """Tells the other members this node's shares, and has them tell theirs."""

    def __init__(
        self,
        book: SealBook,
        keys: Sequence[Signer],
        reach: Reach,
        *,
        chance: Chance,
        followers: Callable[[KeyId], PublicKey | None] = lambda _: None,
        on_failure: Callable[[BaseException], None] = lambda _: None,
    ) -> None:
        """``keys``: this node's seal keys; it is known by the one that seals now.

        ``followers``: the key of who may ask just now without being a validator, such as the custody tier; of others
        None. ``on_failure``: told what stopped the exchange.
        """
        self.port = 0
        """where it listens, once it has started"""
        self._book = book
        self._keys = tuple(keys)
        self._reach = reach
        self._chance = chance
        self._followers = followers
        self._on_failure = on_failure
        self._rotations = RotationSigner(book, keys)
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, name="seals", daemon=True)
        self._started = Event()
        self._failure: BaseException | None = None
        self._ended = asyncio.Event()
        self._complete = asyncio.Event()
        self._dialled: dict[KeyId, tuple[Wire, Conversation]] = {}
        self._answered: dict[KeyId, tuple[Wire, Conversation]] = {}
        self._strangers: dict[asyncio.Task[Any], None] = {}
        self._penalties: dict[KeyId, float] = {}
        self._asked = 0

    def start(self) -> None:
        """Listen and begin to dial; raises OSError where it cannot listen. Follows the book from here on."""
        self._thread.start()
        self._started.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure
        self._book.on_share(lambda _, share: self._soon(self._push, share_frame(share)))
        self._book.follow(lambda _height, _seal: self._soon(self._complete.set))
        self._soon(self._complete.set)

    def close(self) -> None:
        """End all connections. The book stays open: it is the caller's."""
        self._soon(self._ended.set)
        if self._thread.ident is not None:
            self._thread.join()
        elif not self._loop.is_closed():
            self._loop.close()

    def connected(self) -> tuple[KeyId, ...]:
        """The members that this node is connected with."""
        return tuple(sorted({*self._dialled, *self._answered}))

    def _soon(self, call: Callable[..., object], *values: object) -> None:
        """Have the exchange's thread do something; nothing once it has ended."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(call, *values)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as failure:  # told to whoever started it, or to whoever it serves
            self._failure = failure
            if self._started.is_set():
                self._on_failure(failure)
        finally:
            self._started.set()
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _serve(self) -> None:
        """All there is to do, until it ends or one part of it fails."""
        server: asyncio.Server | None = None
        if self._reach.listen is not None:
            host, port = self._reach.listen
            waits = {"ssl_handshake_timeout": HANDSHAKE_S} if self._reach.server_tls is not None else {}
            server = await asyncio.start_server(self._accept, host, port, ssl=self._reach.server_tls, **waits)
            self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        parts: list[Coroutine[Any, Any, None]] = [self._keep(), self._ask_on(), *map(self._dial, self._reach.peers)]
        tasks = [asyncio.create_task(part) for part in parts]
        ended = asyncio.create_task(self._ended.wait())
        try:
            done, _ = await asyncio.wait([*tasks, ended], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            if server is not None:
                server.close()
            left = [*tasks, *(task for task in asyncio.all_tasks() if task is not asyncio.current_task())]
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            await asyncio.sleep(0)  # connections that were ended are let go of in the loop's next round

    async def _keep(self) -> None:
        """What is complete goes onto the disk, beside all that is said meanwhile."""
        while True:
            await self._complete.wait()
            self._complete.clear()
            await asyncio.to_thread(self._book.flush)

    async def _ask_on(self) -> None:
        """A seal that does not come is asked for, of one member after the other."""
        before = (self._book.collected_until(), self._book.height)
        while True:
            await asyncio.sleep(STALLED_S)
            now = (self._book.collected_until(), self._book.height)
            if now[0] == before[0] < before[1] and (wires := self._wires()):
                self._asked += 1
                wire, conversation = wires[self._asked % len(wires)]
                wire.say(conversation.ask())
            before = now

    def _wires(self) -> list[tuple[Wire, Conversation]]:
        """One connection with each member: the one dialled from here where there is one."""
        return list({**self._answered, **self._dialled}.values())

    def _push(self, frame: bytes) -> None:
        for wire, _ in self._wires():
            wire.say(frame)

    def _own(self) -> Signer:
        """The key by which others know this node: the one that seals the next header, where one does."""
        sealing = self._book.policy(Height(self._book.height + 1)).keyid_set
        return next((key for key in self._keys if key.keyid in sealing), self._keys[0])

    async def _dial(self, peer: Peer) -> None:
        wait_s = FIRST_WAIT_S
        while True:
            begun = self._loop.time()
            with suppress(*_ENDED):
                await self._call(peer)
            lasted = self._loop.time() - begun
            wait_s = FIRST_WAIT_S if lasted > 2 * LONGEST_WAIT_S else min(2 * wait_s, LONGEST_WAIT_S)
            await asyncio.sleep(wait_s)

    async def _call(self, peer: Peer) -> None:
        members = self._book.members()
        if peer.keyids:
            members = {keyid: key for keyid, key in members.items() if keyid in peer.keyids}
        wire = await dial(peer, self._reach.client_tls)
        try:
            side = Dialling(self._book.chain, self._own(), members, self._chance(NONCE_LENGTH))
            await self._converse(wire, await wire.meet(side, side.begin()), self._dialled)
        finally:
            wire.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._strangers[task] = None
        if len(self._strangers) > STRANGERS_MAX:
            oldest = next(iter(self._strangers))
            del self._strangers[oldest]
            oldest.cancel()
        wire = Wire(reader, writer)
        try:
            with suppress(*_ENDED, asyncio.CancelledError):
                members = _AndFollowers(self._book.members(), self._followers)
                side = Answering(self._book.chain, self._own(), members, self._chance(NONCE_LENGTH))
                keyid = await wire.meet(side)
                self._strangers.pop(task, None)
                if self._penalties.get(keyid, 0) <= self._loop.time():
                    await self._converse(wire, keyid, self._answered)
        except CounterfoilError as failure:  # the disk, or a bug: no peer's doing
            self._fail(failure)
        finally:
            self._strangers.pop(task, None)
            wire.close()

    async def _converse(self, wire: Wire, keyid: KeyId, table: dict[KeyId, tuple[Wire, Conversation]]) -> None:
        """Until the connection ends. A newer one of the same member takes the place of an older."""
        conversation = Conversation(self._book, self._rotations)
        if (older := table.pop(keyid, None)) is not None:
            older[0].close()
        entry = table[keyid] = (wire, conversation)
        try:
            await wire.converse(conversation)
        except InputError:
            self._penalties[keyid] = self._loop.time() + PENALTY_S
            raise
        finally:
            if table.get(keyid) is entry:
                del table[keyid]

    def _fail(self, failure: BaseException) -> None:
        self._on_failure(failure)
        self._ended.set()


async def dial(peer: Peer, tls: ssl.SSLContext | None) -> Wire:
    """A connection with a member's node; raises OSError."""
    waits = {"ssl_handshake_timeout": HANDSHAKE_S} if tls is not None else {}
    async with asyncio.timeout(HANDSHAKE_S):
        return Wire(*await asyncio.open_connection(peer.host, peer.port, ssl=tls, **waits))
