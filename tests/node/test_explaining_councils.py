# SPDX-License-Identifier: Apache-2.0
"""Where a council is the registrar, whoever lacks its word is told that it takes a motion, and no keys or roles."""

import pytest

from counterfoil.law.outcome import Outcome
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.node.explaining import MOVE_IT, explained_here
from support.governed import MEMBERS, adopt
from support.ledger import Ledger


@pytest.fixture(scope="module")
def founders() -> Ledger:
    ledger = Ledger()
    for member in MEMBERS:
        ledger.party(member)
    return ledger


@pytest.fixture(scope="module")
def governed(founders: Ledger) -> Ledger:
    twin = founders.twin()
    twin.do(adopt("registrar"), signed_by=f"registrar supervisor {' '.join(MEMBERS)}")
    return twin


ASKED = [
    (PartiesOutcome.not_authorised, "council"),
    (PartiesOutcome.not_authorised, "council and supervisor"),
    (PartiesOutcome.role_missing, "registrar: registrar"),
]
OTHERS = [
    (PartiesOutcome.not_authorised, "bank"),
    (PartiesOutcome.role_missing, "bank: registrar or recorder"),
    (PartiesOutcome.role_missing, "bank: supervisor"),
    (GovernanceOutcome.application_needed, "council"),
]


@pytest.mark.parametrize(("outcome", "detail"), ASKED)
def test_what_lacks_the_councils_word_takes_a_motion(governed: Ledger, outcome: Outcome, detail: str) -> None:
    """Neither its keys, which it does not have, nor a role that nobody else can be given."""
    told = explained_here(governed.state, outcome, detail)
    assert told.startswith(f"{outcome.sentence} ({detail}) ") and told.endswith(f"by decisions alone: {MOVE_IT}.")
    assert "keys sign" not in told and "assign_roles" not in told


@pytest.mark.parametrize(("outcome", "detail"), OTHERS)
def test_what_lacks_anothers_word_says_so(governed: Ledger, outcome: Outcome, detail: str) -> None:
    """As it did."""
    assert explained_here(governed.state, outcome, detail).endswith(outcome.remedy)


@pytest.mark.parametrize(("outcome", "detail"), ASKED)
def test_without_a_charter_a_registrar_is_one(founders: Ledger, outcome: Outcome, detail: str) -> None:
    """There is nobody who could move anything."""
    assert explained_here(founders.state, outcome, detail).endswith(outcome.remedy)


def test_a_call_that_is_moved_names_the_council(governed: Ledger) -> None:
    """`registrar: depository` is refused in a motion too: whoever is told to make one is told what must stand there."""
    told = explained_here(governed.state, PartiesOutcome.role_missing, "bank: registrar")
    assert "Name council where bank stands. The registrar here is council" in told


@pytest.mark.parametrize("detail", ["bank", "bank and supervisor", "bank and council"])
def test_what_a_decision_carries_out_lacks_no_keys(governed: Ledger, detail: str) -> None:
    """It speaks for the council alone: neither signatures nor a further motion mend it."""
    told = explained_here(governed.state, PartiesOutcome.not_authorised, detail, decided=True)
    assert "A decision speaks for council alone, whoever signs. Name council where bank" in told
    assert MOVE_IT not in told and "keys sign such a call outside of motions" in told
    other = explained_here(governed.state, GovernanceOutcome.application_needed, "council", decided=True)
    assert other.endswith(GovernanceOutcome.application_needed.remedy)
