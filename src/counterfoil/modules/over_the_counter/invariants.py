# SPDX-License-Identifier: Apache-2.0
"""What is always true of agreements, quotes, deals and reports."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.law.versions import before
from counterfoil.modules.over_the_counter.deals import DEALS, Deal, DealStatus
from counterfoil.modules.over_the_counter.records import AGREEMENT_VERSIONS, AGREEMENTS, QUOTES, Quote, QuoteStatus
from counterfoil.modules.over_the_counter.reports import REPORTS, Report, ReportStatus

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
