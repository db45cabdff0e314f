# SPDX-License-Identifier: Apache-2.0
"""Members with real engines, set up as a person sets them up, in processes' threads; and who follows them."""

import json
import shutil
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any, Final

import msgspec
from typer.testing import CliRunner

from benches.engine_chain import free_ports
from counterfoil.cli.main import app
from counterfoil.custody.files import waiting_lock
from counterfoil.identity.keyfile import read_key
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.consortium.cards import Card, Place, make_card
from counterfoil.node.consortium.setting_up import CUSTODY_FOLDER, ConsortiumPlan, generate_local
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import Answer, is_committed, sign_calls
from counterfoil.primitives.types import Height, PartyId
from support.network import CHAIN, ORIGIN, no_passphrase
from support.node_service import Served, served
from support.validators import ONE_AT_A_TIME

FIRMS: Final = ("north", "east", "south", "west")
SEALED_S: Final = 30
NOBODY: Final = "http://127.0.0.1:9"
PORTS: Final = 13
"""Three for each of four members, and one for the custody tier."""
LOWEST: Final = 10_000
GIVEN_AWAY_FROM: Final = 32_768
"""The first that Linux gives to connections by itself."""


def plan(url: str, *, recovery_delay_ms: int = 0) -> ConsortiumPlan:
    return ConsortiumPlan(
        origin=ORIGIN,
        custody_url=url,
        witnesses=("alpha",),
        quorum=1,
        entry_auditors=("auditor",),
        state_auditors=("auditor",),
        recovery_delay_ms=recovery_delay_ms,
    )


@contextmanager
def four_folders() -> Iterator[Path]:
    """What ``network generate --local 4`` makes; its path is short, for sockets have little room."""
    with waiting_lock(ONE_AT_A_TIME):
        folder = Path(tempfile.mkdtemp(prefix="cf-"))
        try:
            first = first_of_free_ports(PORTS)
            generate_local(folder / "n", 4, CHAIN, plan, no_passphrase, time=clock_ms(), first_port=first)
            yield folder / "n"
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def first_of_free_ports(count: int) -> int:
    """The first of so many in a row, below those that the system gives to connections: else one of these takes it."""
    by_chance = free_ports(1)[0]
    for number in range(GIVEN_AWAY_FROM):
        first = LOWEST + (by_chance + number) * count % (GIVEN_AWAY_FROM - LOWEST - count)
        with ExitStack() as stack, suppress(OSError):
            for port in range(first, first + count):
                stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first
    raise AssertionError("no ports are free")


def typed(*words: object) -> Any:
    """What a command answers, in JSON where it has it."""
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, (words, done.stdout, done.stderr)
    return json.loads(done.stdout) if "--json" in words else done.stdout


class Members:
    """Those that run just now, by the names of their folders."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.running: dict[str, tuple[Served, ExitStack]] = {}

    def __enter__(self) -> "Members":
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self.running):
            self.stop(name)

    def start(self, *names: str) -> None:
        for name in names:
            ending = ExitStack()
            self.running[name] = ending.enter_context(served(self.root / name, rows=False)), ending

    def stop(self, *names: str) -> None:
        for name in names:
            self.running.pop(name)[1].close()

    def __getitem__(self, name: str) -> Served:
        return self.running[name][0]

    @property
    def custody(self) -> Path:
        return self.root / CUSTODY_FOLDER

    def key(self, folder: str, name: str) -> PrivateKey:
        return read_key(Layout(self.root / folder).keys / f"{name}.key", None)

    def officer(self, name: str) -> PrivateKey:
        """Of the depository or the supervisor, whose keys the custody tier has."""
        return self.key(CUSTODY_FOLDER, name)

    def ask(self, name: str, call: msgspec.Struct, *keys: PrivateKey) -> Answer:
        """Have a member order a call, and wait for its answer."""
        member = self[name]
        [ticket] = member.running.submit(member.node, [sign_calls(member.node, [call], *keys)])
        answer: Answer = ticket.result(SEALED_S)
        return answer

    def do(self, name: str, call: msgspec.Struct, *keys: PrivateKey) -> Height:
        """The same, and it must stand; the height at which it does."""
        answer = self.ask(name, call, *keys)
        assert is_committed(answer), answer
        return answer.height  # type: ignore[union-attr]

    def wait_for(self, name: str, height: int) -> None:
        """Until a member has the block of a height."""
        node, there = self[name].node, Event()
        node.follow(lambda _header, _seal: there.set() if node.block_log.height >= height else None)
        assert node.block_log.height >= height or there.wait(SEALED_S), (node.block_log.height, height)

    def sealed(self, name: str, height: int) -> None:
        """Until a member has the complete seals up to a height."""
        node, there = self[name].node, Event()
        node.follow_sealed(lambda: there.set() if node.complete_until >= height else None)
        assert node.complete_until >= height or there.wait(SEALED_S), (node.complete_until, height)

    def followed(self, *more: str) -> Path:
        """The custody tier's folder, with the addresses at which services are just now; of others nobody answers."""
        config = json.loads(Layout(self.custody).config.read_bytes())
        sources = config["chains"][CHAIN]["follower"]["sources"]
        known = {one["name"]: one for one in sources}
        for name in more:
            sources.extend([] if f"{name}-1" in known else [{"name": f"{name}-1"}])
        for source in sources:
            name = source["name"].removesuffix("-1")
            source["url"] = self[name].url if name in self.running else NOBODY
            if name in more:
                member = json.loads(Layout(self.root / name).config.read_bytes())["chains"][CHAIN]["member"]
                source["seals"] = member["seals_listen"]
        Layout(self.custody).config.write_text(json.dumps(config))
        return self.custody


def new_member(root: Path, folder: str, party: str, validator: str, *, keys: Sequence[Path] = ()) -> Card:
    """The card of a validator in a folder of its own, with its keys; those of a firm that has keys are given."""
    ring = Keyring(Layout(root / folder).keys, no_passphrase)
    Layout(root / folder).keys.mkdir(parents=True)
    for path in keys:
        shutil.copy(path, Layout(root / folder).keys / path.name)
    engine, seals, service = free_ports(3)
    place = Place(engine=f"127.0.0.1:{engine}", seals=f"127.0.0.1:{seals}", service=f"http://127.0.0.1:{service}")
    return make_card(root / folder, ring, CHAIN, PartyId(party), validator, place)
