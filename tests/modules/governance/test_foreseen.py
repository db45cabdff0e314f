# SPDX-License-Identifier: Apache-2.0
"""A motion that could not be carried out is said to be so when it is moved, and hinders nobody who does what is due."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from counterfoil.law.call import Call
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules import laws
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.governance import calls as g
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.node.due import judged
from counterfoil.node.hopeless import why_never
from counterfoil.node.rehearsing import foretell
from counterfoil.primitives import canonical
from counterfoil.primitives.types import PartyId
from support import tree
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


def test_of_several_calls_it_is_said_which_would_be_refused(world: World) -> None:
    """By its number, as people count, and its name: those before it are taken."""
    calls = [typed(propose(settle(), role("li"), role("bobb")))]
    ((position, later),) = world.ledger.foreseen(calls, world.next_time)
    assert (position, later.outcome) == (0, PartiesOutcome.unknown_party)
    assert (later.number, later.name) == (3, "parties.assign_roles")


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


NEVER = {
    "in another's name": (role("li", "acme"), "a decision speaks for council alone, and it needs the word of acme"),
    "a change for the past": (power("li", 1, since=at(0)), "the time that it names is over"),
    "a name that is taken": (
        call("parties.register", party="li", registrar="council", kind="organisation", name="Li", keys=None),
        "what has that name has it for ever",
    ),
}


@pytest.mark.parametrize("name", NEVER)
def test_of_a_decision_that_is_never_carried_out_it_is_said_that_it_is_not(name: str, world: World) -> None:
    """It waits for nothing: nobody need look for what would mend it, and it lapses; so when it is moved."""
    moved, why = NEVER[name]
    twin = fork(world)
    node: Any = SimpleNamespace(ledger=twin.ledger)
    for step in decided(moved):
        if step is None or step[1] is None:
            twin.block()
        else:
            twin.do(*step[0].split(), calls=[step[1]])
    found = judged(node, g.Execute(motion="m"), twin.next_time)
    assert found.waits and found.never == why, found
    told = foretell(
        node, [typed(propose(moved, motion="again"))], by=[PartyId("acme")], signers=(), time=twin.next_time
    )
    ((_, later),) = told.later
    assert why_never(twin.ledger.view, later.outcome, later.detail) == why
    assert not judged(node, g.Execute(motion="none"), twin.next_time).never


def test_what_may_still_be_mended_is_not_given_up(world: World) -> None:
    """A party that is not there may come, and a role may be given."""
    for outcome, detail in (
        (PartiesOutcome.unknown_party, "bobb"),
        (PartiesOutcome.role_missing, "li: issuer"),
        (PartiesOutcome.not_authorised, "council"),
    ):
        assert why_never(world.ledger.view, outcome, detail) == ""


def test_what_a_call_says_itself_is_refused_for_good(world: World) -> None:
    """More approvals than reviewers are never enough; and a hash is that of what it is of, or of nothing."""
    own = (ContractsOutcome.quorum_out_of_reach, ContractsOutcome.wrong_hash, ContractsOutcome.not_arguments)
    for outcome in own:
        assert "whatever the ledger holds" in why_never(world.ledger.view, outcome, "")
    # A contract may make too much of what it holds, and less of it another time.
    assert why_never(world.ledger.view, ContractsOutcome.not_arguments, "at most 32 deep and 4096 values") == ""


def test_a_time_that_was_to_come_is_known_by_how_its_outcome_is_called(world: World) -> None:
    """Every law that refuses a time before now does so by an outcome that is known to be for good."""
    asked = re.compile(r"\bbegins\(\s*call\.since,[^()]*?(\w+Outcome)\.(\w+)")
    found = {name for file in (tree.PACKAGE / "modules").rglob("*.py") for _, name in asked.findall(file.read_text())}
    named = {one.name: one for one in laws().outcomes.values()}
    assert len(found) > 5
    assert all(why_never(world.ledger.view, named[name], "") for name in found), found
