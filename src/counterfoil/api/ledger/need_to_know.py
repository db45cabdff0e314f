# SPDX-License-Identifier: Apache-2.0
"""Who asks, and what he sees: the ledger says whose a key is, and this file alone what a party is told.

1. A supervisor sees all of the chain on which it is one.
2. A party sees a transaction that it signed, or in which it or an account of its own is named: of one that it signed
   every call, of another's those calls that name it.
3. It sees events that name it or an account of its own, that it consented to, or that a transaction of its own caused.
4. It sees records that name it or an account of its own.
5. An account is its own if it holds or keeps it.
6. Heights, headers, state roots and the published checkpoint are for everybody who is known.

What names a party is told by the types of fields, never by their values: a party may be called like a word of a text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from counterfoil.api.callers import Caller, KeyHolder
from counterfoil.api.problems import SUSPENDED, Problem
from counterfoil.evidence.event import Event
from counterfoil.identity.policy import PublicKey
from counterfoil.law.module import View
from counterfoil.law.who_is_named import naming, texts_in
from counterfoil.modules import laws
from counterfoil.modules.parties.queries import account, known_key, party
from counterfoil.modules.parties.records import Party, Role, Standing
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.types import AccountId, ChainId, KeyId, PartyId


@dataclass(frozen=True)
class Sight:
    """What one party sees of one chain; nothing but what is for everybody where it is none of the chain's parties."""

    view: View
    party: PartyId | None = None
    all: bool = False
    _own: dict[str, bool] = field(default_factory=dict, repr=False)

    def signed(self, by: tuple[PartyId, ...]) -> bool:
        """Whether it sees the whole of a transaction of these parties."""
        return self.all or self.party in by

    def call(self, call: Mapping[str, Any]) -> bool:
        """Whether it sees a call, as its line has it, of a transaction that it did not sign."""
        return self._named(laws().calls.get(str(call.get("call"))), call)

    def event(self, event: Event, by: tuple[PartyId, ...]) -> bool:
        """Whether it sees an event that a transaction of these parties caused."""
        if self.signed(by):
            return True
        consented = any(self.party in one.by or self.owns(one.account) for one in event.consents)
        return consented or self._named(laws().event_of(event.type), event.data)

    def record(self, record: msgspec.Struct) -> bool:
        """Whether it sees a record."""
        return self._named(type(record), msgspec.to_builtins(record))

    def _named(self, kind: type | None, plain: object) -> bool:
        if self.all:
            return True
        if self.party is None or kind is None:
            return False
        parties, accounts = naming(kind)
        return self.party in texts_in(plain, parties) or any(map(self.owns, texts_in(plain, accounts)))

    def owns(self, name: str) -> bool:
        """Whether an account is its own."""
        if self.party is None:
            return False
        if name not in self._own:
            found = account(self.view, AccountId(name))
            self._own[name] = found is not None and self.party in (found.holder, found.custodian)
        return self._own[name]


@dataclass(frozen=True)
class NeedToKnow:
    """The parties of these chains, and what each sees."""

    chains: Mapping[ChainId, ChainNode]

    def holder(self, keyid: KeyId) -> KeyHolder | None:
        """Whose key it is, on any chain; suspended who is suspended on every chain that has him."""
        found = [one for node in self.chains.values() if (one := _member(node.ledger.view, keyid)) is not None]
        if not found:
            return None
        first, key = found[0]
        return KeyHolder(first.party, key, all(one.status is Standing.suspended for one, _ in found))

    def sight(self, caller: Caller, node: ChainNode) -> Sight:
        """What the holder of a key sees of a chain, on which it may have another name; raises Problem."""
        view = node.ledger.view
        found = None if caller.keyid is None else _member(view, caller.keyid)
        if found is None:
            return Sight(view)
        member, _ = found
        if member.status is Standing.suspended:
            raise Problem(SUSPENDED)
        return Sight(view, member.party, Role.supervisor in member.roles)


def _member(view: View, keyid: KeyId) -> tuple[Party, PublicKey] | None:
    """The party that has this key in force, which is not who once had it."""
    known = known_key(view, keyid)
    found = None if known is None else party(view, known.party)
    if known is None or found is None or found.keys is None or keyid not in found.keys.keyid_set:
        return None
    return found, PublicKey(key=known.key, scheme=known.scheme)
