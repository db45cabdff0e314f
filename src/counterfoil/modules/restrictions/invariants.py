# SPDX-License-Identifier: Apache-2.0
"""What is always true of restrictions: counts are the sums of holdings, and what is proposed is held."""

from collections import Counter
from collections.abc import Iterator, Sequence

from counterfoil.law.module import View
from counterfoil.modules.holdings.records import ENCUMBRANCES, HOLDINGS, GrantStatus
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.restrictions.preapprovals import PREAPPROVALS, PreapprovalStatus
from counterfoil.modules.restrictions.proposals import PROPOSALS, ProposalStatus
from counterfoil.modules.restrictions.records import COUNTS, PORTFOLIOS, POSITIONS, RESTRICTIONS, RuleSet
from counterfoil.primitives.types import InstrumentId


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    restrictions = [restriction for _, restriction in view.rows(RESTRICTIONS)]
    counted = {restriction.instrument for restriction in restrictions if restriction.counted}
    for restriction in restrictions:
        for sets in (restriction.imposed, restriction.own):
            yield from _in_order(restriction.instrument, sets)
    if counted:
        yield from _counts(view, counted)
    for path, proposal in view.rows(PROPOSALS):
        hold = view.read(ENCUMBRANCES, proposal.hold)
        delivered = hold is not None and hold.status is GrantStatus.executed
        if hold is None or (proposal.status is ProposalStatus.approved and not delivered):
            yield f"{path}: {proposal.status}, and its hold is {'missing' if hold is None else hold.status}"
        elif hold.status is GrantStatus.active and hold.quantity > proposal.quantity:
            yield f"{path}: {hold.quantity} held of {proposal.quantity} proposed"
    yield from _preapprovals(view)


def _preapprovals(view: View) -> Iterator[str]:
    """What was approved beforehand is used with its hold, whole."""
    for path, preapproval in view.rows(PREAPPROVALS):
        hold = view.read(ENCUMBRANCES, preapproval.hold)
        delivered = hold is not None and hold.status is GrantStatus.executed
        if hold is None or (preapproval.status is PreapprovalStatus.used and not delivered):
            yield f"{path}: {preapproval.status}, and its hold is {'missing' if hold is None else hold.status}"


def _in_order(instrument: str, sets: Sequence[RuleSet]) -> Iterator[str]:
    times = [one.since for one in sets]
    if times != sorted(set(times)):
        yield f"restrictions of {instrument}: rules are out of order: {times}"


def _counts(view: View, counted: set[InstrumentId]) -> Iterator[str]:
    """Positions are the sums of a party's holdings, and counts the sums of positions."""
    held: Counter[tuple[str, str]] = Counter()
    for _, holding in view.rows(HOLDINGS):
        account = view.read(ACCOUNTS, holding.account)
        if holding.instrument in counted and account is not None:
            held[account.holder, holding.instrument] += holding.balance
    holders: Counter[str] = Counter()
    countries: Counter[tuple[str, str]] = Counter()
    for path, position in view.rows(POSITIONS):
        balance = held.pop((position.party, position.instrument), 0)
        if position.balance != balance:
            yield f"{path}: counts {position.balance}, and {balance} is held"
        holders[position.instrument] += position.balance > 0
        countries[position.instrument, position.country] += position.balance
        portfolio = view.read(PORTFOLIOS, position.party)
        if portfolio is None or position.instrument not in portfolio.instruments:
            yield f"{path}: does not stand in the party's portfolio"
    for party, instrument in (key for key, balance in held.items() if balance):
        yield f"party {party} holds {instrument}, which is not counted"
    for path, count in view.rows(COUNTS):
        if count.holders != holders[count.instrument]:
            yield f"{path}: counts {count.holders} holders of {holders[count.instrument]}"
        found = {country: units for (name, country), units in countries.items() if name == count.instrument and units}
        if count.countries != found or count.units != sum(found.values()):
            yield f"{path}: counts {count.units} units by country as {count.countries}, held as {found}"
