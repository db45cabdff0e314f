# SPDX-License-Identifier: Apache-2.0
"""A chain in memory for trying contracts: whoever is named is there, and signs what is asked; no files, no keys."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from hashlib import sha256
from typing import Any, Final, Self

from counterfoil.application import Refusal
from counterfoil.commerce.admission import Prepared
from counterfoil.commerce.context import Context
from counterfoil.commerce.genesis import Genesis, apply_genesis
from counterfoil.commerce.ledger import broken_invariants
from counterfoil.commerce.machine import machine_of_all
from counterfoil.commerce.state import MemoryRecords, State
from counterfoil.evidence.event import Event, decode_event
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome, Outcome, explained
from counterfoil.law.program import Entry, Programs, Value
from counterfoil.law.table import Table
from counterfoil.modules import laws
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.events import Ran, path_of
from counterfoil.modules.contracts.law import proposal
from counterfoil.modules.contracts.queries import code_of, state_of
from counterfoil.modules.contracts.records import CONTRACTS, Upgrades
from counterfoil.modules.contracts.values import as_arguments, read
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import ENCUMBRANCES, HOLDINGS
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, Control, PartyKind, Role
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CounterfoilError, InputError, InvariantBroken
from counterfoil.primitives.types import ChainId, Height, HexHash, PartyId, Timestamp

BEGINS: Final = 1_767_225_600_000
"""When block 0 is made: 2026-01-01T00:00:00Z."""
BLOCK_MS: Final = 1_000
"""Each transaction has a block of its own, so much later than the one before."""
_CHAIN: Final = ChainId("local")


class CallRefused(CounterfoilError):
    """The ledger refused a transaction; ``outcome`` is why, by name."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        self.outcome, self.detail = outcome.name, detail
        super().__init__(explained(outcome, detail))


class LocalChain:
    """One chain, with a registrar, a supervisor and two reviewers; parties come into being when they are named.

    Amounts are smallest units; times are milliseconds since 1970. Every block is checked for broken invariants.
    """

    def __init__(self, programs: Programs, seed: int = 0) -> None:
        self._programs = programs
        self.seed = seed
        """of what a test leaves to chance"""
        self.notes: list[str] = []
        """what a test says besides, though it passed"""
        self._machine = machine_of_all()
        self._records = MemoryRecords()
        self._state = State(self._records)
        self._height, self._submitted = 0, 0
        self.time = BEGINS
        """of the last block"""
        self._events: list[bytes] = []
        ctx = self._context()
        founders = {"registrar": Role.registrar, "supervisor": Role.supervisor}
        parties = tuple(_registration(name, role) for name, role in founders.items())
        features = dict.fromkeys(sorted(laws().features), Height(0))
        apply_genesis(
            ctx, Genesis(chain=_CHAIN, log="local/log", time=Timestamp(BEGINS), parties=parties, features=features)
        )
        self._keep(ctx)
        for reviewer in ("reviewer-1", "reviewer-2"):
            self.party(reviewer, Role.venue)
        policy = _made(
            c.SetReviews,
            reviewers=("reviewer-1", "reviewer-2"),
            quorum=2,
            by="registrar",
            supervisor="supervisor",
            reference="local",
        )
        self.submit(policy, by="registrar supervisor")

    def another(self) -> "LocalChain":
        """A second chain beside this one, with parties, units and a time of its own."""
        return LocalChain(self._programs, self.seed)

    def copy(self) -> "LocalChain":
        """This chain as it is, which goes its own way from now on."""
        made = copy(self)
        made._records = MemoryRecords()
        made._records.records = dict(self._records.records)
        made._state = State(made._records)
        return made

    # A market in a few words.

    def party(self, name: str, *roles: Role) -> str:
        """A party that is there from now on, if it was not before; an organisation."""
        if self._state.read(PARTIES, name) is None:
            self.submit(_registration(name, *roles), by="registrar")
        return name

    def account(self, account: str, holder: str, *, open_to_all: bool = True, custodian: str | None = None) -> str:
        """An account of a party; anybody may bring things into it, unless told otherwise.

        With a custodian both must agree to whatever leaves it, and to every hold and mandate over it.
        """
        if custodian is not None:
            self.party(custodian, Role.custodian)
        call = _made(
            p.OpenAccount,
            account=account,
            holder=self.party(holder),
            custodian=custodian,
            outgoing=Control.holder if custodian is None else Control.both,
            incoming=Control.nobody if open_to_all else Control.holder,
        )
        self.submit(call, by=f"{holder} {custodian or ''}")
        return account

    def instrument(self, instrument: str, issuer: str = "issuer", *, cash: bool = False, unique: bool = False) -> str:
        """An instrument that can move."""
        kind = InstrumentKind.cash if cash else InstrumentKind.equity
        self.party(issuer, Role.operating_bank if cash else Role.issuer)
        unit = Unit(name="unit", decimals=0)
        limit = 1 if unique else None
        defined = _made(
            i.DefineInstrument,
            instrument=instrument,
            kind=kind,
            issuer=issuer,
            name=instrument,
            unit=unit,
            supply_limit=limit,
            unique=unique,
        )
        active = _made(i.ChangeStatus, instrument=instrument, status=InstrumentStatus.active, by=issuer)
        self.submit(defined, active, by=issuer)
        return instrument

    def issue(self, instrument: str, account: str, quantity: int) -> None:
        """New units, into an account."""
        issuer = self._issuer(instrument)
        holder = self._holder(account)
        call = _made(h.Issue, instrument=instrument, account=account, quantity=quantity)
        self.submit(call, by=f"{issuer} {holder}")

    def hold(
        self, hold: str, account: str, instrument: str, quantity: int, contract: str, *, expires: int | None = None
    ) -> str:
        """Units of an account set aside for a contract, until a time; None: a year from now."""
        until = Timestamp(self.time + 365 * 86_400_000 if expires is None else expires)
        call = _made(
            h.Hold,
            hold=hold,
            account=account,
            instrument=instrument,
            quantity=quantity,
            executor=path_of(contract),
            expires=until,
        )
        self.submit(call, by=self._outgoing(account))
        return hold

    def mandate(self, mandate: str, account: str, contract: str, instrument: str, quantity: int | None = None) -> str:
        """A contract may take so many free units out of an account, or any number."""
        call = _made(
            h.GrantMandate,
            mandate=mandate,
            account=account,
            executor=path_of(contract),
            instrument=instrument,
            quantity=quantity,
        )
        self.submit(call, by=self._outgoing(account))
        return mandate

    def transfer(self, sender: str, receiver: str, instrument: str, quantity: int) -> None:
        """Units from one account to another."""
        call = _made(h.Transfer, sender=sender, receiver=receiver, instrument=instrument, quantity=quantity)
        self.submit(call, by=f"{self._outgoing(sender)} {self._holder(receiver)}")

    # Contracts.

    def propose(self, name: str, source: str, by: str, *, upgrades: Upgrades = Upgrades.reviewed) -> HexHash:
        """Code, proposed and approved; its hash."""
        self.party(by)
        call = _made(proposal, name=name, licence="Apache-2.0", upgrades=upgrades, source=source, by=by)
        code: HexHash = call.code
        self.submit(call, by=by)
        for reviewer in ("reviewer-1", "reviewer-2", "supervisor"):
            self.submit(_made(c.Approve, code=code, by=reviewer, reference="local"), by=reviewer)
        return code

    def deploy(
        self, contract: str, source: str, by: str = "deployer", *, shows: Sequence[str] = (), **arguments: Value
    ) -> str:
        """Code proposed, approved and deployed under the account ``of-<contract>``; its ``init`` runs."""
        code = self.propose(contract, source, by)
        call = _made(
            c.Deploy,
            contract=contract,
            code=code,
            account=f"of-{contract}",
            by=by,
            arguments=as_arguments(arguments),
            shows=tuple(shows),
        )
        self.submit(call, by=by)
        return contract

    def upgrade(self, contract: str, source: str, *, shows: Sequence[str] = ()) -> None:
        """Other code proposed, approved, and in force; its ``migrate``, which takes nothing, runs."""
        found = self._state.read(CONTRACTS, contract)
        by = "deployer" if found is None else found.by
        code = self.propose(contract, source, by)
        call = _made(c.Upgrade, contract=contract, code=code, shows=tuple(shows))
        self.submit(call, by=by)

    def call(self, contract: str, function: str, by: str, *, shows: Sequence[str] = (), **arguments: Value) -> Value:
        """A function's value, called in the names of parties with spaces between; CallRefused."""
        names = tuple(self.party(name) for name in by.split())
        call = _made(
            c.Run, contract=contract, function=function, by=names, arguments=as_arguments(arguments), shows=tuple(shows)
        )
        self.submit(call, by=by)
        return read(self.last(Ran.type)["value"])

    def state(self, contract: str) -> dict[str, Value]:
        """What a contract keeps; InputError when there is none of that name."""
        if self._state.read(CONTRACTS, contract) is None:
            raise InputError(f"there is no contract {contract!r}", where="chain", remedy="chain.deploy")
        return state_of(self._state, contract)

    def emitted(self) -> list[tuple[str, Value]]:
        """What contracts said in the last transaction, in order: name and fields."""
        ran = [event.data for event in self.events() if event.type == Ran.type]
        return [(said["name"], read(said["fields"])) for one in ran for said in one["emitted"]]

    # Reading.

    def balance(self, account: str, instrument: str) -> int:
        """All units that an account holds, free or not; InputError for an account or instrument that is not there."""
        self._require_known(account, instrument)
        found = self._state.read(HOLDINGS, account, instrument)
        return 0 if found is None else found.balance

    def free(self, account: str, instrument: str) -> int:
        """Units that it may move; InputError likewise."""
        self._require_known(account, instrument)
        found = self._state.read(HOLDINGS, account, instrument)
        return 0 if found is None else found.free

    def names(self, table: Table[Any]) -> list[str]:
        """The keys of a table's records, in order."""
        return [path.removeprefix(f"{table.prefix}/") for path, _ in self._records.scan(f"{table.prefix}/")]

    def program_of(self, contract: str) -> tuple[str, Mapping[str, Entry]]:
        """The source of a deployed contract, and its entries; InputError when there is none."""
        code = code_of(self._state, contract)
        if code is None:
            raise InputError(f"there is no contract {contract!r}", where="chain", remedy="chain.deploy")
        return code.source, self._programs.entries(code.source)

    def executor_of(self, hold: str) -> str:
        """The contract for which units are set aside; empty where that is none."""
        found = self._state.read(ENCUMBRANCES, hold)
        return found.executor.removeprefix(path_of("")) if found is not None else ""

    def events(self) -> list[Event]:
        """What the last transaction did."""
        return [decode_event(data) for data in self._events]

    def last(self, type_: str) -> Mapping[str, Any]:
        """The data of the last event of a type in the last transaction; InputError where it has none."""
        events = self.events()
        found = next((event.data for event in reversed(events) if event.type == type_), None)
        if found is None:
            there = ", ".join(dict.fromkeys(event.type for event in events)) or "none"
            raise InputError(f"the last transaction has no event {type_!r}", where="chain", remedy=f"it has: {there}")
        return found

    # Time and transactions.

    @property
    def now(self) -> int:
        """The time of the next block."""
        return self.time + BLOCK_MS

    def wait(self, milliseconds: int) -> None:
        """Let time pass: the next block is later by so much."""
        self.time += milliseconds

    def submit(self, *calls: Call, by: str) -> None:
        """A transaction in a block of its own, in the names of parties with spaces between; CallRefused."""
        self._height, self.time, self._submitted = self._height + 1, self.time + BLOCK_MS, self._submitted + 1
        names = tuple(dict.fromkeys(by.split()))
        prepared = Prepared(
            id=HexHash(sha256(b"%d" % self._submitted).hexdigest()),
            data=b"",
            envelope=b"",
            calls=calls,
            by=tuple(sorted(PartyId(name) for name in names)),
            signers=frozenset(_key(name).public.keyid for name in names),
            valid_from=Height(0),
            valid_until=Height(10**9),
        )
        ctx = self._context()
        answer = self._machine.run(ctx, [prepared], features=self._machine.laws.features)[0]
        self._keep(ctx)
        if isinstance(answer, Refusal) or answer.code != MachineOutcome.ok:
            raise CallRefused(self._machine.laws.outcomes[answer.code], answer.detail)

    @contextmanager
    def refuses(self, outcome: str, words: str = "") -> Iterator[Self]:
        """What is done within is refused with this outcome, its detail saying these words; AssertionError if not."""
        try:
            yield self
        except CallRefused as refused:
            if refused.outcome != outcome or words not in refused.detail:
                raise AssertionError(
                    f"refused with {refused.outcome} ({refused.detail}), not {outcome} ({words})"
                ) from refused
        else:
            raise AssertionError(f"not refused; it should be, with {outcome}")

    def _issuer(self, instrument: str) -> str:
        found = self._state.read(INSTRUMENTS, instrument)
        if found is None:
            raise InputError(
                f"there is no instrument {instrument!r}", where="chain", remedy="make it: chain.instrument"
            )
        return found.issuer

    def _require_known(self, account: str, instrument: str) -> None:
        """InputError for a name that is none: what it holds would be nothing, and a test of it prove nothing."""
        self._holder(account)
        self._issuer(instrument)

    def _holder(self, account: str) -> str:
        found = self._state.read(ACCOUNTS, account)
        if found is None:
            raise InputError(f"there is no account {account!r}", where="chain", remedy="open it: chain.account")
        return found.holder

    def _outgoing(self, account: str) -> str:
        """Who must agree to what leaves an account."""
        holder, found = self._holder(account), self._state.read(ACCOUNTS, account)
        return holder if found is None or found.custodian is None else f"{holder} {found.custodian}"

    def _context(self) -> Context:
        height, time = Height(self._height), Timestamp(self.time)
        return Context(_CHAIN, height, time, self._state, **self._machine.rules, programs=self._programs)

    def _keep(self, ctx: Context) -> None:
        self._records.records.update(self._state.block_changes())
        self._state.end_block()
        self._events = list(ctx.events.encoded)
        if (broken := next(broken_invariants(self._state), None)) is not None:
            raise InvariantBroken(broken)


def _key(name: str) -> PrivateKey:
    return PrivateKey(sha256(name.encode()).digest())


def _registration(name: str, *roles: Role) -> Any:
    return _made(
        p.RegisterParty,
        party=name,
        registrar="registrar",
        kind=PartyKind.organisation,
        name=name,
        roles=roles,
        keys=single_key_policy(_key(name)),
    )


def _made(call: Callable[..., Call], **fields: Any) -> Any:
    """A call as a transaction would carry it; DecodeError when a field is not of its form."""
    return canonical.decode(canonical.encode(call(**fields)), laws().any_call)
