# SPDX-License-Identifier: Apache-2.0
"""Who changes a policy can change it again: no policy locks everybody out."""

from counterfoil.identity.policy import KeyPolicy
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import PartyKind, Role
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.outcomes import SupervisionOutcome as Refusal
from support.ledger import Ledger, policy_of


def with_keys(ledger: Ledger, name: str, keys: KeyPolicy) -> None:
    """One more supervisor, with keys that others may have, too."""
    organisation = {"kind": PartyKind.organisation, "name": name, "roles": (Role.supervisor,)}
    ledger.do(p.RegisterParty(party=name, registrar="registrar", keys=keys, **organisation), signed_by="registrar")


def by_two(*changers: str) -> c.SetPolicy:
    return c.SetPolicy(by="supervisor", changers=changers, powers=(), changed_by_two=True)


def test_two_changers_of_one_key_are_not_two() -> None:
    """A change by two asks for distinct keys: where no two have them, the policy could never be changed again."""
    ledger = Ledger()
    with_keys(ledger, "twin", policy_of("supervisor"))
    refused = ledger.submit(by_two("supervisor", "twin"), signed_by="supervisor")
    assert refused.outcome is Refusal.policy_unsound
    with_keys(ledger, "third", policy_of("third"))
    ledger.do(by_two("supervisor", "twin", "third"), signed_by="supervisor")
    again = c.SetPolicy(by="twin", second="third", changers=("third",), powers=())
    ledger.do(again, signed_by="supervisor third", by="twin third")


def test_two_of_three_keys_and_one_of_them_are_not_enough_for_both() -> None:
    """Each key counts for one: who needs two of three leaves the third to another, and all three to nobody."""
    ledger = Ledger()
    with_keys(ledger, "board", policy_of("a", "b", "c", threshold=3))
    with_keys(ledger, "member", policy_of("a"))
    refused = ledger.submit(by_two("board", "member"), signed_by="supervisor")
    assert refused.outcome is Refusal.policy_unsound
    with_keys(ledger, "quorum", policy_of("a", "b", "c", threshold=2))
    ledger.do(by_two("quorum", "member"), signed_by="supervisor")
    again = c.SetPolicy(by="quorum", second="member", changers=("member",), powers=())
    ledger.do(again, signed_by="a b c", by="quorum member")
