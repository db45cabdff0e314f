# SPDX-License-Identifier: Apache-2.0
"""The commercial tier in memory, with words for building a market and checks that run after every block."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import msgspec

from counterfoil.commerce import app
from counterfoil.commerce.context import Context, EventLog
from counterfoil.commerce.genesis import Genesis, apply_genesis
from counterfoil.commerce.machine import BlockTransaction, Machine, Result
from counterfoil.commerce.modules.holdings import messages as h
from counterfoil.commerce.modules.holdings.state import HOLDINGS, Holding
from counterfoil.commerce.modules.instruments import messages as i
from counterfoil.commerce.modules.instruments.state import InstrumentKind, InstrumentStatus, Unit
from counterfoil.commerce.modules.parties import messages as p
from counterfoil.commerce.modules.parties.state import Control, PartyKind, Role
from counterfoil.commerce.modules.protocol.state import (
    IMMEDIATE_SETTLEMENT,
    RULES,
    RULES_KEY,
    active_features,
)
from counterfoil.commerce.outcome import Outcome
from counterfoil.commerce.state import MemoryRecords, State
from counterfoil.evidence.event import GENESIS_TRANSACTION, NO_PREVIOUS, Event, decode_event
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.primitives.types import Height

CHAIN = "test-chain"
GENESIS_TIME = 1_700_000_000_000
BLOCK_MS = 1_000
DOCUMENT = "d" * 64


def key_of(name: str, generation: int = 0) -> PrivateKey:
    """A party's key, the same in every run."""
    return PrivateKey(sha256(f"{name}/{generation}".encode()).digest())


def policy_of(*names: str, threshold: int = 1) -> KeyPolicy:
    """A key policy over the named parties' keys."""
    return KeyPolicy(keys=tuple(key_of(name).public for name in names), threshold=threshold)


class Ledger:
    """One chain. Every block is committed to memory and then checked: invariants, trails, and what changed."""

    def __init__(self, *, features: dict[str, int] | None = None, checked: bool = True) -> None:
        self.records = MemoryRecords()
        self.state = State(self.records)
        self.machine = Machine(chain=CHAIN, calls=app.CALLS, authority=app.parties)
        self.height = 0
        self.time = GENESIS_TIME
        self.events: list[bytes] = []
        self.blocks: list[tuple[int, list[BlockTransaction]]] = []
        self._checked = checked
        self._heads: dict[str, tuple[int, str]] = {}
        self._submitted = 0
        self._begin(features if features is not None else {IMMEDIATE_SETTLEMENT: 0})

    def _begin(self, features: dict[str, int]) -> None:
        founders = {"registrar": Role.registrar, "supervisor": Role.supervisor}
        parties = tuple(
            p.RegisterParty(
                party=name,
                registrar="registrar",
                kind=PartyKind.organisation,
                name=name,
                roles=(role,),
                keys=single_key_policy(key_of(name)),
            )
            for name, role in founders.items()
        )
        genesis = Genesis(chain=CHAIN, time=self.time, parties=parties, features=features)
        events = EventLog()
        ctx = Context(
            chain=CHAIN,
            height=Height(0),
            time=self.time,
            transaction=GENESIS_TRANSACTION,
            signers=frozenset(),
            state=self.state,
            events=events,
            authority=app.parties,
            features=frozenset(),
        )
        apply_genesis(ctx, genesis, parties=app.parties, rules=app.rules)
        self._commit(events)

    # Running blocks.

    def transaction(self, *calls: msgspec.Struct, signed_by: str | Sequence[str] = ()) -> BlockTransaction:
        """A transaction signed by the named parties' first keys."""
        self._submitted += 1
        names = signed_by.split() if isinstance(signed_by, str) else signed_by
        return BlockTransaction(
            id=sha256(b"%d" % self._submitted).hexdigest(),
            calls=calls,
            signers=frozenset(key_of(name).keyid for name in names),
        )

    def block(self, *transactions: BlockTransaction) -> list[Result]:
        """Execute and commit one block, a second after the one before."""
        self.height += 1
        self.time += BLOCK_MS
        self.blocks.append((self.time, list(transactions)))
        rules = self.state.read(RULES, RULES_KEY)
        events, results = self.machine.apply_block(
            self.state,
            transactions,
            height=self.height,
            time=self.time,
            features=active_features(rules, self.height),
        )
        self._commit(events)
        return results

    def submit(self, *calls: msgspec.Struct, signed_by: str | Sequence[str] = ()) -> Result:
        """One transaction in a block of its own."""
        return self.block(self.transaction(*calls, signed_by=signed_by))[0]

    def do(self, *calls: msgspec.Struct, signed_by: str | Sequence[str] = ()) -> None:
        """``submit``, which must succeed."""
        result = self.submit(*calls, signed_by=signed_by)
        assert result.outcome is Outcome.ok, (result, calls)

    def wait(self, milliseconds: int) -> None:
        """Let time pass; the next block is later by so much."""
        self.time += milliseconds

    # A market in a few words. Names are identifiers and, hashed, keys.

    def party(self, name: str, *roles: Role, keyless: bool = False) -> str:
        """Register an organisation, or a person when it has no role."""
        person = not roles
        self.do(
            p.RegisterParty(
                party=name,
                registrar="registrar",
                kind=PartyKind.person if person else PartyKind.organisation,
                name="" if person else name,
                commitment=sha256(name.encode()).hexdigest() if person else None,
                roles=roles,
                keys=None if keyless else single_key_policy(key_of(name)),
            ),
            signed_by="registrar",
        )
        return name

    def account(
        self,
        name: str,
        holder: str,
        *,
        custodian: str | None = None,
        outgoing: Control = Control.holder,
        incoming: Control = Control.nobody,
    ) -> str:
        """Open an account."""
        call = p.OpenAccount(account=name, holder=holder, custodian=custodian, outgoing=outgoing, incoming=incoming)
        self.do(call, signed_by=custodian or holder)
        return name

    def instrument(
        self,
        name: str,
        issuer: str,
        *,
        kind: InstrumentKind = InstrumentKind.equity,
        limit: int | None = None,
        status: InstrumentStatus = InstrumentStatus.active,
    ) -> str:
        """Define an instrument and take it to a status."""
        self.do(
            i.DefineInstrument(
                instrument=name,
                kind=kind,
                issuer=issuer,
                name=name,
                unit=Unit(name="unit", decimals=0),
                supply_limit=limit,
            ),
            signed_by=issuer,
        )
        path = {
            InstrumentStatus.draft: (),
            InstrumentStatus.active: (InstrumentStatus.active,),
            InstrumentStatus.cancelled: (InstrumentStatus.cancelled,),
        }.get(status, (InstrumentStatus.active, status))
        for step in path:
            self.do(i.ChangeStatus(instrument=name, status=step, by=issuer), signed_by=issuer)
        return name

    def issue(self, instrument: str, account: str, quantity: int, *, issuer: str) -> None:
        """Create units."""
        self.do(h.Issue(instrument=instrument, account=account, quantity=quantity), signed_by=issuer)

    def holding(self, account: str, instrument: str) -> Holding:
        """What an account holds; zeros when it never held any."""
        return self.state.read(HOLDINGS, account, instrument) or Holding(account=account, instrument=instrument)

    def digest(self) -> str:
        """One hash over all records and all events, in the order in which they were written."""
        digest = sha256()
        for path, data in self.records.records.items():
            digest.update(path.encode() + b"\0" + data + b"\n")
        for event in self.events:
            digest.update(event + b"\n")
        return digest.hexdigest()

    def decoded_events(self, start: int = 0) -> list[Event]:
        """The events since position ``start``."""
        return [decode_event(data) for data in self.events[start:]]

    # What must hold after every block.

    def _commit(self, events: EventLog) -> None:
        changes = self.state.block_changes()
        before = {path: self.records.get(path) for path in changes}
        self.records.records.update(changes)
        self.state.end_block()
        self.events.extend(events.encoded)
        if self._checked:
            self._follow_trails(events)
            self._check_changes(before, changes)
            assert list(app.broken_invariants(self.state)) == []

    def _follow_trails(self, events: EventLog) -> None:
        for index, encoded in enumerate(events.encoded):
            event = decode_event(encoded)
            assert (event.chain, event.height, event.index) == (CHAIN, self.height, index)
            head = sha256(b"\0" + encoded)
            assert events.leaves[index] == head.digest()
            assert events.trails[index] == event.trails
            for link in event.trails:
                seq, previous = self._heads.get(link.record, (0, NO_PREVIOUS))
                assert (link.seq, link.previous) == (seq + 1, previous), link
            self._heads.update({link.record: (link.seq, head.hexdigest()) for link in event.trails})

    def _check_changes(self, before: dict[Any, bytes | None], changes: dict[Any, bytes]) -> None:
        for path, data in changes.items():
            record = msgspec.json.decode(data)
            if "trail" not in record:
                assert before[path] in (None, data), f"{path} has no trail and was changed"
                continue
            assert self._heads[path] == (record["trail"]["seq"], record["trail"]["head"]), path
            if (earlier := before[path]) is not None:
                assert msgspec.json.decode(earlier)["trail"]["seq"] < record["trail"]["seq"], path
        assert self._heads.keys() <= self.records.records.keys()
