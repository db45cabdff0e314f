# SPDX-License-Identifier: Apache-2.0
"""A chain of several validators on this machine: a process with a real engine each, and clients of each.

One such chain at a time, whatever number of workers run tests: it has the machine to itself as far as tests go. None of
its processes outlives the test, however that ends.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import msgspec

from benches.engine_chain import free_ports
from counterfoil.commerce.genesis import Genesis
from counterfoil.consensus.cometbft.engine_config import EngineConfig, Peer, PeerToPeer, Rpc, peers_of
from counterfoil.consensus.cometbft.engine_files import EngineFiles, EngineHome, write_home
from counterfoil.consensus.cometbft.engine_genesis import Voter, engine_genesis
from counterfoil.consensus.cometbft.engine_keys import node_id
from counterfoil.consensus.cometbft.rpc import EngineRpc
from counterfoil.consensus.ticket import Answer, BlockObserver, Bundle, Ticket
from counterfoil.custody.files import waiting_lock
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules import laws
from counterfoil.modules.holdings.calls import Issue, Transfer
from counterfoil.modules.instruments.calls import ChangeStatus
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.chain import ChainNode
from counterfoil.node.submitting import is_committed, sign_calls
from counterfoil.primitives import canonical
from counterfoil.primitives.types import AccountId, Height, InstrumentId, PartyId, Quantity, Timestamp
from counterfoil.transport import local_socket
from support.engine import BEGINNING, engine, key
from support.network import SHARES, define
from support.validator_process import CHAIN, CHAIN_FOLDER, DOOR, ENGINE, RPC, SOCKET, Asked, Told

NAMES: Final = ("north", "east", "south", "west")
ALICE, BOB = AccountId("alice-1"), AccountId("bob-1")
STOP_S: Final = 20
ONE_AT_A_TIME: Final = Path(tempfile.gettempdir()) / f"counterfoil-validators-{os.getuid()}.lock"


def genesis_document(time: Timestamp = BEGINNING) -> bytes:
    """A chain on which shares may be issued, and Alice and Bob have an account each."""
    roles = {"depository": (Role.registrar, Role.custodian), "issuer": (Role.issuer,)}
    parties = tuple(
        RegisterParty(
            party=PartyId(name),
            registrar=PartyId("depository"),
            kind=PartyKind.organisation,
            name=name.title(),
            roles=roles.get(name, ()),
            keys=single_key_policy(key(name)),
        )
        for name in ("depository", "issuer", "alice", "bob")
    )
    calls = [
        *(
            OpenAccount(account=account, holder=PartyId(holder), outgoing=Control.holder, incoming=Control.nobody)
            for account, holder in ((ALICE, "alice"), (BOB, "bob"))
        ),
        define(SHARES, InstrumentKind.equity, "issuer", Unit(name="share", decimals=0)),
        ChangeStatus(instrument=SHARES, status=InstrumentStatus.active, by=PartyId("issuer")),
    ]
    return canonical.encode(
        Genesis(
            chain=CHAIN,
            log="custody.example/log",
            time=time,
            features=dict.fromkeys(sorted(laws().features), Height(0)),
            parties=parties,
            calls=tuple(canonical.decode(canonical.encode(call), dict) for call in calls),
        )
    )


class Client:
    """Whoever asks one validator; a connection for each question, so that questions do not wait for each other."""

    def __init__(self, folder: Path) -> None:
        self._door = folder / DOOR

    def ask(self, do: str, *, transactions: Sequence[bytes] = (), height: int = 0) -> Told:
        """Raises OSError where nobody is there, or who was there died before he answered."""
        connection = local_socket.connect(self._door)
        if connection is None:
            raise ConnectionRefusedError(self._door)
        with connection:
            local_socket.send(connection, msgspec.msgpack.encode(Asked(do, tuple(transactions), height)))
            answer = local_socket.receive(connection)
        if answer is None:
            raise ConnectionResetError("it died before it answered")
        told = msgspec.msgpack.decode(answer, type=Told)
        assert not told.problem, told.problem
        return told

    def submit(self, *transactions: bytes) -> list[Answer]:
        told = self.ask("submit", transactions=transactions)
        answers = [result or refusal for result, refusal in zip(told.results, told.refusals, strict=True)]
        assert None not in answers
        return [one for one in answers if one is not None]

    def wait_for(self, height: int) -> Height:
        return Height(self.ask("wait", height=height).height)

    def header(self, height: int) -> str:
        """The hash of a header there."""
        return self.ask("header", height=height).hash

    @property
    def height(self) -> Height:
        return Height(self.ask("status").height)


class Validator:
    """One of them: its folder, its process, its client."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self.home = EngineHome(folder / ENGINE)
        self.client = Client(folder)
        self.process: subprocess.Popen[bytes] | None = None
        self.program = "support.validator_process"
        """what is started, of whichever release"""

    @property
    def config(self) -> EngineConfig:
        return EngineConfig(
            moniker=self.name,
            proxy_app=f"unix://{self.folder / SOCKET}",
            rpc=Rpc(laddr=f"unix://{self.folder / RPC}"),
            p2p=PeerToPeer(laddr="", allow_duplicate_ip=True),
        )

    def rpc(self) -> EngineRpc:
        return EngineRpc(f"unix://{self.folder / RPC}")

    def begin(self) -> None:
        """Start its process; ``wait_until_ready`` waits for it."""
        command = [sys.executable, "-m", self.program, self.folder, self.name, engine()]
        with (self.folder / "log").open("ab") as errors:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)

    def wait_until_ready(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n", self.log()

    def start(self) -> None:
        self.begin()
        self.wait_until_ready()

    def log(self) -> str:
        """What its process and its engine wrote."""
        files = (self.folder / "log", self.home.log)
        return "\n".join(path.read_text() for path in files if path.exists())

    def kill(self) -> None:
        """At once, in the middle of whatever it does; its engine goes with it."""
        assert self.process is not None
        self.process.kill()
        self.wait()

    def stop(self) -> int:
        """In order; its exit code."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.wait()

    def wait(self) -> int:
        """Until its process has ended; its exit code."""
        assert self.process is not None
        code = self.process.wait(STOP_S)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        return code

    def engine_process(self) -> int:
        """The number of its engine's process."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return int(next(text for one in children if (text := one.read_text().strip())).split()[0])

    def node(self) -> ChainNode:
        """Its chain as it is now, read by whoever tests; what is submitted goes to this validator."""
        node = ChainNode.open_to_read(self.folder / CHAIN_FOLDER, CHAIN)
        node.engine = _Door(self.client)
        return node


class _Door:
    """A validator's engine, for whoever reads its chain."""

    failure = None

    def __init__(self, client: Client) -> None:
        self._client = client

    def submit(self, envelope: bytes) -> Ticket:
        return self.submit_many((envelope,))[0]

    def submit_many(self, envelopes: Sequence[bytes]) -> list[Ticket]:
        bundle = Bundle(envelopes)
        bundle.answers[:] = self._client.submit(*envelopes)
        return bundle.tickets()

    def tick(self) -> "object":
        return self._client.ask("tick").height

    def follow(self, observer: BlockObserver) -> None:
        """Nobody is told."""

    def close(self) -> None:
        """It goes on."""


@contextmanager
def validators(count: int = len(NAMES), *, document: bytes | None = None) -> Iterator[list[Validator]]:
    """So many, started, on a chain on which Alice has a million shares; stopped at the end, surely."""
    names = NAMES[:count]
    with waiting_lock(ONE_AT_A_TIME), ExitStack() as ending:
        root = Path(tempfile.mkdtemp(prefix="cf-"))  # short: the paths of sockets have little room
        ending.callback(shutil.rmtree, root, ignore_errors=True)
        members = [Validator(root / name, name) for name in names]
        make_homes(members, genesis_document() if document is None else document)
        ending.callback(_end_all, members)
        for member in members:
            member.begin()
        for member in members:
            member.wait_until_ready()
        issued = Issue(instrument=SHARES, account=ALICE, quantity=Quantity(1_000_000))
        with members[0].node() as node:
            [answer] = members[0].client.submit(sign_calls(node, [issued], key("issuer")))
        assert is_committed(answer), answer
        yield members


def make_homes(members: Sequence[Validator], document: bytes) -> None:
    """The folders of a chain's validators, before its first block."""
    ports = free_ports(len(members))
    node_keys = {member.name: key(f"{member.name}/node") for member in members}
    voters = [Voter(one.name, bytes.fromhex(key(f"{one.name}/vote").public.key)) for one in members]
    genesis = engine_genesis(CHAIN, BEGINNING, voters, document=document)
    addresses = {one.name: f"127.0.0.1:{port}" for one, port in zip(members, ports, strict=True)}
    for member in members:
        others = [Peer(node_id(node_keys[name]), at) for name, at in addresses.items() if name != member.name]
        reached = PeerToPeer(laddr=f"tcp://{addresses[member.name]}", allow_duplicate_ip=True, **peers_of(others))
        config = msgspec.structs.replace(member.config, p2p=reached)
        (member.folder / CHAIN_FOLDER).mkdir(parents=True)
        (member.folder / CHAIN_FOLDER / "genesis.json").write_bytes(document)
        write_home(member.home, EngineFiles(config, genesis, node_keys[member.name], key(f"{member.name}/vote")))


def _end_all(members: Sequence[Validator]) -> None:
    """All at once, then each for sure: without the others none of them decides anything any more."""
    running = [one for one in members if one.process is not None and one.process.poll() is None]
    for member in running:
        assert member.process is not None
        member.process.send_signal(signal.SIGKILL)
    for member in running:
        member.wait()


def transfers(member: Validator, count: int, *, quantity: int = 1, by: PrivateKey | None = None) -> list[bytes]:
    """Signed transfers from Alice to Bob, each an intent of its own."""
    node = member.node()
    with node:
        call = Transfer(sender=ALICE, receiver=BOB, instrument=InstrumentId(SHARES), quantity=Quantity(quantity))
        return [sign_calls(node, [call], by or key("alice"), valid_for=500) for _ in range(count)]
