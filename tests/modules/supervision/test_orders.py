# SPDX-License-Identifier: Apache-2.0
"""Who may order what, how an order comes and goes, and that each step stands in the files of whom it touched."""

from typing import Any

import pytest

from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules.instruments.calls import ChangeStatus
from counterfoil.modules.instruments.records import InstrumentStatus
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, AccountStatus, Standing
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision import queries
from counterfoil.modules.supervision.order import SHAPES, Order, OrderStatus, Scope
from counterfoil.modules.supervision.outcomes import SupervisionOutcome as Refusal
from counterfoil.modules.supervision.records import OrderKind as Kind
from counterfoil.modules.supervision.records import SubjectKind
from support.ledger import DOCUMENT, Ledger, policy_of
from support.supervised import DAY_MS, UNTIL, give, power, powers, propose, set_policy, trading

ALICE = "parties/party/alice"
OF_ALICE = "parties/account/of-alice"


@pytest.fixture
def ledger() -> Ledger:
    """Under the policy."""
    return trading()


def outcome(ledger: Ledger, *calls: Any, signed_by: str, by: str | None = None) -> Outcome:
    return ledger.submit(*calls, signed_by=signed_by, by=by).outcome


def order(ledger: Ledger, name: str) -> Order:
    found = queries.order(ledger.state, name)
    assert found is not None
    return found


def lines(ledger: Ledger, subject: str) -> int:
    """Lines in a file; none where there is no file."""
    found = queries.file(ledger.state, subject)
    return 0 if found is None else found.lines


def test_nobody_orders_without_a_policy() -> None:
    """A role alone empowers nobody to give an order."""
    ledger = Ledger()
    ledger.party("alice")
    ledger.account("of-alice", "alice")
    call = give("o", Kind.suspend, "supervisor", account="of-alice")
    assert outcome(ledger, call, signed_by="supervisor") is Refusal.no_policy


def test_an_order_without_the_right_authority_is_refused(ledger: Ledger) -> None:
    """A supervisor that the policy does not name, the police for what is the court's, and anybody else."""
    for authority in ("supervisor", "ministry", "alice"):
        call = give("o", Kind.suspend, authority, account="of-alice")
        assert outcome(ledger, call, signed_by=authority) is Refusal.power_missing
    seizure = {"account": "of-alice", "instrument": "SHARE", "quantity": 1, "receiver": "state"}
    call = give("o", Kind.seize, "police", "clerk", **seizure)
    assert outcome(ledger, call, signed_by="police clerk") is Refusal.power_missing


def test_an_order_past_its_expiry_is_refused(ledger: Ledger) -> None:
    """It is not given, not approved and not carried out; and it is not given for longer than the policy allows."""
    late = give("late", Kind.suspend, account="of-alice", expires=ledger.time)
    assert outcome(ledger, late, signed_by="court") is Refusal.order_in_the_past
    long = give("long", Kind.suspend, account="of-alice", expires=UNTIL + 100 * DAY_MS)
    assert outcome(ledger, long, signed_by="court") is Refusal.order_too_long
    ledger.do(give("o", Kind.suspend, account="of-alice"), signed_by="court")
    ledger.do(propose("p", Kind.suspend, account="of-alice"), signed_by="court")
    ledger.wait(UNTIL - ledger.time - 1_000)
    assert outcome(ledger, c.Suspend(order="o", by="court"), signed_by="court") is Refusal.order_expired
    assert outcome(ledger, c.Approve(order="p", checker="clerk"), signed_by="clerk") is Refusal.order_expired


def test_four_eyes_by_one_key_are_refused(ledger: Ledger) -> None:
    """The authority twice, a second party with the same key, and a key that both list: never two pairs of eyes."""
    burn = {"account": "of-alice", "instrument": "SHARE", "quantity": 1}
    assert outcome(ledger, give("o", Kind.burn, **burn), signed_by="court") is Refusal.second_needed
    twice = give("o", Kind.burn, checker="court", **burn)
    assert outcome(ledger, twice, signed_by="court") is Refusal.one_pair_of_eyes
    twin = give("o", Kind.burn, checker="twin", **burn)
    assert outcome(ledger, twin, signed_by="court", by="court twin") is Refusal.one_pair_of_eyes
    ledger.do(propose("o", Kind.burn, **burn), signed_by="court")
    for checker, signed in (("court", "court"), ("twin", "court"), ("twin", "twin")):
        approve = c.Approve(order="o", checker=checker)
        assert outcome(ledger, approve, signed_by=signed, by=checker) is Refusal.one_pair_of_eyes
    ledger.do(c.Approve(order="o", checker="clerk"), signed_by="clerk")
    assert order(ledger, "o").status is OrderStatus.in_force


def test_new_keys_are_no_second_pair_of_eyes(ledger: Ledger) -> None:
    """The key that proposed an order does not approve it after it has become another party's."""
    ledger.do(propose("o", Kind.burn, account="of-alice", instrument="SHARE", quantity=1), signed_by="court")
    ledger.do(_rotated("court", "court-2"), signed_by="court")
    ledger.do(_rotated("clerk", "court"), signed_by="clerk")
    approve = c.Approve(order="o", checker="clerk")
    assert outcome(ledger, approve, signed_by="court", by="clerk") is Refusal.one_pair_of_eyes


def _rotated(party: str, key: str) -> p.RotateKeys:
    return p.RotateKeys(party=party, keys=policy_of(key))


def test_an_authority_does_not_suspend_itself(ledger: Ledger) -> None:
    """It can suspend all other supervisors; somebody is left who can end it."""
    for other in ("court", "ministry", "supervisor"):
        ledger.do(give(other, Kind.suspend, "police", party=other), signed_by="police")
        ledger.do(c.Suspend(order=other, by="police"), signed_by="police")
    ledger.do(give("self", Kind.suspend, "police", party="police"), signed_by="police")
    alone = c.Suspend(order="self", by="police")
    assert outcome(ledger, alone, signed_by="police") is PartiesOutcome.must_be_another
    ledger.do(give("go", Kind.resume, "police", party="court"), c.Resume(order="go", by="police"), signed_by="police")


def test_who_was_suspended_since_it_proposed_orders_nothing(ledger: Ledger) -> None:
    """The other pair of eyes alone is not enough; once the authority is reinstated, it is."""
    ledger.do(propose("o", Kind.suspend, account="of-alice"), signed_by="court")
    ledger.do(give("stop", Kind.suspend, "police", party="court"), signed_by="police")
    ledger.do(c.Suspend(order="stop", by="police"), signed_by="police")
    approved = c.Approve(order="o", checker="clerk")
    assert outcome(ledger, approved, signed_by="clerk") is PartiesOutcome.party_suspended
    ledger.do(give("again", Kind.resume, "police", party="court"), signed_by="police")
    ledger.do(c.Resume(order="again", by="police"), approved, signed_by="police clerk")


def test_a_policy_locks_nobody_out() -> None:
    """The first is set by one supervisor alone: one that nobody could change again is refused."""
    ledger = Ledger()
    ledger.party("ministry")
    ledger.party("mute", keyless=True)
    for changers, by_two in ((("nobody",), False), (("mute",), False), (("ministry", "nobody"), True)):
        policy = set_policy(changers=changers, changed_by_two=by_two)
        assert outcome(ledger, policy, signed_by="supervisor") is Refusal.policy_unsound
    suspended = p.SuspendParty(party="ministry", by="supervisor", reference="order 1", document=DOCUMENT)
    ledger.do(suspended, signed_by="supervisor")
    alone = set_policy(changers=("ministry",), changed_by_two=False)
    assert outcome(ledger, alone, signed_by="supervisor") is Refusal.policy_unsound
    ledger.do(set_policy(changers=("ministry", "supervisor"), changed_by_two=False), signed_by="supervisor")


def test_a_proposal_touches_nobody(ledger: Ledger) -> None:
    """It comes into the files when it comes in force, and one that is taken back never does."""
    ledger.do(propose("o", Kind.suspend, account="of-alice"), signed_by="court")
    ledger.do(propose("never", Kind.suspend, account="of-alice"), signed_by="court")
    ledger.do(c.Lift(order="never", by="court"), signed_by="court")
    assert lines(ledger, OF_ALICE) == lines(ledger, ALICE) == 0
    ledger.do(c.Approve(order="o", checker="police"), signed_by="police")
    assert lines(ledger, OF_ALICE) == lines(ledger, ALICE) == 1
    assert (order(ledger, "o").checker, order(ledger, "o").given) == ("police", ledger.time)


def test_every_step_is_a_line_of_the_file(ledger: Ledger) -> None:
    """Given, carried out, ended by another order: each names its order; of the account and of its holder alike."""
    ledger.do(give("stop", Kind.suspend, account="of-alice"), signed_by="court")
    ledger.do(c.Suspend(order="stop", by="court"), signed_by="court")
    ledger.do(give("go", Kind.resume, account="of-alice"), signed_by="court")
    ledger.do(c.Resume(order="go", by="court"), signed_by="court")
    for subject in (OF_ALICE, ALICE):
        path = f"supervision/file/{subject}"
        steps = [
            (event.type.partition(".")[2], event.data["order"])
            for event in ledger.decoded_events()
            if any(link.record == path for link in event.trails)
        ]
        assert steps == [("given", "stop"), ("carried_out", "stop"), ("given", "go"), ("carried_out", "go")]
        assert lines(ledger, subject) == 4
    assert order(ledger, "stop").status is OrderStatus.lifted
    assert lines(ledger, "parties/account/of-bob") == 0


def test_every_kind_of_order_has_its_scope() -> None:
    """No kind is without a shape; none fits a scope that names nothing, or one thing more."""
    assert set(SHAPES) == set(Kind)
    for shape in SHAPES.values():
        assert not shape.fits(Scope())
        for needed in shape.either:
            assert not needed & shape.maybe or shape is SHAPES[Kind.limit]


def test_a_file_opens_empty_and_once(ledger: Ledger) -> None:
    """Anybody opens the file of what no order touched; of what one touched nobody can."""
    ledger.do(c.OpenFile(kind=SubjectKind.account, subject="of-bob"), signed_by="carol")
    found = queries.file(ledger.state, "parties/account/of-bob")
    assert found is not None and (found.lines, found.trail.seq) == (0, 1)
    ledger.do(give("o", Kind.disclose, party="alice"), signed_by="court")
    assert (
        outcome(ledger, c.OpenFile(kind=SubjectKind.party, subject="alice"), signed_by="carol") is Refusal.file_exists
    )


@pytest.mark.parametrize("subject", ["party", "account", "instrument"])
def test_what_is_suspended_under_an_order_is_resumed_under_one(ledger: Ledger, subject: str) -> None:
    """Whatever it is; directly by no supervisor, under orders only or not."""
    names = {"party": "alice", "account": "of-alice", "instrument": "SHARE"}
    ledger.do(give("stop", Kind.suspend, **{subject: names[subject]}), signed_by="court")
    ledger.do(c.Suspend(order="stop", by="court"), signed_by="court")
    direct: dict[str, Any] = {
        "party": p.ReinstateParty(party="alice", by="supervisor", reference="r", document=DOCUMENT),
        "account": p.ReinstateAccount(account="of-alice", by="supervisor", reference="r"),
        "instrument": ChangeStatus(instrument="SHARE", status=InstrumentStatus.active, by="supervisor"),
    }
    assert outcome(ledger, direct[subject], signed_by="supervisor") is Refusal.under_order
    ledger.do(give("go", Kind.resume, **{subject: names[subject]}), signed_by="court")
    ledger.do(c.Resume(order="go", by="court"), signed_by="court")
    party, account = ledger.state.read(PARTIES, "alice"), ledger.state.read(ACCOUNTS, "of-alice")
    assert party is not None and account is not None
    assert (party.status, account.status) == (Standing.active, AccountStatus.active)


def test_direct_acts_are_refused_under_orders_only(ledger: Ledger) -> None:
    """A supervisor's role stops nobody where the policy asks for orders; custodians and issuers may stop their own."""
    suspended = p.SuspendParty(party="alice", by="supervisor", reference="r", document=DOCUMENT)
    stopped = p.SuspendAccount(account="of-alice", by="supervisor", reference="r")
    halted = ChangeStatus(instrument="SHARE", status=InstrumentStatus.suspended, by="supervisor")
    for call in (suspended, stopped, halted):
        assert outcome(ledger, call, signed_by="supervisor") is Refusal.orders_only
    issuers = ChangeStatus(instrument="SHARE", status=InstrumentStatus.suspended, by="issuer")
    ledger.do(issuers, signed_by="issuer")
    ledger.account("kept", "carol", custodian="custodian")
    ledger.do(p.SuspendAccount(account="kept", by="custodian", reference="r"), signed_by="custodian")
    ledger.do(p.ReinstateAccount(account="kept", by="custodian", reference="r"), signed_by="custodian")


def test_without_orders_only_a_role_is_enough() -> None:
    """The policy says so kind by kind."""
    ledger = trading(powers=(power(Kind.suspend, "court"), power(Kind.resume, "court", orders_only=True)))
    ledger.do(p.SuspendParty(party="alice", by="supervisor", reference="r", document=DOCUMENT), signed_by="supervisor")
    back = p.ReinstateParty(party="alice", by="supervisor", reference="r", document=DOCUMENT)
    assert outcome(ledger, back, signed_by="supervisor") is Refusal.orders_only


def test_a_resumption_by_somebody_with_no_say_is_refused(ledger: Ledger) -> None:
    """The police do not end what the court ordered; a superior does."""
    ledger.do(give("stop", Kind.suspend, account="of-alice"), signed_by="court")
    ledger.do(c.Suspend(order="stop", by="court"), signed_by="court")
    ledger.do(give("go", Kind.resume, "police", account="of-alice"), signed_by="police")
    assert outcome(ledger, c.Resume(order="go", by="police"), signed_by="police") is Refusal.no_say
    above = (*powers(),)
    above = tuple(power(one.kind, "court", "ministry") if one.kind is Kind.resume else one for one in above)
    ledger.do(set_policy(second="ministry", powers=above), signed_by="supervisor ministry")
    ledger.do(give("above", Kind.resume, "ministry", account="of-alice"), signed_by="ministry")
    ledger.do(c.Resume(order="above", by="ministry"), signed_by="ministry")


def test_an_order_executed_twice_is_refused(ledger: Ledger) -> None:
    """And none that was lifted."""
    ledger.do(give("o", Kind.suspend, account="of-alice"), signed_by="court")
    ledger.do(c.Suspend(order="o", by="court"), signed_by="court")
    assert outcome(ledger, c.Suspend(order="o", by="court"), signed_by="court") is Refusal.order_not_in_force
    ledger.do(give("p", Kind.suspend, account="of-bob"), signed_by="court")
    assert outcome(ledger, c.Lift(order="p", by="police"), signed_by="police") is Refusal.no_say
    ledger.do(c.Lift(order="p", by="ministry"), signed_by="ministry")
    assert outcome(ledger, c.Suspend(order="p", by="court"), signed_by="court") is Refusal.order_not_in_force


def test_a_suspension_runs_out(ledger: Ledger) -> None:
    """When the time of its order is over, any supervisor ends it, and needs no order."""
    ledger.do(give("o", Kind.suspend, account="of-alice"), signed_by="court")
    ledger.do(c.Suspend(order="o", by="court"), signed_by="court")
    expire = c.Expire(order="o", by="supervisor")
    assert outcome(ledger, expire, signed_by="supervisor") is Refusal.order_not_expired
    ledger.wait(UNTIL - ledger.time)
    ledger.do(expire, signed_by="supervisor")
    account = ledger.state.read(ACCOUNTS, "of-alice")
    assert account is not None and account.status is AccountStatus.active
    assert order(ledger, "o").status is OrderStatus.expired


def test_nobody_closes_an_order_in_the_name_of_the_court(ledger: Ledger) -> None:
    """Anybody closes a freeze whose time is over, and says that nobody did; not the court, which was not asked."""
    ledger.do(give("o", Kind.freeze, account="of-alice", instrument="SHARE"), signed_by="court")
    ledger.do(c.Freeze(order="o", by="court"), signed_by="court")
    ledger.wait(UNTIL - ledger.time)
    for by in ("court", "no-such-party"):
        assert outcome(ledger, c.Expire(order="o", by=by), signed_by="alice") is Refusal.nobody_needed
    assert outcome(ledger, c.Expire(order="o", by="court"), signed_by="court") is Refusal.nobody_needed
    ledger.do(c.Expire(order="o"), signed_by="alice")
    assert ledger.decoded_events()[-1].data["by"] is None
    ledger.do(give("p", Kind.suspend, expires=ledger.time + DAY_MS, account="of-alice"), signed_by="court")
    ledger.do(c.Suspend(order="p", by="court"), signed_by="court")
    ledger.wait(DAY_MS)
    assert outcome(ledger, c.Expire(order="p", by="court"), signed_by="alice") is PartiesOutcome.not_authorised
    assert outcome(ledger, c.Expire(order="p"), signed_by="alice") is PartiesOutcome.not_authorised
    ledger.do(c.Expire(order="p", by="court"), signed_by="court")


def test_a_demand_is_answered_and_an_overdue_one_is_seen(ledger: Ledger) -> None:
    """By the addressee alone; late is said to be late, and what nobody answered is found."""
    for name in ("soon", "late", "never"):
        ledger.do(give(name, Kind.disclose, "police", party="alice"), signed_by="police")
    answer = c.Answer(order="soon", document=DOCUMENT)
    assert outcome(ledger, answer, signed_by="bob").name == "not_authorised"
    ledger.do(answer, signed_by="alice")
    assert outcome(ledger, answer, signed_by="alice") is Refusal.order_not_in_force
    ledger.wait(UNTIL - ledger.time)
    assert {one.order for one in queries.overdue(ledger.state, ledger.time)} == {"late", "never"}
    ledger.do(c.Expire(order="late"), c.Expire(order="never"), signed_by="carol")
    ledger.do(c.Answer(order="late", document=DOCUMENT), signed_by="alice")
    assert ledger.decoded_events()[-1].data["late"] is True
    assert [one.order for one in queries.overdue(ledger.state, ledger.time)] == ["never"]
    assert order(ledger, "late").answer == DOCUMENT


def test_a_policy_is_in_force_by_time_and_changed_by_two(ledger: Ledger) -> None:
    """Never backdated; what is to come is not yet; who may change it is what it says itself."""
    later = ledger.time + DAY_MS
    past = set_policy(second="ministry", since=ledger.time)
    assert outcome(ledger, past, signed_by="supervisor ministry") is Refusal.policy_in_the_past
    change = set_policy(since=later, powers=(power(Kind.disclose, "alice"),))
    assert outcome(ledger, change, signed_by="supervisor") is Refusal.second_needed
    stranger = set_policy(by="court", second="ministry")
    assert outcome(ledger, stranger, signed_by="court ministry") is Refusal.not_a_changer
    both = set_policy(since=later, second="ministry", powers=(power(Kind.disclose, "alice"),))
    ledger.do(both, signed_by="supervisor ministry")
    demand = give("o", Kind.disclose, "alice", party="bob", expires=later + DAY_MS)
    assert outcome(ledger, demand, signed_by="alice") is Refusal.power_missing
    ledger.wait(DAY_MS)
    ledger.do(demand, signed_by="alice")
    others = give("p", Kind.suspend, account="of-alice")
    assert outcome(ledger, others, signed_by="court") is Refusal.power_missing


def test_an_order_stands_by_the_policy_under_which_it_came_in_force(ledger: Ledger) -> None:
    """A later policy takes no order back; an approval is judged by the policy of its own time."""
    ledger.do(give("o", Kind.suspend, account="of-alice"), signed_by="court")
    ledger.do(propose("p", Kind.suspend, account="of-bob"), signed_by="court")
    ledger.do(set_policy(second="ministry", powers=()), signed_by="supervisor ministry")
    ledger.do(c.Suspend(order="o", by="court"), signed_by="court")
    approve = c.Approve(order="p", checker="clerk")
    assert outcome(ledger, approve, signed_by="clerk") is Refusal.power_missing


def test_who_carries_an_order_out(ledger: Ledger) -> None:
    """Its authority, who checked it, or a registrar; a stranger does not."""
    limit = {"instrument": "SHARE", "account": "of-alice", "quantity": 100}
    ledger.do(give("o", Kind.limit, "police", "clerk", **limit), signed_by="police clerk")
    for by in ("court", "alice"):
        refused = outcome(ledger, c.SetLimit(order="o", by=by), signed_by=by)
        assert refused.name == "role_missing"
    for name, by in (("a", "police"), ("b", "clerk"), ("c", "registrar")):
        ledger.do(give(name, Kind.limit, "police", "clerk", **limit), signed_by="police clerk")
        assert outcome(ledger, c.SetLimit(order=name, by=by), signed_by=by) is MachineOutcome.ok
