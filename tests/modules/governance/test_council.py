# SPDX-License-Identifier: Apache-2.0
"""What a charter is for: nobody outside decides, and what is decided is the council's and nobody else's."""

import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from counterfoil.commerce.objections import objections
from counterfoil.commerce.rehearsal import AskingContext, rehearse
from counterfoil.commerce.state import State
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules import laws
from counterfoil.modules.governance import calls as g
from counterfoil.modules.governance import queries
from counterfoil.modules.governance.motion import MOTIONS, Ballot, MotionStatus, Vote
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.governance.records import CURRENT, PAUSES
from counterfoil.modules.governance.steps import paused, stands
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import PARTIES, Control, Role
from counterfoil.modules.protocol.queries import rules
from counterfoil.primitives.types import Timestamp
from support.governed import (
    HOUR,
    MEMBERS,
    adopt,
    apply_for,
    articles,
    carry_out,
    decide,
    propose,
    roles,
    schedule,
    settle,
    version,
    vote,
)
from support.ledger import CHAIN, Ledger, policy_of
from support.market import leg
from support.refused_parties import feature
from support.refused_settlement import now as settled_now

FOUNDERS = f"registrar supervisor {' '.join(MEMBERS)}"


def founded(**changed: object) -> Ledger:
    """A small market under a charter: Alice holds a share, Bob takes."""
    ledger = Ledger()
    for member in MEMBERS:
        ledger.party(member, Role.issuer if member == "issuer" else Role.venue)
    ledger.instrument("SHARE", "issuer")
    for name in ("alice", "bob"):
        ledger.party(name)
        ledger.account(f"of-{name}", name)
    ledger.issue("SHARE", "of-alice", 10, issuer="issuer")
    ledger.do(adopt("registrar", articles=articles(**changed)), signed_by=FOUNDERS)
    return ledger


def roles_of(ledger: Ledger, party: str) -> tuple[str, ...]:
    record = ledger.state.read(PARTIES, party)
    assert record is not None
    return tuple(record.roles)


def status_of(ledger: Ledger, motion: str) -> MotionStatus:
    record = ledger.state.read(MOTIONS, motion)
    assert record is not None
    return record.status


def test_a_role_is_given_by_a_decision_that_anybody_executes() -> None:
    """Bob, who is nobody's member, has it carried out; the event tells of the council's doing."""
    ledger = founded()
    carry_out(ledger, "m", roles("alice", "custodian"))
    assert roles_of(ledger, "alice") == ("custodian",) and status_of(ledger, "m") is MotionStatus.executed
    executed, assigned = ledger.decoded_events(-2)
    assert (executed.type, assigned.type) == ("governance.executed", "parties.roles_assigned")
    assert executed.call == assigned.call == 0 and assigned.data["registrar"] == "council"


def test_whoever_executes_consents_to_nothing_that_is_carried_out() -> None:
    """A decision that rotates Bob's keys fails though Bob has it executed: his signature is not for that."""
    ledger = founded()
    theft = {"call": "parties.rotate_keys", "party": "bob", "keys": to_builtins(policy_of("mallory"))}
    decide(ledger, "m", theft)
    ledger.wait(2 * HOUR)
    answer = ledger.submit(g.Execute(motion="m"), signed_by="bob issuer bank registrar supervisor")
    assert answer.outcome is PartiesOutcome.not_authorised
    assert status_of(ledger, "m") is MotionStatus.passed


def test_what_follows_in_the_same_transaction_is_its_own_signers_again() -> None:
    """The council's consent ends with the call that a decision speaks for, and the others' begins again."""
    ledger = founded()
    decide(ledger, "m", roles("alice", "custodian"))
    ledger.wait(2 * HOUR)
    move = h.Transfer(sender="of-alice", receiver="of-bob", instrument="SHARE", quantity=1)
    more = p.AssignRoles(party="bob", registrar="council", roles=(Role.venue,))
    assert ledger.submit(g.Execute(motion="m"), more, signed_by="alice").outcome is PartiesOutcome.not_authorised
    ledger.do(g.Execute(motion="m"), move, signed_by="alice")
    assert ledger.holding("of-bob", "SHARE").free == 1


def test_all_of_a_decision_or_none_and_later_if_not_now() -> None:
    """Its second call waits for a party that is not there yet; when it is, the decision is carried out."""
    ledger = founded(applications_only=False)
    decide(ledger, "m", roles("alice", "custodian"), roles("zoe", "venue"))
    ledger.wait(2 * HOUR)
    assert ledger.submit(g.Execute(motion="m"), signed_by="bob").outcome is PartiesOutcome.unknown_party
    assert roles_of(ledger, "alice") == ()
    ledger.party("zoe")
    ledger.do(g.Execute(motion="m"), signed_by="bob")
    assert (roles_of(ledger, "alice"), roles_of(ledger, "zoe")) == (("custodian",), ("venue",))


def test_a_former_registrar_registers_without_roles_and_no_more() -> None:
    """It keeps the register; what it could do alone before, the council decides."""
    ledger = founded(applications_only=False)
    assert roles_of(ledger, "registrar") == ("recorder",) and roles_of(ledger, "council") == ("registrar",)
    ledger.party("zoe")
    described = {"kind": "organisation", "name": "New"}
    with_role = p.RegisterParty(party="new", registrar="registrar", roles=(Role.issuer,), **described)
    for call in (with_role, feature("teleport"), p.AssignRoles(party="zoe", registrar="registrar", roles=())):
        assert ledger.submit(call, signed_by="registrar").outcome is PartiesOutcome.role_missing


def test_nobody_signs_for_a_council() -> None:
    """It is named in no transaction: it has no keys, and whoever names it is left out of the block."""
    ledger = founded()
    call = p.AssignRoles(party="bob", registrar="council", roles=())
    everybody = f"registrar supervisor alice bob {' '.join(MEMBERS)}"
    assert ledger.submit(call, signed_by=everybody).outcome is PartiesOutcome.not_authorised
    assert ledger.submit(call, signed_by=everybody, by=[*everybody.split(), "council"]).events is None


def test_a_vote_is_changed_until_the_end_and_silence_counts_against() -> None:
    """The issuer's 40 and the bank's 30 are enough; without the bank's they are not, whoever abstains."""
    ledger = founded()
    ledger.do(propose("kept", settle()), propose("changed", settle()), signed_by="issuer")
    ledger.wait(HOUR)
    for motion in ("kept", "changed"):
        ledger.do(vote(motion), signed_by="issuer")
        ledger.do(vote(motion, "bank"), vote(motion, "venue", Ballot.abstain), signed_by="bank venue")
    ledger.do(vote("changed", "bank", Ballot.against), signed_by="bank")
    ledger.wait(HOUR)
    ledger.do(g.Close(motion="kept"), g.Close(motion="changed"), signed_by="bob")
    assert (status_of(ledger, "kept"), status_of(ledger, "changed")) == ("passed", "voted_down")
    _, down = ledger.decoded_events(-2)
    assert down.data["tally"] == {"abstain": 20, "against": 30, "in_favour": 40}


def test_a_grave_decision_needs_more_and_can_be_vetoed() -> None:
    """What passes an ordinary motion may fail a grave one; and a supervisor stops one that passed."""
    ledger = founded(grave_ppm=800_000)
    decide(ledger, "few", roles("bob", "issuer"), voters="issuer bank")
    assert status_of(ledger, "few") is MotionStatus.voted_down
    decide(ledger, "many", roles("bob", "issuer"))
    ledger.do(g.Veto(motion="many", supervisor="supervisor", reference="order 1"), signed_by="supervisor")
    ledger.wait(2 * HOUR)
    assert ledger.submit(g.Execute(motion="many"), signed_by="bob").outcome is GovernanceOutcome.not_passed


def test_the_charter_in_force_when_it_was_proposed_decides() -> None:
    """A charter that is amended meanwhile changes no open motion: not who votes, not how much is needed."""
    ledger = founded()
    decide(ledger, "amends", {"call": "governance.set_power", "council": "council", "party": "alice", "power": 900})
    ledger.wait(2 * HOUR)
    ledger.do(propose("open", settle()), signed_by="issuer")
    ledger.do(g.Execute(motion="amends"), signed_by="bob")
    ledger.wait(HOUR)
    assert ledger.submit(vote("open", "alice"), signed_by="alice").outcome is GovernanceOutcome.not_an_elector
    ledger.do(vote("open"), signed_by="issuer")
    ledger.do(vote("open", "bank"), signed_by="bank")
    ledger.wait(HOUR)
    ledger.do(g.Close(motion="open"), signed_by="bob")
    assert status_of(ledger, "open") is MotionStatus.passed


def test_a_member_that_leaves_keeps_its_holdings_and_its_cast_votes() -> None:
    """It votes no longer and proposes no longer; what it had voted counts; it moves what it has out."""
    ledger = founded()
    ledger.account("of-issuer", "issuer")
    ledger.issue("SHARE", "of-issuer", 5, issuer="issuer")
    decide(ledger, "leave", {"call": "governance.set_power", "council": "council", "party": "issuer", "power": 0})
    ledger.wait(HOUR)
    ledger.do(propose("cast", settle()), signed_by="issuer")
    ledger.wait(HOUR)
    ledger.do(vote("cast"), signed_by="issuer")
    ledger.do(vote("cast", "bank"), signed_by="bank")
    ledger.do(g.Execute(motion="leave"), signed_by="bob")
    assert ledger.submit(propose("late"), signed_by="issuer").outcome is GovernanceOutcome.not_a_member
    changed = vote("cast", "issuer", Ballot.against)
    assert ledger.submit(changed, signed_by="issuer").outcome is GovernanceOutcome.not_a_member
    ledger.wait(HOUR)
    ledger.do(g.Close(motion="cast"), signed_by="bob")
    assert status_of(ledger, "cast") is MotionStatus.passed
    out = h.Transfer(sender="of-issuer", receiver="of-bob", instrument="SHARE", quantity=5)
    ledger.do(out, signed_by="issuer")


def test_a_version_waits_for_the_nodes() -> None:
    """It is in force only when members of enough power have it; then the decision, which stood, is carried out."""
    ledger = founded()
    decide(ledger, "m", version(height=10**6))
    ledger.wait(2 * HOUR)
    for member in ("issuer", "venue"):
        assert ledger.submit(g.Execute(motion="m"), signed_by="bob").outcome is GovernanceOutcome.nodes_not_ready
        ledger.do(g.DeclareReady(version=2, member=member), signed_by=member)
    assert queries.ready_for(ledger.state, 2) == ("issuer", "venue")
    ledger.do(g.DeclareReady(version=2, member="bank"), signed_by="bank")
    ledger.do(g.Execute(motion="m"), signed_by="bob")
    found = rules(ledger.state)
    assert found is not None and found.protocols[-1].protocol == 2


def test_a_feature_is_scheduled_by_an_ordinary_decision() -> None:
    """Without a registrar's signature, and no sooner than it was decided."""
    ledger = Ledger(features={"governance": 0})
    for member in MEMBERS:
        ledger.party(member, Role.venue)
    ledger.party("bob")
    ledger.do(adopt("registrar"), signed_by=FOUNDERS)
    carry_out(ledger, "m", schedule())
    found = rules(ledger.state)
    assert found is not None and found.features["immediate_settlement"] == 10**6


def test_a_pause_ends_by_itself_and_is_used_up() -> None:
    """Settlement stands still for an hour, holdings move; once it is over the same members cannot pause it again."""
    ledger = founded()
    asked = {"nouns": ("settlement",), "reference": "an outage"}

    def pausing(**who: object) -> g.PauseCalls:
        return g.PauseCalls(**asked, until=Timestamp(ledger.time + HOUR), **who)

    at_once = settled_now(leg("of-alice", "of-bob"), name="it")
    ledger.do(pausing(members=("bank",)), signed_by="bank")
    assert ledger.submit(at_once, signed_by="alice bob").outcome is GovernanceOutcome.paused
    ledger.do(h.Transfer(sender="of-alice", receiver="of-bob", instrument="SHARE", quantity=1), signed_by="alice")
    pauses = ledger.state.read(PAUSES, CURRENT)
    assert pauses is not None
    said = paused(pauses, ledger.now())
    assert said is not None and said.en == "paused now: settlement"
    assert [one.noun for one in queries.running_pauses(ledger.state, Timestamp(ledger.time))] == ["settlement"]
    ledger.wait(HOUR)
    assert paused(pauses, ledger.now()) is None
    ledger.do(at_once, signed_by="alice bob")
    used = ledger.submit(pausing(members=("issuer", "bank")), signed_by="issuer bank").outcome
    assert used is GovernanceOutcome.paused_before
    ledger.do(pausing(supervisor="supervisor"), signed_by="supervisor")
    carry_out(ledger, "m", settle("settlement"))
    ledger.do(pausing(members=("bank",)), signed_by="bank")


def test_a_decision_acts_on_what_is_paused() -> None:
    """The gate is for those who call; what was decided is carried out."""
    ledger = founded()
    decide(ledger, "m", roles("bob", "issuer"))
    ledger.wait(2 * HOUR)
    until = Timestamp(ledger.time + HOUR)
    pause = g.PauseCalls(nouns=("parties",), until=until, reference="an outage", members=("issuer",))
    ledger.do(pause, signed_by="issuer")
    rotate = p.RotateKeys(party="bob", keys=policy_of("bob", "alice"))
    assert ledger.submit(rotate, signed_by="bob").outcome is GovernanceOutcome.paused
    ledger.do(g.Execute(motion="m"), signed_by="bob")


@pytest.mark.parametrize("by", ["members", "decision"])
def test_a_firm_comes_in_and_does_its_first_transaction(by: str) -> None:
    """From the application to a share that it bought, under its own keys; a recorder alone lets nobody in."""
    ledger = founded()
    ledger.do(apply_for("a", "firm"), signed_by="issuer")
    described = p.RegisterParty(party="firm", registrar="registrar", kind="organisation", name="firm")
    assert ledger.submit(described, signed_by="registrar").outcome is GovernanceOutcome.application_needed
    if by == "members":
        ledger.do(g.Accept(application="a", members=("bank", "venue")), signed_by="bank venue")
    else:
        carry_out(ledger, "m", {"call": "governance.accept", "application": "a"})
    ledger.account("of-firm", "firm", outgoing=Control.holder)
    ledger.do(h.Transfer(sender="of-alice", receiver="of-firm", instrument="SHARE", quantity=3), signed_by="alice")
    ledger.do(h.Transfer(sender="of-firm", receiver="of-bob", instrument="SHARE", quantity=1), signed_by="firm")
    assert queries.open_applications(ledger.state) == []


def test_where_a_motion_stands_is_told_by_time() -> None:
    """Debated, voted on, to be counted, waiting, to be executed, lapsing: each in both languages."""
    ledger = founded()
    ledger.do(propose("m", settle()), signed_by="issuer")
    begun = ledger.time
    record = ledger.state.read(MOTIONS, "m")
    assert record is not None
    passed = replace(record, status=MotionStatus.passed)
    times = ((record, 0), (record, 1), (record, 2), (passed, 2), (passed, 3), (passed, 23))
    told = [stands(motion, ledger.now(begun + hours * HOUR)) for motion, hours in times]
    begins = ("it is debated until", "it is voted on until", "the vote is over", "it can be executed from")
    begins += ("it can be executed until", "it could be executed until")
    assert [word.en[: len(begin)] for word, begin in zip(told, begins, strict=True) if word] == list(begins)
    assert stands(replace(record, status=MotionStatus.executed), ledger.now()) is None


def test_a_motion_that_too_few_can_favour_is_said_not_to_pass_any_more() -> None:
    """Whoever had a vote and is a member no more casts none; what was cast before counts, and anybody may change it."""
    ledger = founded()
    ledger.do(propose("m", settle()), signed_by="issuer")
    begun = ledger.time
    record = ledger.state.read(MOTIONS, "m")
    assert record is not None
    gone = tuple(replace(one, party=f"former-{one.party}") for one in record.electorate[1:])
    late = replace(record, electorate=(record.electorate[0], *gone))
    for hours in (0, 1):
        told = stands(late, ledger.now(begun + hours * HOUR))
        assert told is not None and "cannot pass any more" in told.en and "已不可能通过" in told.zh
        as_it_is = stands(record, ledger.now(begun + hours * HOUR))
        assert as_it_is is not None and "cannot" not in as_it_is.en
    voted = tuple(Vote(member=one.party, ballot=Ballot.in_favour, keys=()) for one in gone)
    told = stands(replace(late, votes=voted), ledger.now(begun + HOUR))
    assert told is not None and "cannot" not in told.en and "in favour, of" in told.en


def test_nothing_of_a_charter_changes_how_earlier_blocks_replay() -> None:
    """On a chain that activates governance later, a registrar changed its own roles before, and does no more after."""
    ledger = Ledger(features={})
    own = p.AssignRoles(party="registrar", registrar="registrar", roles=(Role.registrar, Role.issuer))
    ledger.do(own, signed_by="registrar")
    ledger.do(feature("governance", ledger.height + 2), signed_by="registrar")
    assert ledger.submit(own, signed_by="registrar").outcome is PartiesOutcome.must_be_another
    again = Ledger(features={})
    for time, transactions in ledger.blocks:
        again.time = time - 1_000
        again.block(*transactions)
    assert (again.events, again.records.records) == (ledger.events, ledger.records.records)
    newer = p.AssignRoles(party="supervisor", registrar="registrar", roles=(Role.recorder,))
    early = Ledger(features={})
    assert early.submit(newer, signed_by="registrar").outcome is MachineOutcome.feature_not_active


def test_the_decision_needs_its_calls_features() -> None:
    """What no chain has activated no decision brings about."""
    ledger = Ledger(features={"governance": 0})
    for member in MEMBERS:
        ledger.party(member, Role.venue)
    ledger.party("bob")
    ledger.do(adopt("registrar"), signed_by=FOUNDERS)
    attest = {"call": "parties.attest", "party": "bob", "topic": "country", "value": "CN", "attester": "council"}
    decide(ledger, "m", attest)
    ledger.wait(2 * HOUR)
    assert ledger.submit(g.Execute(motion="m"), signed_by="bob").outcome is MachineOutcome.feature_not_active


def test_whoever_asks_beforehand_is_told_of_signatures_alone() -> None:
    """A rehearsal of an execution asks nobody to sign; of an admission the members, and never the council."""
    ledger = founded()
    decide(ledger, "m", roles("alice", "custodian"))
    ledger.do(apply_for("a", "firm"), signed_by="issuer")
    ledger.wait(2 * HOUR)
    features = frozenset(laws().features)

    def begin() -> AskingContext:
        machine = ledger.machine
        height, time = ledger.height + 1, Timestamp(ledger.time + 1_000)
        state = State(ledger.records)
        return AskingContext(CHAIN, height, time, state, machine.laws, machine.limits, machine.follows)

    execution = rehearse(ledger.machine, begin, [g.Execute(motion="m")], (), features)
    assert (execution.result.code, execution.needed, execution.missing) == (0, [], [])
    accept = g.Accept(application="a", members=("bank", "venue"))
    admission = rehearse(ledger.machine, begin, [accept], (), features)
    assert (admission.result.code, admission.needed) == (0, ["bank", "venue"])
    asked = objections(ledger.machine, begin(), [g.Execute(motion="m")], None, features)
    assert (asked.reasons, asked.needed) == ((), [])
