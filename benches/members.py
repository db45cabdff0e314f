# SPDX-License-Identifier: Apache-2.0
"""Members' whole nodes on this machine, a process each, and signed transfers for them to order."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import local
from typing import Final

import msgspec

from benches.consortium_member import CHAIN, DOOR, AskUsed, Done, HandIn, Used
from benches.engine_chain import free_run
from benches.world import BATCH, EACH, SHARE, account, holder_id
from counterfoil.consensus.cometbft.engine_process import ENGINE_VARIABLE
from counterfoil.evidence.transaction import build_transaction
from counterfoil.identity.keyfile import read_key
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.holdings.calls import Issue, Transfer
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind
from counterfoil.node.consortium.setting_up import CUSTODY_FOLDER, FIRMS, ConsortiumPlan, generate_local
from counterfoil.node.initialise import DEPOSITORY, NetworkPlan, create_network
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import clock_ms
from counterfoil.primitives.types import Height, HexHash, Quantity
from counterfoil.transport import local_socket

ORIGIN: Final = "bench.example/custody"
VALID_FOR: Final = 1_000
"""Blocks in which a transaction may stand: as many as the chain allows."""


class Member:
    """One node's process; each thread that asks it has a connection of its own."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._mine = local()
        command = [sys.executable, "-m", "benches.consortium_member", str(root)]
        with (root / "bench.log").open("ab") as errors:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)

    def wait_until_ready(self) -> None:
        assert self._process.stdout is not None
        if self._process.stdout.readline() != b"ready\n":
            raise RuntimeError((self._root / "bench.log").read_text()[-2_000:])

    def end(self) -> None:
        """Have it close in order, without waiting: members need each other to."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def wait(self) -> None:
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def hand_in(self, transactions: Sequence[bytes], *, sealed: bool = False) -> Done:
        """Raises ValueError where one of them is not committed."""
        done = self._ask(HandIn(tuple(transactions), sealed))
        if done.committed != len(transactions):
            raise ValueError(f"{done.committed} of {len(transactions)} transactions of the benchmark were committed")
        return done

    def used(self) -> Done:
        """What it used of the processor, by part; and where its chain is."""
        return self._ask(AskUsed())

    def _ask(self, asked: HandIn | AskUsed) -> Done:
        connection = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = local_socket.connect(self._root / DOOR)
        if connection is None:
            raise ConnectionRefusedError(self._root)
        local_socket.send(connection, msgspec.msgpack.encode(asked))
        told = local_socket.receive(connection)
        if told is None:
            raise ConnectionResetError(self._root)
        return msgspec.msgpack.decode(told, type=Done)


class Members:
    """The nodes of a chain on which ``holders`` have an account each, and shares in it."""

    def __init__(self, members: Sequence[Member], depository: PrivateKey, holders: int) -> None:
        self.members = members
        self._keys = [PrivateKey(holder.to_bytes(32, "big")) for holder in range(1, holders + 1)]
        self._dice = random.Random(1)
        self._genesis = HexHash(members[0].used().genesis)
        self._populate(depository)

    def transfers(self, count: int) -> list[bytes]:
        """Signed by their senders, each an intent of its own."""
        valid_until = self._valid_until()
        pairs = (self._dice.sample(range(len(self._keys)), 2) for _ in range(count))
        return [
            self._signed(
                [Transfer(sender=account(one), receiver=account(other), instrument=SHARE, quantity=Quantity(1))],
                self._keys[one],
                holder_id(one),
                valid_until,
            )
            for one, other in pairs
        ]

    def used(self) -> Used:
        """Of all nodes together."""
        each = [member.used().used for member in self.members]
        return {part: sum(one.get(part, 0) for one in each) for part in {part for one in each for part in one}}

    def _valid_until(self) -> Height:
        return Height(self.members[0].used().height + VALID_FOR)

    def _signed(self, calls: Sequence[msgspec.Struct], key: PrivateKey, by: str, valid_until: Height) -> bytes:
        plain = [msgspec.to_builtins(call) for call in calls]
        seed = self._dice.randbytes(32)
        return build_transaction(
            plain, key, by=[by], chain=CHAIN, genesis=self._genesis, valid_until=valid_until, seed=seed
        ).encode()

    def _populate(self, depository: PrivateKey) -> None:
        first, until = self.members[0], self._valid_until()

        def do(calls: Sequence[msgspec.Struct]) -> None:
            batches = [calls[start : start + BATCH] for start in range(0, len(calls), BATCH)]
            first.hand_in([self._signed(batch, depository, DEPOSITORY, until) for batch in batches])

        unit = Unit(name="share", decimals=0)
        share = DefineInstrument(
            instrument=SHARE, kind=InstrumentKind.equity, issuer=DEPOSITORY, name="Share of the benchmark", unit=unit
        )
        do([share, ChangeStatus(instrument=SHARE, status=InstrumentStatus.active, by=DEPOSITORY)])
        do(
            [
                RegisterParty(
                    party=holder_id(holder),
                    registrar=DEPOSITORY,
                    kind=PartyKind.organisation,
                    name=f"Holder {holder}",
                    keys=single_key_policy(key),
                )
                for holder, key in enumerate(self._keys)
            ]
        )
        opened = []
        for holder, key in enumerate(self._keys):
            of = account(holder), holder_id(holder)
            call = OpenAccount(account=of[0], holder=of[1], outgoing=Control.holder, incoming=Control.nobody)
            opened.append(self._signed([call], key, holder_id(holder), until))
        first.hand_in(opened)
        do([Issue(instrument=SHARE, account=account(each), quantity=EACH) for each in range(len(self._keys))])


@contextmanager
def consortium(root: Path, binary: Path, validators: int, holders: int) -> Iterator[Members]:
    """So many members of one chain, as ``counterfoil network generate --local`` makes them."""
    os.environ[ENGINE_VARIABLE] = str(binary)
    first_port = free_run(3 * validators + 1)
    generate_local(root, validators, CHAIN, _plan, lambda: None, time=clock_ms(), first_port=first_port)
    depository = read_key(Layout(root / CUSTODY_FOLDER).keys / f"{DEPOSITORY}.key", None)
    with _running([root / firm for firm in FIRMS[:validators]]) as members:
        yield Members(members, depository, holders)


@contextmanager
def solo(root: Path, holders: int) -> Iterator[Members]:
    """A chain that one operator orders by himself."""
    keyring = Keyring(Layout(root).keys, lambda: None)
    create_network(
        root, NetworkPlan(origin=ORIGIN, chains=[CHAIN], witnesses=["w"], quorum=1), keyring, time=clock_ms()
    )
    with _running([root]) as members:
        yield Members(members, keyring.get(DEPOSITORY), holders)


@contextmanager
def _running(roots: Sequence[Path]) -> Iterator[list[Member]]:
    with ExitStack() as ending:
        members: list[Member] = []
        for root in roots:
            members.append(Member(root))
            ending.callback(members[-1].wait)
        try:
            for member in members:
                member.wait_until_ready()
            yield members
        finally:
            for member in members:
                member.end()


def _plan(custody_url: str) -> ConsortiumPlan:
    return ConsortiumPlan(
        origin=ORIGIN,
        custody_url=custody_url,
        witnesses=("w",),
        quorum=1,
        entry_auditors=("auditor",),
        state_auditors=("auditor",),
        recovery_delay_ms=0,
    )
