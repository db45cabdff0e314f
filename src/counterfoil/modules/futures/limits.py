# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state, or would show one account what others traded, lost and owe: auditors vouch for it."""

from collections import defaultdict
from typing import Final

from counterfoil.law.detail import units
from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import require
from counterfoil.modules.futures.auction_outcomes import AuctionOutcome
from counterfoil.modules.futures.auction_records import AUCTIONED, AUCTIONS, lots_over
from counterfoil.modules.futures.auctioning import (
    best_of,
    movings_of,
    price_to_come,
    require_no_auction,
    unfinished,
    waits,
)
from counterfoil.modules.futures.auctions import AuctionAnnounced, AuctionAwarded, AuctionCalledOff, AuctionUnsold
from counterfoil.modules.futures.awaiting_limits import all_are_priced, can_be_booked
from counterfoil.modules.futures.bilateral import TradeRegistered
from counterfoil.modules.futures.booking import Balanced, Booked
from counterfoil.modules.futures.client_records import CLIENTS, Whose
from counterfoil.modules.futures.control import ControlEnded, ControlRecorded
from counterfoil.modules.futures.counting import waiting_of
from counterfoil.modules.futures.counting_outcomes import CountingOutcome
from counterfoil.modules.futures.defaults import (
    Absorbed,
    DefaultConcluded,
    Ported,
)
from counterfoil.modules.futures.delivering import deliveries_of, matching_of
from counterfoil.modules.futures.delivery import Failing, Goods
from counterfoil.modules.futures.delivery_events import Allotted, MatchingConcluded
from counterfoil.modules.futures.desk_limits import AT_THE_DESK
from counterfoil.modules.futures.events import DayClosed, DayOpened, SettlementFixed
from counterfoil.modules.futures.expiry import ENDINGS, Ended, FinalFixed
from counterfoil.modules.futures.give_ups import GIVE_UPS, MOVED_ENDS, End, TradeCarried, TradeLetGo
from counterfoil.modules.futures.give_ups_law import leaves
from counterfoil.modules.futures.handing_in import BATCHES, BatchHandedIn
from counterfoil.modules.futures.house_accounts import accounts_of, answered_for
from counterfoil.modules.futures.locking_outcomes import LockingOutcome
from counterfoil.modules.futures.lodging import SecurityLodged
from counterfoil.modules.futures.lodging_outcomes import LodgingOutcome
from counterfoil.modules.futures.option_drawing import Drawn, drawing, instructed
from counterfoil.modules.futures.option_events import AssignmentDrawn, LevelFixed
from counterfoil.modules.futures.option_outcomes import OptionOutcome
from counterfoil.modules.futures.option_records import DRAWS
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS
from counterfoil.modules.futures.prices_in_reach import can_be_fixed, final_in_reach, level_in_reach
from counterfoil.modules.futures.queries import lodged_of_all, realisable_of
from counterfoil.modules.futures.quotas import QuotaGranted
from counterfoil.modules.futures.reckoning import collectable, is_reckoned, is_stopped
from counterfoil.modules.futures.records import DAYS, FUTURES, HOUSES, MARGIN_ACCOUNTS, MEMBERS, ROLLS
from counterfoil.modules.futures.reducing import due_of, found_of
from counterfoil.modules.futures.reduction import Reduced, ReductionConcluded, ReductionOrdered
from counterfoil.modules.futures.reduction_records import REDUCTIONS
from counterfoil.modules.futures.reporting import are_all
from counterfoil.modules.futures.reports import LargeNoMore, ReportAwaited
from counterfoil.modules.futures.safekeeping import SAFEKEPT
from counterfoil.modules.futures.securing import rules_of
from counterfoil.modules.futures.settling import Covered, Settled
from counterfoil.modules.futures.statement_parts import SettledPart
from counterfoil.modules.futures.staying import STAYING
from counterfoil.modules.futures.stress import STRESS, FundSized, MemberLeft, Weight
from counterfoil.modules.futures.stressing import figures
from counterfoil.primitives.types import AccountId

Written = tuple[int, int, Goods | None, Failing]
"""Number, lots, goods of a parcel, and who fails."""


def comes_to_that(event: Balanced, moment: Whole) -> None:
    """What was booked comes to what the venue says, bought as sold."""
    now = known(moment, TRADINGS, event.contract).on(event.day)
    bought, sold, late = (
        f"{one.lots} lots for {units(one.turnover, now.cash)}" for one in (now.bought, now.sold, now.late_bought)
    )
    told = (
        f"{event.contract}: bought {bought}, sold {sold}; of what was bought in the last hour {late}; agreed between "
        f"two {now.agreed_bought.lots} lots bought, {now.agreed_sold.lots} sold; open {now.long} lots long, "
        f"{now.short} short"
    )
    said = (event.published.traded, event.published.late, event.published.agreed, event.open_interest)
    there = (now.bought, now.late_bought, now.agreed_bought, now.long)
    require(now.even and said == there, FuturesOutcome.not_balanced, told)


def all_is_settled(event: DayClosed, moment: Whole) -> None:
    """Every account is settled, nothing is owed, nor due but to who is suspended; what all gained comes to nothing."""
    day, roll = known(moment, DAYS, event.house, str(event.day)), moment.read(ROLLS, event.house)
    waiting = day.unsettled(roll)
    told = f"{waiting} accounts, {day.owed} owed, {day.due} due"
    require(not (waiting or day.owed), FuturesOutcome.accounts_unsettled, told)
    due = (one for one in accounts_of(moment, event.house) if one.due) if day.due else ()
    require(all(is_stopped(moment, one.account) for one in due), FuturesOutcome.accounts_unsettled, told)
    left = next((one.auction for one in unfinished(moment, event.house, event.day)), None)
    require(left is None, AuctionOutcome.auction_first, str(left))
    require(not day.variation, FuturesOutcome.variation_uneven, str(day.variation))


def as_the_day_before_left_it(event: DayOpened, moment: Whole) -> None:
    """What could not be paid on the day before is due on this one."""
    before = None if event.before is None else moment.read(DAYS, event.house, str(event.before))
    left = 0 if before is None else int(before.due)
    require(event.carried == left, FuturesOutcome.carried_otherwise, f"{event.house}: {left}")


def margin_is_gone(event: Absorbed, moment: Whole) -> None:
    """What bears first has nothing left: what the account has or is due, and what the member's own account does."""
    coming = price_to_come(moment, known(moment, MARGIN_ACCOUNTS, event.account), event.day)
    require(coming is None, AuctionOutcome.auction_first, str(coming))
    own = known(moment, MEMBERS, event.house, event.member).account
    # In this order, not a set's, which is another in each process: what is found first is the outcome of all nodes.
    for name in dict.fromkeys((event.account, own or event.account)):
        one = known(moment, MARGIN_ACCOUNTS, name)
        # What it gains on the day is known once it is settled, and is nobody's to take home before this is paid.
        require(is_reckoned(one, event.day), FuturesOutcome.not_settled_yet, name)
        left = collectable(moment, one) + int(one.due)
        require(not left, FuturesOutcome.margin_first, f"{name}: {left}")
        require(not realisable_of(moment, name, moment.time), LodgingOutcome.securities_come_first, name)


def client_comes_first(event: Covered, moment: Whole) -> None:
    """What a client lodged and its house could take over today pays its debt before its member does."""
    coming = price_to_come(moment, known(moment, MARGIN_ACCOUNTS, event.client), event.day)
    require(coming is None, AuctionOutcome.auction_first, str(coming))
    come_first = realisable_of(moment, event.client, moment.time)
    require(not come_first, LodgingOutcome.securities_come_first, event.client)


def is_over(event: DefaultConcluded, moment: Whole) -> None:
    """No account for which the member answers owes anything, or has a position."""
    for account in answered_for(moment, event.house, event.member):
        left = account.owed or account.positions or account.delivering
        require(not left, FuturesOutcome.default_unfinished, account.account)
        require_no_auction(moment, account)


def all_is_over(event: Ended, moment: Whole) -> None:
    """Nothing of the contract is open, and all of it is delivered or made good."""
    _require_expired(event.contract, moment)
    waiting = [one.account for one in deliveries_of(moment, event.contract) if not one.over]
    require(not waiting, FuturesOutcome.expiry_unfinished, f"{event.contract}: {len(waiting)} deliveries")


def nothing_is_open(event: Allotted, moment: Whole) -> None:
    """All that is to be delivered is known: what one account more brought would change what the others are allotted."""
    _require_expired(event.contract, moment)


def as_the_rule_says(event: MatchingConcluded, moment: Whole) -> None:
    """What is written to all accounts is what the published rule brings, from all that was offered and wanted."""
    _require_expired(event.contract, moment)
    due: dict[AccountId, list[Written]] = defaultdict(list)
    for one in matching_of(moment, known(moment, ENDINGS, event.contract)):
        for account in (one.seller, one.buyer):
            due[account].append((one.number, one.lots, one.goods, one.failing))
    for delivery in deliveries_of(moment, event.contract):
        said = [(one.number, one.lots, one.goods, one.failing) for one in delivery.parcels]
        told = f"{event.contract} {delivery.account}: {len(due[delivery.account])} parcels"
        require(said == due[delivery.account], FuturesOutcome.not_the_matching, told)


def is_not_too_much(event: SecurityLodged, moment: Whole) -> None:
    """No more of one security is lodged for all accounts of the house together than it takes."""
    house = known(moment, HOUSES, event.house)
    taken = None if event.product else rules_of(moment, house).of(event.instrument)
    if taken is not None and taken.all_units_max is not None:
        lodged = lodged_of_all(moment, event.house, event.instrument) + event.quantity
        told = f"{event.instrument}: {lodged}, and {taken.all_units_max} are taken"
        require(lodged <= taken.all_units_max, LodgingOutcome.too_much_of_all, told)


def _require_expired(contract: str, moment: Whole) -> None:
    trading = moment.read(TRADINGS, contract)
    open_lots = 0 if trading is None else trading.long + trading.short
    require(not open_lots, FuturesOutcome.expiry_unfinished, f"{contract}: {open_lots} lots")


def is_new(event: BatchHandedIn, moment: Whole) -> None:
    """The same rows were not handed in before: what is sealed twice has two ciphertexts, and one root."""
    there = moment.read(BATCHES, event.house, event.member, event.kind, event.root)
    told = "" if there is None else f"{event.member}, {event.kind}: as number {there.number}"
    require(there is None, FuturesOutcome.batch_exists, told)


def is_so_much(event: FundSized, moment: Whole) -> None:
    """What members lose and weigh is what their accounts come to; and a member is who is active."""
    rules = known(moment, STRESS, event.house).at(moment.time)
    found = figures(moment, event.house, rules)
    said = tuple(Weight(one.member, one.weight) for one in event.portions)
    require(said == found.weights, FuturesOutcome.figures_differ, f"{event.house}: what members weigh")
    for one, right in zip(event.stressed, found.stressed, strict=True):
        told = f"{right.scenario}: {right.largest} and {right.second}"
        require(one == right, FuturesOutcome.figures_differ, told)


def has_no_business(event: MemberLeft, moment: Whole) -> None:
    """No account for which the member answers has anything open."""
    for one in answered_for(moment, event.house, event.member):
        busy = one.positions or one.owed or one.due or one.called or one.delivering or one.lodged
        require(not busy, FuturesOutcome.still_in_business, one.account)
        require_no_auction(moment, one)


def can_be_let_go(event: TradeCarried, moment: Whole) -> None:
    """What is carried stands where it was executed, and can leave it: else it would be there twice."""
    leaves(moment, known(moment, GIVE_UPS, event.give_up))
    can_be_booked(event, moment)


def is_carried(event: TradeLetGo, moment: Whole) -> None:
    """No trade is let go that nobody carries."""
    require(moment.read(MOVED_ENDS, event.give_up, End.carried) is not None, FuturesOutcome.not_carried, event.give_up)


def as_the_exercises_fall(event: AssignmentDrawn, moment: Whole) -> None:
    """What is exercised, open and left over by the rule is what all positions of the series come to."""
    found = drawing(moment, known(moment, FUTURES, event.contract), event.day)
    said = Drawn(event.exercised, event.open_lots, event.remainder, event.before)
    told = f"{event.contract}: {found.exercised} of {found.open_lots}, above {found.remainder}"
    require(said == found, OptionOutcome.drawn_otherwise, told)
    _require_no_lots_put_up(event, moment)


def no_lots_are_put_up(event: ReductionOrdered, moment: Whole) -> None:
    """What is sold by auction moves before it is found whose lots are reduced."""
    _require_no_lots_put_up(event, moment)


def _require_no_lots_put_up(event: AssignmentDrawn | ReductionOrdered, moment: Whole) -> None:
    for one in unfinished(moment, event.house, event.day):
        among = any(lots.contract == event.contract for lots in one.portfolio)
        require(not among or lots_over(one, movings_of(moment, one)), AuctionOutcome.auction_first, one.auction)


def nothing_waits(event: Settled, moment: Whole) -> None:
    """No lots may come to the account any more by an auction, or leave it. And what it sold is drawn."""
    held_up = waits(moment, known(moment, MARGIN_ACCOUNTS, event.account), event.day)
    require(held_up is None, AuctionOutcome.auction_first, f"{event.account}: {held_up}")
    nothing_is_to_be_drawn(event, moment)
    all_are_priced(event, moment)


def is_put_up(event: AuctionAnnounced, moment: Whole) -> None:
    """The lots are those that were put up for it, of an account of that member, and were not released again."""
    source = known(moment, AUCTIONED, event.house, str(event.day), event.auction)
    there = known(moment, MARGIN_ACCOUNTS, source.account).auction == event.auction
    same = (source.member, source.portfolio) == (event.member, event.portfolio)
    require(there and same, AuctionOutcome.not_put_up, event.auction)


def wins(event: AuctionAwarded | AuctionUnsold, moment: Whole) -> None:
    """By the rule, of all bids."""
    best = best_of(moment, known(moment, AUCTIONS, event.house, str(event.day), event.auction))
    said = event.winner if isinstance(event, AuctionAwarded) else None
    found = None if best is None else best.bidder
    require(said == found, AuctionOutcome.not_the_best, f"{event.auction}: {found}")


def nothing_moved(event: AuctionCalledOff, moment: Whole) -> None:
    """Neither lots nor money, at neither end."""
    auction = known(moment, AUCTIONS, event.house, str(event.day), event.auction)
    still = all(one is None for one in movings_of(moment, auction).values())
    require(still, AuctionOutcome.auction_moving, event.auction)


def nothing_is_to_be_drawn(event: Settled | SettledPart, moment: Whole) -> None:
    """Where somebody said to exercise a series that the account sold, it is said before how that falls."""
    for line in event.lines:
        contract = known(moment, FUTURES, line.contract)
        if contract.option is not None and line.short and instructed(moment, line.contract, event.day):
            known(moment, DRAWS, line.contract, str(event.day))


def is_what_the_rule_closes(event: Reduced, moment: Whole) -> None:
    """Of all who asked, and all who gained."""
    reduction = known(moment, REDUCTIONS, event.contract, str(event.day))
    position = known(moment, POSITIONS, event.account, event.contract, event.hedge)
    lots, due = event.fills[0].lots, due_of(moment, reduction, position)
    told = f"{event.contract} {event.account}: {lots}, and {due} by the rule"
    require(lots == due, LockingOutcome.reduced_otherwise, told)


def all_is_reduced(event: ReductionConcluded, moment: Whole) -> None:
    """Every position that the rule closes something of."""
    found = found_of(moment, known(moment, REDUCTIONS, event.contract, str(event.day)))
    left = len(found.due.keys() - found.done.keys())
    require(not left, LockingOutcome.reduction_unfinished, f"{event.contract}: {left} positions")


def is_a_client(event: QuotaGranted, moment: Whole) -> None:
    """Whoever has a quota has a margin account with the house."""
    known(moment, CLIENTS, event.house, event.holder)


def is_counted(event: ControlRecorded | ControlEnded | Ported, moment: Whole) -> None:
    """What was decided before about the same positions is counted to the end."""
    whose, name = (Whose.of_member, event.account) if isinstance(event, Ported) else (Whose.of_control, event.holder)
    waits = any(one.key == (whose, name) for one in waiting_of(moment, event.house))
    require(not waits, CountingOutcome.counted_first, name)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Booked: can_be_booked,
    TradeRegistered: can_be_booked,
    Balanced: comes_to_that,
    SettlementFixed: can_be_fixed,
    LevelFixed: level_in_reach,
    FinalFixed: final_in_reach,
    DayOpened: as_the_day_before_left_it,
    DayClosed: all_is_settled,
    Absorbed: margin_is_gone,
    Covered: client_comes_first,
    DefaultConcluded: is_over,
    Ended: all_is_over,
    Allotted: nothing_is_open,
    MatchingConcluded: as_the_rule_says,
    SecurityLodged: is_not_too_much,
    BatchHandedIn: is_new,
    FundSized: is_so_much,
    MemberLeft: has_no_business,
    TradeCarried: can_be_let_go,
    TradeLetGo: is_carried,
    AssignmentDrawn: as_the_exercises_fall,
    Settled: nothing_waits,
    SettledPart: nothing_is_to_be_drawn,
    ReductionOrdered: no_lots_are_put_up,
    AuctionAnnounced: is_put_up,
    AuctionAwarded: wins,
    AuctionUnsold: wins,
    AuctionCalledOff: nothing_moved,
    Reduced: is_what_the_rule_closes,
    ReductionConcluded: all_is_reduced,
    QuotaGranted: is_a_client,
    ControlRecorded: is_counted,
    ControlEnded: is_counted,
    Ported: is_counted,
    ReportAwaited: are_all,
    LargeNoMore: are_all,
    **AT_THE_DESK,
    **SAFEKEPT,
    **STAYING,
}
