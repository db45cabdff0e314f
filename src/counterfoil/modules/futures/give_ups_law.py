# SPDX-License-Identifier: Apache-2.0
"""The law of give-ups, until the day's settlement price is fixed."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from counterfoil.evidence.text import format_day, format_time
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, Reader, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import give_ups as g
from counterfoil.modules.futures import give_ups_calls as c
from counterfoil.modules.futures.booking import booked, require_reason, unbooked
from counterfoil.modules.futures.floor import Floor, account_on, fill_of, floor_of, terms_of, without
from counterfoil.modules.futures.give_ups import GIVE_UPS, MOVED_ENDS, End, GiveUp, GiveUpStatus
from counterfoil.modules.futures.listing import require_room
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import POSITIONS, Fill, Offset
from counterfoil.modules.futures.records import MarginAccount


def give_up_trade(call: c.GiveUpTrade, moment: Moment) -> Iterable[EventData]:
    """What stands in the account is not read: the client would be shown what else was executed there."""
    floor = floor_of(moment, call.contract)
    apart = call.executing != call.carrying and call.executed_in.account != call.carried_in
    require(apart, FuturesOutcome.sides_apart, call.give_up)
    yield g.GivenUp(
        give_up=call.give_up,
        contract=call.contract,
        day=floor.day,
        executing=call.executing,
        carrying=call.carrying,
        client=call.client,
        executed_in=call.executed_in,
        fill=call.fill,
        in_own=call.in_own,
        carried_in=g.Held(account=call.carried_in),
        offset=call.fill.offset,
    )


def take_up(call: c.TakeUp, moment: Moment) -> Iterable[EventData]:
    given = _standing(moment, call.give_up, GiveUpStatus.offered)
    require_reason((call.offset,), None, call.give_up)
    yield g.GiveUpTaken(
        give_up=call.give_up,
        carrying=given.carrying,
        client=given.client if given.in_own else None,
        offset=call.offset,
        hedge=call.hedge,
    )


def refuse_give_up(call: c.RefuseGiveUp, moment: Moment) -> Iterable[EventData]:
    given = _standing(moment, call.give_up, GiveUpStatus.offered)
    require(call.by in (given.executing, given.carrying), FuturesOutcome.not_its_side, call.by)
    yield g.GiveUpRefused(give_up=call.give_up, by=call.by, reason=call.reason)


def carry(call: c.Carry, moment: Moment) -> Iterable[EventData]:
    given = _standing(moment, call.give_up, GiveUpStatus.taken)
    _once(moment, given, End.carried)
    floor, account = arriving(moment, given)
    fill = replace(given.fill, offset=given.offset, given_up=True)
    yield g.TradeCarried(give_up=call.give_up, **booked(moment, floor, account, given.carried_in.hedge, (fill,)))


def let_go(call: c.LetGo, moment: Moment) -> Iterable[EventData]:
    given = _standing(moment, call.give_up, GiveUpStatus.taken)
    _once(moment, given, End.let_go)
    floor, fill = leaving(moment, given)
    yield g.TradeLetGo(
        give_up=call.give_up, **unbooked(floor, given.executed_in.account, given.executed_in.hedge, fill)
    )


def arriving(moment: Reader, given: GiveUp) -> tuple[Floor, MarginAccount]:
    """The account in which the client may have it; Refused where it may not, or not with that member."""
    floor = _floor(moment, given)
    account = account_on(moment, floor, given.carried_in.account, opens=given.offset is Offset.opens)
    of_it = (account.holder, account.member) == (given.client, given.carrying)
    require(of_it, FuturesOutcome.not_its_side, account.account)
    require_room(account, given.contract, given.carried_in.hedge)
    return floor, account


def leaves(moment: Reader, given: GiveUp) -> None:
    """It stands where it was executed, and can be taken out of there; Refused where it cannot."""
    floor, fill = leaving(moment, given)
    at = given.executed_in
    position = known(moment, POSITIONS, at.account, given.contract, at.hedge)
    without(position, floor.day, fill, terms_of(floor, at.hedge))


def leaving(moment: Reader, given: GiveUp) -> tuple[Floor, Fill]:
    """The trade as it stands where it was executed; Refused where it does not, or not with that member."""
    floor, at = _floor(moment, given), given.executed_in
    account = account_on(moment, floor, at.account, opens=False)
    holder = given.executing if given.in_own else given.client
    executed = (account.member, account.holder) == (given.executing, holder)
    require(executed, FuturesOutcome.not_its_side, account.account)
    fill = fill_of(moment, floor, at.account, at.hedge, given.fill.order)
    require(fill == given.fill, FuturesOutcome.no_such_fill, otherwise(at.account, fill, given.fill))
    return floor, fill


def otherwise(account: str, there: Fill, given: Fill) -> str:
    """In what a trade is not as it was offered."""
    told = ((name, getattr(there, name), getattr(given, name)) for name in there.__struct_fields__)
    unlike = (f"{name} {_told(name, one)}, not {_told(name, other)}" for name, one, other in told if one != other)
    return f"{account}: of trade {there.trade} the {' and the '.join(unlike)}"


def _told(name: str, value: object) -> object:
    return format_time(value) if name == "time" and isinstance(value, int) else value


def _standing(moment: Moment, name: str, status: GiveUpStatus) -> GiveUp:
    given = known(moment, GIVE_UPS, name)
    require(given.status is status, FuturesOutcome.agreement_elsewhere, f"{name}: {given.status}{_turn(given)}")
    return given


def _turn(given: GiveUp) -> str:
    """Whose turn it is, while it is somebody's."""
    if given.status is not GiveUpStatus.offered:
        return ""
    takers = f"{given.carrying} and {given.client} take" if given.in_own else f"{given.carrying} takes"
    return f", until {takers} it up"


def _once(moment: Moment, given: GiveUp, end: End) -> None:
    """Told as what it is: where it was executed there is no such trade any more, which is no fault of the offer."""
    if moment.read(MOVED_ENDS, given.give_up, end) is not None:
        raise Refused(FuturesOutcome.moved_already, f"{given.give_up}: {end}, {format_day(given.day)}")


def _floor(moment: Reader, given: GiveUp) -> Floor:
    floor = floor_of(moment, given.contract)
    require(floor.day == given.day, FuturesOutcome.agreed_for_another_day, format_day(given.day))
    return floor


CALLS: Final[dict[type[Call], Moves]] = {
    c.GiveUpTrade: give_up_trade,
    c.TakeUp: take_up,
    c.RefuseGiveUp: refuse_give_up,
    c.Carry: carry,
    c.LetGo: let_go,
}
