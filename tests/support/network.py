# SPDX-License-Identifier: Apache-2.0
"""Networks for tests: one is made per session and copied, because deriving keys from a passphrase is slow on purpose.

``bare``: a chain, a witness, and what ``counterfoil init`` makes. ``trading``: with an issuer, two brokers, their
accounts, shares and digital yuan, all published.
"""

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from counterfoil.commerce.modules.holdings.messages import Issue, Transfer
from counterfoil.commerce.modules.instruments.messages import ChangeStatus, DefineInstrument
from counterfoil.commerce.modules.instruments.state import InstrumentKind, InstrumentStatus, Unit
from counterfoil.commerce.modules.parties.messages import OpenAccount, RegisterParty
from counterfoil.commerce.modules.parties.state import Control, PartyKind, Role
from counterfoil.identity.signing import single_key_policy
from counterfoil.node.initialise import DEPOSITORY, NetworkPlan, create_network
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network
from counterfoil.node.submitting import is_committed, sign_calls, submit
from counterfoil.primitives.types import AccountId, ChainId, InstrumentId, PartyId, Quantity, Timestamp

CHAIN = ChainId("main")
WITNESS = "alpha"
ORIGIN = "custody.example/log"
SHARES = InstrumentId("SSE.600000")
YUAN = InstrumentId("CNY")


def no_passphrase() -> None:
    """The keys of test networks are not encrypted, so that no test waits for scrypt."""


def open_network(root: Path) -> Network:
    return Network(root, no_passphrase)


def make_network(root: Path, *, chains: Sequence[ChainId] = (CHAIN,), witnesses: Sequence[str] = (WITNESS,)) -> Path:
    """What ``counterfoil init`` makes, published once."""
    plan = NetworkPlan(origin=ORIGIN, chains=chains, witnesses=witnesses, quorum=len(witnesses))
    now = Timestamp(time.time_ns() // 1_000_000)
    create_network(root, plan, Keyring(Layout(root).keys, no_passphrase), time=now)
    with open_network(root) as network:
        network.publish()
    return root


def make_trading_network(root: Path) -> Path:
    """Issuer, two brokers with accounts, 1,000 shares and 5,000.00 yuan issued, 100 shares transferred; published."""
    make_network(root)
    with open_network(root) as network:
        node = network.chain(CHAIN)
        ring = network.keyring
        keys = {name: ring.create(name) for name in ("issuer", "bank", "alice", "bob")}
        registrar = ring.get(DEPOSITORY)
        roles = {"issuer": (Role.issuer,), "bank": (Role.operating_bank, Role.custodian)}
        run(
            node,
            [
                RegisterParty(
                    party=PartyId(name),
                    registrar=DEPOSITORY,
                    kind=PartyKind.organisation,
                    name=name.title(),
                    roles=roles.get(name, ()),
                    keys=single_key_policy(key),
                )
                for name, key in keys.items()
            ],
            registrar,
        )
        opened = [
            OpenAccount(account=AccountId(f"{name}-1"), holder=PartyId(name), outgoing=Control.holder)
            for name in ("alice", "bob")
        ]
        defined = [
            define(SHARES, InstrumentKind.equity, "issuer", Unit(name="share", decimals=0)),
            define(YUAN, InstrumentKind.cash, "bank", Unit(name="CNY", decimals=2)),
        ]
        active = [
            ChangeStatus(instrument=SHARES, status=InstrumentStatus.active, by=PartyId("issuer")),
            ChangeStatus(instrument=YUAN, status=InstrumentStatus.active, by=PartyId("bank")),
        ]
        alice, bob = (account.account for account in opened)
        moved = [
            Issue(instrument=SHARES, account=alice, quantity=Quantity(1_000)),
            Issue(instrument=YUAN, account=bob, quantity=Quantity(500_000)),
            Transfer(sender=alice, receiver=bob, instrument=SHARES, quantity=Quantity(100), reference="gift"),
        ]
        run(node, [*opened, *defined, *active, *moved], *keys.values())
        network.publish()
    return root


def define(instrument: InstrumentId, kind: InstrumentKind, issuer: str, unit: Unit) -> DefineInstrument:
    return DefineInstrument(instrument=instrument, kind=kind, issuer=PartyId(issuer), name=instrument, unit=unit)


def run(node, calls: Sequence[msgspec.Struct], *keys) -> str:
    """Submit calls in one transaction that must succeed; its identifier."""
    [answer] = submit(node, [sign_calls(node, calls, *keys)])
    assert is_committed(answer), answer
    return answer.id


def copy_network(source: Path, target: Path) -> Path:
    """A network of one's own, as it was made."""
    shutil.copytree(source, target)
    return target
