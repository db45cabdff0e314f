# SPDX-License-Identifier: Apache-2.0
"""What every example begins with: a network in a folder, and a few words for building a market on it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.holdings.queries import holding
from counterfoil.modules.holdings.records import Holding
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.initialise import DEPOSITORY, NetworkPlan, create_network
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network, clock_ms
from counterfoil.node.submitting import Answer, describe, is_committed, sign_calls, submit
from counterfoil.primitives.types import AccountId, ChainId, InstrumentId, PartyId, Quantity

CHAIN = ChainId("alliance")


@contextmanager
def new_market() -> Iterator["Market"]:
    """One chain, one custody log, two of three witnesses, and auditors; in the first argument's folder, or for now."""
    with TemporaryDirectory() as scratch:
        root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch) / "network"
        plan = NetworkPlan(
            origin="example.org/custody", chains=(CHAIN,), witnesses=("north", "south", "east"), quorum=2
        )
        # None for a passphrase: these keys protect nothing.
        create_network(root, plan, Keyring(Layout(root).keys, lambda: None), time=clock_ms())
        with Network(root, lambda: None) as network:
            yield Market(network)


def key_of(name: str) -> PrivateKey:
    """A key that is the same in every run; a real one comes from ``counterfoil keys``."""
    return PrivateKey(sha256(name.encode()).digest())


class Market:
    """A chain and the words of these examples: every name is an identifier and, hashed, a key."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.node = network.chain(CHAIN)
        self.depository = network.keyring.get(DEPOSITORY)

    def attempt(self, *calls: msgspec.Struct, signed_by: tuple[PrivateKey, ...]) -> Answer:
        """One transaction of these calls, to which those consent whose keys sign: all succeed or none does."""
        return submit(self.node, [sign_calls(self.node, calls, *signed_by)])[0]

    def do(self, *calls: msgspec.Struct, signed_by: tuple[PrivateKey, ...]) -> Answer:
        """``attempt``, which must succeed."""
        answer = self.attempt(*calls, signed_by=signed_by)
        if not is_committed(answer):
            raise SystemExit(describe(answer))
        return answer

    def party(self, name: str, *roles: Role, keys: KeyPolicy | None = None) -> PartyId:
        """Register an organisation; its key is ``key_of(name)`` unless a policy is given."""
        call = RegisterParty(
            party=PartyId(name),
            registrar=DEPOSITORY,
            kind=PartyKind.organisation,
            name=name,
            roles=roles,
            keys=keys or single_key_policy(key_of(name)),
        )
        self.do(call, signed_by=(self.depository,))
        return PartyId(name)

    def account(
        self, name: str, holder: PartyId, *signers: PrivateKey, incoming: Control = Control.holder
    ) -> AccountId:
        """Open an account that its holder alone controls: what leaves it, and by default also what comes into it."""
        call = OpenAccount(account=AccountId(name), holder=holder, outgoing=Control.holder, incoming=incoming)
        self.do(call, signed_by=signers or (key_of(holder),))
        return AccountId(name)

    def instrument(
        self, name: str, issuer: PartyId, *, kind: InstrumentKind, unit: Unit, unique: bool = False
    ) -> InstrumentId:
        """Define something that can be owned, and activate it; of what is unique there is one unit."""
        instrument, limit = InstrumentId(name), Quantity(1) if unique else None
        define = DefineInstrument(
            instrument=instrument,
            kind=kind,
            issuer=issuer,
            name=name,
            unit=unit,
            unique=unique,
            supply_limit=limit,
        )
        activate = ChangeStatus(instrument=instrument, status=InstrumentStatus.active, by=issuer)
        self.do(define, activate, signed_by=(key_of(issuer),))
        return instrument

    def issue(self, instrument: InstrumentId, account: AccountId, quantity: int, *signed_by: PrivateKey) -> None:
        """Create units in an account; the issuer signs, and whoever lets things into the account."""
        call = Issue(instrument=instrument, account=account, quantity=Quantity(quantity))
        self.do(call, signed_by=signed_by)

    def holding(self, account: AccountId, instrument: InstrumentId) -> Holding:
        """What the register says now."""
        found = holding(self.node.ledger.view, account, instrument)
        return found or Holding(account=account, instrument=instrument)
