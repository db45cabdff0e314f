# SPDX-License-Identifier: Apache-2.0
"""What is always true of agreements, quotes, deals, reports, placements and valuations."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.law.observed import fixing_at
from counterfoil.law.versions import before
from counterfoil.modules.over_the_counter.collateral import PENDING, VALUATIONS, Valuation, ValuationStatus, undisputed
from counterfoil.modules.over_the_counter.deals import DEALS, Deal, DealStatus
from counterfoil.modules.over_the_counter.placements import (
    OFFERINGS,
    PLACEMENTS,
    SUBSCRIBERS_MAX,
    SUBSCRIPTIONS,
    Placement,
    PlacementStatus,
    SubscriptionStatus,
)
from counterfoil.modules.over_the_counter.records import AGREEMENT_VERSIONS, AGREEMENTS, QUOTES, Quote, QuoteStatus
from counterfoil.modules.over_the_counter.reports import REPORTS, Report, ReportStatus
from counterfoil.modules.parties.records import ACCOUNTS

_ALONE = frozenset({DealStatus.proposed, DealStatus.lapsed})
_BY_BOTH = frozenset({DealStatus.affirmed, DealStatus.confirmed, DealStatus.settled, DealStatus.failed})


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    taken: dict[str, int] = {}
    for path, deal in view.rows(DEALS):
        yield from (f"{path}: {problem}" for problem in _of_deal(view, deal))
        if deal.quote is not None:
            taken[deal.quote] = taken.get(deal.quote, 0) + deal.terms.quantity
    for path, quote in view.rows(QUOTES):
        yield from (f"{path}: {problem}" for problem in _of_quote(quote, taken.pop(quote.quote, 0)))
    yield from (f"quote {quote}: there is none, and {quantity} of it were taken" for quote, quantity in taken.items())
    for path, report in view.rows(REPORTS):
        yield from (f"{path}: {problem}" for problem in _of_report(view, report))
    for path, placement in view.rows(PLACEMENTS):
        yield from (f"{path}: {problem}" for problem in _of_placement(view, placement))
    for path, valuation in view.rows(VALUATIONS):
        yield from (f"{path}: {problem}" for problem in _of_valuation(view, valuation))
    for path, agreement in view.rows(AGREEMENTS):
        for version, said in before(view, AGREEMENT_VERSIONS, agreement.agreement, agreement.version):
            if said is None:
                yield f"{path}: version {version} is missing"


def _of_deal(view: View, deal: Deal) -> Iterator[str]:
    if deal.hash != deal.terms.hash:
        yield "its hash is not that of its terms"
    if deal.status in (_BY_BOTH if len(deal.agreed) == 1 else _ALONE):
        yield f"{deal.status}, agreed by {len(deal.agreed)}"
    if deal.status in _BY_BOTH:
        report = view.read(REPORTS, deal.terms.uti)
        if report is None or (report.deal, report.terms) != (deal.deal, deal.hash):
            yield "no report of it is due"


def _of_quote(quote: Quote, taken: int) -> Iterator[str]:
    if quote.taken != taken or taken > quote.quantity:
        yield f"{quote.taken} of {quote.quantity} taken, by deals of {taken}"
    if taken and not quote.firm:
        yield "an indicative quote was taken"
    if (quote.status is QuoteStatus.used_up) != (quote.taken == quote.quantity):
        yield f"{quote.status}, {quote.taken} of {quote.quantity} taken"


def _of_report(view: View, report: Report) -> Iterator[str]:
    deal = view.read(DEALS, report.deal)
    if deal is None or (deal.terms.uti, deal.hash) != (report.uti, report.terms):
        yield "no deal of it is there"
        return
    sides = [told.side for told in report.told]
    if len(set(sides)) < len(sides) or not set(sides) <= set(deal.sides):
        yield f"reported for {sides}"
    same = all(told.terms == report.terms for told in report.told)
    decided = report.status in (ReportStatus.matched, ReportStatus.unmatched)
    if decided != (len(sides) == 2) or (decided and same != (report.status is ReportStatus.matched)):
        yield f"{report.status}, after {len(sides)} reports"


def _of_placement(view: View, placement: Placement) -> Iterator[str]:
    if len(placement.orders) > SUBSCRIBERS_MAX:
        yield f"{len(placement.orders)} subscribers"
    allotted = placement.status in (PlacementStatus.allotted, PlacementStatus.closed)
    ordered = sum(order.quantity for order in placement.orders)
    if sum(placement.shares) != (min(placement.quantity, ordered) if allotted else 0):
        yield f"{sum(placement.shares)} allotted of {placement.quantity}, subscribed for {ordered}"
    offering = view.read(OFFERINGS, placement.instrument)
    investors = () if offering is None else offering.investors
    if len(set(investors)) != len(investors) or len(investors) > SUBSCRIBERS_MAX:
        yield f"{placement.instrument} has {len(investors)} investors"
    over = 0
    for order in placement.orders:
        account = view.read(ACCOUNTS, order.account)
        if account is not None and account.holder not in investors:
            yield f"{account.holder} is not counted"
        one = view.read(SUBSCRIPTIONS, placement.placement, order.account)
        if one is None or one.quantity != order.quantity:
            yield f"the subscription of {order.account} is another"
            continue
        over += one.status is not SubscriptionStatus.waiting
        if one.allotted not in (0, placement.share_of(order.account)):
            yield f"{order.account} has {one.allotted}, allotted {placement.share_of(order.account)}"
    if placement.ended != over or (placement.status is PlacementStatus.closed) != (
        allotted and over == len(placement.orders)
    ):
        yield f"{placement.status}, {placement.ended} of {len(placement.orders)} over, of which {over} are"


def _of_valuation(view: View, valuation: Valuation) -> Iterator[str]:
    agreement = view.read(AGREEMENTS, valuation.agreement)
    if agreement is None or agreement.valued is None or agreement.valued < valuation.day:
        yield "its agreement knows nothing of it"
    elif valuation.status in PENDING and agreement.valued != valuation.day:
        yield f"{valuation.status}, though a later day is valued"
    for price in valuation.prices:
        if price.fixing is not None and fixing_at(view.find, price.fixing) is None:
            yield f"the price of {price.instrument} is by {price.fixing}, which is no fixing"
    if undisputed(valuation.called, valuation.due_amount) != valuation.due_amount:
        yield f"{valuation.due_amount} is due of {valuation.called}"
    if sum(one.amount for one in valuation.due_before) > abs(valuation.called):
        yield f"more of {valuation.called} was due before"
    nothing_left = valuation.status in (ValuationStatus.met, ValuationStatus.quiet)
    all_due = valuation.status in PENDING and valuation.status is not ValuationStatus.disputed
    if (nothing_left and valuation.left) or (all_due and not valuation.left):
        yield f"{valuation.status}, and {valuation.left} of {valuation.due_amount} is left"
