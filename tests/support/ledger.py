# SPDX-License-Identifier: Apache-2.0
"""The commercial tier in memory, with words for building a market and checks that run after every block."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple, Self

import msgspec

from counterfoil.application import Refusal, TransactionResult
from counterfoil.commerce.admission import Prepared
from counterfoil.commerce.context import Context, EventLog
from counterfoil.commerce.genesis import Genesis, apply_genesis
from counterfoil.commerce.machine import Machine
from counterfoil.commerce.state import MemoryRecords, State
from counterfoil.evidence.event import NO_PREVIOUS, Event, decode_event
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.law.call import Call
from counterfoil.law.module import Module, Now, Steps
from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules import laws, modules
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import HOLDINGS, Holding
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.modules.protocol.records import RULES, RULES_KEY, active_features
from counterfoil.primitives.types import RecordPath, Timestamp
from support.invariants import Invariants
from support.programs import programs
from support.refolding import Refolded

CHAIN = "test-chain"
GENESIS_TIME = 1_700_000_000_000
BLOCK_MS = 1_000
DOCUMENT = "d" * 64
Names = str | Sequence[str]
"""Names with spaces between, or one by one."""


@cache
def key_of(name: str, generation: int = 0) -> PrivateKey:
    """A party's key, the same in every run; it remembers its identifier, for which a curve is walked."""
    return PrivateKey(sha256(f"{name}/{generation}".encode()).digest())


def policy_of(*names: str, threshold: int = 1) -> KeyPolicy:
    """A key policy over the named parties' keys."""
    return KeyPolicy(keys=tuple(key_of(name).public for name in names), threshold=threshold)


class Answer(NamedTuple):
    """What became of a transaction. ``events`` is None when it was left out of the block."""

    outcome: Outcome
    call: int | None
    events: int | None


class Ledger:
    """One chain. Every block is committed to memory and then checked: invariants, trails, changes, and the folds.

    Signatures are not made: a transaction says which keys signed it, as intake would have found.
    """

    def __init__(
        self,
        *,
        features: Mapping[str, int] | None = None,
        checked: bool = True,
        besides: Sequence[Module] = (),
    ) -> None:
        """``features``: heights of activation, all at genesis unless told; ``besides``: modules that no chain has."""
        self.records = MemoryRecords()
        self.state = State(self.records)
        self.machine = Machine.of([*modules(), *besides])
        self.height = 0
        self.time = GENESIS_TIME
        self.events: list[bytes] = []
        self.blocks: list[tuple[int, list[Prepared]]] = []
        self.refolded = Refolded(CHAIN, self.machine.laws)
        self._invariants = Invariants()
        self._checked = checked
        self._heads: dict[str, tuple[int, str]] = {}
        self._submitted = 0
        self._begin(dict(features if features is not None else dict.fromkeys(sorted(laws().features), 0)))

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
        ctx = self.context()
        apply_genesis(ctx, Genesis(chain=CHAIN, log="a/log", time=self.time, parties=parties, features=features))
        self._commit(ctx.events)

    def twin(self) -> Self:
        """A chain with the same past, which goes its own way: records are immutable, so none is copied."""
        other = copy(self)
        other.records = MemoryRecords()
        other.records.records.update(self.records.records)
        other.state = State(other.records)
        other.events, other.blocks, other._heads = list(self.events), list(self.blocks), dict(self._heads)
        other._invariants = self._invariants.twin()
        other.refolded = copy(self.refolded)
        other.refolded.records = dict(self.refolded.records)
        return other

    # Running blocks.

    def context(self) -> Context:
        """What the machine is told of the block that runs now."""
        return Context(CHAIN, self.height, self.time, self.state, **self.machine.rules, programs=programs())

    def transaction(self, *calls: Call, signed_by: Names = (), by: Names | None = None) -> Prepared:
        """A transaction signed by the first keys of names, in the name of ``by``: those who sign, unless told."""
        self._submitted += 1
        name = sha256(b"%d" % self._submitted).hexdigest()
        return Prepared(
            id=name,
            data=b"",
            envelope=b"",
            calls=calls,
            by=tuple(sorted(_names(signed_by if by is None else by))),
            signers=frozenset(key_of(name).keyid for name in _names(signed_by)),
            valid_from=0,
            valid_until=10**9,
        )

    def block(self, *transactions: Prepared) -> list[Answer]:
        """Execute and commit one block, a second after the one before."""
        self.height += 1
        self.time += BLOCK_MS
        self.blocks.append((self.time, list(transactions)))
        rules = self.state.read(RULES, RULES_KEY)
        assert rules is not None
        ctx = self.context()
        answers = self.machine.run(ctx, transactions, features=frozenset(active_features(rules, self.height)))
        self._commit(ctx.events)
        told = [_answer(self.machine.laws.outcomes, answer) for answer in answers]
        assert not [one for one in told if one.outcome is MachineOutcome.law_at_fault], told
        return told

    def submit(self, *calls: Call, signed_by: Names = (), by: Names | None = None) -> Answer:
        """One transaction in a block of its own."""
        return self.block(self.transaction(*calls, signed_by=signed_by, by=by))[0]

    def do(self, *calls: Call, signed_by: Names = (), by: Names | None = None) -> None:
        """``submit``, which must succeed."""
        answer = self.submit(*calls, signed_by=signed_by, by=by)
        assert answer.outcome is MachineOutcome.ok, (answer, calls)

    def time_of(self, height: int) -> int:
        """Time of a block."""
        return self.blocks[height - 1][0] if height else GENESIS_TIME

    def now(self, time: int | None = None, record: str = "") -> Now:
        """By what it is told how a record stands, now or at a time; quantities in smallest units."""
        return Now(self.state, Timestamp(self.time if time is None else time), "{} of {}".format, RecordPath(record))

    def drive(self, signed_by: str, *nouns: str) -> list[Call]:
        """Do what anybody may do next, round after round, until nothing of it is taken; what was done, in order."""
        done: list[Call] = []
        wanted = [module for module in modules() if not nouns or module.law.noun in nouns]
        while True:
            before = len(done)
            for module in wanted:
                done += self._taken(module.steps, signed_by)
            if len(done) == before:
                lasts = (self._taken(module.lasts, signed_by, at_most=1) for module in wanted)
                done += next((one for one in lasts if one), [])
            if len(done) == before:
                return done

    def _taken(self, steps: Steps, signed_by: str, at_most: int | None = None) -> list[Call]:
        calls = list(steps(self.state, Timestamp(self.time + BLOCK_MS)))
        return list(islice((one for call in calls for one in self._parts_taken(call, signed_by)), at_most))

    def _parts_taken(self, call: Call, signed_by: str) -> Iterator[Call]:
        """The call, or those of its parts that are not refused."""
        if self.submit(call, signed_by=signed_by).outcome is MachineOutcome.ok:
            yield call
        else:
            yield from (one for half in call.halves() for one in self._parts_taken(half, signed_by))

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
        """Open an account into which anybody may bring things, unless told otherwise."""
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
        unique: bool = False,
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
                supply_limit=1 if unique else limit,
                unique=unique,
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
            assert list(self._invariants.broken(self.state, changes)) == []

    def _follow_trails(self, events: EventLog) -> None:
        self.refolded.time = self.time
        for index, encoded in enumerate(events.encoded):
            event = self.refolded.follow(encoded)
            assert (event.chain, event.height, event.index) == (CHAIN, self.height, index)
            head = sha256(b"\0" + encoded)
            assert events.leaves[index] == head.digest()
            assert events.trails[index] == event.trails
            for link in event.trails:
                seq, previous = self._heads.get(link.record, (0, NO_PREVIOUS))
                assert (link.seq, link.previous) == (seq + 1, previous), link
            self._heads.update({link.record: (link.seq, head.hexdigest()) for link in event.trails})

    def _check_changes(self, before: Mapping[Any, bytes | None], changes: Mapping[Any, bytes]) -> None:
        refolded = self.refolded.encoded_of(changes)
        assert refolded == dict(changes), "the folds of the events make other records than the machine wrote"
        for path, data in changes.items():
            record = msgspec.json.decode(data)
            if "trail" not in record:
                assert before[path] in (None, data), f"{path} has no trail and was changed"
                continue
            assert self._heads[path] == (record["trail"]["seq"], record["trail"]["head"]), path
            if (earlier := before[path]) is not None:
                assert msgspec.json.decode(earlier)["trail"]["seq"] < record["trail"]["seq"], path
        assert self._heads.keys() <= self.records.records.keys()
        assert self.refolded.records.keys() == self.records.records.keys()


def _names(names: Names) -> Sequence[str]:
    return names.split() if isinstance(names, str) else names


def _answer(outcomes: Mapping[int, Outcome], answer: TransactionResult | Refusal) -> Answer:
    if isinstance(answer, Refusal):
        return Answer(outcomes[answer.code], None, None)
    assert outcomes[answer.code].name == answer.outcome
    return Answer(outcomes[answer.code], answer.call, answer.events)
