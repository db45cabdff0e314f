# SPDX-License-Identifier: Apache-2.0
"""The law of large positions. What a client's accounts have together is read by limits alone: see ``reporting``."""

from collections.abc import Iterable
from typing import Any, Final

from counterfoil.evidence.text import format_day, format_time
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import reports_calls as c
from counterfoil.modules.futures.handing_in import SUITE
from counterfoil.modules.futures.member_reports_outcomes import MemberReportOutcome
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import FUTURES, HOUSES, MARGIN_ACCOUNTS, MEMBERS, PRODUCTS, FuturesContract
from counterfoil.modules.futures.reports import (
    LargeNoMore,
    PositionReported,
    ReportAwaited,
    ReportMissed,
    ReportStatus,
    table_of,
    threshold_of,
    time_of,
)
from counterfoil.modules.futures.reports_outcomes import ReportOutcome
from counterfoil.modules.futures.trading_days import day_after
from counterfoil.modules.parties.authority import keyids_of
from counterfoil.primitives.types import KeyId, PartyId


def note_position(call: c.NotePosition, moment: Moment) -> Iterable[EventData]:
    contract = known(moment, FUTURES, call.contract)
    house, product = known(moment, HOUSES, contract.house), known(moment, PRODUCTS, contract.product)
    require(not (call.grouped and call.of_member), MemberReportOutcome.members_are_no_group, call.holder)
    day = contract.settled
    if day is None or day != house.last_day:
        raise Refused(ReportOutcome.day_not_over, call.contract)
    rules = product.rules_at(house.begins(day))
    threshold = threshold_of(moment, rules, call.contract, of_member=call.of_member)
    if threshold is None:
        raise Refused(ReportOutcome.nothing_is_reported, contract.product)
    said = _about(contract, call.holder, call.direction, of_member=call.of_member)
    now = moment.read(table_of(of_member=call.of_member), *_key(said))
    told = f"{call.holder} {call.contract}, {call.direction}: {call.lots} of {threshold}"
    if call.lots >= threshold or (call.grouped and call.lots):
        fresh = now is None or now.status is ReportStatus.below
        require(fresh, ReportOutcome.report_asked_already, told)
        due = day_after(house, day)
        yield ReportAwaited(**said, lots=call.lots, day=day, due=due, grouped=call.grouped)
    else:
        changes = now is not None and now.status is ReportStatus.reported
        require(changes, ReportOutcome.nothing_to_note, told)
        yield LargeNoMore(**said, lots=call.lots, day=day)


def report_position(call: c.ReportPosition, moment: Moment) -> Iterable[EventData]:
    contract = known(moment, FUTURES, call.contract)
    holder, member = _reporting(call, moment, contract.house)
    house, product = known(moment, HOUSES, contract.house), known(moment, PRODUCTS, contract.product)
    said = _about(contract, holder, call.direction, of_member=call.account is None)
    now = known(moment, table_of(of_member=call.account is None), *_key(said))
    awaited = now.status is not ReportStatus.below
    require(awaited, ReportOutcome.no_report_awaited, f"{holder} {call.contract}")
    keys = keyids_of(moment, house.by)
    right = all(KeyId(one.recipient) in keys and one.suite == SUITE for one in call.sealed)
    require(bool(call.sealed) and right, ReportOutcome.report_sealed_otherwise, f"{len(call.sealed)} attachments")
    yield PositionReported(
        **said,
        member=member,
        root=call.root,
        sealed=tuple(one.digest for one in call.sealed),
        sealed_to=tuple(one.recipient for one in call.sealed),
        time=moment.time,
        late=moment.time > time_of(house, product, now.due),
    )


def note_missing(call: c.NoteMissing, moment: Moment) -> Iterable[EventData]:
    contract = known(moment, FUTURES, call.contract)
    house, product = known(moment, HOUSES, contract.house), known(moment, PRODUCTS, contract.product)
    said = _about(contract, call.holder, call.direction, of_member=call.of_member)
    now = known(moment, table_of(of_member=call.of_member), *_key(said))
    awaited = now.status is ReportStatus.awaited
    require(awaited, ReportOutcome.no_report_awaited, f"{call.holder} {call.contract}: {now.status}")
    until = time_of(house, product, now.due)
    told = f"{format_day(now.due)}, {format_time(until)}"
    require(moment.time > until, ReportOutcome.report_in_time_yet, told)
    yield ReportMissed(**said, due=now.due, reason=call.reason)


def _reporting(call: c.ReportPosition, moment: Moment, house: str) -> tuple[PartyId, PartyId]:
    """Whose position it is, and the member through which it is reported."""
    if call.account is None and call.member is not None:
        known(moment, MEMBERS, house, call.member)
        return call.member, call.member
    if call.account is None or call.member is not None:
        raise Refused(MemberReportOutcome.reports_for_one, call.contract)
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    require(account.house == house, FuturesOutcome.another_house, call.account)
    return account.holder, account.member


def _about(contract: FuturesContract, holder: PartyId, side: Direction, *, of_member: bool) -> dict[str, Any]:
    """What every event about a large position says of it."""
    return {
        "house": contract.house,
        "holder": holder,
        "of_member": of_member,
        "contract": contract.contract,
        "side": side,
    }


def _key(said: dict[str, Any]) -> tuple[str, str, str, str]:
    return said["house"], said["holder"], said["contract"], said["side"]


CALLS: Final[dict[type[Call], Moves]] = {
    c.NotePosition: note_position,
    c.ReportPosition: report_position,
    c.NoteMissing: note_missing,
}
