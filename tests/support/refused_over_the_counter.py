# SPDX-License-Identifier: Apache-2.0
"""Agreements, quotes, deals and reports in every state, and what is refused of them: per call, in the order checked."""

from typing import Final

from counterfoil.evidence.event import Side
from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.law.event import Movement
from counterfoil.law.moment import known
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter.deals import DEALS
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome as Outcome
from counterfoil.modules.over_the_counter.records import (
    AGREEMENT_VERSIONS,
    AGREEMENTS,
    POLICIES,
    POLICY_KEY,
    Eligible,
)
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.counter import (
    CASH,
    FAR,
    HOUR_MS,
    NOTE,
    affirm,
    agree,
    credit,
    deal_of,
    dealing,
    hash_of,
    hold,
    propose,
    quote,
    report,
    reporting,
    reserve,
    settle,
    take,
    uti,
)
from support.ledger import DOCUMENT, GENESIS_TIME, Ledger
from support.market import Row
from support.refused_by_records import Act, creating, on_record

OTHER: Final = "e" * 64
PAST: Final = GENESIS_TIME + 1
APART: Final = True
"""Its deals lapse and its reports become late, so that the days of this market go on."""


def counter(market: Ledger) -> Ledger:
    """One of everything, in each state that a rule distinguishes."""
    dealing(market)
    soon = market.time + HOUR_MS
    market.do(agree("OVER", credit=None), agree("T", second="third", credit=None), signed_by="dealer client third")
    market.do(
        c.Terminate(agreement="OVER"),
        c.Amend(agreement="T", hash=OTHER, reporter="repository"),
        signed_by="dealer client third",
    )
    market.do(
        quote("Q"),
        quote("INDICATIVE", firm=False),
        quote("FOR-THIRD", to=("third",)),
        quote("GONE"),
        quote("OLD", expires=soon),
        c.WithdrawQuote(quote="GONE"),
        signed_by="dealer",
    )
    _deals(market, soon)
    market.wait(100 * HOUR_MS)
    market.do(c.RecordLate(uti=uti("LATE")), signed_by="third")
    for number in range(SCHEDULED_MAX):
        market.do(reporting(since=FAR + number), signed_by="supervisor")
    return market


def _deals(market: Ledger, soon: int) -> None:
    later = {"settles": FAR, "latest": FAR + 1}
    for call in (
        propose("NEW"),
        propose("OLD", affirm_by=soon),
        propose("SAME-UTI", uti=uti("DONE")),
        propose("BOTH"),
        propose("LATE"),
        propose("DONE"),
        propose("SEEN", venue="exchange"),
        propose("TO-COME", **later),
        propose("DEAD"),
        propose("PAST", latest=soon),
    ):
        market.do(call, signed_by="dealer")
    for deal in ("BOTH", "LATE", "DONE", "SEEN", "TO-COME", "PAST"):
        market.do(affirm(market, deal), signed_by="client")
    market.do(c.Cancel(deal="DEAD", by="dealer"), signed_by="dealer")
    for deal in ("BOTH", "DONE", "SEEN", "TO-COME"):
        reserve(market, deal)
    market.do(settle("DONE"), signed_by="client")
    market.do(hold("DONE-more", "at-dealer", NOTE, 5, DEALS.path("DONE")), signed_by="dealer")
    told = {"terms": deal_of(market, "DONE").hash}
    market.do(report("DONE", **told), report("DONE", "client", **told), signed_by="dealer client")


NOT_THERE: Final = "none"
AGREED = [
    Row("an agreement with oneself", agree("N", second="dealer"), "dealer", Outcome.not_between_these),
    Row(
        "another's account for collateral",
        agree("N", credit=credit(second_account="at-third")),
        "dealer client",
        Outcome.account_of_another,
    ),
    Row(
        "the same collateral twice",
        agree("N", credit=credit(eligible=(Eligible(instrument=CASH), Eligible(instrument=CASH)))),
        "dealer client",
        Outcome.collateral_named_twice,
    ),
    Row("one side alone", agree("N", credit=None), "dealer", Parties.not_authorised),
    Row("one side alone, with collateral", agree("N"), "dealer", Parties.not_authorised),
    Row("an agreement's name is taken", agree(), "dealer client", Outcome.agreement_exists),
    Row("amending nothing", c.Amend(agreement=NOT_THERE, hash=OTHER), "dealer client", Outcome.unknown_agreement),
    Row("amending what is over", c.Amend(agreement="OVER", hash=OTHER), "dealer client", Outcome.agreement_over),
    Row(
        "the same again",
        c.Amend(agreement="M", hash=DOCUMENT, credit=credit()),
        "dealer client",
        Outcome.nothing_amended,
    ),
    Row("amending alone", c.Amend(agreement="M", hash=OTHER), "client", Parties.not_authorised),
    Row("terminating nothing", c.Terminate(agreement=NOT_THERE), "dealer client", Outcome.unknown_agreement),
    Row("terminating twice", c.Terminate(agreement="OVER"), "dealer client", Outcome.agreement_over),
    Row("terminating alone", c.Terminate(agreement="M"), "dealer", Parties.not_authorised),
]
QUOTED = [
    Row("a quote for the past", quote("N", expires=PAST), "dealer", Outcome.ends_too_early),
    Row(
        "a quote whose last time to settle is in 1970",
        quote("N", settles=0, latest=1, expires=FAR),
        "dealer",
        Outcome.ends_too_early,
    ),
    Row(
        "a quote that is taken when it cannot settle",
        quote("N", expires=FAR, latest=FAR - 1),
        "dealer",
        Outcome.ends_too_early,
    ),
    Row(
        "a quote beyond what can be counted",
        quote("N", lot=1, quantity=10, lot_price=2**53 - 1),
        "dealer",
        Outcome.beyond_counting,
    ),
    Row("a quote that never settles", quote("N", latest=PAST, settles=PAST), "dealer", Outcome.ends_too_early),
    Row("a quote of half a lot", quote("N", quantity=5), "dealer", Outcome.not_whole_lots),
    Row("a quote out of another's account", quote("N", account="at-third"), "dealer", Outcome.account_of_another),
    Row("a quote unsigned", quote("N"), "client", Parties.not_authorised),
    Row("a quote's name is taken", quote("Q"), "dealer", Outcome.quote_exists),
    Row("withdrawing nothing", c.WithdrawQuote(quote=NOT_THERE), "dealer", Outcome.unknown_quote),
    Row("withdrawing twice", c.WithdrawQuote(quote="GONE"), "dealer", Outcome.quote_over),
    Row("withdrawing another's", c.WithdrawQuote(quote="Q"), "client", Parties.not_authorised),
    Row("taking nothing", take("N", quote=NOT_THERE), "client", Outcome.unknown_quote),
    Row("taking what has expired", take("N", quote="OLD"), "client", Outcome.quote_over),
    Row("taking what binds nobody", take("N", quote="INDICATIVE"), "client", Outcome.quote_indicative),
    Row("taking what is for others", take("N", quote="FOR-THIRD"), "client", Outcome.quote_for_others),
    Row("taking more than there is", take("N", 110), "client", Outcome.quote_consumed),
    Row("taking half a lot", take("N", 5), "client", Outcome.not_whole_lots),
    Row("taking under what is over", take("N", agreement="OVER"), "client", Outcome.agreement_over),
    Row("taking under another's agreement", take("N", agreement="T"), "client", Outcome.not_between_these),
    Row("taking into another's account", take("N", account="at-third"), "client", Outcome.account_of_another),
    Row("taking under no identifier", take("N", uti="UTI"), "client", Outcome.not_a_uti),
    Row("taking unsigned", take("N"), "dealer", Parties.not_authorised),
    Row("a deal's name is taken by a quote", take("NEW"), "client", Outcome.deal_exists),
    Row("taking under another deal's identifier", take("N", uti=uti("DONE")), "client", Outcome.uti_taken),
]
WRONG: Final = c.Affirm(deal="NEW", terms=OTHER)
DEALT = [
    Row(
        "a deal to be affirmed after it can settle",
        propose("N", latest=FAR, affirm_by=FAR + 1),
        "dealer",
        Outcome.ends_too_early,
    ),
    Row("a deal for the past", propose("N", affirm_by=PAST), "dealer", Outcome.ends_too_early),
    Row("a deal under nothing", propose("N", agreement=NOT_THERE), "dealer", Outcome.unknown_agreement),
    Row("a deal with another's account", propose("N", buyer="at-third"), "dealer", Outcome.not_between_these),
    Row("a deal between others", propose("N", by="third"), "third", Outcome.not_a_side_of_it),
    Row("a deal without identifier", propose("N", uti="549300"), "dealer", Outcome.not_a_uti),
    Row("a deal unsigned", propose("N"), "client", Parties.not_authorised),
    Row("a deal's name is taken", propose("NEW"), "dealer", Outcome.deal_exists),
    Row("affirming nothing", c.Affirm(deal=NOT_THERE, terms=OTHER), "client", Outcome.unknown_deal),
    Row("affirming twice", c.Affirm(deal="BOTH", terms=OTHER), "client", Outcome.deal_not_so_far),
    Row("affirming other terms", WRONG, "client", Outcome.deal_of_other_terms),
    Row("affirming too late", c.Affirm(deal="OLD", terms=hash_of(propose("OLD"))), "client", Outcome.offer_lapsed),
    Row("affirming unsigned", c.Affirm(deal="NEW", terms=hash_of(propose("NEW"))), "dealer", Parties.not_authorised),
    Row(
        "affirming under another deal's identifier",
        c.Affirm(deal="SAME-UTI", terms=hash_of(propose("SAME-UTI", uti=uti("DONE")))),
        "client",
        Outcome.uti_taken,
    ),
    Row("confirming nothing", c.Confirm(deal=NOT_THERE), "exchange", Outcome.unknown_deal),
    Row("confirming what nobody affirmed", c.Confirm(deal="NEW"), "exchange", Outcome.deal_not_so_far),
    Row("confirming what nobody has to", c.Confirm(deal="BOTH"), "exchange", Outcome.deal_not_so_far),
    Row("confirming unsigned", c.Confirm(deal="SEEN"), "dealer", Parties.not_authorised),
    Row("settling nothing", settle(NOT_THERE), "client", Outcome.unknown_deal),
    Row("settling what nobody affirmed", settle("NEW"), "client", Outcome.deal_not_so_far),
    Row("settling what the venue has not confirmed", settle("SEEN"), "client", Outcome.deal_not_so_far),
    Row("settling too early", settle("TO-COME"), "client", Outcome.before_settlement),
    Row("settling as a stranger", settle("BOTH", "third"), "third", Outcome.not_a_side_of_it),
    Row("settling without what was reserved", settle("LATE"), "client", Holdings.consent_missing),
    Row("settling unsigned", settle("BOTH"), "third", Parties.not_authorised),
    Row("cancelling nothing", c.Cancel(deal=NOT_THERE, by="dealer"), "dealer", Outcome.unknown_deal),
    Row("cancelling what is settled", c.Cancel(deal="DONE", by="dealer"), "dealer client", Outcome.deal_not_so_far),
    Row("cancelling as a stranger", c.Cancel(deal="NEW", by="third"), "third", Outcome.not_a_side_of_it),
    Row("cancelling alone", c.Cancel(deal="BOTH", by="dealer"), "dealer", Parties.not_authorised),
    Row("no offer to lapse", c.Lapse(deal=NOT_THERE), "third", Outcome.unknown_deal),
    Row("what is affirmed never lapses", c.Lapse(deal="BOTH"), "third", Outcome.deal_not_so_far),
    Row("lapsing before its time", c.Lapse(deal="NEW"), "third", Outcome.offer_lasts),
    Row("failing nothing", c.Fail(deal=NOT_THERE, by="client", reason="r"), "client", Outcome.unknown_deal),
    Row("failing what nobody affirmed", c.Fail(deal="NEW", by="client", reason="r"), "client", Outcome.deal_not_so_far),
    Row("failing before its time", c.Fail(deal="BOTH", by="client", reason="r"), "client", Outcome.still_to_settle),
    Row("failing as a stranger", c.Fail(deal="PAST", by="third", reason="r"), "third", Outcome.not_a_side_of_it),
    Row("failing unsigned", c.Fail(deal="PAST", by="client", reason="r"), "dealer", Parties.not_authorised),
    Row(
        "giving back for nothing",
        c.GiveBack(record="over_the_counter/deal/none", hold="DONE-more"),
        "third",
        Outcome.no_record_of_ours,
    ),
    Row(
        "giving back what is still reserved",
        c.GiveBack(record="over_the_counter/deal/BOTH", hold="BOTH-notes"),
        "third",
        Outcome.still_reserved,
    ),
    Row(
        "giving back nothing",
        c.GiveBack(record="over_the_counter/deal/DONE", hold="none"),
        "third",
        Holdings.unknown_encumbrance,
    ),
    Row(
        "giving back another's",
        c.GiveBack(record="over_the_counter/deal/DONE", hold="BOTH-notes"),
        "third",
        Holdings.signature_not_enough,
    ),
]
REPORTED = [
    Row("a policy for the past", reporting(since=PAST), "supervisor", Outcome.policy_for_the_past),
    Row("a policy of anybody's", reporting(by="venue"), "venue", Parties.role_missing),
    Row("more than can be to come", reporting(since=FAR + 99), "supervisor", Outcome.too_much_to_come),
    Row("reporting nothing", report("NONE"), "dealer", Outcome.unknown_report),
    Row("a report matched to another deal", report("LATE", uti=uti("BOTH")), "dealer", Outcome.report_of_another),
    Row("reporting what is matched", report("DONE"), "dealer", Outcome.reported_already),
    Row("reporting for a stranger", report("BOTH", "third"), "third", Outcome.not_a_side_of_it),
    Row("reporting for another", report("BOTH", by="third"), "third", Outcome.not_a_side_of_it),
    Row("reporting unsigned", report("BOTH"), "client", Parties.not_authorised),
    Row("no report to be late", c.RecordLate(uti=uti("NONE")), "third", Outcome.unknown_report),
    Row("late twice", c.RecordLate(uti=uti("LATE")), "third", Outcome.not_late_yet),
]
COUNTER_ACTS = [
    Act(
        "an agreement's version that never was",
        on_record(AGREEMENT_VERSIONS, "M", "9"),
        Outcome.unknown_agreement_version,
    ),
    Act("an agreement's version twice", creating(AGREEMENT_VERSIONS, "T", "1"), Outcome.agreement_version_exists),
    Act("deals without a policy on reports", on_record(POLICIES, "none"), Outcome.no_reporting_policy),
    Act("a second policy on reports", creating(POLICIES, POLICY_KEY), Outcome.reporting_policy_exists),
    Act(
        "an agreement takes for no valuation",
        lambda ctx: known(ctx, AGREEMENTS, "M").grants(
            ctx, Movement(Side.takes, "at-dealer", CASH, 1, "at-dealer", None)
        ),
        Holdings.consent_missing,
    ),
    Act(
        "a deal takes what it does not say",
        lambda ctx: known(ctx, DEALS, "BOTH").grants(
            ctx, Movement(Side.takes, "at-client", NOTE, 51, "at-client", DEALS.path("BOTH"))
        ),
        Holdings.consent_missing,
    ),
]
MARKET = counter
"""What the rows need."""
