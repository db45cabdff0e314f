# SPDX-License-Identifier: Apache-2.0
"""Parties as people name them: those that no chain has, and which one was meant."""

import pytest

from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind
from counterfoil.node.named_parties import LISTED, NEXT, brought_by, meant, require_parties
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, PartyId
from support.governed import adopt
from support.ledger import Ledger


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    made = Ledger()
    for name in ("Alice", "bank"):
        made.party(name)
    return made


ROWS: dict[str, tuple[list[str], set[str], str, str]] = {
    "near": (["bankk"], set(), "there is no party 'bankk' on this chain", "did you mean bank?"),
    "in other letters": (["alice"], set(), "there is no party 'alice' on this chain", "did you mean Alice?"),
    "like none": (["qqq"], set(), "there is no party 'qqq' on this chain", LISTED),
    "empty": ([""], set(), "there is no party '' on this chain", LISTED),
    "the first": (["bank", "qqq", "bankk"], set(), "there is no party 'qqq' on this chain", LISTED),
    "brought": (["carol"], {"carol"}, "party 'carol' is registered in this transaction", NEXT),
    "another is brought": (["qqq"], {"carol"}, "there is no party 'qqq' on this chain", LISTED),
}


@pytest.mark.parametrize("name", ROWS)
def test_who_is_not_there_is_told(ledger: Ledger, name: str) -> None:
    """With who was meant; or that nobody is heard in the transaction that brings him."""
    parties, brought, problem, remedy = ROWS[name]
    with pytest.raises(InputError) as refused:
        require_parties(ledger.state, parties, where="--by", brought=brought)
    assert (refused.value.problem, refused.value.where, refused.value.remedy) == (problem, "--by", remedy)


def test_whoever_is_there_is_taken(ledger: Ledger) -> None:
    """Nobody, and those that are there, even if they are to be registered once more."""
    require_parties(ledger.state, [], where="--by")
    require_parties(ledger.state, ["Alice", "bank"], where="--by", brought={"bank"})


def test_who_was_meant(ledger: Ledger) -> None:
    """As the chain writes it."""
    assert meant(ledger.state, "BANKK") == "did you mean bank?" and meant(ledger.state, "qqq") == ""


def test_whom_calls_bring(ledger: Ledger) -> None:
    """Those that are registered, and a council; not those that are named."""
    carol, account = PartyId("carol"), AccountId("carol-1")
    register = RegisterParty(party=carol, registrar=PartyId("registrar"), kind=PartyKind.organisation, name="Carol")
    opened = OpenAccount(account=account, holder=PartyId("dan"), outgoing=Control.holder)
    assert brought_by([]) == frozenset() == brought_by([opened])
    assert brought_by([opened, register, adopt("registrar")]) == {"carol", "council"}
