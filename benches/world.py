# SPDX-License-Identifier: Apache-2.0
"""A chain in a temporary folder with accounts that hold one share issue, for the benchmarks."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from benches.claim import Stopwatch, timed
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.holdings.calls import Issue, Transfer
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind
from counterfoil.node.chain import ChainNode
from counterfoil.node.initialise import DEPOSITORY, NetworkPlan, create_network
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network, clock_ms
from counterfoil.node.submitting import is_committed, sign_calls, submit
from counterfoil.primitives.types import AccountId, ChainId, InstrumentId, PartyId, Quantity, Timestamp

CHAIN: Final = ChainId("bench")
SHARE: Final = InstrumentId("SHARE")
EACH: Final = Quantity(1_000_000)
BATCH: Final = 500
"""Calls in one transaction, where a transaction holds many."""


@dataclass
class World:
    """A network with one chain, ``holders`` keyed holders, each with one account into which anybody may bring units."""

    network: Network
    node: ChainNode
    keys: list[PrivateKey]

    def transfer(self, sender: int, receiver: int, quantity: int = 1) -> bytes:
        """A transfer between two holders' accounts, which the sender signs."""
        call = Transfer(
            sender=account(sender), receiver=account(receiver), instrument=SHARE, quantity=Quantity(quantity)
        )
        return sign_calls(self.node, [call], self.keys[sender], by=[holder_id(sender)], valid_for=1_000)

    def settle(self, transactions: list[bytes]) -> None:
        """Submit and wait; every one must be committed."""
        if not all(is_committed(answer) for answer in submit(self.node, transactions)):
            raise ValueError("a transaction of the benchmark was not committed")

    def by_turns(self, rounds: Iterable[Sequence[list[bytes]]]) -> list[Stopwatch]:
        """What each kind took to be settled. Kinds take turns in each round, so that all meet the same load."""
        spent: list[Stopwatch] = []
        for kinds in rounds:
            spent = spent or [Stopwatch() for _ in kinds]
            for whole, signed in zip(spent, kinds, strict=True):
                with timed() as watch:
                    self.settle(signed)
                whole.add(watch)
        return spent

    def do(self, calls: Sequence[msgspec.Struct], *keys: PrivateKey) -> None:
        """Many calls, so many to a transaction as are given together."""
        batches = [calls[start : start + BATCH] for start in range(0, len(calls), BATCH)]
        self.settle([sign_calls(self.node, batch, *keys) for batch in batches])


def account(holder: int) -> AccountId:
    return AccountId(f"account-{holder}")


def holder_id(holder: int) -> PartyId:
    return PartyId(f"holder-{holder}")


@contextmanager
def world(
    holders: int, *, state_auditors: Sequence[str] = ("auditor",), clock: Callable[[], Timestamp] = clock_ms
) -> Iterator[World]:
    """Build it, yield it, remove it. Three witnesses and an entry auditor cosign, in this process, by this clock."""
    with tempfile.TemporaryDirectory(prefix="counterfoil-bench-") as folder:
        root = Path(folder) / "network"
        plan = NetworkPlan(
            origin="bench.example/custody",
            chains=[CHAIN],
            witnesses=["w1", "w2", "w3"],
            quorum=2,
            state_auditors=state_auditors,
        )
        create_network(root, plan, Keyring(Layout(root).keys, lambda: None), time=clock())
        with Network(root, lambda: None, clock=clock) as network:
            yield _populate(network, holders)


def _populate(network: Network, holders: int) -> World:
    node = network.chain(CHAIN)
    depository = network.keyring.get(DEPOSITORY)
    keys = [PrivateKey(holder.to_bytes(32, "big")) for holder in range(1, holders + 1)]
    built = World(network, node, keys)
    shares = DefineInstrument(
        instrument=SHARE,
        kind=InstrumentKind.equity,
        issuer=DEPOSITORY,
        name="Share of the benchmark",
        unit=Unit(name="share", decimals=0),
    )
    built.do([shares, ChangeStatus(instrument=SHARE, status=InstrumentStatus.active, by=DEPOSITORY)], depository)
    built.do([_registration(holder, key) for holder, key in enumerate(keys)], depository)
    built.settle([sign_calls(node, [_opening(holder)], key) for holder, key in enumerate(keys)])
    built.do([Issue(instrument=SHARE, account=account(each), quantity=EACH) for each in range(holders)], depository)
    return built


def _registration(holder: int, key: PrivateKey) -> RegisterParty:
    return RegisterParty(
        party=holder_id(holder),
        registrar=DEPOSITORY,
        kind=PartyKind.organisation,
        name=f"Holder {holder}",
        keys=single_key_policy(key),
    )


def _opening(holder: int) -> OpenAccount:
    return OpenAccount(
        account=account(holder), holder=holder_id(holder), outgoing=Control.holder, incoming=Control.nobody
    )
