# SPDX-License-Identifier: Apache-2.0
"""What is refused of large positions, and because of one: per call, in the order checked."""

from typing import Final

from counterfoil.modules.futures.control_outcomes import ControlOutcome as Control
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.reports import LARGE_POSITIONS
from counterfoil.modules.futures.reports_outcomes import ReportOutcome as Reports
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.futures_large import missing, note, noted, report, sealed_to
from support.futures_market import book, fill
from support.ledger import Ledger, key_of
from support.market import Row
from support.refused_by_records import Act, creating

APART: Final = True


def watched(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return noted(Ledger())


MARKET = watched
TWO: Final = (sealed_to(key_of("ccp")), sealed_to(key_of("alpha")))
OTHERWISE: Final = (sealed_to(key_of("ccp"), suite="rot13"),)
NOTING: Final = [
    Row("large in no contract", note(contract="none"), "omega", Outcome.unknown_futures),
    Row("large while it trades", note(), "omega", Reports.day_not_over),
    Row("large where nothing is", note(contract="fixed"), "omega", Reports.nothing_is_reported),
    Row("large twice", note("bob", 3, contract="W2"), "omega", Reports.report_asked_already),
    Row("small and never large", note("ann", 2, contract="W2"), "omega", Reports.nothing_to_note),
    Row("large by who is no client", note("omega", 3, contract="W2"), "omega", Control.unknown_client),
    Row("more than there is", note("ann", 3, contract="W2"), "omega", Reports.lots_are_others),
    Row("large before all is settled", note("eve", 4, "sold", "W2"), "omega", Outcome.not_settled_yet),
    Row("less than there is", note("bob", 1, contract="W2"), "omega", Reports.lots_are_others),
    Row(
        "large with a group that is not",
        note("ann", 2, contract="W3", grouped=True),
        "omega",
        Reports.lots_are_others,
    ),
]
REPORTING: Final = [
    Row("reporting no contract", report(contract="none"), "ann alpha", Outcome.unknown_futures),
    Row("reporting of no account", report("of-ann"), "ann alpha", Outcome.no_margin_account),
    Row("reporting to another house", report("m-there"), "ann alpha", Outcome.another_house),
    Row("reporting what nobody noted", report(side="sold"), "ann alpha", Reports.no_large_position),
    Row("reporting what is small", report("m-cat", contract="W2"), "cat gamma", Reports.no_report_awaited),
    Row("reporting unsealed", report(sealed=()), "ann alpha", Reports.report_sealed_otherwise),
    Row("reporting to two", report(sealed=TWO), "ann alpha", Reports.report_sealed_otherwise),
    Row("reporting sealed otherwise", report(sealed=OTHERWISE), "ann alpha", Reports.report_sealed_otherwise),
    Row("reporting without the member", report(), "ann", Parties.not_authorised),
    Row("reporting without the client", report(), "alpha", Parties.not_authorised),
]
MISSING: Final = [
    Row("missing of no contract", missing(contract="none"), "ccp", Outcome.unknown_futures),
    Row("missing of what nobody noted", missing(side="sold"), "ccp", Reports.no_large_position),
    Row("missing twice", missing(), "ccp", Reports.no_report_awaited),
    Row("missing what came", missing("eve", "sold"), "ccp", Reports.no_report_awaited),
    Row("missing before its time", missing("dan", contract="W3"), "ccp", Reports.report_in_time_yet),
    Row("missing by a member", missing("cat"), "gamma", Parties.not_authorised),
]
TRADING: Final = [
    Row(
        "opening while a report is missing",
        book("b-ann", fill(20, "sold", "opens"), contract="W1"),
        "venue",
        Reports.report_missing_first,
    ),
]
ACTS: Final = [
    Act(
        "a large position noted once more",
        creating(LARGE_POSITIONS, "CC", "ann", "W1", "bought"),
        Reports.large_position_exists,
    ),
]
