# SPDX-License-Identifier: Apache-2.0
"""A chain that begins under its charter: nobody was ever outside, which evidence from block 0 on shows."""

from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import encode_package
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import GOVERNANCE_FEATURE, PARTIES, Role
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_forced import attempt
from support.evidence_story import register
from support.evidence_world import World, first_party
from support.governance_breaches import EXECUTE, decided
from support.governing_alone_breaches import CHARTER, MEMBERS, adopt, assign

FIRMS = tuple(first_party(member) for member in MEMBERS)


def begun(**changed: Any) -> World:
    """A world whose block 0 adopts a charter; Li, who is nobody's member, was registered without it."""
    founders = (*FIRMS, first_party("li"))
    return World(features=(GOVERNANCE_FEATURE,), founders=founders, calls=[adopt(**changed)])


def test_the_first_registrar_is_a_recorder_from_block_0() -> None:
    """The council alone is a registrar, and no key that was there before gives a role."""
    world = begun()
    roles = {name: world.ledger.view.read(PARTIES, name) for name in ("registrar", "council")}
    assert {name: party and party.roles for name, party in roles.items()} == {
        "registrar": (Role.recorder,),
        "council": (Role.registrar,),
    }
    given = world.sign([assign("li", "issuer")], "registrar")
    assert attempt(world, given) is PartiesOutcome.role_missing
    world.do("registrar", calls=[register("zhao")])
    assert list(broken_invariants(world.ledger.view)) == []


def test_the_charter_is_proved_from_its_first_event_in_block_0() -> None:
    """By a package that shows no transaction; a charter that says anything else is not proved."""
    world = begun()
    world.block()
    package = Collector(world, world.publish()).record(RecordPath(CHARTER))
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    (event,) = package.events
    first = decode_event(event.event)
    assert (first.type, first.height, first.call, package.transactions) == ("governance.adopted", 0, None, ())
    for old, new in ((b'"power":55', b'"power":99'), (b'"registrars":["registrar"]', b'"registrars":["acme"]')):
        forged = replace(package, events=(replace(event, event=event.event.replace(old, new)),))
        assert forged != package
        assert verify_package(encode_package(forged), world.trust()).verdict is Verdict.not_proved


def test_a_role_given_by_a_decision_shows_the_charter_of_block_0() -> None:
    """The first claim about what was decided rests on block 0 and on nobody's signature for the council."""
    world = begun()
    for signers, call in decided(assign("li", "issuer", registrar="council")):
        if call is None:
            world.block()
        else:
            world.do(*signers.split(), calls=[call])
    world.do("li", calls=[EXECUTE])
    package = Collector(world, world.publish()).record(RecordPath("parties/party/li"))
    report = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()
    types = [decode_event(one.event).type for one in package.events]
    assert {"governance.adopted", "governance.voted", "governance.executed"} <= set(types)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"ordinary_ppm": 1}, "more than half"),
        ({"members": [{"party": "acme", "power": 1}, {"party": "nobody", "power": 1}]}, "consent.*nobody"),
        ({"registrars": ("acme",)}, "role"),
        ({"admitters": 3}, "3"),
    ],
)
def test_what_no_charter_may_say_begins_no_chain(changed: dict[str, Any], problem: str) -> None:
    """Its own rules hold in block 0 as they do later; the error says which call of the document it is about."""
    with pytest.raises(InputError, match=rf"genesis.calls\[0\]: .*{problem}"):
        begun(**changed)


def test_a_registrar_that_does_not_give_way_begins_no_chain() -> None:
    """The limits hold too: nobody stays outside."""
    founders = (*FIRMS, first_party("second", Role.registrar))
    with pytest.raises(InputError, match="second"):
        World(features=(GOVERNANCE_FEATURE,), founders=founders, calls=[adopt()])


def test_two_members_with_one_key_begin_no_chain() -> None:
    """Nobody signs in block 0, so what signatures would have told is asked of the keys."""
    twins = (*FIRMS[:-1], replace(FIRMS[-1], keys=FIRMS[0].keys))
    with pytest.raises(InputError, match=r"genesis.calls\[0\]: .*could sign for either.*acme, north"):
        World(features=(GOVERNANCE_FEATURE,), founders=twins, calls=[adopt()])


def test_a_charter_needs_its_feature_from_block_0() -> None:
    """A chain that activates it later adopts its charter later."""
    with pytest.raises(InputError, match="not active"):
        World(founders=FIRMS, calls=[adopt()])
