# SPDX-License-Identifier: Apache-2.0
"""The laws allow exactly the steps of the life-cycle tables."""

from itertools import product

import pytest

from counterfoil.law.outcome import MachineOutcome
from counterfoil.law.table import TrailedRecord
from counterfoil.modules.contracts.records import CONTRACT_CYCLE, Contract
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import LIFE_CYCLE, InstrumentStatus
from counterfoil.modules.parties.records import Role
from counterfoil.modules.receivables.records import ROOT_CYCLE, Root
from counterfoil.modules.restrictions.proposals import PROPOSAL_STEPS, Proposal
from counterfoil.modules.settlement import calls as s
from counterfoil.modules.settlement.records import INSTRUCTIONS, NEXT, OPEN, Instruction, SettlementStatus
from counterfoil.modules.supervision.order import ORDER_STEPS, Order
from support.ledger import DOCUMENT, Ledger
from support.market import leg
from support.refused_settlement import affirm, allocate, cancel, fail, settle

HOUR_MS = 3_600_000


def test_an_instrument_takes_the_steps_of_its_table() -> None:
    """Every pair of statuses: allowed exactly when the table says so."""
    ledger = Ledger()
    ledger.party("issuer", Role.issuer)
    for before, after in product(InstrumentStatus, InstrumentStatus):
        name = ledger.instrument(f"{before}-{after}", "issuer", status=before)
        call = i.ChangeStatus(instrument=name, status=after, by="issuer")
        allowed = ledger.submit(call, signed_by="issuer").outcome
        expected = MachineOutcome.ok if after in LIFE_CYCLE[before] else InstrumentsOutcome.status_change_not_allowed
        assert allowed is expected, (before, after)


def settlement_at(status: SettlementStatus) -> Ledger:
    """A ledger with one instruction, one step before whatever comes next."""
    ledger = Ledger()
    ledger.party("issuer", Role.issuer)
    ledger.party("venue", Role.venue)
    ledger.instrument("SHARE", "issuer")
    for name in ("alice", "bob"):
        ledger.party(name)
        ledger.account(f"of-{name}", name)
    ledger.issue("SHARE", "of-alice", 10, issuer="issuer")
    legs = (leg("of-alice", "of-bob"),)
    call = s.Instruct(instruction="it", by="alice", legs=legs, expires=ledger.time + HOUR_MS)
    ledger.do(call, affirm("it", "of-alice"), signed_by="alice")
    steps = [(affirm("it"), "bob"), (allocate("it", "of-alice"), "alice"), (settle("it"), "venue")]
    done = {SettlementStatus.accepted: 0, SettlementStatus.matched: 1, SettlementStatus.pending: 2}.get(status, 0)
    for step, signer in steps[: 3 if status is SettlementStatus.settled else done]:
        ledger.do(step, signed_by=signer)
    if status is SettlementStatus.cancelled:
        ledger.do(cancel("it"), signed_by="alice")
    if status is SettlementStatus.failed:
        ledger.do(fail("it"), signed_by="venue")
    return ledger


def status_of(ledger: Ledger) -> SettlementStatus:
    """Where the instruction stands."""
    instruction = ledger.state.read(INSTRUCTIONS, "it")
    assert instruction is not None
    return instruction.status


def test_an_instruction_takes_the_steps_of_its_table() -> None:
    """Every call, with every signature, at every status: the steps taken are the table's, all of them, no other."""
    calls = [
        affirm("it"),
        allocate("it", "of-alice"),
        settle("it"),
        cancel("it"),
        s.Expire(instruction="it"),
        fail("it"),
    ]
    taken: dict[SettlementStatus, set[SettlementStatus]] = {status: set() for status in SettlementStatus}
    for status, call, late in product(SettlementStatus, calls, (False, True)):
        ledger = settlement_at(status)
        assert status_of(ledger) is status
        ledger.wait(HOUR_MS if late else 0)
        outcome = ledger.submit(call, signed_by="alice bob venue").outcome
        after = status_of(ledger)
        assert (outcome is MachineOutcome.ok) == (after is not status)
        if after is not status:
            taken[status].add(after)
    assert taken == {status: set(following) for status, following in NEXT.items()}


def test_open_is_what_has_a_way_out() -> None:
    """The statuses that can still change are those with a next one."""
    assert {status for status in SettlementStatus if NEXT[status]} == OPEN


@pytest.mark.parametrize(
    ("record", "steps"),
    [
        (Contract, CONTRACT_CYCLE),
        (Instruction, NEXT),
        (Order, ORDER_STEPS),
        (Proposal, PROPOSAL_STEPS),
        (Root, ROOT_CYCLE),
    ],
)
def test_what_has_ended_never_acts_again(record: type[TrailedRecord], steps: dict[str, frozenset[str]]) -> None:
    """From an end only ends follow, so that what was taken back from a record is missed by nothing later."""
    assert record.ends
    assert {after for status in record.ends for after in steps[status]} <= record.ends


def test_a_supervisors_stop_of_an_instrument_is_lifted_by_supervisors() -> None:
    """Any supervisor reactivates it; afterwards the issuer's own suspension is the issuer's again."""
    ledger = Ledger()
    ledger.party("issuer", Role.issuer)
    ledger.party("other", Role.supervisor)
    ledger.instrument("SHARE", "issuer")
    for by, to in (
        ("supervisor", InstrumentStatus.suspended),
        ("other", InstrumentStatus.active),
        ("issuer", InstrumentStatus.suspended),
        ("supervisor", InstrumentStatus.active),
        ("issuer", InstrumentStatus.matured),
    ):
        ledger.do(i.ChangeStatus(instrument="SHARE", status=to, by=by, reason=DOCUMENT), signed_by=by)
