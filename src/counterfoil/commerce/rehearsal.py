# SPDX-License-Identifier: Apache-2.0
"""What calls would do now, and whose consent they lack: nothing is ordered, and nothing is kept."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import msgspec

from counterfoil.application import TransactionResult
from counterfoil.commerce.context import Context
from counterfoil.commerce.machine import Machine
from counterfoil.evidence.event import Event, decode_event
from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.call import Call, call_name
from counterfoil.law.module import Foreseen
from counterfoil.law.outcome import MachineOutcome, Outcome, Refused, faults_refused
from counterfoil.primitives.hashing import ZERO_HASH, to_hex
from counterfoil.primitives.types import KeyId, PartyId, RecordPath

_NO_TRANSACTION: Final = to_hex(ZERO_HASH)


@dataclass(frozen=True)
class Rehearsal:
    """``result`` is what would become of the calls if everybody consented whose consent they need."""

    result: TransactionResult
    events: Sequence[Event]
    """what would happen; none when the calls would be rejected"""
    needed: Sequence[PartyId]
    """whose consent is asked for, in the order of asking"""
    policies: dict[PartyId, KeyPolicy]
    """of those, and of the parties supposed to consent: how each signs"""
    missing: Sequence[PartyId]
    """who of the needed is not among those supposed to consent"""
    unable: Sequence[PartyId]
    """who of them all cannot consent: unknown, suspended or without keys"""
    instead: Mapping[PartyId, Sequence[PartyId]] = field(default_factory=dict)
    """needed party → others, any of whom would do in its place"""
    changed: Sequence["Changed"] = ()
    """records that were there before, and that the events changed"""


class Changed(NamedTuple):
    """A record before and after."""

    record: RecordPath
    before: msgspec.Struct
    after: msgspec.Struct


class RefusedLater(NamedTuple):
    """Why what a call is to have carried out would be refused, were it decided now."""

    outcome: Outcome
    detail: str
    number: int
    """which of the calls, from one on"""
    name: str
    """the name of that call"""


@dataclass(slots=True)
class AskingContext(Context):
    """A context that remembers whom the laws asked."""

    given: dict[PartyId, None] = field(default_factory=dict)
    denied: tuple[PartyId, ...] = ()
    """the last asked in vain"""
    vain: list[PartyId] = field(default_factory=list)
    """asked by themselves, one after another, in vain: the law takes the word of any of them"""
    signing: frozenset[KeyId] = frozenset()
    """keys of which it is known that they sign"""

    def consents(self, *parties: PartyId) -> bool:
        if not Context.consents(self, *parties):
            self.denied = parties
            if len(parties) == 1:
                self.vain.append(parties[0])
            return False
        self.denied = ()
        self.vain.clear()
        self.given.update(dict.fromkeys(self.spoken.besides(parties)))  # for whom a decision speaks nobody signs
        return True

    def signed(self, party: PartyId) -> tuple[KeyId, ...]:
        """The keys that are sure to have signed: those known to, or all where every one must."""
        policy = None if self.spoken.alone else self.policies.get(party)
        if policy is None:
            return ()
        all_must = policy.threshold == len(policy.keys) and not policy.satisfied_by(self.signing)
        return tuple(sorted(policy.keyid_set if all_must else policy.keyid_set & self.signing))


def rehearse(
    machine: Machine,
    begin: Callable[[], AskingContext],
    calls: Sequence[Call],
    by: Iterable[PartyId],
    features: frozenset[str],
    *,
    signing: Collection[KeyId] = (),
) -> Rehearsal:
    """Run the calls as if ``by`` consented, and then whoever else was asked in vain, until no more are.

    ``begin`` gives a new context each time, over the committed state. ``signing``: keys that are known to sign.
    """
    supposed, by = list(by), list(by)
    instead: dict[PartyId, list[PartyId]] = {}
    while True:
        ctx = begin()
        ctx.signing = frozenset(signing)
        policies = {party: machine.laws.keys_of(ctx, party) for party in supposed}
        able = {party: policy for party, policy in policies.items() if policy is not None}
        signers = frozenset(keyid for policy in able.values() for keyid in policy.keyids)
        ctx.begin(_NO_TRANSACTION, able, signers)
        result = machine.apply(ctx, calls, 0, features)
        asked = [party for party in ctx.denied if party not in supposed]
        if result.code == MachineOutcome.ok or not asked:
            break
        instead |= {party: [one for one in ctx.vain if one != party] for party in asked if party in ctx.vain}
        supposed += asked
    done = result.code == MachineOutcome.ok
    events = [decode_event(event) for event in ctx.events.encoded] if done else []
    needed = [*ctx.given, *(party for party in ctx.denied if party not in ctx.given)]
    return Rehearsal(
        result=result,
        events=events,
        needed=needed,
        policies=able,
        missing=[party for party in needed if party not in by],
        unable=[party for party in supposed if party not in able],
        instead={party: list(dict.fromkeys(others)) for party, others in instead.items()},
        changed=list(_changed(begin, ctx, events, calls)),
    )


def _changed(
    begin: Callable[[], AskingContext], ctx: AskingContext, events: Sequence[Event], calls: Sequence[Call]
) -> Iterator[Changed]:
    """What became of records that were there; read only where a call is dated, since an import touches thousands."""
    if not any("since" in call.__struct_fields__ for call in calls):
        return
    fresh = begin()
    for path in dict.fromkeys(trail.record for event in events for trail in event.trails):
        before, after = fresh.find(path), ctx.find(path)
        if before is not None and after is not None:
            yield Changed(path, before, after)


def foreseen(
    machine: Machine, begin: Callable[[], AskingContext], calls: Sequence[Call], features: frozenset[str]
) -> Iterator[tuple[int, RefusedLater]]:
    """Of calls that are to have others carried out: why those would be refused, were it decided now.

    The position of each such call, and the first refusal.
    """
    for position, call in enumerate(calls):
        if (foresees := machine.foresees.get(type(call))) is not None:
            ctx = begin()
            ctx.begin(_NO_TRANSACTION, {}, frozenset())
            if (refused := _refused_later(machine, ctx, foresees(call, ctx), features)) is not None:
                yield position, refused


def _refused_later(
    machine: Machine, ctx: AskingContext, what: Foreseen, features: frozenset[str]
) -> RefusedLater | None:
    """The first call that is refused as what is carried out; they run one after another, by what those before left."""
    ctx.call, ctx.position, ctx.spoken = what.call, 0, what.spoken
    for number, call in enumerate(what.calls, 1):
        try:
            with faults_refused():
                for event in machine.laws.one_by_one(call, ctx, features):
                    ctx.cause(event)
        except Refused as refused:
            return RefusedLater(refused.outcome, refused.detail, number, call_name(type(call)))
    return None


def stands(machine: Machine, ctx: AskingContext, call: Call) -> bool:
    """Whether the call carries out a decision, and that is there to be carried out, whatever its calls meet."""
    if machine.laws.rules[type(call)].carries is None:
        return False
    try:
        with faults_refused():
            return bool(machine.laws.spoken(call, ctx).parties)
    except Refused:
        return False
