# SPDX-License-Identifier: Apache-2.0
"""What a module of the commercial tier is: an open half that anybody may read, and a closed half for the ledger.

The open half, ``Law``, is pure: calls and what each causes (``moves``), events and what each needs and does, records,
words. The closed half, ``Module``, adds what needs the whole state: limits, invariants, what is due by now.
"""

from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NamedTuple, Protocol, Union

import msgspec

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.text import format_time
from counterfoil.evidence.words import Vocabulary, gathered
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.validators import Validator
from counterfoil.law.call import Call, call_name
from counterfoil.law.called import Calling
from counterfoil.law.claim import ClaimLaw, Lineage
from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.fields import counted_in, fields_made_of, forms_of, measures_of, sums_of
from counterfoil.law.moment import NOBODY, Moment, Reader, Spoken
from counterfoil.law.outcome import MachineOutcome, Outcome, Refused
from counterfoil.law.program import Running
from counterfoil.law.table import R, Table, table_prefix
from counterfoil.primitives import canonical
from counterfoil.primitives.types import PartyId, RecordPath, Timestamp

PROTOCOL_VERSIONS: Final = {1: 1}
"""Protocol versions whose rules are these → the dialect under which contracts run while each is in force."""

Moves = Callable[[Any, Moment], Iterable[EventData]]
"""The events that a call causes, in order, by what is known before it; Refused when it may not be called so."""


class Anew(NamedTuple):
    """What a call does from a feature's activation on; blocks before it replay under what it did until then."""

    feature: str
    moves: Moves


@dataclass(frozen=True, slots=True)
class Rule:
    """What a call does, and the feature that must be active for it, or for some of its kind, if any."""

    moves: Moves
    feature: str | None = None
    widened: Callable[[Any], bool] | None = None
    """which of its calls need the feature: those that say what earlier versions did not know; None: all"""
    programmed: bool = False
    """whether a program decides more: events that rest on consents recorded before, the doing of a record that runs"""
    anew: Anew | None = None
    speaks: Callable[[Any, Moment], Spoken] | None = None
    """who consents to it by a decision on record; Refused when the decision does not stand"""
    carries: Callable[[Any, Moment], Sequence[Call]] | None = None
    """the calls that it carries out, which stand on record: after it, one after the other"""
    stops: bool = False
    """whether it only stops something: no gate holds it up"""
    restarts: bool = False
    """whether it begins a run of the engine of many nodes, each of which was started with it: nobody else brings it"""

    def needs(self, call: Call) -> str | None:
        """The feature that must be active for this call, if any."""
        return self.feature if self.widened is None or self.widened(call) else None

    def moves_under(self, features: Collection[str]) -> Moves:
        """What it does where these features are active."""
        return self.moves if self.anew is None or self.anew.feature not in features else self.anew.moves


def under(feature: str, moves: Mapping[type[Call], Moves]) -> dict[type[Call], Rule]:
    """The rules of calls that all need one feature."""
    return {call: Rule(does, feature) for call, does in moves.items()}


class View(Reader, Protocol):
    """Read-only access to the whole state, as limits, queries and invariants need it."""

    def find(self, path: RecordPath) -> msgspec.Struct | None:
        """The record at a path of any known table, or None."""
        ...

    def rows(self, table: Table[R], *parts: str) -> Iterator[tuple[RecordPath, R]]: ...


class Whole(Moment, View, Protocol):
    """The ledger's moment: a law's, and the whole state besides."""


Gate = Callable[[Call, Whole], None]
"""(call, moment before it): Refused when no call of its noun may run now, but those that only stop something."""
Limit = Callable[[Any, Whole], None]
"""(event, moment before it): Refused when the whole state does not allow it."""
Follow = Callable[[Any, Whole], Iterable[FollowingEvent]]
"""(event, moment after it): what a module notes of another's event; Refused when it does not allow it."""

Decide = Callable[[Any, Whole, Running], Generator[EventData]]
"""(event, moment after it, programs): what a program does after it, of any noun's; each happens before the next."""


class Reason(NamedTuple):
    """Why an event would be refused."""

    outcome: Outcome
    detail: str = ""


Ask = Callable[[], object]
"""Refused when the one thing that it asks is not so."""
Reasons = Callable[[Any, Whole], Iterable[Ask]]
"""(event, moment): all that a module asks about an event, one by one, where its law stops at the first refusal."""


InUnits = Callable[[int, str], str]
"""(quantity in smallest units, instrument): it in the instrument's unit, with the unit's name."""


class Now(NamedTuple):
    """By what it is told how a record stands: the state, the time, and how quantities are written."""

    view: View
    time: Timestamp
    in_units: InUnits
    record: RecordPath
    """its path"""

    @property
    def when(self) -> str:
        """The time in words."""
        return format_time(self.time)


Standing = Callable[[Any, Now], Words | None]
"""(record, now): what time and state make of it, in words; None where it says so itself."""
Steps = Callable[[View, Timestamp], Iterable[Call]]
"""(state, time): what anybody may do next; the ledger judges each as it is called."""


class Foreseen(NamedTuple):
    """What a call is to have carried out later, if it is decided so."""

    call: str
    """the name of the call that carries it out"""
    spoken: Spoken
    calls: Sequence[Call]


Foresees = Callable[[Any, View], Foreseen]
"""(call, state)"""


@dataclass(frozen=True, slots=True)
class Law:
    """The open half of one module."""

    noun: str
    calls: Mapping[type[Call], Rule]
    events: Sequence[type[EventData]]
    tables: Sequence[Table[Any]]
    outcomes: type[Outcome]
    words: Vocabulary
    more_outcomes: Sequence[type[Outcome]] = ()
    """those of its parts, where they are too many for one table"""
    keys_of: Callable[[Moment, PartyId], KeyPolicy | None] | None = None
    """of the one module that knows parties: the policy of a party that stands, None for any other"""
    claims: Mapping[type, ClaimLaw] = field(default_factory=dict)
    """kind of claim → how it follows from what was shown"""
    called: Calling = field(default_factory=dict)
    """of the modules whose subjects have names"""
    lineage: Lineage | None = None
    """of the one module that keeps titles"""

    @property
    def every_outcome(self) -> Iterator[Outcome]:
        """Of the module and of its parts."""
        return (outcome for each in (self.outcomes, *self.more_outcomes) for outcome in each)


class Watched(NamedTuple):
    """Times in a module's records that whoever operates a node has watched."""

    gauge: str
    """what monitoring calls them"""
    says: str
    label: str
    """what each time is of"""
    times: Callable[[View], Iterable[tuple[str, Timestamp]]]
    """the name of each, and its time"""


class Outstanding(NamedTuple):
    """What waits for one side alone: nobody else can do it, and no call is due."""

    party: PartyId
    """whose turn it is"""
    what: str
    """in words, such as ``margin call``"""
    of: str
    """what it is about"""
    told: str
    """how much, or how it stands"""
    since: str
    until: str = ""
    """empty where no time is set"""


@dataclass(frozen=True, slots=True)
class Module:
    """A law and its closed half."""

    law: Law
    limits: Mapping[type[EventData], Limit] = field(default_factory=dict)
    follows: Mapping[type[EventData], Follow] = field(default_factory=dict)
    """what it notes, in records of its own, of events that happened"""
    decides: Mapping[type[EventData], Decide] = field(default_factory=dict)
    """after which events a program runs, and does more"""
    reasons: Mapping[type[EventData], Reasons] = field(default_factory=dict)
    """for whoever wants every reason beforehand: what is asked, apart; no block is judged by them"""
    gate: Gate | None = None
    """asked before the law of every call, of whichever module; what a decision carries out passes"""
    foresees: Mapping[type[Call], Foresees] = field(default_factory=dict)
    """for whoever asks beforehand: of calls by which others are to be carried out"""
    stands: Mapping[Table[Any], Standing] = field(default_factory=dict)
    """table → what time and state make of a record that no event has noted"""
    steps: Steps = lambda _view, _time: ()
    """those that come first are taken first"""
    lasts: Steps = lambda _view, _time: ()
    """what costs somebody, and what a step of any module may yet spare: one at a time, when no step is left"""
    outstanding: Callable[[View, Timestamp], Iterable[Outstanding]] = lambda _view, _time: ()
    """what people are told beside the steps: for whom the ledger waits"""
    invariants: Callable[[View], Iterator[str]] = lambda _view: iter(())
    watched: Sequence[Watched] = ()
    validators: Callable[[Reader], tuple[Validator, ...]] | None = None
    """of the one module that keeps them: who votes on the next block; asked after every block, so by one record"""


@dataclass(frozen=True)
class Laws:
    """The laws of all modules, looked up by name. Built once; see ``modules.laws``."""

    by_noun: Mapping[str, Law]
    calls: Mapping[str, type[Call]]
    """name → type"""
    rules: Mapping[type[Call], Rule]
    events: Mapping[str, type[EventData]]
    tables: Mapping[str, Table[Any]]
    """prefix → table"""
    outcomes: Mapping[int, Outcome]
    vocabulary: Vocabulary
    claims: Mapping[type, ClaimLaw]
    called: Calling
    lineages: Sequence[Lineage]
    any_call: Any
    """the union of all calls, to decode with"""
    keys_of: Callable[[Moment, PartyId], KeyPolicy | None]

    @cached_property
    def features(self) -> frozenset[str]:
        """The features that these laws know; a chain activates each at a height of its own."""
        return frozenset(rule.feature for rule in self.rules.values() if rule.feature is not None)

    def typed(self, plain: Any) -> Call:
        """The call that plain values say; msgspec.ValidationError where they say none.

        By its name, because msgspec learns a union of hundreds anew whenever it converts to it.
        """
        name = plain.get("call") if isinstance(plain, Mapping) else None
        kind = self.calls.get(name) if isinstance(name, str) else None
        call: Call = canonical.convert(plain, self.any_call if kind is None else kind)
        return call

    def spoken(self, call: Call, moment: Moment) -> Spoken:
        """Who consents to the call by a decision on record; Refused when it says so of one that does not stand."""
        speaks = self.rules[type(call)].speaks
        return NOBODY if speaks is None else speaks(call, moment)

    def causes(self, call: Call, moment: Moment, features: Collection[str]) -> tuple[EventData, ...]:
        """The events of a call, without those of calls that it carries out; Refused where its feature is not active."""
        rule = self.rules[type(call)]
        needed = rule.needs(call)
        if needed is not None and needed not in features:
            raise Refused(MachineOutcome.feature_not_active, needed)
        return tuple(rule.moves_under(features)(call, moment))

    def carried(self, call: Call, moment: Moment) -> Sequence[Call]:
        """The calls that it carries out, by what is known before it."""
        carries = self.rules[type(call)].carries
        return () if carries is None else carries(call, moment)

    def one_by_one(self, call: Call, moment: Moment, features: Collection[str]) -> Iterator[EventData]:
        """The events of a call, and then of each that it carries out: by what is known once those before happened."""
        carried = self.carried(call, moment)
        yield from self.causes(call, moment, features)
        for one in carried:
            yield from self.one_by_one(one, moment, features)

    def programmed(self, call: Call | None, moment: Moment) -> bool:
        """Whether programs decide more than the law says of a call, or of one that it carries out. None: unknown."""
        if call is None:
            return False
        carried = self.carried(call, moment)
        return self.rules[type(call)].programmed or any(self.programmed(one, moment) for one in carried)

    def table_of(self, path: RecordPath) -> Table[Any] | None:
        """The table that a record stands in; None when no module has it."""
        return self.tables.get(table_prefix(path))

    def fields_of(self, *kinds: object) -> frozenset[str]:
        """Names of the fields, of calls and events and of what stands in them, that are of one of these types."""
        return fields_made_of([*self.rules, *self.events.values()], kinds)

    def event_of(self, type_: str) -> type[EventData] | None:
        return self.events.get(type_)


def gather(laws: Iterable[Law]) -> Laws:
    """One table of everything; raises ValueError when two modules claim one name or number."""
    laws = list(laws)
    rules = {call: rule for law in laws for call, rule in law.calls.items()}
    keys_of = [law.keys_of for law in laws if law.keys_of is not None]
    if len(keys_of) != 1:
        raise ValueError(f"{len(keys_of)} modules know the keys of parties, and one must")
    _require_distinct([law.noun for law in laws])
    _require_distinct([kind for law in laws for kind in law.claims])
    _require_distinct([call_name(call) for law in laws for call in law.calls])
    _require_distinct([event.type for law in laws for event in law.events])
    _require_distinct([table.prefix for law in laws for table in law.tables])
    outcomes = [*MachineOutcome, *(outcome for law in laws for outcome in law.every_outcome)]
    _require_distinct([outcome.value for outcome in outcomes])
    _require_distinct([outcome.name for outcome in outcomes])
    return Laws(
        by_noun={law.noun: law for law in laws},
        calls={call_name(call): call for call in rules},
        rules=rules,
        events={event.type: event for law in laws for event in law.events},
        tables={table.prefix: table for law in laws for table in law.tables},
        outcomes={outcome.value: outcome for outcome in outcomes},
        vocabulary=gathered([*(law.words for law in laws), drawn_from(laws)]),
        claims={kind: claim for law in laws for kind, claim in law.claims.items()},
        called={record: call for law in laws for record, call in law.called.items()},
        lineages=[law.lineage for law in laws if law.lineage is not None],
        any_call=Union[tuple(rules)],  # noqa: UP007 - the members are known at run time only
        keys_of=keys_of[0],
    )


def drawn_from(laws: Sequence[Law]) -> Vocabulary:
    """What the types of fields say by themselves: what fields of events and of records measure."""
    records: dict[str, type] = {table.prefix: table.record for law in laws for table in law.tables}
    return Vocabulary(
        measures={event.type: held for law in laws for event in law.events if (held := measures_of(event))},
        tables={prefix: forms_of(record) for prefix, record in records.items()},
        counted={prefix: told for prefix, record in records.items() if (told := counted_in(record))},
        sums={event.type: told for law in laws for event in law.events if (told := sums_of(event))},
    )


def _require_distinct(names: Iterable[Any]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise ValueError(f"two modules have {twice[0]!r}")
