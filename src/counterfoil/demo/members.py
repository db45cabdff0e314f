# SPDX-License-Identifier: Apache-2.0
"""Members of a consortium on this machine: a folder each, and a process with its engine, as ``counterfoil serve``."""

import asyncio
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from counterfoil.consensus.cometbft.engine_files import EngineHome, read_home
from counterfoil.consensus.cometbft.rpc import EngineRpc
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.consortium.cards import Card, Place, make_card, seal_key
from counterfoil.node.consortium.described import SourceConfig
from counterfoil.node.consortium.setting_up import local_place
from counterfoil.node.consortium.sources import HttpSource
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import clock_ms
from counterfoil.primitives.errors import CounterfoilError
from counterfoil.primitives.types import ChainId, Height, PartyId
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.transport.child_process import ending_with_parent

LOG: Final = "serve.log"
"""What a member's process says, in its folder."""
STOP_S: Final = 20
PORTS_EACH: Final = 3
FIRST_PORT: Final = 26_600
LAST_PORT: Final = 32_000
"""Beyond are those that a system gives to whoever connects somewhere."""
WAIT_S: Final = 15
"""For a block, in one question; so often it is asked."""
ASKED_MAX: Final = 4
SEALED_BY: Final = "sealing"


class MemberEnded(CounterfoilError):
    """A member's process did not begin, or is gone."""


@dataclass
class Member:
    """One validator of a chain."""

    folder: Path
    card: Card
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def chain(self) -> ChainId:
        return self.card.chain

    @property
    def party(self) -> PartyId:
        return self.card.party

    @property
    def layout(self) -> Layout:
        return Layout(self.folder)

    @property
    def seal_key(self) -> PrivateKey:
        return _keyring(self.folder).get(seal_key(self.card.validator))

    @property
    def conflicts(self) -> Path:
        """Where its node keeps what others signed in the place of its own headers."""
        return self.layout.chain(self.chain) / SEALED_BY / "conflicts"

    @property
    def arguments(self) -> list[str]:
        """By which it is served."""
        port = str(self.card.service).rpartition(":")[2]
        return ["serve", "--network", str(self.folder), "--port", port, "--no-rows"]

    def start(self) -> None:
        """Begin its process; it ends with this thread. ``wait_until_ready`` follows."""
        command = ending_with_parent(Path(sys.executable), "-m", "counterfoil", *self.arguments, "--json")
        with (self.folder / LOG).open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, start_new_session=True
            )

    def wait_until_ready(self) -> None:
        """Until its service hears requests; raises MemberEnded with what it said."""
        assert self._process is not None
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            lines = (self.folder / LOG).read_text(errors="replace").splitlines() or ["it said nothing"]
            raise MemberEnded(f"{self.party} did not begin: {lines[-1]}")

    def signal(self, number: signal.Signals) -> None:
        """To its process, and not to the engine that this one started."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def wait(self) -> None:
        """Until its process has ended, which is made sure of."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_S)
        self.signal(signal.SIGKILL)
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def kill(self) -> None:
        """As a machine dies: nothing is closed, nothing is said."""
        self.signal(signal.SIGKILL)
        self.wait()

    def stop(self) -> None:
        """In order."""
        self.signal(signal.SIGTERM)
        self.wait()

    def sealed_block(self, height: Height, key: PrivateKey) -> StoredBlock:
        """A block with its complete seal as this member tells it, once it has it; ``key`` is of who may ask."""
        config = SourceConfig(name=self.card.validator, url=str(self.card.service))

        async def asked() -> StoredBlock | None:
            source = HttpSource(config, self.chain, key, self.folder, clock=clock_ms)
            try:
                async for _, block in source.blocks(height, most=1, wait_s=WAIT_S):
                    return block
                return None
            finally:
                await source.close()

        for _ in range(ASKED_MAX):
            if (block := asyncio.run(asked())) is not None:
                return block
        raise MemberEnded(f"{self.party} has no block {height} of {self.chain} with its seal")

    def voters(self) -> int:
        """How many validators its engine counts."""
        with EngineRpc(read_home(EngineHome(self.layout.engine(self.chain))).config.rpc.laddr) as rpc:
            return int(rpc.validators()["total"])


def make_member(
    folder: Path, chain: ChainId, party: PartyId, number: int, first_port: int, *, name: str = ""
) -> Member:
    """Its keys, not encrypted, and its card; ``number``: which of the machine's ports are its own."""
    place: Place = local_place(number, first_port)
    return Member(folder, make_card(folder, _keyring(folder), chain, party, f"{party}-1", place, name=name))


def start_all(members: Iterable[Member]) -> None:
    """Beside each other."""
    begun = list(members)
    for member in begun:
        member.start()
    for member in begun:
        member.wait_until_ready()


@contextmanager
def running(members: Sequence[Member]) -> Iterator[None]:
    """Started at the beginning; at the end all are ended at once, also those that were added, whatever happened."""
    try:
        start_all(members)
        yield
    finally:
        with ExitStack() as ending:  # who is interrupted while one is waited for ends the others all the same
            for member in members:
                ending.callback(member.wait)
            for member in members:
                member.signal(signal.SIGTERM)


def free_ports(members: int) -> int:
    """The first of so many members' ports, none of which anybody listens on now."""
    step = PORTS_EACH * members
    for first in range(FIRST_PORT, LAST_PORT, step):
        if all(_is_free(port) for port in range(first, first + step)):
            return first
    raise MemberEnded(f"no {step} ports after one another are free between {FIRST_PORT} and {LAST_PORT}")


def again(members: Sequence[Member], custody: Path) -> list[str]:
    """The arguments that begin all of it again, each in a shell of its own."""
    return [shlex.join(one.arguments) for one in members] + [shlex.join(["serve", "--network", str(custody)])]


def _keyring(folder: Path) -> Keyring:
    return Keyring(Layout(folder).keys, lambda: None)


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True
