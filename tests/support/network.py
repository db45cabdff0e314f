# SPDX-License-Identifier: Apache-2.0
"""Networks for tests: one is made per module and copied, because publishing and auditing take their time.

``make_network``: what ``counterfoil init`` makes, published once. ``make_trading_network``: with an issuer, two
holders, their accounts, shares, digital yuan and a unique receipt.
"""

import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.holdings.calls import Issue, Transfer
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.chain import ChainNode
from counterfoil.node.initialise import DEPOSITORY, NetworkPlan, create_network
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout, write_config
from counterfoil.node.network import Network
from counterfoil.node.submitting import is_committed, sign_calls, submit
from counterfoil.primitives.types import AccountId, ChainId, HexHash, InstrumentId, PartyId, Quantity, Timestamp
from counterfoil.verify.trust import Trust, parse_trust

CHAIN = ChainId("main")
WITNESS = "alpha"
ORIGIN = "custody.example/log"
SHARES = InstrumentId("SSE.600000")
YUAN = InstrumentId("CNY")
RECEIPT = InstrumentId("WR-1")
"""A warehouse receipt: one unit, whose title is followed from holder to holder."""


def no_passphrase() -> None:
    """The keys of test networks are not encrypted, so that no test waits for scrypt."""


def open_network(root: Path, *, accept_clock: bool = False) -> Network:
    return Network(root, no_passphrase, accept_clock=accept_clock)


def trust_of(root: Path) -> Trust:
    """What the network's trust file says."""
    return parse_trust(Layout(root).trust.read_bytes())


def make_network(
    root: Path,
    *,
    chains: Sequence[ChainId] = (CHAIN,),
    witnesses: Sequence[str] = (WITNESS,),
    state_auditors: Sequence[str] = ("auditor",),
    seal_keys: Sequence[str] = (),
) -> Path:
    """What ``counterfoil init`` makes, published once; ``seal_keys``: which keys seal it, if not its operator's."""
    plan = NetworkPlan(
        origin=ORIGIN, chains=chains, witnesses=witnesses, quorum=len(witnesses), state_auditors=state_auditors
    )
    now = Timestamp(time.time_ns() // 1_000_000)
    keyring = Keyring(Layout(root).keys, no_passphrase)
    made = create_network(root, plan, keyring, time=now)
    if seal_keys:
        for name in seal_keys:
            keyring.create(name)
        sealed = {chain: msgspec.structs.replace(one, seal_keys=tuple(seal_keys)) for chain, one in made.chains.items()}
        write_config(Layout(root), msgspec.structs.replace(made, chains=sealed))
    with open_network(root) as network:
        network.publish()
    return root


def make_trading_network(root: Path, *, seal_keys: Sequence[str] = ()) -> Path:
    """1,000 shares, 5,000.00 yuan and a receipt issued, 100 shares and the receipt transferred; published."""
    make_network(root, seal_keys=seal_keys)
    with open_network(root) as network:
        node = network.chain(CHAIN)
        keys = {name: network.keyring.create(name) for name in ("issuer", "bank", "alice", "bob")}
        run(node, [_registered(name, key) for name, key in keys.items()], network.keyring.get(DEPOSITORY))
        run(node, [*_accounts(), *_instruments(), *_movements()], *keys.values())
        network.publish()
    return root


def _registered(name: str, key: PrivateKey) -> RegisterParty:
    roles = {"issuer": (Role.issuer,), "bank": (Role.operating_bank, Role.custodian)}
    return RegisterParty(
        party=PartyId(name),
        registrar=DEPOSITORY,
        kind=PartyKind.organisation,
        name=name.title(),
        roles=roles.get(name, ()),
        keys=single_key_policy(key),
    )


def _accounts() -> list[OpenAccount]:
    return [
        OpenAccount(
            account=AccountId(f"{name}-1"), holder=PartyId(name), outgoing=Control.holder, incoming=Control.nobody
        )
        for name in ("alice", "bob")
    ]


def _instruments() -> list[msgspec.Struct]:
    issuers = {SHARES: "issuer", YUAN: "bank", RECEIPT: "issuer"}
    return [
        define(SHARES, InstrumentKind.equity, "issuer", Unit(name="share", decimals=0)),
        define(YUAN, InstrumentKind.cash, "bank", Unit(name="CNY", decimals=2)),
        define(RECEIPT, InstrumentKind.warehouse_receipt, "issuer", Unit(name="receipt", decimals=0), unique=True),
        *(
            ChangeStatus(instrument=instrument, status=InstrumentStatus.active, by=PartyId(issuer))
            for instrument, issuer in issuers.items()
        ),
    ]


def _movements() -> list[msgspec.Struct]:
    alice, bob = AccountId("alice-1"), AccountId("bob-1")
    return [
        Issue(instrument=SHARES, account=alice, quantity=Quantity(1_000)),
        Issue(instrument=YUAN, account=bob, quantity=Quantity(500_000)),
        Issue(instrument=RECEIPT, account=alice, quantity=Quantity(1)),
        Transfer(sender=alice, receiver=bob, instrument=SHARES, quantity=Quantity(100), reference="gift"),
        Transfer(sender=alice, receiver=bob, instrument=RECEIPT, quantity=Quantity(1)),
    ]


def define(
    instrument: InstrumentId, kind: InstrumentKind, issuer: str, unit: Unit, *, unique: bool = False
) -> DefineInstrument:
    return DefineInstrument(
        instrument=instrument,
        kind=kind,
        issuer=PartyId(issuer),
        name=instrument,
        unit=unit,
        unique=unique,
        supply_limit=Quantity(1) if unique else None,
    )


def run(node: ChainNode, calls: Sequence[msgspec.Struct], *keys: PrivateKey) -> HexHash:
    """Submit calls in one transaction that must succeed; its identifier."""
    [answer] = submit(node, [sign_calls(node, calls, *keys)])
    assert is_committed(answer), answer
    return answer.id


def copy_network(source: Path, target: Path) -> Path:
    """A network of one's own, as it was made."""
    shutil.copytree(source, target)
    return target
