# SPDX-License-Identifier: Apache-2.0
"""What the settlement module refuses: per call, in the order checked."""

from typing import Any

from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.settlement.outcomes import SettlementOutcome as Outcome
from counterfoil.modules.settlement.records import Leg, Reason
from support.market import DVP, LONG, SOON, Row, leg


def instruct(name: str = "fresh", **changes: Any) -> s.Instruct:
    """Alice's instruction, changed."""
    return s.Instruct(instruction=name, **({"by": "alice", "legs": DVP, "expires": LONG} | changes))


def now(*legs: Leg, name: str = "fresh") -> s.SettleNow:
    """An immediate settlement."""
    return s.SettleNow(instruction=name, legs=legs or DVP)


def affirm(name: str, account: str = "of-bob") -> s.Affirm:
    """An affirmation."""
    return s.Affirm(instruction=name, account=account)


def allocate(name: str, account: str = "of-bob") -> s.Allocate:
    """An allocation."""
    return s.Allocate(instruction=name, account=account)


def settle(name: str, by: str = "venue") -> s.Settle:
    """A settlement."""
    return s.Settle(instruction=name, by=by)


def cancel(name: str, by: str = "alice") -> s.Cancel:
    """A cancellation."""
    return s.Cancel(instruction=name, by=by)


def fail(name: str, by: str = "venue", reason: Reason = Reason.lack_of_securities) -> s.Fail:
    """A failure."""
    return s.Fail(instruction=name, by=by, reason=reason)


CYCLE = (leg("of-alice", "of-bob"), leg("of-bob", "of-bob"))

INSTRUCTIONS = [
    Row("the instructor does not sign", instruct(), "bob", Parties.not_authorised),
    Row("the instructor has no account in it", instruct(by="carol"), "carol", Outcome.not_a_party_to_it),
    Row("the name is taken", instruct("new"), "alice", Outcome.instruction_exists),
    Row("one leg goes nowhere", instruct(legs=CYCLE), "alice", Outcome.leg_to_itself),
    Row("one account is none", instruct(legs=(leg("of-alice", "none"),)), "alice", Parties.unknown_account),
    Row("the expiry has passed", instruct(expires=SOON), "alice", Outcome.expires_too_early),
    Row("it expires first", instruct(intended_settlement=LONG), "alice", Outcome.expires_too_early),
    Row("affirming nothing", affirm("none"), "bob", Outcome.unknown_instruction),
    Row("affirming what is done", affirm("settled"), "bob", Outcome.instruction_not_open),
    Row("affirming too late", affirm("late"), "bob", Outcome.instruction_expired),
    Row("an account outside it affirms", affirm("new", "of-kay"), "custodian", Outcome.account_not_in_instruction),
    Row("somebody else affirms", affirm("new"), "alice", Parties.not_authorised),
    Row("affirming again", affirm("half", "of-alice"), "alice", Outcome.already_affirmed),
    Row("affirming what all affirmed", affirm("matched"), "bob", Outcome.already_affirmed),
    Row("allocating to nothing", allocate("none"), "bob", Outcome.unknown_instruction),
    Row("allocating to what is done", allocate("settled"), "bob", Outcome.instruction_not_open),
    Row("allocating too late", allocate("late"), "bob", Outcome.instruction_expired),
    Row("somebody else allocates", allocate("matched"), "alice", Parties.not_authorised),
    Row("allocating early", allocate("half"), "bob", Outcome.not_matched),
    Row("allocating for an outsider", allocate("matched", "of-kay"), "custodian", Outcome.account_not_in_instruction),
    Row("allocating again", allocate("part", "of-alice"), "alice", Outcome.already_allocated),
    Row("settling nothing", settle("none"), "venue", Outcome.unknown_instruction),
    Row("settling twice", settle("settled"), "venue", Outcome.instruction_not_open),
    Row("settling too late", settle("late"), "venue", Outcome.instruction_expired),
    Row("settling without signing", settle("pending"), "bob", Parties.not_authorised),
    Row("a stranger settles", settle("pending", "carol"), "carol", Outcome.not_a_party_to_it),
    Row("settling what is only matched", settle("part"), "venue", Outcome.not_allocated),
    Row("settling before the day", settle("early"), "venue", Outcome.too_early),
    Row("at once: a sender does not sign", now(), "alice", Parties.not_authorised),
    Row("at once: a receiver does not sign", now(leg("of-alice", "either")), "alice", Parties.not_authorised),
    Row("at once: from no account", now(leg("none", "of-bob")), "alice", Parties.unknown_account),
    Row("at once: the name is taken", now(name="settled"), "alice bob", Outcome.instruction_exists),
    Row("at once: nothing known", now(leg("of-alice", "of-bob", "NONE")), "alice", Instruments.unknown_instrument),
    Row(
        "at once: not active",
        now(leg("of-alice", "of-bob", "is-draft")),
        "alice",
        Instruments.instrument_not_active,
    ),
    Row("at once: suspended", now(leg("of-alice", "stopped")), "alice", Parties.account_suspended),
    Row("at once: to oneself", now(*CYCLE), "alice bob", Outcome.leg_to_itself),
    Row(
        "at once: the second leg lacks units",
        now(leg("of-alice", "of-bob"), leg("of-bob", "of-alice", "CNY", 1_001)),
        "alice bob",
        Holdings.insufficient_free_quantity,
    ),
    Row("cancelling nothing", cancel("none"), "alice", Outcome.unknown_instruction),
    Row("cancelling what is done", cancel("settled"), "alice bob", Outcome.instruction_not_open),
    Row("cancelling what expired", cancel("late"), "alice", Outcome.instruction_expired),
    Row("cancelling in another's name", cancel("new"), "bob", Parties.not_authorised),
    Row("the other side cancels alone", cancel("new", "bob"), "bob", Parties.not_authorised),
    Row("cancelling alone after matching", cancel("matched"), "alice", Parties.not_authorised),
    Row("cancelling alone when all is allocated", cancel("pending"), "alice", Parties.not_authorised),
    Row("expiring nothing", s.Expire(instruction="none"), "bob", Outcome.unknown_instruction),
    Row("expiring what is done", s.Expire(instruction="settled"), "bob", Outcome.instruction_not_open),
    Row("expiring too early", s.Expire(instruction="new"), "bob", Outcome.instruction_not_expired),
    Row("failing nothing", fail("none"), "venue", Outcome.unknown_instruction),
    Row("failing what is done", fail("settled"), "venue", Outcome.instruction_not_open),
    Row("failing without signing", fail("matched"), "bob", Parties.not_authorised),
    Row("the other side fails it", fail("matched", "bob"), "bob", Outcome.not_a_party_to_it),
    Row("the instructor fails what is ready", fail("pending", "alice"), "alice", Outcome.not_a_party_to_it),
    Row(
        "failing in the words of cancelling",
        fail("matched", reason=Reason.cancelled_by_system),
        "venue",
        Outcome.reason_not_a_failure,
    ),
    Row("failing before the day", fail("early"), "venue", Outcome.too_early),
]
