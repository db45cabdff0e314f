# SPDX-License-Identifier: Apache-2.0
"""One breach for each rule of what is done over the counter: see ``law_breaches``."""

from collections.abc import Sequence
from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter.records import Eligible
from support.counter import (
    CASH,
    FAR,
    agree,
    credit,
    deliver,
    for_valuation,
    hash_of,
    hold,
    place,
    propose,
    quote,
    report,
    reporting,
    set_aside,
    settle,
    subscribe,
    take,
    uti,
    valuation_path,
    value,
)
from support.counter_story import DAY, SOON, countered, plain
from support.evidence_world import START_MS
from support.law_breaches import IDLE, Breach
from support.ledger import DOCUMENT

OURS: Final = "over_the_counter"
OTHER: Final = "e" * 64
PAST: Final = START_MS + 1
TAKEN_OVER: Final = "the call takes account, instrument and quantity from the record itself"
Steps = Sequence[tuple[str, Call | None]]


def breach(record: str, signers: str, call: Call, before: Steps = ()) -> Breach:
    """Of a record of this module, by typed calls."""
    steps = [IDLE if made is None else (by, plain(made)) for by, made in before]
    return Breach(record if record.startswith("holdings/") else f"{OURS}/{record}", signers, plain(call), steps)


WAIT: Final = ("", None)
FAST: Final = {"agreement": "FAST", "prices": ()}
VALUED: Final = [("agent", value(DAY, 20_000))]
HELD: Final = ("client", for_valuation(DAY, 20_000))
DELIVERED: Final = [*VALUED, HELD, ("client", deliver(DAY, 5_000))]
ANSWER: Final = c.Dispute(agreement="M", day=DAY, by="client", own_exposure=8_000)
DISPUTED: Final = [*VALUED, HELD, ("client", ANSWER)]
ACCEPT: Final = c.Accept(agreement="M", day=DAY)
AT: Final = f"valuation/M/{DAY}"
OFF: Final = c.CallOff(placement="OFF", by="maker", reason="r")
RIGHT: Final = hash_of(propose("A"))
TOLD: Final = [("dealer", report("A", terms=RIGHT)), ("client", report("A", "client", terms=RIGHT))]
CANCELLED: Final = [("dealer", c.Cancel(deal="D", by="dealer"))]


def answered(**changed: Any) -> c.Dispute:
    return c.Dispute(**{"agreement": "M", "day": DAY, "by": "client", "own_exposure": 8_000, **changed})


def buy(account: str = "at-third", quantity: int = 100, placement: str = "P", **changed: Any) -> c.Subscribe:
    return subscribe(account, quantity, placement, **changed)


WORLD = countered
BREACHES = {
    f"{OURS}.{rule}": broken
    for rule, broken in {
        "agree.not_between_these": breach(
            "agreement/N", "dealer", agree("N", first="dealer", second="dealer", credit=None)
        ),
        "amend.nothing_amended": breach(
            "agreement/M", "dealer client", c.Amend(agreement="M", hash=DOCUMENT, credit=credit())
        ),
        "amend.collateral_out": breach("agreement/M", "dealer client", c.Amend(agreement="M", hash=OTHER), DELIVERED),
        "terminate.collateral_out": breach("agreement/M", "dealer client", c.Terminate(agreement="M"), DELIVERED),
        "give_quote.ends_too_early": breach("quote/N", "dealer", quote("N", expires=PAST)),
        "give_quote.not_whole_lots": breach("quote/N", "dealer", quote("N", quantity=5)),
        "require_counted.beyond_counting": breach("quote/N", "dealer", quote("N", lot=1, lot_price=2**53 - 1)),
        "take.quote_indicative": breach("deal/N", "client", take("N", quote="I")),
        "take.quote_for_others": breach("deal/N", "client", take("N", quote="T")),
        "take.quote_consumed": breach("quote/Q", "client", take("N", 110)),
        "take.not_whole_lots": breach("quote/Q", "client", take("N", 15)),
        "propose.ends_too_early": breach("deal/N", "dealer", propose("N", affirm_by=PAST)),
        "affirm.deal_of_other_terms": breach("deal/D", "client", c.Affirm(deal="D", terms=OTHER)),
        "affirm.offer_lapsed": breach(
            "deal/N",
            "client",
            c.Affirm(deal="N", terms=hash_of(propose("N"))),
            [("dealer", propose("N", affirm_by=SOON)), WAIT, WAIT],
        ),
        "settle.before_settlement": breach("deal/LATER", "client", settle("LATER")),
        "lapse.offer_lasts": breach("deal/D", "third", c.Lapse(deal="D")),
        "fail.still_to_settle": breach("deal/A", "client", c.Fail(deal="A", by="client", reason="r")),
        "give_back.still_reserved": breach(
            "holdings/encumbrance/A-notes", "third", c.GiveBack(record=f"{OURS}/deal/A", hold="A-notes")
        ),
        "set_reporting.policy_for_the_past": breach("policy/current", "supervisor", reporting(since=PAST)),
        "report.report_of_another": breach(f"report/{uti('B')}", "dealer", report("A", uti=uti("B"))),
        "report.reported_already": breach(f"report/{uti('A')}", "dealer", report("A"), TOLD),
        "report.not_a_side_of_it": breach(f"report/{uti('A')}", "third", report("A", by="third")),
        "record_late.not_late_yet": breach(f"report/{uti('A')}", "third", c.RecordLate(uti=uti("A"))),
        "_deal_at.deal_not_so_far": breach("deal/D", "dealer client", c.Cancel(deal="D", by="dealer"), CANCELLED),
        "_open_quote.quote_over": breach(
            "quote/Q", "dealer", c.WithdrawQuote(quote="Q"), [("dealer", c.WithdrawQuote(quote="Q"))]
        ),
        "_require_between.not_between_these": breach("deal/N", "dealer", propose("N", buyer="at-third")),
        "_require_side.not_a_side_of_it": breach("deal/A", "dealer client third", c.Cancel(deal="A", by="third")),
        "_require_own.account_of_another": breach("quote/N", "dealer third", quote("N", account="at-third")),
        "_require_uti.not_a_uti": breach("deal/N", "dealer", propose("N", uti="UTI")),
        "_require_credit.collateral_named_twice": breach(
            "agreement/N",
            "dealer client",
            agree("N", credit=credit(eligible=(Eligible(instrument=CASH), Eligible(instrument=CASH)))),
        ),
        "agreement_in_force.agreement_over": breach("deal/N", "dealer", propose("N", agreement="OVER")),
        "ReportingSet.touches.fold.too_much_to_come": breach(
            "policy/current",
            "supervisor",
            reporting(since=FAR + 9),
            [("supervisor", reporting(since=FAR + number)) for number in range(8)],
        ),
        "value.day_not_next": breach(f"valuation/M/{DAY + 3}", "agent", value(DAY + 3, 20_000)),
        "value.prices_not_those": breach(AT, "agent", value(DAY, 20_000, prices=())),
        "value.default_unrecorded": breach(
            f"valuation/FAST/{DAY}",
            "agent",
            value(DAY, 500, **FAST),
            [("agent", value(DAY - 1, 500, **FAST)), WAIT, WAIT],
        ),
        "dispute.valuation_not_so_far": breach(AT, "client", ANSWER, DELIVERED),
        "dispute.answer_too_late": breach(
            f"valuation/FAST/{DAY}",
            "client",
            answered(agreement="FAST", own_exposure=5),
            [("agent", value(DAY, 500, **FAST)), WAIT],
        ),
        "dispute.not_a_side_of_it": breach(AT, "third", answered(by="third"), VALUED),
        "dispute.no_difference": breach(AT, "client", answered(own_exposure=20_000), VALUED),
        "resolve.not_the_arbiter": breach(
            AT, "third", c.Resolve(agreement="M", day=DAY, exposure=9_000, by="third"), DISPUTED
        ),
        "deliver.amount_disputed": breach(AT, "client", deliver(DAY, 9_000), DISPUTED),
        "_require_returned.return_of_others": breach(
            AT,
            "dealer",
            deliver(DAY, 9_000, hold="back"),
            [
                ("agent", value(DAY - 1, 20_000)),
                ("client", hold("there", "at-client", CASH, 5_000, valuation_path(DAY - 1))),
                ("client", deliver(DAY - 1, 5_000, hold="there")),
                ("agent", value(DAY, -9_000)),
                ("dealer", hold("back", "at-dealer", CASH, 9_000, valuation_path(DAY))),
            ],
        ),
        "deliver.more_than_due": breach(
            AT,
            "client",
            deliver(DAY, 25_000, hold="more"),
            [*VALUED, ("client", hold("more", "at-client", CASH, 25_000, valuation_path(DAY)))],
        ),
        "record_default.not_in_default": breach(AT, "third", c.RecordDefault(agreement="M", day=DAY), VALUED),
        "_valued.valuation_not_so_far": breach(AT, "client", ACCEPT, [*VALUED, ("client", ACCEPT)]),
        "place.ends_too_early": breach("placement/N", "maker", place("N", closes=PAST)),
        "place.not_whole_lots": breach("placement/N", "maker", place("N", quantity=1_005)),
        "subscribe.placement_not_open": breach(
            "subscription/S/at-third",
            "third",
            buy(placement="S"),
            [("third", set_aside("at-third", 100, "S")), WAIT, WAIT],
        ),
        "subscribe.below_placement_minimum": breach(
            "subscription/P/at-third", "third", buy(quantity=10), [("third", set_aside("at-third", 10))]
        ),
        "subscribe.not_whole_lots": breach(
            "subscription/P/at-third", "third", buy(quantity=105), [("third", set_aside("at-third", 100))]
        ),
        "subscribe.too_many_subscribers": breach(
            "subscription/FULL/at-third",
            "third",
            buy(placement="FULL"),
            [("third", set_aside("at-third", 100, "FULL"))],
        ),
        "subscribe.not_professional": breach(
            "subscription/P/at-dealer", "dealer", buy("at-dealer"), [("dealer", set_aside("at-dealer", 100))]
        ),
        "allot.still_taking": breach("placement/P", "maker", c.Allot(placement="P", by="maker")),
        "complete.not_allotted": breach(
            "subscription/P/at-client", "third", c.Complete(placement="P", account="at-client")
        ),
        "complete.subscription_over": breach(
            "subscription/OVER/at-client", "third", c.Complete(placement="OVER", account="at-client")
        ),
        "_taking.placement_not_open": breach("placement/OFF", "maker", OFF),
        "_require_runs.placement_of_another": breach(
            "placement/P", "third", c.CallOff(placement="P", by="third", reason="r")
        ),
        "_require_set_aside.money_not_set_aside": breach(
            "subscription/P/at-third", "third", buy(), [("third", set_aside("at-third", 90))]
        ),
    }.items()
}
UNCOVERED = {
    f"{OURS}.Offering.joined.too_many_subscribers": "200 parties make too long a story: the tables refuse the 201st",
    f"{OURS}.settle.deal_not_so_far": "the deal itself, by which each side takes, asks whether all stand by it",
    f"{OURS}.Deal.grants.consent_missing": TAKEN_OVER,
    f"{OURS}.Placement.require_whole.allotment_not_whole": "the call computes the shares: no caller says them",
    f"{OURS}.Placement.issued_by.consent_missing": TAKEN_OVER,
    f"{OURS}.Placement.grants.consent_missing": TAKEN_OVER,
    f"{OURS}.Subscription.grants.consent_missing": TAKEN_OVER,
    f"{OURS}.Agreement.grants.consent_missing": TAKEN_OVER,
}
