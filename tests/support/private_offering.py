# SPDX-License-Identifier: Apache-2.0
"""A small market for one restricted bond, in a few words: people with accounts and countries, and the bond's rules."""

from collections.abc import Sequence
from typing import Any

from counterfoil.law.call import Call
from counterfoil.law.module import Module
from counterfoil.law.outcome import Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties.records import Role
from counterfoil.modules.restrictions import calls as c
from counterfoil.modules.restrictions.queries import count_of
from counterfoil.modules.restrictions.records import POSITIONS, Rule, RuleKind
from support.ledger import Ledger
from support.market import attest, trust

BOND = "BOND"
CHINA_MIN = 480
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


class Offering(Ledger):
    """A ledger with an issuer, an attester and people, each with an account called as they are."""

    def __init__(self, *people: str, counted: bool = True, besides: Sequence[Module] = ()) -> None:
        super().__init__(besides=besides)
        for name, role in (("issuer", Role.issuer), ("attester", Role.custodian), ("venue", Role.venue)):
            self.party(name, role)
        for topic in ("identity", "investor_class", "country"):
            self.do(trust(topic, "attester"), signed_by="supervisor")
        for name in people:
            self.join(name)
        self.instrument(BOND, "issuer")
        self.do(c.Restrict(instrument=BOND, by="issuer", counted=counted), signed_by="issuer")

    def join(self, name: str) -> None:
        """A person with an account."""
        self.party(name)
        self.account(name, name)

    def rules(self, *rules: Rule, by: str = "issuer", since: int | None = None, offset_min: int = CHINA_MIN) -> None:
        """The rules from now on, or from a time."""
        call = c.SetRules(
            instrument=BOND, by=by, since=since, offset_min=offset_min, rules=rules, reference="terms of the bond"
        )
        self.do(call, signed_by=by)

    def say(self, party: str, topic: str, value: str, **more: Any) -> None:
        """The attester says something of a party."""
        self.do(attest(party, topic, value, attester="attester", **more), signed_by="attester")

    def give(self, account: str, quantity: int) -> None:
        """Units are issued."""
        self.issue(BOND, account, quantity, issuer="issuer")

    def move(self, sender: str, receiver: str, quantity: int, by: str | None = None) -> Outcome:
        """A transfer that the sender's account's namesake signs."""
        return self.submit(moved(sender, receiver, quantity), signed_by=by or sender).outcome

    @property
    def holders(self) -> int:
        """How many the ledger counts."""
        return count_of(self.state, BOND).holders

    def position(self, party: str) -> Any:
        return self.state.read(POSITIONS, party, BOND)

    def at(self, time: int) -> None:
        """The next block has this time."""
        self.time = time - 1_000


def moved(sender: str, receiver: str, quantity: int) -> Call:
    """A transfer of the bond."""
    return h.Transfer(sender=sender, receiver=receiver, instrument=BOND, quantity=quantity)


def a(kind: str, **fields: Any) -> Rule:
    """A rule."""
    return Rule(kind=RuleKind(kind), **fields)
