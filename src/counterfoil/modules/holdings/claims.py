# SPDX-License-Identifier: Apache-2.0
"""What can be claimed about holdings, and how each claim follows from what is shown."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.evidence.claims import (
    AbsenceClaim,
    AccountControl,
    ControlClaim,
    PositionClaim,
    ProvenanceClaim,
    Quantities,
    StatementClaim,
    StatementLine,
    TitleStep,
    Unproven,
)
from counterfoil.law.claim import ClaimLaw, Told
from counterfoil.law.elsewhere import Bridge
from counterfoil.modules.holdings.lineage import holder_after
from counterfoil.modules.holdings.records import BOOKS, HOLDINGS, TITLES, Holding
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity, RecordPath, Timestamp

NOTHING: Final = Quantities(Quantity(0), Quantity(0), Quantity(0), Quantity(0))


def quantities_of(holding: Holding | None) -> Quantities:
    """The four parts of a holding, zeros where there is none."""
    if holding is None:
        return NOTHING
    return Quantities(holding.free, holding.frozen, holding.held, holding.pledged)


def _control_needs(claim: ControlClaim, told: Told) -> Sequence[RecordPath]:
    accounts = (told.read(ACCOUNTS, claim.account), told.read(ACCOUNTS, claim.account, as_of=claim.as_of))
    found = (party for account in accounts if account is not None for party in (account.holder, account.custodian))
    parties = dict.fromkeys(found)
    return (
        HOLDINGS.path(claim.account, claim.instrument),
        ACCOUNTS.path(claim.account),
        INSTRUMENTS.path(claim.instrument),
        *(PARTIES.path(party) for party in parties if party is not None),
    )


def _control(claim: ControlClaim, told: Told) -> ControlClaim:
    account = told.read(ACCOUNTS, claim.account, as_of=claim.as_of)
    if account is None:
        raise Unproven(f"account {claim.account} was not open then", f"账户 {claim.account} 当时尚未开立")
    path = HOLDINGS.path(claim.account, claim.instrument)
    opened = told.opened(path)
    trail = [step for step in told.trail(path) if step.time <= claim.as_of]
    if opened and not trail:
        raise Unproven("the trail is opened after the time claimed", "流转轨迹的展示起点晚于所主张的时刻")
    return replace(
        claim,
        control=AccountControl(
            custodian=account.custodian,
            custodian_standing=None if account.custodian is None else _standing(claim, account.custodian, told),
            holder=account.holder,
            holder_standing=_standing(claim, account.holder, told),
            incoming=account.incoming,
            instrument_status=_status(claim, told),
            moved_by=account.moved_by or None,
            outgoing=account.outgoing,
            status=account.status,
        ),
        events=trail[-1].seq if trail else 0,
        opened=opened,
        quantities=quantities_of(told.read(HOLDINGS, claim.account, claim.instrument, as_of=claim.as_of)),
    )


def _standing(claim: ControlClaim, party: PartyId, told: Told) -> str:
    record = told.read(PARTIES, party, as_of=claim.as_of)
    if record is None:
        raise Unproven(f"the standing of {party} at that time is not shown", f"未展示 {party} 当时的状态")
    return record.status


def _status(claim: ControlClaim, told: Told) -> str | None:
    """The instrument's status at the time claimed; None when it was not defined yet."""
    record = told.read(INSTRUMENTS, claim.instrument, as_of=claim.as_of)
    if record is None and told.opened(INSTRUMENTS.path(claim.instrument)):
        raise Unproven(f"the status of {claim.instrument} then is not shown", f"未展示 {claim.instrument} 当时的状态")
    return None if record is None else record.status


def _holding_needs(claim: PositionClaim, _told: Told) -> Sequence[RecordPath]:
    return (HOLDINGS.path(claim.account, claim.instrument),)


def _position(claim: PositionClaim, told: Told) -> PositionClaim:
    holding = told.read(HOLDINGS, claim.account, claim.instrument)
    if holding is None:
        raise Unproven("the holding is not shown", "未展示该持有记录")
    return replace(claim, current=True, quantities=quantities_of(holding))


def _absence(claim: AbsenceClaim, _told: Told) -> AbsenceClaim:
    return replace(claim, current=True)


def _statement_needs(claim: StatementClaim, told: Told) -> Sequence[RecordPath]:
    instruments = _instruments(claim.account, told)
    return (
        BOOKS.path(claim.account),
        ACCOUNTS.path(claim.account),
        *(HOLDINGS.path(claim.account, instrument) for instrument in instruments),
        *(INSTRUMENTS.path(instrument) for instrument in instruments),
    )


def _instruments(account: AccountId, told: Told) -> list[InstrumentId]:
    """The instruments of which the account's book notes a first event, a pledge or a freeze, in order."""
    noted = {
        str(step.event.data["instrument"])
        for step in told.trail(BOOKS.path(account))
        if "instrument" in step.event.data
    }
    return [InstrumentId(instrument) for instrument in sorted(noted)]


def _statement(claim: StatementClaim, told: Told) -> StatementClaim:
    if told.opened(BOOKS.path(claim.account)):
        raise Unproven("the account's book is not shown from its first line", "账户簿未自首行展示")
    if claim.start >= claim.as_of:
        raise Unproven("the period ends before it begins", "期间的截止早于起始")
    account = told.read(ACCOUNTS, claim.account, as_of=claim.as_of)
    if account is None and told.opened(ACCOUNTS.path(claim.account)):
        raise Unproven(f"the status of {claim.account} then is not shown", f"未展示 {claim.account} 当时的状态")
    lines = (_line(claim, instrument, told) for instrument in _instruments(claim.account, told))
    return replace(
        claim,
        lines=tuple(line for line in lines if line is not None),
        moved_by=None if account is None else account.moved_by or None,
        status=None if account is None else account.status,
    )


def _line(claim: StatementClaim, instrument: InstrumentId, told: Told) -> StatementLine | None:
    """One instrument over the period; None when the account came to it only later."""
    path = HOLDINGS.path(claim.account, instrument)
    trail = told.trail(path)
    if told.opened(path) and (not trail or trail[0].time > claim.start):
        raise Unproven(f"the trail of {path} is opened within the period", f"{path} 的展示起点在期间之内")
    within = [step for step in trail if claim.start < step.time <= claim.as_of]
    opening = _quantities_at(claim.account, instrument, told, claim.start)
    closing = _quantities_at(claim.account, instrument, told, claim.as_of)
    if not within and opening == closing == NOTHING:
        return None
    return StatementLine(closing=closing, events=len(within), instrument=instrument, opening=opening)


def _quantities_at(account: AccountId, instrument: InstrumentId, told: Told, time: Timestamp) -> Quantities:
    return quantities_of(told.read(HOLDINGS, account, instrument, as_of=time))


def _provenance_needs(claim: ProvenanceClaim, told: Told) -> Sequence[RecordPath]:
    """The title, and all that it and its parents came from: titles, and records by which it was elsewhere meanwhile."""
    found: dict[RecordPath, None] = {}
    waiting = [TITLES.path(claim.instrument)]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found[path] = None
        title = told.read(TITLES, path.removeprefix(f"{TITLES.prefix}/")) if _is_title(path) else None
        if title is not None:
            waiting += title.parents
            waiting += (cause for step in told.trail(path) if (cause := _crossing(step.event.data, told)) is not None)
    instruments = (path.removeprefix(f"{TITLES.prefix}/") for path in found if _is_title(path))
    return (*found, *(INSTRUMENTS.path(instrument) for instrument in instruments))


def _crossing(data: Mapping[str, Any], told: Told) -> RecordPath | None:
    """The record of a crossing to another chain, or from there, if a movement was one."""
    grants = (data.get(one) for one in ("giving", "taking"))
    across = any(isinstance(told.find(RecordPath(grant)), Bridge) for grant in grants if grant)
    return RecordPath(data["cause"]) if across and data.get("cause") else None


def _is_title(path: RecordPath) -> bool:
    return path.startswith(f"{TITLES.prefix}/")


def _provenance(claim: ProvenanceClaim, told: Told) -> ProvenanceClaim:
    path = TITLES.path(claim.instrument)
    title = told.read(TITLES, claim.instrument)
    if title is None or told.opened(path):
        raise Unproven("the title is not shown from its issue", "权属未自发行起展示")
    steps = tuple(
        TitleStep(account=holder_after(step.event.data), height=step.event.height, time=step.time)
        for step in told.trail(path)
    )
    return replace(claim, current=True, parents=title.parents, titles=steps)


def _measure(record: object) -> Quantities | None:
    return quantities_of(record) if isinstance(record, Holding) else None


def _holding(claim: ControlClaim, _told: Told) -> Sequence[RecordPath]:
    return (HOLDINGS.path(claim.account, claim.instrument),)


def _holdings(claim: StatementClaim, told: Told) -> Sequence[RecordPath]:
    return [HOLDINGS.path(claim.account, instrument) for instrument in _instruments(claim.account, told)]


CLAIMS: Final[dict[type, ClaimLaw]] = {
    ControlClaim: ClaimLaw(_control_needs, _control, drawn=_holding, measure=_measure),
    PositionClaim: ClaimLaw(_holding_needs, _position, bare=True),
    AbsenceClaim: ClaimLaw(
        lambda _claim, _told: (),
        _absence,
        absent=lambda claim: (HOLDINGS.path(claim.account, claim.instrument),),
        bare=True,
    ),
    StatementClaim: ClaimLaw(
        _statement_needs,
        _statement,
        first=lambda claim: (BOOKS.path(claim.account),),
        drawn=_holdings,
        measure=_measure,
    ),
    ProvenanceClaim: ClaimLaw(
        _provenance_needs,
        _provenance,
        first=lambda claim: (TITLES.path(claim.instrument),),
        drawn=lambda claim, _told: (TITLES.path(claim.instrument),),
    ),
}
