# SPDX-License-Identifier: Apache-2.0
"""A chain in a temporary folder with accounts that hold one share issue, for the benchmarks."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from counterfoil.commerce.modules.holdings.messages import IssueBatch, IssuedLine, Transfer
from counterfoil.commerce.modules.instruments.messages import ChangeStatus, DefineInstrument
from counterfoil.commerce.modules.instruments.state import InstrumentKind, InstrumentStatus, Unit
from counterfoil.commerce.modules.parties.messages import OpenAccount, RegisterParty
from counterfoil.commerce.modules.parties.state import Control, PartyKind
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.node.chain import ChainNode
from counterfoil.node.initialise import DEPOSITORY, NetworkPlan, create_network
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network, clock_ms
from counterfoil.node.submitting import is_committed, sign_calls, submit
from counterfoil.primitives.types import AccountId, ChainId, InstrumentId, PartyId, Quantity

CHAIN = ChainId("bench")
SHARE = InstrumentId("SHARE")
EACH = Quantity(1_000_000)


@dataclass
class World:
    """A network with one chain, ``holders`` keyed holders, each with one account."""

    network: Network
    node: ChainNode
    keys: list[PrivateKey]

    def transfer(self, sender: int, receiver: int, quantity: int = 1) -> bytes:
        """A signed transfer between two holders' accounts."""
        call = Transfer(
            sender=account(sender), receiver=account(receiver), instrument=SHARE, quantity=Quantity(quantity)
        )
        return sign_calls(self.node, [call], self.keys[sender], valid_for=1_000)

    def settle(self, envelopes: list[bytes]) -> None:
        """Submit and wait; every one must be committed."""
        if not all(is_committed(answer) for answer in submit(self.node, envelopes)):
            raise ValueError("a transfer of the benchmark was not committed")


def account(holder: int) -> AccountId:
    return AccountId(f"account-{holder}")


@contextmanager
def world(holders: int) -> Iterator[World]:
    """Build it, yield it, remove it."""
    with tempfile.TemporaryDirectory(prefix="counterfoil-bench-") as folder:
        root = Path(folder) / "network"
        plan = NetworkPlan(origin="bench.example/custody", chains=[CHAIN], witnesses=["w1", "w2", "w3"], quorum=2)
        create_network(root, plan, Keyring(Layout(root).keys, lambda: None), time=clock_ms())
        with Network(root, lambda: None) as network:
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
    active = ChangeStatus(instrument=SHARE, status=InstrumentStatus.active, by=DEPOSITORY)
    built.settle([sign_calls(node, [shares, active], depository)])
    built.settle([sign_calls(node, [_registration(holder, key)], depository) for holder, key in enumerate(keys)])
    built.settle([sign_calls(node, [_opening(holder)], key) for holder, key in enumerate(keys)])
    lines = [IssuedLine(account=account(holder), quantity=EACH) for holder in range(holders)]
    batches = [tuple(lines[start : start + 500]) for start in range(0, holders, 500)]
    built.settle([sign_calls(node, [IssueBatch(instrument=SHARE, lines=batch)], depository) for batch in batches])
    return built


def _registration(holder: int, key: PrivateKey) -> RegisterParty:
    return RegisterParty(
        party=PartyId(f"holder-{holder}"),
        registrar=DEPOSITORY,
        kind=PartyKind.organisation,
        name=f"Holder {holder}",
        keys=single_key_policy(key),
    )


def _opening(holder: int) -> OpenAccount:
    return OpenAccount(account=account(holder), holder=PartyId(f"holder-{holder}"), outgoing=Control.holder)
