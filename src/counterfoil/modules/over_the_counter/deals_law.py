# SPDX-License-Identifier: Apache-2.0
"""The law of agreements, quotes, deals and reports; deals and reports have their records and events beside it."""

from collections.abc import Collection, Iterable

from counterfoil.law.dated import begins
from counterfoil.law.detail import after_then, from_then, units
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, EncumbranceKind, Part
from counterfoil.modules.holdings.reservations import Released, active
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter import deals, reports
from counterfoil.modules.over_the_counter import events as e
from counterfoil.modules.over_the_counter.collateral import Valuation
from counterfoil.modules.over_the_counter.deals import DEALS, OPEN, STANDING, Deal, DealStatus, DealTerms
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome as Outcome
from counterfoil.modules.over_the_counter.records import (
    AGREEMENTS,
    POLICY_KEY,
    QUOTES,
    Agreement,
    CreditSupport,
    Direction,
    Quote,
    QuoteStatus,
    agreement_in_force,
    policy_at,
    require_counted,
)
from counterfoil.modules.over_the_counter.reports import REPORTS, ReportStatus
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import AccountId, PartyId, Quantity, RecordPath, Timestamp


def agree(call: c.Agree, moment: Moment) -> Iterable[EventData]:
    require(call.first != call.second, Outcome.not_between_these, call.first)
    _require_credit(moment, call.credit, (call.first, call.second))
    yield e.Agreed(
        agreement=call.agreement,
        first=call.first,
        second=call.second,
        hash=call.hash,
        credit=call.credit,
        reporter=call.reporter,
    )


def amend(call: c.Amend, moment: Moment) -> Iterable[EventData]:
    before = agreement_in_force(moment, call.agreement)
    said = (call.hash, call.credit, call.reporter)
    require(said != (before.hash, before.credit, before.reporter), Outcome.nothing_amended, call.agreement)
    _require_credit(moment, call.credit, before.sides)
    kept = {one.instrument for one in (() if call.credit is None else call.credit.eligible)}
    require({one.instrument for one in before.posted} <= kept, Outcome.collateral_out, call.agreement)
    yield e.Amended(
        agreement=call.agreement,
        hash=call.hash,
        credit=call.credit,
        reporter=call.reporter,
        version=before.version + 1,
    )


def terminate(call: c.Terminate, moment: Moment) -> Iterable[EventData]:
    before = agreement_in_force(moment, call.agreement)
    require(not before.posted, Outcome.collateral_out, call.agreement)
    yield e.Terminated(agreement=call.agreement)


def give_quote(call: c.GiveQuote, moment: Moment) -> Iterable[EventData]:
    # What is taken at the last moment can still settle.
    lasts = moment.time < call.expires <= call.latest and call.settles < call.latest
    require(lasts, Outcome.ends_too_early, call.quote)
    require(call.quantity % call.lot == 0, Outcome.not_whole_lots, call.quote)
    require_counted(call.quantity // call.lot * call.lot_price, call.quote)
    _require_own(moment, call.account, call.dealer)
    yield e.Quoted(
        quote=call.quote,
        dealer=call.dealer,
        account=call.account,
        direction=call.direction,
        instrument=call.instrument,
        quantity=call.quantity,
        lot=call.lot,
        cash=call.cash,
        lot_price=call.lot_price,
        firm=call.firm,
        to=call.to,
        expires=call.expires,
        settles=call.settles,
        latest=call.latest,
    )


def withdraw_quote(call: c.WithdrawQuote, moment: Moment) -> Iterable[EventData]:
    _open_quote(moment, call.quote)
    yield e.QuoteWithdrawn(quote=call.quote)


def take(call: c.Take, moment: Moment) -> Iterable[EventData]:
    quote = _open_quote(moment, call.quote)
    require(quote.firm, Outcome.quote_indicative, call.quote)
    require(not quote.to or call.by in quote.to, Outcome.quote_for_others, call.by)
    asked, left = units(call.quantity, quote.instrument), units(quote.left, quote.instrument)
    require(call.quantity <= quote.left, Outcome.quote_consumed, f"{asked} asked for, {left} left in {call.quote}")
    require(call.quantity % quote.lot == 0, Outcome.not_whole_lots, call.quote)
    agreement = agreement_in_force(moment, call.agreement)
    _require_between(agreement, quote.dealer, call.by)
    _require_own(moment, call.account, call.by)
    _require_uti(call.uti)
    sells = quote.direction is Direction.sells
    terms = DealTerms(
        agreement=call.agreement,
        seller=quote.account if sells else call.account,
        buyer=call.account if sells else quote.account,
        instrument=quote.instrument,
        quantity=call.quantity,
        cash=quote.cash,
        consideration=Quantity(call.quantity // quote.lot * quote.lot_price),
        settles=quote.settles,
        latest=quote.latest,
        uti=call.uti,
        venue=None,
    )
    policy = policy_at(moment)
    yield deals.Taken(
        deal=call.deal,
        by=call.by,
        account=call.account,
        uti=call.uti,
        hash=terms.hash,
        repository=policy.repository,
        report_by=Timestamp(moment.time + policy.within_ms),
        quote=call.quote,
        terms=terms,
        time=moment.time,
    )


def propose(call: c.Propose, moment: Moment) -> Iterable[EventData]:
    lasts = moment.time < call.affirm_by <= call.latest and call.settles < call.latest
    require(lasts, Outcome.ends_too_early, call.deal)
    agreement = agreement_in_force(moment, call.agreement)
    seller, buyer = (known(moment, ACCOUNTS, account).holder for account in (call.seller, call.buyer))
    _require_between(agreement, seller, buyer)
    _require_side((seller, buyer), call.by)
    _require_uti(call.uti)
    sells = seller == call.by
    terms = DealTerms(
        agreement=call.agreement,
        seller=call.seller,
        buyer=call.buyer,
        instrument=call.instrument,
        quantity=call.quantity,
        cash=call.cash,
        consideration=call.consideration,
        settles=call.settles,
        latest=call.latest,
        uti=call.uti,
        venue=call.venue,
    )
    yield deals.Proposed(
        deal=call.deal,
        by=call.by,
        to=buyer if sells else seller,
        account=call.seller if sells else call.buyer,
        terms=terms,
        affirm_by=call.affirm_by,
    )


def affirm(call: c.Affirm, moment: Moment) -> Iterable[EventData]:
    deal = _deal_at(moment, call.deal, {DealStatus.proposed})
    require(call.terms == deal.hash, Outcome.deal_of_other_terms, call.deal)
    require(moment.time < deal.affirm_by, Outcome.offer_lapsed, call.deal)
    policy = policy_at(moment)
    yield deals.Affirmed(
        deal=call.deal,
        by=deal.other,
        account=deal.unaffirmed,
        uti=deal.terms.uti,
        hash=deal.hash,
        repository=policy.repository,
        report_by=Timestamp(moment.time + policy.within_ms),
    )


def confirm(call: c.Confirm, moment: Moment) -> Iterable[EventData]:
    deal = _deal_at(moment, call.deal, {DealStatus.affirmed})
    venue = deal.terms.venue
    if venue is None:
        raise Refused(Outcome.deal_not_so_far, f"{call.deal}: nobody has to confirm it")
    yield deals.Confirmed(deal=call.deal, by=venue)


def settle(call: c.Settle, moment: Moment) -> Iterable[EventData]:
    deal = _deal_at(moment, call.deal, STANDING)
    require(deal.ready, Outcome.deal_not_so_far, call.deal)
    require(moment.time >= deal.terms.settles, Outcome.before_settlement, call.deal)
    _require_side(deal.sides, call.by)
    terms, path = deal.terms, DEALS.path(call.deal)
    for sender, receiver, instrument, quantity, hold in (
        (terms.seller, terms.buyer, terms.instrument, terms.quantity, call.delivery),
        (terms.buyer, terms.seller, terms.cash, terms.consideration, call.payment),
    ):
        yield Transferred(
            sender=sender,
            receiver=receiver,
            instrument=instrument,
            quantity=quantity,
            part=Part.held,
            giving=ENCUMBRANCES.path(hold),
            taking=path,
            cause=path,
            reference=terms.uti,
        )
    yield deals.Settled(deal=call.deal, by=call.by, time=moment.time)


def cancel(call: c.Cancel, moment: Moment) -> Iterable[EventData]:
    deal = _deal_at(moment, call.deal, OPEN)
    _require_side(deal.sides, call.by)
    yield deals.Cancelled(deal=call.deal, by=call.by)


def lapse(call: c.Lapse, moment: Moment) -> Iterable[EventData]:
    deal = _deal_at(moment, call.deal, {DealStatus.proposed})
    require(moment.time >= deal.affirm_by, Outcome.offer_lasts, from_then(call.deal, deal.affirm_by, moment.time))
    yield deals.Lapsed(deal=call.deal)


def fail(call: c.Fail, moment: Moment) -> Iterable[EventData]:
    deal = _deal_at(moment, call.deal, STANDING)
    require(
        moment.time > deal.terms.latest, Outcome.still_to_settle, after_then(call.deal, deal.terms.latest, moment.time)
    )
    _require_side(deal.sides, call.by)
    yield deals.Failed(deal=call.deal, by=call.by, reason=call.reason)


def give_back(call: c.GiveBack, moment: Moment) -> Iterable[EventData]:
    path = RecordPath(call.record)
    record = moment.find(path)
    if not isinstance(record, Deal | Valuation):
        raise Refused(Outcome.no_record_of_ours, path)
    require(record.over, Outcome.still_reserved, path)
    hold = active(moment, call.hold, EncumbranceKind.hold)
    yield Released(
        encumbrance=call.hold,
        account=hold.account,
        instrument=hold.instrument,
        quantity=hold.quantity,
        cause=path,
    )


def set_reporting(call: c.SetReporting, moment: Moment) -> Iterable[EventData]:
    yield reports.ReportingSet(
        repository=call.repository,
        within_ms=call.within_ms,
        since=begins(call.since, moment.time, Outcome.policy_for_the_past, POLICY_KEY),
        by=call.by,
        reference=call.reference,
    )


def report(call: c.ReportDeal, moment: Moment) -> Iterable[EventData]:
    due = known(moment, REPORTS, call.uti)
    require(call.deal == due.deal, Outcome.report_of_another, call.uti)
    require(due.status is not ReportStatus.matched, Outcome.reported_already, call.uti)
    deal = known(moment, DEALS, call.deal)
    _require_side(deal.sides, call.side)
    reporter = known(moment, AGREEMENTS, deal.terms.agreement).reporter
    require(call.by in (call.side, reporter), Outcome.not_a_side_of_it, call.by)
    yield reports.Reported(
        uti=call.uti,
        deal=call.deal,
        side=call.side,
        by=call.by,
        terms=call.terms,
        time=moment.time,
        late=moment.time > due.due,
    )


def record_late(call: c.RecordLate, moment: Moment) -> Iterable[EventData]:
    due = known(moment, REPORTS, call.uti)
    late = due.status is ReportStatus.due and moment.time > due.due
    require(late, Outcome.not_late_yet, after_then(call.uti, due.due, moment.time))
    yield reports.ReportFellLate(uti=call.uti, deal=due.deal, due=due.due)


def _deal_at(moment: Moment, deal: str, stages: Collection[DealStatus]) -> Deal:
    record = known(moment, DEALS, deal)
    require(record.status in stages, Outcome.deal_not_so_far, f"{deal}: {record.status}")
    return record


def _open_quote(moment: Moment, quote: str) -> Quote:
    record = known(moment, QUOTES, quote)
    is_open = record.status is QuoteStatus.open and moment.time < record.expires
    require(is_open, Outcome.quote_over, quote)
    return record


def _require_between(agreement: Agreement, one: PartyId, other: PartyId) -> None:
    require({one, other} == set(agreement.sides), Outcome.not_between_these, agreement.agreement)


def _require_side(sides: tuple[PartyId, PartyId], party: PartyId) -> None:
    require(party in sides, Outcome.not_a_side_of_it, party)


def _require_own(moment: Moment, account: AccountId, party: PartyId) -> None:
    require(known(moment, ACCOUNTS, account).holder == party, Outcome.account_of_another, account)


def _require_uti(uti: str) -> None:
    so = "a legal entity identifier with its check digits (ISO 17442), and up to 32 letters and digits"
    require(reports.is_uti(uti), Outcome.not_a_uti, f"{uti}: {so}")


def _require_credit(moment: Moment, credit: CreditSupport | None, sides: tuple[PartyId, PartyId]) -> None:
    """Each account is a side's, and nothing is eligible twice."""
    if credit is None:
        return
    for account, side in zip((credit.first_account, credit.second_account), sides, strict=True):
        _require_own(moment, account, side)
    eligible = [one.instrument for one in credit.eligible]
    require(len(set(eligible)) == len(eligible), Outcome.collateral_named_twice, credit.cash)
