# SPDX-License-Identifier: Apache-2.0
"""One firm under two names: as far as keys tell, it votes once, and pauses and lets in nobody by itself."""

import pytest

from counterfoil.evidence.package import encode_package
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.governance import calls as g
from counterfoil.modules.governance import queries
from counterfoil.modules.governance.motion import MOTIONS
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Role
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import verify_package
from support.evidence_forced import attempt, fork
from support.governance_breaches import MOTION, accept, pause
from support.governance_breaches import apply_for as apply_as_member
from support.governance_breaches import governed as governed_world
from support.governance_breaches import propose as propose_in_world
from support.governance_breaches import rotate as rotate_in_world
from support.governance_breaches import settle as settle_in_world
from support.governance_breaches import vote as vote_in_world
from support.governed import HOUR, MEMBERS, adopt, apply_for, carry_out, propose, settle, vote
from support.ledger import Ledger, key_of, policy_of

FOUNDERS = f"registrar supervisor {' '.join(MEMBERS)}"
APART = GovernanceOutcome.keys_in_common


def members() -> Ledger:
    """Everybody who is to adopt, and Alice, who is no member."""
    ledger = Ledger()
    for member in MEMBERS:
        ledger.party(member, Role.venue)
    ledger.party("alice")
    ledger.party("bob")
    return ledger


def governed() -> Ledger:
    ledger = members()
    ledger.do(adopt("registrar"), signed_by=FOUNDERS)
    return ledger


def rotate(party: str, *keys: str) -> p.RotateKeys:
    """One of these keys signs from then on."""
    return p.RotateKeys(party=party, keys=policy_of(*keys))


@pytest.mark.parametrize("keys", [("bank",), ("venue", "bank")])
def test_no_charter_is_adopted_with_one_key_in_two_members_policies(keys: tuple[str, ...]) -> None:
    """Also where each signs with a key of its own: the common one could sign for both ever after."""
    ledger = members()
    ledger.do(rotate("venue", *keys), signed_by="venue")
    answer = ledger.submit(adopt("registrar"), signed_by=FOUNDERS)
    refused = {1: MachineOutcome.incomplete, 2: APART}
    assert answer.outcome is refused[len(keys)]


def test_a_supervisor_that_is_the_registrar_by_its_keys_adopts_nothing() -> None:
    """Its agreement would be the registrar's own."""
    ledger = members()
    ledger.do(rotate("supervisor", "supervisor", "registrar"), signed_by="supervisor")
    assert ledger.submit(adopt("registrar"), signed_by=FOUNDERS).outcome is APART


def test_a_member_that_lists_anothers_public_key_keeps_him_from_nothing() -> None:
    """Neither from a vote, nor from keys of his own, nor from a word about his nodes: nothing was signed by it."""
    ledger = governed()
    ledger.do(rotate("venue", "venue", "bank", "bank-next"), signed_by="venue")
    ledger.do(propose("m", settle()), signed_by="issuer")
    ledger.wait(HOUR)
    ledger.do(vote("m", "venue"), g.DeclareReady(version=2, member="venue"), signed_by="venue")
    ledger.do(vote("m", "bank"), g.DeclareReady(version=2, member="bank"), signed_by="bank")
    ledger.do(rotate("bank", "bank-next"), signed_by="bank")


def test_a_member_that_lists_the_key_of_one_that_is_to_come_keeps_him_out_of_nothing() -> None:
    """A public key in a policy of its own is no veto: the decision is carried out."""
    ledger = governed()
    ledger.do(rotate("bank", "bank", "alice"), signed_by="bank")
    carry_out(ledger, "m", {"call": "governance.set_power", "council": "council", "party": "alice", "power": 5})
    ledger.do(rotate("alice", "alice", "alice-2"), signed_by="alice")


def test_one_key_votes_once_also_after_it_went_from_one_member_to_another() -> None:
    """The bank voted, and took another key; the venue takes the bank's old one, and has no second vote by it."""
    ledger = governed()
    ledger.do(propose("m", settle()), signed_by="issuer")
    ledger.wait(HOUR)
    ledger.do(vote("m", "bank"), signed_by="bank")
    ledger.do(p.RotateKeys(party="bank", keys=policy_of("bank-next")), signed_by="bank")
    ledger.do(rotate("venue", "venue", "bank"), signed_by="venue")
    again = ledger.submit(vote("m", "venue"), signed_by="bank", by="venue")
    assert again.outcome is APART
    ledger.do(vote("m", "venue"), signed_by="venue")
    motion = ledger.state.read(MOTIONS, "m")
    assert motion is not None
    assert [(one.member, one.keys) for one in motion.votes] == [
        ("bank", (key_of("bank").keyid,)),
        ("venue", (key_of("venue").keyid,)),
    ]


def test_one_key_says_once_that_nodes_are_ready_also_after_it_went_from_one_member_to_another() -> None:
    """The bank said so, and took another key; the venue, with the bank's old one, is not counted besides."""
    ledger = governed()
    ledger.do(g.DeclareReady(version=2, member="bank"), signed_by="bank")
    ledger.do(p.RotateKeys(party="bank", keys=policy_of("bank-next")), signed_by="bank")
    ledger.do(rotate("venue", "venue", "bank"), signed_by="venue")
    again = g.DeclareReady(version=2, member="venue")
    assert ledger.submit(again, signed_by="bank", by="venue").outcome is APART
    assert queries.ready_for(ledger.state, 2) == ("bank",)
    ledger.do(g.DeclareReady(version=3, member="venue"), signed_by="bank", by="venue")
    ledger.do(g.DeclareReady(version=2, member="venue"), signed_by="venue")
    assert queries.ready_for(ledger.state, 2) == ("bank", "venue")


def test_a_member_that_was_voted_out_keeps_nobody_from_his_word() -> None:
    """The bank says that its nodes are ready, is voted out, and takes the public keys of others into its policy."""
    ledger = governed()
    ledger.do(g.DeclareReady(version=2, member="bank"), signed_by="bank")
    carry_out(ledger, "m", {"call": "governance.set_power", "council": "council", "party": "bank", "power": 0})
    ledger.do(rotate("bank", "bank", "venue", "issuer"), signed_by="bank")
    ledger.do(g.DeclareReady(version=2, member="venue"), signed_by="venue")
    assert queries.ready_for(ledger.state, 2) == ("bank", "venue")


def test_nobody_takes_other_keys_on_the_way_to_accepting() -> None:
    """The bank has the sponsor's old key alone: under it, it takes another and accepts, in one transaction."""
    ledger = governed()
    ledger.do(apply_for("a", "firm"), signed_by="issuer")
    ledger.do(p.RotateKeys(party="issuer", keys=policy_of("issuer-next")), signed_by="issuer")
    ledger.do(p.RotateKeys(party="bank", keys=policy_of("issuer")), signed_by="bank")
    calls = (rotate("bank", "bank"), g.Accept(application="a", members=("bank", "venue")))
    answer = ledger.submit(*calls, signed_by="issuer venue", by="bank venue")
    assert answer.outcome is APART


def test_one_key_lets_no_firm_in_by_itself() -> None:
    """The sponsor's old key, in another member's policy now, does not accept what it applied for."""
    ledger = governed()
    ledger.do(apply_for("a", "firm"), signed_by="issuer")
    ledger.do(p.RotateKeys(party="issuer", keys=policy_of("issuer-next")), signed_by="issuer")
    ledger.do(rotate("bank", "bank", "issuer"), signed_by="bank")
    accept = g.Accept(application="a", members=("bank", "venue"))
    assert ledger.submit(accept, signed_by="issuer venue", by="bank venue").outcome is APART
    ledger.do(accept, signed_by="bank venue")


def test_members_that_came_to_share_a_key_neither_pause_nor_let_in() -> None:
    """Together: one of them could sign for both. The law says it, and so does whoever verifies what was sealed."""
    world = fork(governed_world())
    world.do("acme", calls=[apply_as_member()])
    world.do("north", calls=[rotate_in_world("north", "north", "bank")])
    pausing, accepting = pause("bank", "north", until=world.last_time + 9_000), accept("bank", "north")
    for record, theft in (("governance/pauses/current", pausing), ("governance/application/a", accepting)):
        rogue = fork(world)
        assert attempt(rogue, rogue.sign([theft], "bank", "north")) is APART
        rogue.force(rogue.sign([theft], "bank", "north"))
        package = Collector(rogue, rogue.publish()).record(RecordPath(record))
        assert verify_package(encode_package(package), rogue.trust()).failed_check == 10


def test_one_firm_under_two_names_passes_no_motion_in_evidence() -> None:
    """An operator who counts the second vote of one key has nothing proved of the motion."""
    world = fork(governed_world())
    world.do("north", calls=[rotate_in_world("north", "north", "bank")])
    world.do("acme", calls=[propose_in_world(settle_in_world())])
    world.do("bank", calls=[vote_in_world("bank")])
    voting = world.sign([vote_in_world("north")], "bank", by=["north"])
    assert attempt(world, voting) is APART
    world.force(voting)
    package = Collector(world, world.publish()).record(RecordPath(MOTION))
    assert verify_package(encode_package(package), world.trust()).failed_check == 10
