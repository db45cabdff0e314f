# SPDX-License-Identifier: Apache-2.0
"""The moment of an event in a package: what the trails shown tell, and whose consent its transaction carries."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from counterfoil.identity.dsse import valid_signers
from counterfoil.identity.policy import KeyPolicy, jointly_satisfied
from counterfoil.law.moment import NOBODY, Spoken
from counterfoil.law.table import R, Table
from counterfoil.primitives.types import ChainId, Height, KeyId, PartyId, RecordPath, Timestamp
from counterfoil.verify.facts import Facts
from counterfoil.verify.shown import Position, ShownTransaction


@dataclass
class PackageMoment:
    """The ``Moment`` of a call whose transaction is shown: it reads what the package's trails tell."""

    chain: ChainId
    facts: Facts
    height: Height = field(default=Height(0))
    time: Timestamp = field(default=Timestamp(0))
    call: str = ""
    position: Position = (0, 0)
    transaction: ShownTransaction | None = None
    spoken: Spoken = NOBODY
    """who consents to the call that runs by a decision on record"""
    used: list[PartyId] = field(default_factory=list)
    """the parties on whose consent the event looked at rests, in the order in which it was asked for"""
    _policies: dict[PartyId, KeyPolicy | None] = field(default_factory=dict)
    _signed: dict[KeyPolicy, frozenset[KeyId]] = field(default_factory=dict)

    def begin(self, transaction: ShownTransaction) -> None:
        self.transaction, self._policies, self._signed = transaction, {}, {}

    def read(self, table: Table[R], *parts: str) -> R | None:
        return self.find(table.path(*parts))  # type: ignore[return-value]

    def find(self, path: RecordPath) -> msgspec.Struct | None:
        return self.facts.read(path, self.position)

    def consents(self, *parties: PartyId) -> bool:
        signing = self.spoken.besides(parties)
        if self.transaction is None or (signing and not self._signed_for(signing)):
            return False
        self.used += parties
        return True

    def signed(self, party: PartyId) -> tuple[KeyId, ...]:
        policy = self._policy(party) if self._signed_for(self.spoken.besides((party,))) else None
        return () if policy is None else tuple(sorted(self._signers(policy)))

    def _signed_for(self, parties: tuple[PartyId, ...]) -> bool:
        transaction = self.transaction
        if transaction is None or self.spoken.alone or not set(parties) <= set(transaction.payload.by):
            return False
        policies = [policy for party in parties if (policy := self._policy(party)) is not None]
        signers = frozenset().union(*(self._signers(policy) for policy in policies))
        return len(policies) == len(parties) and jointly_satisfied(policies, signers)

    def _policy(self, party: PartyId) -> KeyPolicy | None:
        """The key policy of a party that stood when the transaction began."""
        if party not in self._policies:
            self._policies[party] = self.facts.laws.keys_of(_Start(self), party)
        return self._policies[party]

    def _signers(self, policy: KeyPolicy) -> frozenset[KeyId]:
        if policy not in self._signed:
            assert self.transaction is not None
            keys = {key.keyid: key for key in policy.keys}
            self._signed[policy] = valid_signers(self.transaction.envelope, keys)
        return self._signed[policy]


class _Start:
    """The same moment, as of the beginning of the transaction."""

    def __init__(self, moment: PackageMoment) -> None:
        self._moment = moment

    def __getattr__(self, name: str) -> Any:
        return getattr(self._moment, name)

    def read(self, table: Table[R], *parts: str) -> R | None:
        moment = self._moment
        return moment.facts.read_at_start(table.path(*parts), moment.position)  # type: ignore[return-value]
