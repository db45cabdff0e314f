# SPDX-License-Identifier: Apache-2.0
"""What is refused of members' own large positions: per call, in the order checked."""

from typing import Final

from counterfoil.modules.futures.member_reports_outcomes import MemberReportOutcome as Members
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.reports import MEMBER_POSITIONS
from counterfoil.modules.futures.reports_outcomes import ReportOutcome as Reports
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from support.futures_market import book, fill
from support.futures_member_large import members_noted, missing, note, report
from support.ledger import Ledger
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True


def watched(_market: Ledger) -> Ledger:
    """On a market of its own."""
    return members_noted(Ledger())


MARKET = watched
NOTING: Final = [
    Row(
        "a member large with a group",
        note("gamma", 6, contract="V2", grouped=True),
        "omega",
        Members.members_are_no_group,
    ),
    Row("a member large while it trades", note(), "omega", Reports.day_not_over),
    Row("a member large where nothing is", note(contract="fixed"), "omega", Reports.nothing_is_reported),
    Row("a member large that is none", note("ann", 6, contract="V2"), "omega", Outcome.not_a_clearing_member),
    Row("a member small and never large", note("gamma", 4, contract="V2"), "omega", Reports.nothing_to_note),
    Row("a member with more than there is", note("gamma", 7, contract="V2"), "omega", Reports.lots_are_others),
]
REPORTING: Final = [
    Row("a report of nobody", report(None), "alpha", Members.reports_for_one),
    Row("a report of a client and a member", report(account="m-ann"), "ann alpha", Members.reports_for_one),
    Row("a member's report of who is none", report("ann"), "ann", Outcome.not_a_clearing_member),
    Row("a member's report that nobody asked for", report("beta"), "beta", Members.no_member_position),
    Row("a member's report unsealed", report(sealed=()), "alpha", Reports.report_sealed_otherwise),
    Row("a member's report by another", report(), "beta", Parties.not_authorised),
]
MISSING: Final = [
    Row("a member's missing report that nobody asked for", missing("beta"), "ccp", Members.no_member_position),
    Row("a member's missing report that came", missing("delta", "sold"), "ccp", Reports.no_report_awaited),
    Row("a member's missing report by a member", missing("delta", "sold"), "alpha", Reports.no_report_awaited),
]
TRADING: Final = [
    Row(
        "opening for itself while its report is missing",
        book("m-alpha", fill(20, "bought", "opens"), contract="V1"),
        "venue",
        Reports.report_missing_first,
    ),
]
ALPHA: Final = ("CC", "alpha", "V1", "bought")
ACTS: Final = [
    Act("a member's position that nobody noted", on_record(MEMBER_POSITIONS, "CC", "beta"), Members.no_member_position),
    Act("a member's position once more", creating(MEMBER_POSITIONS, *ALPHA), Members.member_position_exists),
]
