# SPDX-License-Identifier: Apache-2.0
"""A motion that could not be carried out is said to be so when it is moved, and hinders nobody who does what is due."""

from types import SimpleNamespace
from typing import Any

import pytest

from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules import laws
from counterfoil.modules.governance import calls as g
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.node.due import judged
from counterfoil.node.rehearsing import foretell
from counterfoil.primitives import canonical
from counterfoil.primitives.types import PartyId
from support.evidence_forced import fork
from support.evidence_world import World
from support.governance_breaches import VERSION, at, call, decided, governed, power, propose, settle


def role(party: str, registrar: str = "council") -> dict[str, Any]:
    return call("parties.assign_roles", party=party, registrar=registrar, roles=["issuer"])


def typed(plain: dict[str, Any]) -> Call:
    found: Call = canonical.convert(plain, laws().any_call)
    return found


@pytest.fixture(scope="module")
def world() -> World:
    return governed()


MOVED = {
    "a party that is not there": (role("bobb"), PartiesOutcome.unknown_party),
    "in another's name": (role("li", "acme"), PartiesOutcome.not_authorised),
    "a change for the past": (power("li", 1, since=at(0)), GovernanceOutcome.amendment_backdated),
}


@pytest.mark.parametrize("name", MOVED)
def test_a_motion_whose_calls_would_be_refused_is_said_to_be_so_when_it_is_moved(name: str, world: World) -> None:
    """It is taken all the same: what it needs may come before it is decided."""
    moved, outcome = MOVED[name]
    node: Any = SimpleNamespace(ledger=world.ledger)
    calls = [typed(propose(settle(), motion="good")), typed(propose(moved))]
    told = foretell(node, calls, by=[PartyId("acme")], signers=(), time=world.next_time)
    assert told.result.code == MachineOutcome.ok
    assert [(position, why.outcome) for position, why in told.later] == [(1, outcome)]


def test_a_motion_that_could_be_carried_out_is_said_nothing_of(world: World) -> None:
    """Nor one that schedules a version for which nodes are not ready yet: that is asked of the decision."""
    for moved in (settle(), role("li"), VERSION):
        assert world.ledger.foreseen([typed(propose(moved))], world.next_time) == []


def test_a_decision_that_waits_is_no_failure_of_what_is_due(world: World) -> None:
    """Its time has come, and its calls are refused; one whose time has not come is refused itself."""
    twin = fork(world)
    node: Any = SimpleNamespace(ledger=twin.ledger)
    steps = decided(role("bobb"))
    for number, step in enumerate(steps):
        if step is None or step[1] is None:
            twin.block()
        else:
            twin.do(*step[0].split(), calls=[step[1]])
        found = judged(node, g.Execute(motion="m"), twin.next_time)
        assert found.outcome
        assert found.waits == (number == len(steps) - 1), (number, found)
