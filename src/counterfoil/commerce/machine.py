# SPDX-License-Identifier: Apache-2.0
"""The transition function: (state, block) → (state, events).

Its rules:

1. It is deterministic: no clock, randomness, floats, sets or order of hashing; time is the block's.
2. Transactions run in the block's order; the calls of one run in its order, and each sees what went before.
3. A transaction stands in a block only if, at its place and before its first call, its intent has no answer, every
   party that it names stands unsuspended with its key policy met, and every signature serves one of them. Otherwise it
   is left out, incomplete or already seen: a copy without a signature that it needs cannot take its place.
4. All calls of a transaction succeed or none does. A rejected one leaves one event, ``transaction.rejected``,
   with the number of the outcome and the position of the call: attempts are evidence too.
5. A call causes the events that its law says, all by the state before the call. Calls that it carries out, if a
   decision on record says so, run after it, each by the state that those before left. Each event is permitted by
   whoever it needs, is within the limits, and folds into the records that it touches: nothing else changes the state.
6. What other modules note of an event follows it at once, in records of their own; a refusal there refuses the call.
   Where a program runs after an event, what it does is caused as a law's events are, one by one, while it runs.
7. Every event is linked to the one before in the trail of every record it touches. Such records are never deleted.
8. A call whose feature is not active at this height is rejected; rules that ran at a height run again at it.
9. Whoever may stop a noun's calls for a time is asked before each call; a decision's own calls are not stopped.
10. A refusal is one exception, raised where it is found and caught here. A broken invariant is another: it stops
   the node. Any other that a law raises is a fault of the law, and refuses the call on every node alike.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, TypedDict

from counterfoil.application import Refusal, TransactionResult
from counterfoil.commerce.admission import Prepared, refusal_of
from counterfoil.commerce.context import Context
from counterfoil.commerce.following import Following
from counterfoil.evidence.event import ObjectClass
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.validators import Validator
from counterfoil.law.call import Call, call_name
from counterfoil.law.event import EventData
from counterfoil.law.module import Decide, Follow, Foresees, Gate, Laws, Limit, Module, Reasons, gather
from counterfoil.law.moment import NOBODY, Reader
from counterfoil.law.outcome import MachineOutcome, Refused, faults_refused
from counterfoil.modules import modules
from counterfoil.primitives.types import HexHash, PartyId

TRANSACTION_REJECTED: Final = "transaction.rejected"


class Rules(TypedDict):
    """What a context is judged by; see ``Machine``."""

    laws: Laws
    limits: Mapping[type[EventData], Sequence[Limit]]
    follows: Mapping[type[EventData], Sequence[Follow]]
    decides: Mapping[type[EventData], Decide]


@dataclass(frozen=True, slots=True)
class Machine:
    """The rules of a chain: the laws of all modules, their limits, and what follows from events of others."""

    laws: Laws
    limits: Mapping[type[EventData], Sequence[Limit]]
    follows: Mapping[type[EventData], Sequence[Follow]]
    reasons: Mapping[type[EventData], Sequence[Reasons]]
    """for whoever asks beforehand; no block is judged by them"""
    decides: Mapping[type[EventData], Decide]
    gates: Sequence[Gate] = ()
    """asked before the law of every call"""
    foresees: Mapping[type[Call], Foresees] = field(default_factory=dict)
    """likewise for whoever asks beforehand"""
    validators: Callable[[Reader], tuple[Validator, ...]] = lambda _state: ()
    """who votes on the next block, by a state"""

    @classmethod
    def of(cls, modules: Sequence[Module]) -> "Machine":
        limits: dict[type[EventData], list[Limit]] = {}
        follows: dict[type[EventData], list[Follow]] = {}
        reasons: dict[type[EventData], list[Reasons]] = {}
        for module in modules:
            for event, limit in module.limits.items():
                for kind in _kinds_of(event, modules):
                    limits.setdefault(kind, []).append(limit)
            for event, follow in module.follows.items():
                follows.setdefault(event, []).append(follow)
            for event, told in module.reasons.items():
                reasons.setdefault(event, []).append(told)
        decides = {event: decide for module in modules for event, decide in module.decides.items()}
        gates = tuple(module.gate for module in modules if module.gate is not None)
        foresees = {call: foresee for module in modules for call, foresee in module.foresees.items()}
        keeping = [module.validators for module in modules if module.validators is not None]
        if len(keeping) > 1:
            raise ValueError(f"{len(keeping)} modules keep the validators, and one may")
        return cls(
            gather(module.law for module in modules),
            limits,
            follows,
            reasons,
            decides,
            gates,
            foresees,
            *keeping,
        )

    @property
    def rules(self) -> Rules:
        """What a context is judged by."""
        return {"laws": self.laws, "limits": self.limits, "follows": self.follows, "decides": self.decides}

    def run(
        self, ctx: Context, transactions: Sequence[Prepared], *, features: frozenset[str]
    ) -> list[TransactionResult | Refusal]:
        """Run the block's transactions in order; the state holds its changes until they are committed."""
        answers: list[TransactionResult | Refusal] = []
        answered: set[HexHash] = set()
        following = Following(ctx, transactions, answered, self._standing, self.laws.rules)
        ctx.coming = following.next
        for following.index, transaction in enumerate(transactions):
            if transaction.id in answered:
                answers.append(refusal_of(MachineOutcome.already_seen))
                continue
            policies = self._standing(ctx, transaction)
            if isinstance(policies, Refusal):
                answers.append(policies)
                continue
            ctx.begin(transaction.id, policies, transaction.signers)
            answers.append(self.apply(ctx, transaction.calls, len(answered), features))
            answered.add(transaction.id)
        return answers

    def _standing(self, ctx: Context, transaction: Prepared) -> Mapping[PartyId, KeyPolicy] | Refusal:
        """Rule 3: the key policies of the parties that consent; why not, when the transaction is incomplete."""
        policies: dict[PartyId, KeyPolicy] = {}
        serving: set[str] = set()
        for party in transaction.by:
            policy = self.laws.keys_of(ctx, party)
            if policy is None:
                return refusal_of(MachineOutcome.incomplete, f"{party} is unknown, suspended or without keys")
            if not policy.satisfied_by(transaction.signers):
                signed = len(policy.keyid_set & transaction.signers)
                need = f"{policy.threshold} of {len(policy.keys)} keys must sign for {party}"
                return refusal_of(MachineOutcome.incomplete, f"{need}; {signed} did")
            policies[party] = policy
            serving.update(policy.keyid_set)
        idle = sorted(transaction.signers - serving)
        return refusal_of(MachineOutcome.incomplete, f"no party named serves the key {idle[0]}") if idle else policies

    def apply(self, ctx: Context, calls: Sequence[Call], index: int, features: frozenset[str]) -> TransactionResult:
        """Run the calls of the transaction that ``ctx`` has begun, all of them or none."""
        begun = len(ctx.events.encoded)
        outcome: int = MachineOutcome.ok
        name, detail, failed = MachineOutcome.ok.name, "", None
        try:
            with faults_refused():
                for ctx.position, call in enumerate(calls):
                    self._apply(ctx, call, features)
        except Refused as refused:
            failed, outcome, name = ctx.position, refused.outcome.value, refused.outcome.name
            detail = refused.detail
            ctx.state.discard_transaction()
            ctx.events.truncate(begun)
            ctx.call, ctx.position, ctx.spoken = "", None, NOBODY
            data = {"call": failed, "outcome": outcome, "reason": name}
            ctx.emit(TRANSACTION_REJECTED, ObjectClass.regulatory, data)
        else:
            ctx.state.keep_transaction()
        return TransactionResult(
            id=ctx.transaction,
            height=ctx.height,
            index=index,
            code=outcome,
            outcome=name,
            call=failed,
            events=len(ctx.events.encoded) - begun,
            detail=detail,
        )

    def gates_of(self, call: Call) -> Sequence[Gate]:
        """What a call passes before its law is asked: nothing where it only stops something."""
        return () if self.laws.rules[type(call)].stops else self.gates

    def _apply(self, ctx: Context, call: Call, features: frozenset[str]) -> None:
        ctx.call = call_name(type(call))
        ctx.spoken = NOBODY
        for gate in self.gates_of(call):
            gate(call, ctx)
        ctx.spoken = self.laws.spoken(call, ctx)
        for event in self.laws.one_by_one(call, ctx, features):
            ctx.cause(event)


@cache
def machine_of_all() -> Machine:
    """The machine of the modules that are there, one for all ledgers of a process: it has no state."""
    return Machine.of(modules())


def _kinds_of(event: type[EventData], modules: Sequence[Module]) -> list[type[EventData]]:
    """An event's type, and those of all nouns' events that are of its kind: what limits the kind limits each."""
    kinds = (kind for module in modules for kind in module.law.events if issubclass(kind, event))
    return list(dict.fromkeys((event, *kinds)))
