# SPDX-License-Identifier: Apache-2.0
"""What an account comes to on a day: the lines of its statement, fees, margin.

One rounding: halves up, of fees once a line, of margin once a side.
"""

from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.text import format_day
from counterfoil.law.module import View
from counterfoil.law.moment import Moment, Reader, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures.combining import Sides, combined
from counterfoil.modules.futures.fees import Fee
from counterfoil.modules.futures.option_margin import margin_of_sold
from counterfoil.modules.futures.option_outcomes import OptionOutcome
from counterfoil.modules.futures.option_records import DRAWS, INSTRUCTIONS, beneath, exercised_of, is_assigned
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.position_names import named
from counterfoil.modules.futures.positions import POSITIONS, Direction, Position, Turned, carried, since_opened
from counterfoil.modules.futures.records import (
    FUTURES,
    MEMBERS,
    PRODUCTS,
    Amount,
    FuturesContract,
    HedgeFlag,
    House,
    Lots,
    MarginAccount,
    MemberStatus,
    Price,
    Product,
    ProductRules,
)
from counterfoil.modules.futures.rounding import half_up
from counterfoil.modules.futures.rules_of_days import rules_of
from counterfoil.modules.futures.securing import NOTHING_GONE, Gone, secured_by, spared_lots
from counterfoil.modules.futures.trading_days import ends_by, is_past
from counterfoil.modules.holdings.records import HOLDINGS, Holding, free_of
from counterfoil.modules.instruments.records import Money
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, AccountStatus, Standing
from counterfoil.primitives.types import PARTS_PER_MILLION, AccountId, DayNumber, PartyId, Quantity

_BILLION: Final = 1_000_000_000


class StatementLine(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """A position on a statement. Profits as CTP has them: what was closed, and what is open, both by date."""

    contract: str
    hedge: HedgeFlag
    long: Lots
    short: Lots
    previous: Price
    settlement: Price
    close_profit: Amount
    """CloseProfitByDate"""
    close_profit_by_trade: Amount
    position_profit: Amount
    """of what is open, by date"""
    position_profit_by_trade: Amount
    fees: Money
    margin: Money
    """of both sides, but for lots that receipts stand for"""
    spared: Lots
    """short lots that receipts stand for, which need no margin"""
    premium: Amount
    """of options: had for what was sold, less paid for what was bought (权利金); they gain nothing else day by day"""


class Reckoned(NamedTuple):
    """What all positions of an account come to on a day."""

    lines: tuple[StatementLine, ...]
    margin: int
    combined: int
    """what combinations spare of it"""
    positions: tuple[str, ...]
    """that are open"""


def fee_of(turned: Turned, fee: Fee) -> int:
    """Before it is rounded, in billionths of the cash's smallest unit."""
    return turned.lots * fee.per_lot * _BILLION + abs(turned.turnover) * fee.billionths


def lots_on(position: Position, side: Direction) -> int:
    """Open on one side."""
    return position.long_lots if side is Direction.bought else position.short_lots


def share_of(amount: int, ratio_ppm: int) -> int:
    """So many millionths of it, to the cash's smallest unit."""
    return half_up(amount * ratio_ppm, PARTS_PER_MILLION)


def available_of(
    moment: Reader, account: MarginAccount, house: House, gone: Gone = NOTHING_GONE, *, within: bool = False
) -> tuple[int, str]:
    """What cash an account has beyond its margin and what it owes, and that in words; without what is to be ``gone``.

    Securities stand for margin, and for nothing that the day cost: fees, what closing lost, and what is open lost at
    the last settlement prices, or, ``within``, at those that ``Marked`` tells. What it gained there is nobody's yet.
    """
    holding, (margin, cost) = holding_of(moment, account), _needed_now(moment, account, house, gone, within=within)
    needed = secured_by(moment, account, house, gone).cash_for(margin + int(account.delivery_margin))
    available = int(holding.free) - int(account.owed) - cost - needed
    said = f"{available} beyond what it needs" if available >= 0 else f"{-available} less than it needs"
    return available, f"{account.account}: {said}, of {holding.free}"


def holding_of(moment: Reader, account: MarginAccount) -> Holding:
    """The account's cash."""
    found = moment.read(HOLDINGS, account.account, account.cash)
    return found or Holding(account=account.account, instrument=account.cash)


def is_stopped(view: Moment | View, account: AccountId) -> bool:
    """Whether the account is suspended or closed, or its holder suspended: then nobody moves cash of it."""
    there = view.read(ACCOUNTS, account)
    holder = None if there is None else view.read(PARTIES, there.holder)
    moves = there is not None and there.status is AccountStatus.active
    return not moves or holder is None or holder.status is not Standing.active


def collectable(view: Moment | View, account: MarginAccount) -> int:
    """What can be collected of an account: nothing that is frozen, and nothing of one that is stopped."""
    free = free_of(view, account.account, account.cash)
    return 0 if is_stopped(view, account.account) else free


def own_means(view: Moment | View, account: MarginAccount) -> int:
    """What of what an account owes it pays itself: what is due to it is set off, then its cash is collected."""
    return min(int(account.owed), int(account.due) + collectable(view, account))


def still_called(reads: Reader, account: MarginAccount, house: House) -> bool:
    """Whether it was called and lacks its margin still: one that has it again is called no more, whoever says so."""
    return account.called > 0 and available_of(reads, account, house)[0] + int(account.due) < 0


def is_defaulters(reads: Reader, account: MarginAccount, house: House) -> bool:
    """Whether a house may dispose of what the account has open: its member failed, and it is that member's own, or a
    client's that fails too, which owes or lacks margin now. A client that fails nothing is ported."""
    failed = known(reads, MEMBERS, account.house, account.member).status is MemberStatus.in_default
    return failed and (account.own or account.owed > 0 or still_called(reads, account, house))


def is_reckoned(account: MarginAccount, day: DayNumber | None) -> bool:
    """Whether nothing that an account has open may bring or cost it anything more on a day."""
    return not account.positions or account.settled == day


def payable(view: Moment | View, account: MarginAccount) -> int:
    """What an account could pay for goods: what is there, and what it is due, once what it owes is collected."""
    if is_stopped(view, account.account):
        return 0
    return collectable(view, account) + int(account.due) - int(account.owed)


def own_account_of(moment: Moment, house: str, member: PartyId) -> AccountId:
    """A member's own margin account; Refused when it has none."""
    own = known(moment, MEMBERS, house, member).account
    if own is None:
        raise Refused(FuturesOutcome.own_account_missing, member)
    return own


def lines_of(
    moment: Reader,
    account: MarginAccount,
    house: House,
    day: DayNumber,
    *,
    within: bool = False,
    gone: Gone = NOTHING_GONE,
) -> Reckoned:
    """What a statement says of an account's positions; ``within``: while the day trades, at the prices as they read."""
    lines, open_positions = [], []
    needed, spared = Needed(), spared_lots(moment, account, house, gone)
    for listed in account.positions:
        position, contract, product = _position(moment, account, listed)
        # After its last day a contract keeps the price of that day, until its positions expire.
        over = is_past(house, contract, day)
        priced = within or over or contract.settled == day
        require(priced, FuturesOutcome.price_missing, f"{contract.contract}: {format_day(day)}")
        previous = contract.settlement if over else contract.previous
        rules = rules_of(contract, product, house, day)
        now, price, worth = position.on(day), contract.settlement, product.multiplier
        if not within:
            require_exercised(moment, house, contract, now, day)
        long, short = needed.of(moment, house, contract, product, now, day, spared.get(listed, 0))
        gained, premium = (now.by_date, carried(now, day, previous, price, worth)), 0
        if contract.option is not None:
            gained, premium = (0, 0), premium_of(now, day, worth)
        lines.append(
            StatementLine(
                contract=contract.contract,
                hedge=now.hedge,
                long=now.long_lots,
                short=now.short_lots,
                previous=previous,
                settlement=price,
                close_profit=gained[0],
                close_profit_by_trade=now.by_trade,
                position_profit=gained[1],
                position_profit_by_trade=since_opened(now, price, worth),
                fees=Quantity(_fees_of(now, rules)),
                margin=Quantity(long + short),
                spared=spared.get(listed, 0),
                premium=premium,
            )
        )
        if not now.flat:
            open_positions.append(listed)
    spares = needed.combined(moment, house)
    return Reckoned(tuple(lines), needed.both - spares, spares, tuple(open_positions))


class Needed:
    """The margin of positions: of both sides, or of the larger side of a product where its rules say so."""

    def __init__(self) -> None:
        self._sides: dict[str, Sides] = {}

    def add(
        self, product: Product, rules: ProductRules, position: Position, price: int, spared: int = 0
    ) -> tuple[int, int]:
        """Of the long and of the short side, each to the cash's smallest unit, half up; of spared lots nothing."""
        worth = abs(price) * product.multiplier
        long = share_of(position.long_lots * worth, rules.margin_ppm(position.hedge, long=True))
        short = share_of((position.short_lots - spared) * worth, rules.margin_ppm(position.hedge, long=False))
        before = self._sides.get(product.product, Sides(product.product, False, 0, 0))
        self._sides[product.product] = Sides(
            product.product, rules.larger_side, before.long + long, before.short + short
        )
        return long, short

    def of(
        self,
        reads: Reader,
        house: House,
        contract: FuturesContract,
        product: Product,
        now: Position,
        day: DayNumber,
        spared: int = 0,
    ) -> tuple[int, int]:
        """Of a position by a day's rules and the prices fixed last: of options bought nothing."""
        if contract.option is None:
            return self.add(product, rules_of(contract, product, house, day), now, contract.settlement, spared)
        sold = margin_of_sold(reads, house, contract, product, (now.short_lots, now.hedge, day))
        before = self._sides.get(product.product, Sides(product.product, False, 0, 0))
        self._sides[product.product] = before._replace(short=before.short + sold)
        return 0, sold

    def margin(self, moment: Reader, house: House) -> int:
        """Less what combinations spare."""
        return self.both - self.combined(moment, house)

    @property
    def both(self) -> int:
        """Of all products, whatever combinations spare."""
        return sum(one.margin for one in self._sides.values())

    def combined(self, moment: Reader, house: House) -> int:
        """What combinations spare."""
        return combined(moment, house, self._sides.values())


def margin_of(
    moment: Reader, account: MarginAccount, house: House, positions: tuple[str, ...], gone: Gone = NOTHING_GONE
) -> int:
    """What these positions of an account need, at the last settlement prices."""
    account = replace(account, positions=positions)
    needed, spared = Needed(), spared_lots(moment, account, house, gone)
    for listed in positions:
        position, contract, product = _position(moment, account, listed)
        day = house.day if house.day is not None else position.day
        needed.of(moment, house, contract, product, position, day, spared.get(listed, 0))
    return needed.margin(moment, house)


def _needed_now(moment: Reader, account: MarginAccount, house: House, gone: Gone, *, within: bool) -> tuple[int, int]:
    """The margin of what is open, at the prices as they read, and what the day cost so far that is not settled."""
    needed, cost, moved = margin_of(moment, account, house, account.positions, gone), 0, 0
    for listed in account.positions if house.day not in (None, account.settled) else ():
        position, contract, product = _position(moment, account, listed)
        assert house.day is not None, "else nothing is open"
        rules = rules_of(contract, product, house, house.day)
        now = position.on(house.day)
        if contract.option is not None:
            cost += _fees_of(now, rules) - premium_of(now, house.day, product.multiplier)
            continue
        cost += _fees_of(now, rules) - now.by_date
        fixed = contract.settled == house.day
        # Where no price of the day is known, what was carried into it stands where it was settled, and today's lots
        # are judged as the settlement would judge them at that price.
        known_price = fixed or (within and not is_past(house, contract, house.day))
        previous = contract.previous if known_price else contract.settlement
        gained = carried(now, house.day, previous, contract.settlement, product.multiplier)
        if fixed:
            cost -= gained
        else:
            moved += gained
    return needed, max(cost - min(moved, 0), 0)


def premium_of(position: Position, day: DayNumber, multiplier: int) -> int:
    """Of options: what a day's trades brought, by date, where nothing is marked."""
    now = position.on(day)
    return now.by_date + carried(now, day, 0, 0, multiplier)


def require_exercised(
    moment: Reader, house: House, contract: FuturesContract, position: Position, day: DayNumber
) -> None:
    """Of options: nothing is to be exercised or assigned any more, and what sold them has the price of what is beneath.

    Of a series that has not ended nothing is known of the other side: that its exercises are assigned is a limit.
    """
    if contract.option is None or position.flat:
        return
    price, told = beneath(moment, contract.option), f"{position.account} {contract.contract}"
    require(price.fixed == day, FuturesOutcome.price_missing, f"{contract.option.underlying}: {format_day(day)}")
    require(not ends_by(house, contract, day), OptionOutcome.exercise_first, told)
    key = (contract.contract, str(day), position.account, position.hedge)
    said = moment.read(INSTRUCTIONS, *key) if position.long else None
    waits = exercised_of(contract, position, said, price.price, last=False)
    draw = moment.read(DRAWS, contract.contract, str(day)) if position.short else None
    if draw is not None and not is_assigned(position, day):
        waits += draw.lots_of(f"{position.account}/{position.hedge}", position.short_lots)
    require(not waits, OptionOutcome.exercise_first, told)


def _fees_of(position: Position, rules: ProductRules) -> int:
    """Of the last day on which it traded."""
    fees = rules.fees
    cost = fee_of(position.opened, fees.opening) + fee_of(position.closed, fees.closing)
    return half_up(cost + fee_of(position.closed_today, fees.closing_today), _BILLION)


def _position(moment: Reader, account: MarginAccount, listed: str) -> tuple[Position, FuturesContract, Product]:
    name, hedge = named(listed)
    contract = known(moment, FUTURES, name)
    position = known(moment, POSITIONS, account.account, name, hedge)
    return position, contract, known(moment, PRODUCTS, contract.product)
