# SPDX-License-Identifier: Apache-2.0
"""Every reason why calls would be refused now: nothing is ordered, and nothing is kept.

A block stops at the first reason. Here what was refused is let happen as far as it can, so that whatever else stands
against it is found too: the law's own answer first, then each limit, what the records cannot bear, what the modules
say besides, and what follows from it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar

from counterfoil.commerce.machine import Machine
from counterfoil.commerce.rehearsal import AskingContext
from counterfoil.law.call import Call, call_name
from counterfoil.law.event import EventData
from counterfoil.law.module import Decide, Follow, Reason
from counterfoil.law.moment import NOBODY, Unknown
from counterfoil.law.outcome import MachineOutcome, Outcome, Refused, faults_refused
from counterfoil.primitives.hashing import ZERO_HASH, to_hex
from counterfoil.primitives.types import PartyId

T = TypeVar("T")
_NO_TRANSACTION: Final = to_hex(ZERO_HASH)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why calls would be refused: at which call, by which outcome, and what it is about."""

    call: int
    outcome: Outcome
    detail: str


@dataclass(frozen=True)
class Objections:
    """``reasons`` is empty when the calls would pass; else the first is what a block would answer."""

    reasons: Sequence[Objection]
    needed: Sequence[PartyId]
    """whose consent is asked for, in the order of asking"""
    missing: Sequence[PartyId]
    """who of the needed was not said to consent"""


@dataclass(slots=True)
class _Asking:
    """What is asked of one context, and what was objected so far."""

    machine: Machine
    ctx: AskingContext
    supposed: dict[PartyId, None]
    """who is taken to consent: those who were said to, and whoever was found to be missing"""
    missing: dict[PartyId, None] = field(default_factory=dict)
    found: dict[Objection, None] = field(default_factory=dict)
    lenient: bool = False
    """whoever is needed and can consent is supposed to, and that is no objection"""

    def call(self, position: int, call: Call, features: frozenset[str]) -> None:
        ctx = self.ctx
        ctx.position, ctx.call = position, call_name(type(call))
        ctx.spoken = NOBODY
        feature = self.machine.laws.rules[type(call)].needs(call)
        if feature is not None and feature not in features:
            self.note(Reason(MachineOutcome.feature_not_active, feature))
            features |= {feature}
        for gate in self.machine.gates_of(call):
            self._tried(partial(gate, call, ctx))
        try:
            with faults_refused():
                ctx.spoken = self.machine.laws.spoken(call, ctx)
                for event in self.machine.laws.one_by_one(call, ctx, features):
                    self._event(event)
        except Refused as refused:
            self.note(Reason(refused.outcome, refused.detail))

    def _event(self, event: EventData) -> None:
        ctx, machine = self.ctx, self.machine
        consents = self._judged(partial(event.permit, ctx)) or ()
        for limit in machine.limits.get(type(event), ()):
            self._tried(partial(limit, event, ctx))
        besides = self._besides(event)
        happened = self._tried(partial(ctx.happen, event, consents))
        self.found |= {one: None for one in besides if one not in self.found}
        for follow in machine.follows.get(type(event), ()) if happened else ():
            self._tried(partial(self._follow, follow, event))
        if happened and (decide := machine.decides.get(type(event))) is not None:
            self._tried(partial(self._decide, decide, event))

    def _besides(self, event: EventData) -> dict[Objection, None]:
        """What the modules ask about it one by one: asked before it happens, told after what it cannot bear."""
        told, self.found = self.found, {}
        for reasons in self.machine.reasons.get(type(event), ()):
            for ask in reasons(event, self.ctx):
                self._judged(ask)
        besides, self.found = self.found, told
        return besides

    def _follow(self, follow: Follow, event: EventData) -> None:
        for following in tuple(follow(event, self.ctx)):
            self._event(following)

    def _decide(self, decide: Decide, event: EventData) -> None:
        with closing(decide(event, self.ctx, self.ctx.running)) as doing:
            for done in doing:
                self._event(done)

    def _judged(self, ask: Callable[[], T]) -> T | None:
        """What is asked; None when it is not so. Who is asked in vain is noted, and then supposed to consent."""
        while True:
            try:
                return ask()
            except Refused as refused:
                asked = [party for party in self.ctx.denied if party not in self.supposed]
                self.ctx.denied = ()
                able = [party for party in asked if self.machine.laws.keys_of(self.ctx, party) is not None]
                if not self.lenient or len(able) < len(asked) or not asked:
                    self.note(Reason(refused.outcome, refused.detail))
                self.missing.update(dict.fromkeys(asked))
                self.suppose(asked)
                if not asked:
                    return None

    def suppose(self, parties: Iterable[PartyId]) -> None:
        """These consent from now on, with all of their keys; who cannot sign does not."""
        self.supposed.update(dict.fromkeys(parties))
        found = {party: self.machine.laws.keys_of(self.ctx, party) for party in self.supposed}
        policies = {party: policy for party, policy in found.items() if policy is not None}
        signers = frozenset(keyid for policy in policies.values() for keyid in policy.keyids)
        self.ctx.policies, self.ctx.signers = policies, signers

    def _tried(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except Refused as refused:
            self.note(Reason(refused.outcome, refused.detail))
            return False
        except Unknown:  # it needs a consent that was objected to already
            return False
        return True

    def note(self, reason: Reason) -> None:
        self.found.setdefault(Objection(self.ctx.position or 0, reason.outcome, reason.detail))


def objections(
    machine: Machine,
    ctx: AskingContext,
    calls: Sequence[Call],
    by: Iterable[PartyId] | None,
    features: frozenset[str],
) -> Objections:
    """Ask about the calls in the names of ``by``; None: everybody is supposed to consent whose consent is needed.

    ``ctx`` is a new context over the committed state, which is used up.
    """
    ctx.begin(_NO_TRANSACTION, {}, frozenset())
    asking = _Asking(machine, ctx, {}, lenient=by is None)
    asking.suppose(by or ())
    for party in _unable(machine, ctx, by or ()):
        asking.note(Reason(MachineOutcome.incomplete, f"{party} is unknown, suspended or without keys"))
    for position, call in enumerate(calls):
        asking.call(position, call, features)
    needed = [*ctx.given, *(party for party in asking.missing if party not in ctx.given)]
    return Objections(tuple(asking.found), needed, [] if by is None else tuple(asking.missing))


def _unable(machine: Machine, ctx: AskingContext, by: Iterable[PartyId]) -> Iterator[PartyId]:
    """Who of those said to consent cannot."""
    for party in by:
        if machine.laws.keys_of(ctx, party) is None:
            yield party
