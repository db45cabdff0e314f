# SPDX-License-Identifier: Apache-2.0
"""What a contract can ask of the ledger, and do on it."""

import re
from collections.abc import Callable, Generator, Iterator
from typing import Any, Final

import msgspec

from counterfoil.evidence.text import safe_text
from counterfoil.law.event import EventData
from counterfoil.law.module import Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import Refused, require
from counterfoil.law.program import Answer, HostCall, HostFunction, Running, Value
from counterfoil.modules.contracts.events import CalledByContract, Emission, Kept, path_of
from counterfoil.modules.contracts.formulas import computed
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import (
    ARGUMENTS_LENGTH_MAX,
    CHANGES_MAX,
    CONTRACTS,
    ENTRIES,
    ENTRIES_MAX,
    ENTRY_KEY,
    VALUE_LENGTH_MAX,
)
from counterfoil.modules.contracts.values import read, written
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES, PART_OF, free_of
from counterfoil.modules.holdings.reservations import Released
from counterfoil.primitives.types import (
    IDENTIFIER_PATTERN,
    QUANTITY_MAX,
    AccountId,
    InstrumentId,
    JsonText,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
)

Doing = Generator[EventData, None, Answer]
_TOLD_MAX: Final = 80
_KEY: Final = re.compile(ENTRY_KEY)
_NAME: Final = re.compile(IDENTIFIER_PATTERN)
_FUNCTION: Final = re.compile(r"^[A-Za-z][A-Za-z0-9_]{0,63}\Z")

HOST_FUNCTIONS: Final = (
    HostFunction("get", 1, 2, waits=True, steady=True),
    HostFunction("now", 0, 0, waits=True),
    HostFunction("height", 0, 0, waits=True),
    HostFunction("caller", 0, 0, waits=True),
    HostFunction("consents", 1, 1, waits=True, steady=True),
    HostFunction("me", 0, 0, waits=True),
    HostFunction("account", 0, 0, waits=True),
    HostFunction("balance", 1, 1, waits=True, steady=True),
    HostFunction("shown", 1, 1, waits=True, steady=True),
    HostFunction("call", 2, 3, waits=True),
    HostFunction("formula", 2, 2, waits=True, steady=True),
    HostFunction("put", 2, 2, waits=False),
    HostFunction("remove", 1, 1, waits=False),
    HostFunction("emit", 2, 2, waits=False),
    HostFunction("pay", 3, 4, waits=False),
    HostFunction("take", 3, 5, waits=False),
    HostFunction("release", 1, 1, waits=False),
)
"""What the programs of contracts may ask: see ``Host``, which has a method for each."""
CHANGES: Final = frozenset({"put", "remove", "emit", "pay", "take", "release", "call"})
"""What a view may not ask; what it calls might change something."""
_QUESTIONS: Final = frozenset(one.name for one in HOST_FUNCTIONS if one.steady)
"""What causes nothing."""


class Host:
    """One run of a contract: in whose name, what it is shown, and what it keeps and says so far."""

    def __init__(
        self,
        moment: Whole,
        running: Running,
        contract: str,
        caller: str,
        by: frozenset[PartyId],
        shows: frozenset[RecordPath],
    ) -> None:
        self.moment, self.running, self.contract = moment, running, contract
        self.view = False
        self.emitted: list[Emission] = []
        self._caller, self._by, self._shows = caller, by, shows
        self._path = path_of(contract)
        record = known(moment, CONTRACTS, contract)
        self.code, self._account = record.code, record.account
        self._kept: dict[str, JsonText | None] = {}
        self._request = HostCall("", (), waits=False)

    def begins_after(self, other: "Host") -> None:
        """It sees what the other keeps, which is not written yet, if both are runs of one contract."""
        if other.contract == self.contract:
            self._kept.update(other._kept)

    def known(self) -> dict[str, Value]:
        """What is the same throughout the run: time and height of the block, who calls, itself, and its account."""
        moment, account = self.moment, str(self._account)
        known: dict[str, Value] = {"now": int(moment.time), "height": int(moment.height), "caller": self._caller}
        return known | {"me": self.contract, "account": account}

    def answer(self, request: HostCall) -> Doing:
        """What is asked, and what it causes; Refused when it cannot be asked so."""
        require(not (self.view and request.name in CHANGES), ContractsOutcome.view_changes_nothing, request.name)
        self._request = request
        if request.name in _QUESTIONS:
            return self.peek(request.name, request.arguments)
        does: Callable[..., Doing] = getattr(self, f"_host_{request.name}")
        return (yield from does(*request.arguments))

    def peek(self, name: str, arguments: tuple[Value, ...]) -> Value:
        """The answer to a question that causes nothing; Refused when it cannot be asked so."""
        asks: Callable[..., Value] = getattr(self, f"_host_{name}")
        return asks(*arguments)

    def changes(self) -> Iterator[Kept]:
        """What it keeps that is not as it was, in the order of keys; Refused when that is too much."""
        changed, new = 0, 0
        for key, value in sorted(self._kept.items()):
            before = self.moment.read(ENTRIES, self.contract, key)
            if value == (None if before is None else before.value):
                continue
            changed, new = changed + 1, new + (before is None)
            yield Kept(key, value, before is None)
        entries = known(self.moment, CONTRACTS, self.contract).entries + new
        require(entries <= ENTRIES_MAX, ContractsOutcome.state_full, f"{entries} entries of {ENTRIES_MAX}")

    # What it asks.

    def _host_get(self, key: Value, default: Value = None) -> Value:
        key = _matching(_KEY, key, "the key of an entry")
        if key in self._kept:
            text = self._kept[key]
        else:
            entry = self.moment.read(ENTRIES, self.contract, key)
            text = None if entry is None else entry.value
        return default if text is None else read(text)

    def _host_consents(self, party: Value) -> Value:
        return party in self._by if isinstance(party, str) else False

    def _host_balance(self, instrument: Value) -> Value:
        return free_of(self.moment, self._account, InstrumentId(_matching(_NAME, instrument, "an instrument")))

    def _host_shown(self, path: Value) -> Value:
        shown = isinstance(path, str) and path in self._shows
        require(shown, ContractsOutcome.not_shown, _told(path))
        record = self.moment.find(RecordPath(str(path)))
        if record is None:
            return None
        plain: dict[str, Value] = msgspec.to_builtins(record)
        plain.pop("trail", None)
        return plain

    def _host_formula(self, name: Value, fields: Value) -> Value:
        return computed(name, fields)

    # What it does. A generator each, of what happens.

    def _host_call(self, contract: Value, function: Value, arguments: Value = None) -> Doing:
        given = {} if arguments is None else arguments
        require(isinstance(given, dict), ContractsOutcome.wrong_request, "the arguments of a call are a dict")
        self.running.inside_of(self._request)
        yield CalledByContract(
            contract=_matching(_NAME, contract, "a contract"),
            function=_matching(_FUNCTION, function, "a function"),
            arguments=written(given, ARGUMENTS_LENGTH_MAX, ContractsOutcome.value_too_large, "arguments"),
            caller=self.contract,
            shows=tuple(sorted(self._shows)),
        )
        return self.running.answer

    def _host_put(self, key: Value, value: Value) -> Doing:
        yield from ()
        name = _matching(_KEY, key, "the key of an entry")
        require(value is not None, ContractsOutcome.wrong_request, f"{name}: nothing is kept by remove")
        self._keep(name, written(value, VALUE_LENGTH_MAX, ContractsOutcome.state_full, name))
        return None

    def _host_remove(self, key: Value) -> Doing:
        yield from ()
        self._keep(_matching(_KEY, key, "the key of an entry"), None)
        return None

    def _keep(self, key: str, value: JsonText | None) -> None:
        self._kept[key] = value
        require(len(self._kept) <= CHANGES_MAX, ContractsOutcome.state_full, f"{CHANGES_MAX} changes in one run")

    def _host_emit(self, name: Value, fields: Value) -> Doing:
        yield from ()
        require(isinstance(fields, dict), ContractsOutcome.wrong_request, "the fields of an emission are a dict")
        text = written(fields, VALUE_LENGTH_MAX, ContractsOutcome.value_too_large, "an emission")
        self.emitted.append(Emission(_matching(_FUNCTION, name, "the name of an emission"), text))
        most = f"{CHANGES_MAX} emissions in one run"
        require(len(self.emitted) <= CHANGES_MAX, ContractsOutcome.value_too_large, most)
        return None

    def _host_pay(self, account: Value, instrument: Value, quantity: Value, mandate: Value = None) -> Doing:
        yield Transferred(
            sender=self._account,
            receiver=AccountId(_matching(_NAME, account, "an account")),
            instrument=InstrumentId(_matching(_NAME, instrument, "an instrument")),
            quantity=_quantity(quantity),
            giving=self._path,
            taking=_mandate(mandate),
            cause=self._path,
        )
        return None

    def _host_take(
        self, grant: Value, account: Value, quantity: Value, instrument: Value = None, mandate: Value = None
    ) -> Doing:
        """Units of a hold, whose instrument it says, or under a mandate, for which the call says it."""
        name = _matching(_NAME, grant, "a hold or mandate")
        hold, given = self.moment.read(ENCUMBRANCES, name), self.moment.read(MANDATES, name)
        receiver, taking = AccountId(_matching(_NAME, account, "an account")), _mandate(mandate)
        if hold is not None and instrument in (None, hold.instrument):
            yield Transferred(
                sender=hold.account,
                receiver=receiver,
                instrument=hold.instrument,
                quantity=_quantity(quantity),
                part=PART_OF[hold.kind],
                giving=ENCUMBRANCES.path(name),
                taking=taking,
                cause=self._path,
            )
            return None
        if given is None:
            raise Refused(ContractsOutcome.not_its_account, name)
        yield Transferred(
            sender=given.account,
            receiver=receiver,
            instrument=InstrumentId(_matching(_NAME, instrument, "an instrument")),
            quantity=_quantity(quantity),
            giving=MANDATES.path(name),
            taking=taking,
            cause=self._path,
        )
        return None

    def _host_release(self, grant: Value) -> Doing:
        """What is left of a hold is free again."""
        name = _matching(_NAME, grant, "a hold")
        hold = known(self.moment, ENCUMBRANCES, name)
        yield Released(
            encumbrance=name,
            account=hold.account,
            instrument=hold.instrument,
            quantity=_quantity(hold.quantity),
            cause=self._path,
        )
        return None


def _matching(pattern: re.Pattern[str], value: Value, what: str) -> str:
    if not isinstance(value, str) or pattern.match(value) is None:
        raise Refused(ContractsOutcome.wrong_request, f"{_told(value)} is not {what}")
    return value


def _told(value: Value) -> str:
    """A value of the program's in a refusal: a long one is seen to be cut."""
    return safe_text(repr(value), length_max=_TOLD_MAX)


def _quantity(value: Any) -> PositiveQuantity:
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= QUANTITY_MAX
    require(whole, ContractsOutcome.wrong_request, f"{_told(value)} is no quantity above 0")
    return Quantity(value)


def _mandate(name: Value) -> RecordPath | None:
    return None if name is None else MANDATES.path(_matching(_NAME, name, "a mandate"))
