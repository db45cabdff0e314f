# SPDX-License-Identifier: Apache-2.0
"""What anybody may do next on a chain, as its modules say, and doing it: nothing is left over for lack of a caller.

Each step is a call that the ledger judges like any other, so that whoever drives a market decides nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

import msgspec

from counterfoil.application import Refusal, TransactionResult
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.call import Call, call_name
from counterfoil.law.module import Outstanding
from counterfoil.modules import laws, modules
from counterfoil.node.chain import ChainNode
from counterfoil.node.hopeless import why_never
from counterfoil.node.rehearsing import Foretold, foretell
from counterfoil.node.submitting import Answer, is_committed, parties_of, sign_calls, submit
from counterfoil.primitives.canonical import encode
from counterfoil.primitives.types import PartyId, Timestamp

BATCH: Final = 50
"""Calls in a transaction: few enough for what evidence of one can carry."""
AT_ONCE: Final = 100_000
"""Steps that are read before any of them is done."""


class Step(NamedTuple):
    """A call that is due, and why the ledger would not take it now; nothing: it would.

    What carries out a decision waits where the decision stands and its calls are refused: till they are not, or it
    lapses. Nobody need do anything about that.
    """

    call: Call
    outcome: str = ""
    code: int = 0
    detail: str = ""
    waits: bool = False
    never: str = ""
    """why a decision that waits is not carried out whatever happens, and lapses; empty where it may be"""

    @property
    def name(self) -> str:
        return call_name(type(self.call))

    @property
    def fields(self) -> dict[str, Any]:
        """What the call says, without its name and what it leaves out."""
        said = {one.name: getattr(self.call, one.name) for one in msgspec.structs.fields(self.call)}
        return {name: value for name, value in said.items() if value not in (None, ())}


class Done(NamedTuple):
    """What was done, and what is due and was not taken."""

    answers: Sequence[tuple[Sequence[Call], Answer]]
    left: Sequence[Step]


Clock = Callable[[], Timestamp]
Heard = Callable[[int], object]
"""Told how many calls stand in blocks so far."""


class Wanted(NamedTuple):
    """What of all that is due: of one noun, or in which something is named so; None: whatever."""

    noun: str | None = None
    of: str | None = None


WHATEVER: Final = Wanted()


def due(node: ChainNode, time: Timestamp, wanted: Wanted = WHATEVER) -> Iterator[Call]:
    """What is due by a time, module by module, what costs somebody at the end."""
    yield from _steps(node, time, wanted)
    yield from _lasts(node, time, wanted)


def outstanding(node: ChainNode, time: Timestamp, wanted: Wanted = WHATEVER) -> Iterator[Outstanding]:
    """What waits for one side alone by a time, module by module."""
    for module in modules():
        if wanted.noun in (None, module.law.noun):
            for one in module.outstanding(node.ledger.view, time):
                if wanted.of is None or wanted.of in (one.party, *one.of.split()):
                    yield one


def _steps(node: ChainNode, time: Timestamp, wanted: Wanted) -> Iterator[Call]:
    return _of(wanted, ((module.law.noun, module.steps(node.ledger.view, time)) for module in modules()))


def _lasts(node: ChainNode, time: Timestamp, wanted: Wanted) -> Iterator[Call]:
    return _of(wanted, ((module.law.noun, module.lasts(node.ledger.view, time)) for module in modules()))


def _of(wanted: Wanted, steps: Iterable[tuple[str, Iterable[Call]]]) -> Iterator[Call]:
    """The calls that are wanted, of each noun."""
    for noun, calls in steps:
        if wanted.noun in (None, noun):
            for call in calls:
                if wanted.of is None or wanted.of in map(str, Step(call).fields.values()):
                    yield call


def judged(node: ChainNode, call: Call, time: Timestamp) -> Step:
    """By itself, on the committed state: what is due only after another is refused so far."""
    return _step(node, call, foretell(node, [call], by=(), signers=(), time=time), time)


def carry_out(
    node: ChainNode,
    keys: Sequence[PrivateKey],
    clock: Clock,
    wanted: Wanted = WHATEVER,
    heard: Heard = lambda _done: None,
) -> Done:
    """Order what is due, round after round, since one step opens the next, until a round has nothing that is taken.

    What costs somebody comes one at a time, when nothing else is taken of any noun, wanted or not. Raises InputError
    for a key that no party of the chain has, and Interrupted with what was done before somebody stopped it.
    """
    work = _Work(node, keys, clock, heard)
    try:
        while work.round(wanted) or work.last(wanted):
            pass
    except KeyboardInterrupt as interrupt:
        raise Interrupted(Done(work.answers, work.left)) from interrupt
    return Done(work.answers, work.left)


class Interrupted(KeyboardInterrupt):
    """Somebody stopped it; ``done`` until then."""

    def __init__(self, done: Done) -> None:
        super().__init__()
        self.done = done


class _Work:
    """One carrying out of what is due."""

    def __init__(self, node: ChainNode, keys: Sequence[PrivateKey], clock: Clock, heard: Heard) -> None:
        self._node, self._keys, self._clock, self._heard = node, keys, clock, heard
        self._by = parties_of(node, keys)
        self.answers: list[tuple[Sequence[Call], Answer]] = []
        self.left: list[Step] = []
        self._refused: set[bytes] = set()
        """the calls that are left"""
        self.done = 0

    def round(self, wanted: Wanted) -> bool:
        """All steps by now, so many at a time, since what was read is another after what was done; whether any was."""
        self.left, self._refused, begun = [], set(), self.done
        while True:
            due_now = _steps(self._node, self._clock(), wanted)
            calls = list(islice((call for call in due_now if encode(call) not in self._refused), AT_ONCE))
            before = self.done
            for start in range(0, len(calls), BATCH):
                self.take(calls[start : start + BATCH])
            if not calls or (self.done == before and len(calls) < AT_ONCE):
                return self.done > begun

    def last(self, wanted: Wanted) -> bool:
        """The first of what costs somebody, if nothing is taken that may spare it; whether it was done."""
        calls = list(_lasts(self._node, self._clock(), wanted))
        spares = _steps(self._node, self._clock(), WHATEVER) if calls and wanted != WHATEVER else ()
        if (first := next((call for call in spares if self._would_be_taken(call)), None)) is not None:
            told = f"{call_name(type(first))} comes first: run it without a noun or a name"
            self._leave(*(Step(call, "others_come_first", 0, told) for call in calls))
            return False
        begun = self.done
        for call in calls:
            self.take([call])
            if self.done > begun:
                return True
        return False

    def _would_be_taken(self, call: Call) -> bool:
        return not judged(self._node, call, self._clock()).outcome

    def take(self, calls: Sequence[Call]) -> None:
        """Order them in one transaction, or without the one that would be refused, in two."""
        while calls:
            told = self._foretold(calls)
            refused = told.result.call if told.result.code else None
            if not told.result.code and told.complete:
                self._order(calls)
                return
            if refused is None and len(calls) > 1:  # the transaction as a whole: too much, or a consent that is lacking
                self.take(calls[: len(calls) // 2])
                calls = calls[len(calls) // 2 :]
                continue
            at = refused or 0
            if at:
                self.take(calls[:at])
            if halves := calls[at].halves():
                self._refused.add(encode(calls[at]))
                for half in halves:
                    self.take([half])
            else:
                self._leave(_step(self._node, calls[at], told, self._clock()))
            calls = calls[at + 1 :]

    def _foretold(self, calls: Sequence[Call]) -> Foretold:
        signers = [key.keyid for key in self._keys]
        return foretell(self._node, calls, by=self._by, signers=signers, time=self._clock())

    def _order(self, calls: Sequence[Call]) -> None:
        [answer] = submit(self._node, [sign_calls(self._node, calls, *self._keys)])
        self.answers.append((calls, answer))
        if is_committed(answer):
            self.done += len(calls)
            self._heard(self.done)
        else:  # it changed in between
            self._leave(*(_refused(call, answer) for call in calls))

    def _leave(self, *steps: Step) -> None:
        """They are due and were not taken; parts of a call may be met again when what is left of it is tried."""
        for step in steps:
            if (known := encode(step.call)) not in self._refused:
                self._refused.add(known)
                self.left.append(step)


def _step(node: ChainNode, call: Call, told: Foretold, time: Timestamp) -> Step:
    if told.result.code:
        waits = node.ledger.stands(call, time)
        why = why_never(node.ledger.view, laws().outcomes[told.result.code], told.result.detail) if waits else ""
        return _refused(call, told.result)._replace(waits=waits, never=why)
    lacking: list[PartyId] = [one.party for one in told.signings if one.lacking or not one.needs]
    if lacking:
        return Step(call, "consent_missing", 0, f"of {', '.join(lacking)}")
    return Step(call, "key_serves_nobody", 0, ", ".join(told.idle)) if told.idle else Step(call)


def _refused(call: Call, answer: TransactionResult | Refusal) -> Step:
    outcome = answer.reason if isinstance(answer, Refusal) else answer.outcome
    return Step(call, outcome, answer.code, answer.detail)
