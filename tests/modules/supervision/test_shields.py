# SPDX-License-Identifier: Apache-2.0
"""What keeps units out of a lawful order's reach, and the order that ends it: settlement instructions far ahead."""

from typing import Any

import pytest

from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import Taken
from counterfoil.modules.parties.records import Role
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.settlement.outcomes import SettlementOutcome
from counterfoil.modules.settlement.records import INSTRUCTIONS, Instruction, Leg, Reason, SettlementStatus
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision import queries
from counterfoil.modules.supervision.order import OrderStatus
from counterfoil.modules.supervision.outcomes import SupervisionOutcome as Refusal
from counterfoil.modules.supervision.records import OrderKind as Kind
from support.ledger import Ledger
from support.supervised import DAY_MS, UNTIL, give, power, powers, set_policy, trading

FAR = UNTIL + 3_650 * DAY_MS
ALICES = {"account": "of-alice", "instrument": "SHARE"}
PATH = "settlement/instruction/{}"


@pytest.fixture
def ledger() -> Ledger:
    """Alice sells eighty of her hundred shares to Bob, for 500, in ten years; both sides are reserved."""
    ledger = trading()
    ledger.party("venue", Role.venue)
    agreed(ledger)
    return ledger


def agreed(ledger: Ledger, name: str = "far", shares: int = 80, cash: int = 500) -> None:
    """Shares of Alice's against money of Bob's: affirmed and allocated by both."""
    legs = (
        Leg(sender="of-alice", receiver="of-bob", instrument="SHARE", quantity=shares),
        Leg(sender="of-bob", receiver="of-alice", instrument="CNY", quantity=cash),
    )
    instruct = s.Instruct(instruction=name, by="alice", legs=legs, intended_settlement=FAR, expires=FAR + 1)
    steps = [step(instruction=name, account=f"of-{one}") for step in (s.Affirm, s.Allocate) for one in ("alice", "bob")]
    ledger.do(instruct, *steps, signed_by="alice bob")


def outcome(ledger: Ledger, *calls: Any, signed_by: str) -> Outcome:
    return ledger.submit(*calls, signed_by=signed_by).outcome


def order(name: str = "e", account: str = "of-alice", reserved_for: str | None = None, **more: Any) -> c.Give:
    """An order of the court and the clerk that what an account reserved for ends."""
    scope = {} if reserved_for is None else {"reserved_for": PATH.format(reserved_for)}
    return give(name, Kind.end, "court", "clerk", account=account, **scope, **more)


def end(*instructions: str, order: str = "e", by: str = "court") -> c.End:
    return c.End(order=order, by=by, records=tuple(PATH.format(name) for name in instructions))


def instruction(ledger: Ledger, name: str = "far") -> Instruction:
    found = ledger.state.read(INSTRUCTIONS, name)
    assert found is not None
    return found


def parts(ledger: Ledger, account: str = "of-alice", instrument: str = "SHARE") -> tuple[int, int, int]:
    """Free, held and frozen."""
    found = ledger.holding(account, instrument)
    return found.free, found.held, found.frozen


def status(ledger: Ledger, name: str = "e") -> OrderStatus:
    found = queries.order(ledger.state, name)
    assert found is not None
    return found.status


def test_what_is_in_settlement_is_out_of_reach_until_an_order_ends_it(ledger: Ledger) -> None:
    """A freeze waits, a seizure is refused, the venue is too early; then one transaction ends it, freezes, seizes."""
    frozen = give("f", Kind.freeze, **ALICES, quantity=100)
    ledger.do(frozen, c.Freeze(order="f", by="court"), signed_by="court")
    assert parts(ledger) == (0, 80, 20)
    seizure = give("s", Kind.seize, "court", "clerk", **ALICES, quantity=100, receiver="state")
    ledger.do(seizure, signed_by="court clerk")
    reserved = (Taken(encumbrance="settlement/far/0", quantity=80),)
    refused = outcome(ledger, c.Seize(order="s", by="court", taken=reserved), signed_by="court")
    assert refused is HoldingsOutcome.hold_reserved
    failing = s.Fail(instruction="far", by="venue", reason=Reason.lack_of_securities)
    assert outcome(ledger, failing, signed_by="venue") is SettlementOutcome.too_early
    named = (Taken(encumbrance="supervision/f", quantity=100),)
    seize = c.Seize(order="s", by="court", taken=named)
    ledger.do(order(reserved_for="far"), end("far"), seize, signed_by="court clerk")
    assert parts(ledger) == (0, 0, 0)
    assert parts(ledger, "state") == (100, 0, 0)
    assert status(ledger) is OrderStatus.carried_out


def test_what_the_other_side_reserved_comes_back_without_its_consent(ledger: Ledger) -> None:
    """All of it; the record says which order ended it, and it never settles."""
    ledger.do(order(reserved_for="far"), end("far"), signed_by="court clerk")
    assert (parts(ledger), parts(ledger, "of-bob", "CNY")) == ((100, 0, 0), (1_000, 0, 0))
    found = instruction(ledger)
    assert (found.status, found.reason) == (SettlementStatus.failed, Reason.ended_by_order)
    assert found.order == "supervision/order/e"
    ledger.wait(FAR - ledger.time)
    settling = s.Settle(instruction="far", by="venue")
    assert outcome(ledger, settling, signed_by="venue") is SettlementOutcome.instruction_not_open


def test_freezes_take_what_comes_back_in_the_order_of_their_line(ledger: Ledger) -> None:
    """Ordered while the units were in settlement: the first has its own before the second has any."""
    for name, authority, quantity in (("first", "police", 70), ("second", "court", 50)):
        frozen = give(name, Kind.freeze, authority, **ALICES, quantity=quantity)
        ledger.do(frozen, c.Freeze(order=name, by=authority), signed_by=authority)
    assert [one.taken for one in ledger.holding("of-alice", "SHARE").line] == [20, 0]
    ledger.do(order(), end("far"), signed_by="court clerk")
    line = [(one.freeze, one.taken) for one in ledger.holding("of-alice", "SHARE").line]
    assert line == [("supervision/first", 70), ("supervision/second", 30)]
    assert parts(ledger) == (0, 0, 100)


def test_an_order_that_names_none_ends_all_in_as_many_steps_as_it_takes(ledger: Ledger) -> None:
    """It stays in force, with a line in the file for each step, until it is lifted or its time is over."""
    agreed(ledger, "second", shares=5, cash=1)
    agreed(ledger, "third", shares=6, cash=2)
    ledger.do(order(), end("far", "second"), signed_by="court clerk")
    assert (parts(ledger), status(ledger)) == ((94, 6, 0), OrderStatus.in_force)
    ledger.do(end("third", by="registrar"), signed_by="registrar")
    assert parts(ledger) == (100, 0, 0)
    file = queries.file(ledger.state, "parties/account/of-alice")
    assert file is not None and file.lines == 3
    ledger.do(c.Lift(order="e", by="court"), signed_by="court")
    agreed(ledger, "fourth")
    assert outcome(ledger, end("fourth"), signed_by="court") is Refusal.order_not_in_force


def test_an_order_goes_no_further_than_its_account_and_its_record(ledger: Ledger) -> None:
    """Another instruction, an account that only receives, one that has not reserved: nothing of it ends."""
    agreed(ledger, "other", shares=1, cash=1)
    ledger.do(order(reserved_for="other"), order("of-carol", "of-carol"), signed_by="court clerk")
    assert outcome(ledger, end("far"), signed_by="court") is Refusal.beyond_order
    assert outcome(ledger, end("far", order="of-carol"), signed_by="court") is SettlementOutcome.nothing_reserved
    assert outcome(ledger, end("none", order="of-carol"), signed_by="court") is Refusal.nothing_to_end
    party = c.End(order="of-carol", by="court", records=("parties/party/alice",))
    assert outcome(ledger, party, signed_by="court") is Refusal.nothing_to_end
    assert outcome(ledger, end("other"), signed_by="alice").name == "not_authorised"
    ledger.wait(UNTIL - ledger.time)
    assert outcome(ledger, end("other"), signed_by="court") is Refusal.order_expired
    assert (parts(ledger), instruction(ledger).status) == ((19, 81, 0), SettlementStatus.pending)


def test_one_record_that_cannot_end_undoes_the_step(ledger: Ledger) -> None:
    """Two are named and one was ended before: the other stays as it is. Nor does one end twice in a step."""
    agreed(ledger, "second", shares=1, cash=1)
    ledger.do(order(), end("far"), signed_by="court clerk")
    assert outcome(ledger, end("second", "far"), signed_by="court") is SettlementOutcome.instruction_not_open
    assert outcome(ledger, end("second", "second"), signed_by="court").name == "unknown_encumbrance"
    assert (parts(ledger), instruction(ledger, "second").status) == ((99, 1, 0), SettlementStatus.pending)


def test_who_may_end_is_for_the_policy_to_say(ledger: Ledger) -> None:
    """An authority that it does not name gives no such order, and where it asks for two one is not enough."""
    alone = give("e", Kind.end, account="of-alice")
    assert outcome(ledger, alone, signed_by="court") is Refusal.second_needed
    police = give("e", Kind.end, "police", "clerk", account="of-alice")
    assert outcome(ledger, police, signed_by="police clerk") is Refusal.power_missing
    others = tuple(one for one in powers() if one.kind is not Kind.end)
    changed = set_policy(second="ministry", powers=(*others, power(Kind.end, "police")))
    ledger.do(changed, signed_by="supervisor ministry")
    assert outcome(ledger, order(), signed_by="court clerk") is Refusal.power_missing
    ledger.do(give("e", Kind.end, "police", account="of-alice"), end("far", by="police"), signed_by="police")
    assert parts(ledger) == (100, 0, 0)


def test_suspended_parties_hinder_no_end(ledger: Ledger) -> None:
    """Both sides were suspended meanwhile, so that nothing moves: it ends, and what is theirs is free."""
    for name in ("alice", "bob"):
        stop = give(f"stop-{name}", Kind.suspend, party=name)
        ledger.do(stop, c.Suspend(order=f"stop-{name}", by="court"), signed_by="court")
    ledger.do(order(), end("far"), signed_by="court clerk")
    assert (parts(ledger), parts(ledger, "of-bob", "CNY")) == ((100, 0, 0), (1_000, 0, 0))


def test_one_side_alone_may_have_reserved(ledger: Ledger) -> None:
    """The other never allocates, so that the instruction only waits: it ends all the same."""
    legs = (
        Leg(sender="of-alice", receiver="of-carol", instrument="SHARE", quantity=15),
        Leg(sender="of-carol", receiver="of-alice", instrument="CNY", quantity=1),
    )
    instruct = s.Instruct(instruction="half", by="alice", legs=legs, intended_settlement=FAR, expires=FAR + 1)
    affirmed = [s.Affirm(instruction="half", account=f"of-{name}") for name in ("alice", "carol")]
    ledger.do(instruct, *affirmed, s.Allocate(instruction="half", account="of-alice"), signed_by="alice carol")
    assert instruction(ledger, "half").status is SettlementStatus.matched
    ledger.do(order(), end("half"), signed_by="court clerk")
    assert (parts(ledger), instruction(ledger, "half").reason) == ((20, 80, 0), Reason.ended_by_order)


def test_a_hold_for_a_sale_rests_on_its_terms(ledger: Ledger) -> None:
    """Made before anybody ordered the sale, its name alone would bind neither what is sold nor the price."""
    early = h.Hold(
        hold="bid",
        account="of-bob",
        instrument="CNY",
        quantity=10,
        executor="supervision/order/sale",
        expires=UNTIL,
    )
    assert outcome(ledger, early, signed_by="bob") is Refusal.no_such_sale
    seizure = give("s", Kind.seize, "court", "clerk", **ALICES, quantity=5, receiver="state")
    ledger.do(seizure, c.Seize(order="s", by="court", free=5), signed_by="court clerk")
    sale = give("sale", Kind.sell, "court", "clerk", seizure="s", quantity=5, cash="CNY", price=10)
    ledger.do(sale, signed_by="court clerk")
    shares = h.Hold(
        hold="shares",
        account="of-bob",
        instrument="SHARE",
        quantity=1,
        executor="supervision/order/sale",
        expires=UNTIL,
    )
    assert outcome(ledger, shares, signed_by="bob") is Refusal.no_such_sale
    assert outcome(ledger, early, signed_by="bob") is MachineOutcome.ok
