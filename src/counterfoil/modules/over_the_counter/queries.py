# SPDX-License-Identifier: Apache-2.0
"""Typed reading of what is done over the counter."""

from counterfoil.law.module import View
from counterfoil.law.versions import before
from counterfoil.modules.over_the_counter.deals import DEALS, Deal
from counterfoil.modules.over_the_counter.records import (
    AGREEMENT_VERSIONS,
    AGREEMENTS,
    QUOTES,
    AgreementVersion,
    Quote,
    QuoteStatus,
)
from counterfoil.modules.over_the_counter.reports import REPORTS, Report, ReportStatus
from counterfoil.primitives.types import PartyId, Timestamp


def deals_of(view: View, party: PartyId) -> list[Deal]:
    """The deals of which a party is a side, in the order of identifiers."""
    return [deal for _, deal in view.rows(DEALS) if party in deal.sides]


def quotes_for(view: View, party: PartyId, now: Timestamp) -> list[Quote]:
    """What a party can take now, in the order of identifiers."""
    every = (quote for _, quote in view.rows(QUOTES) if quote.status is QuoteStatus.open and now < quote.expires)
    return [quote for quote in every if not quote.to or party in quote.to]


def late_reports(view: View, now: Timestamp) -> list[Report]:
    """Those of which not both sides were told in time, recorded as late or not; the longest late first."""
    waits = (ReportStatus.due, ReportStatus.late)
    late = (report for _, report in view.rows(REPORTS) if report.status in waits and report.due < now)
    return sorted(late, key=lambda one: (one.due, one.uti))


def earlier_versions(view: View, agreement: str) -> list[AgreementVersion]:
    """What versions 1, 2, … said before the current one; empty for an unknown agreement."""
    current = view.read(AGREEMENTS, agreement)
    found = () if current is None else before(view, AGREEMENT_VERSIONS, agreement, current.version)
    return [said for _, said in found if said is not None]
