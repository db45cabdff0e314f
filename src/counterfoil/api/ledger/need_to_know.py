# SPDX-License-Identifier: Apache-2.0
"""Who asks, and what he sees: the ledger says whose a key is, and this file alone what a party is told.

1. A supervisor sees all of the chain on which it is one.
2. A party sees a transaction that it signed, or in which it or an account of its own is named: of one that it signed
   every call, of another's those calls that name it.
3. It sees events that name it or an account of its own, that it consented to, or that a transaction of its own caused.
4. It sees records that name it or an account of its own, and those that their table opens to all members: by its own
   word, in the module that has it. Of the trail of an open one it sees, besides, each event that touched it alone
   when it was open, and names nobody whom the record does not name, but registrars and supervisors.
5. An account is its own if it holds or keeps it.
6. It may have packages: about an account of its own; a unique instrument in one; a transaction of which it sees all; a
   record that names it; and one that is open to members, where nobody is shown whom the record does not name.
7. That a record is not there it may be shown where it would see it if it were: in a table of which every record is open
   to members, and below the name of an account of its own, or its own. Everybody else is told of what is not there what
   he is told of a secret.
8. Whole blocks it has as a supervisor, and as a firm that runs a validator: its own node has them too.
9. Heights, headers, state roots and the published checkpoint are for everybody who is known.

What names a party is told by the types of fields, never by their values: a party may be called like a word of a text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import msgspec

from counterfoil.api.callers import Caller, KeyHolder
from counterfoil.api.problems import SUSPENDED, Problem
from counterfoil.evidence.event import Event
from counterfoil.identity.policy import PublicKey
from counterfoil.law.module import View
from counterfoil.law.table import every, members_read_of
from counterfoil.law.who_is_named import naming, texts_in
from counterfoil.modules import laws
from counterfoil.modules.parties.queries import account, known_key, party
from counterfoil.modules.parties.records import Party, Role, Standing
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.types import AccountId, ChainId, KeyId, PartyId, RecordPath

_OFFICES: Final = frozenset({Role.registrar, Role.supervisor})


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
        return self.named_in(record) or self._is_open(record)

    def named_in(self, record: msgspec.Struct) -> bool:
        """Whether a record names it or an account of its own."""
        return self._named(type(record), msgspec.to_builtins(record))

    def event_of_open(self, event: Event, record: msgspec.Struct) -> bool:
        """Whether it sees an event of a trail because its record, as it was then, is open to members."""
        if len(event.trails) != 1 or not self._is_open(record):
            return False
        named = frozenset[str]().union(*names_in(type(record), msgspec.to_builtins(record)))
        return all(name in named or self.is_office(name) for name in names_in_event(event))

    def is_office(self, name: str) -> bool:
        """Whether a name is that of a registrar or supervisor: its consent to something common is no secret."""
        found = party(self.view, PartyId(name))
        return found is not None and bool(_OFFICES & set(found.roles))

    def absence(self, path: RecordPath) -> bool:
        """Whether it may be shown that there is no record at a path."""
        table = laws().table_of(path)
        if table is None or self.party is None:
            return self.all and table is not None
        if self.all or table.members_read is every:
            return True
        first = path.removeprefix(f"{table.prefix}/").partition("/")[0]
        return (table.kept_for is AccountId and self.owns(first)) or (table.kept_for is PartyId and first == self.party)

    def _is_open(self, record: msgspec.Struct) -> bool:
        opened = None if self.party is None else _opened(type(record))
        return opened is not None and opened(record)

    def _named(self, kind: type | None, plain: object) -> bool:
        if self.all:
            return True
        if self.party is None or kind is None:
            return False
        parties, accounts = names_in(kind, plain)
        return self.party in parties or any(map(self.owns, accounts))

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

    def replicates(self, caller: Caller, node: ChainNode) -> bool:
        """Whether it may have whole blocks: who sees all, runs a validator, or is an auditor here; raises Problem."""
        sight = self.sight(caller, node)
        return sight.all or (sight.party is not None and sight.party in node.firms | node.auditors)

    def ticks(self, caller: Caller, node: ChainNode) -> bool:
        """Whether it may have a block made though nothing waits; an auditor reads, and asks for nothing."""
        sight = self.sight(caller, node)
        return sight.all or (sight.party is not None and sight.party in node.firms)


def _member(view: View, keyid: KeyId) -> tuple[Party, PublicKey] | None:
    """The party that has this key in force, which is not who once had it."""
    known = known_key(view, keyid)
    found = None if known is None else party(view, known.party)
    if known is None or found is None or found.keys is None or keyid not in found.keys.keyid_set:
        return None
    return found, PublicKey(key=known.key, scheme=known.scheme)


def names_in(kind: type, plain: object) -> tuple[frozenset[str], frozenset[str]]:
    """The parties, and the accounts, that a struct of this kind names."""
    parties, accounts = naming(kind)
    return frozenset(texts_in(plain, parties)), frozenset(texts_in(plain, accounts))


def names_in_event(event: Event) -> frozenset[str]:
    """The parties and accounts that an event names, and who consented to it."""
    kind = laws().event_of(event.type)
    found = frozenset[str]() if kind is None else frozenset[str]().union(*names_in(kind, event.data))
    return found.union(*((*one.by, one.account) for one in event.consents))


@cache
def _opened(kind: type) -> Callable[[Any], bool] | None:
    return members_read_of(kind, laws().tables.values())
