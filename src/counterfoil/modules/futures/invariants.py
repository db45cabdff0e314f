# SPDX-License-Identifier: Apache-2.0
"""What is always true of futures: what is open adds up, and every unit of cash is in one place."""

from collections import Counter
from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.futures.client_records import CLIENTS, GROUPS, TOGETHER, Whose
from counterfoil.modules.futures.delivering import deliveries_of, other_half
from counterfoil.modules.futures.delivery import DELIVERABLES, DELIVERIES, DESKS, Delivery, ParcelStatus
from counterfoil.modules.futures.desk_events import INCOMES
from counterfoil.modules.futures.expiry import ENDINGS, Ending
from counterfoil.modules.futures.openings import OPENINGS
from counterfoil.modules.futures.position_names import listed_as
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS, Direction
from counterfoil.modules.futures.quotas import QUOTAS
from counterfoil.modules.futures.records import DAYS, FUTURES, HOUSES, MARGIN_ACCOUNTS, PRODUCTS, ROLLS
from counterfoil.modules.futures.together import belongs_to, counted_with
from counterfoil.modules.futures.trading_days import ends_by, is_past
from counterfoil.modules.holdings.records import ENCUMBRANCES, HOLDINGS, EncumbranceKind
from counterfoil.primitives.types import InstrumentId


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    yield from _open_lots(view)
    yield from _exercises(view)
    yield from _listed(view)
    yield from _money(view)
    yield from _delivering(view)
    yield from _goods(view)
    yield from _lodged(view)
    yield from _together(view)
    yield from _opened(view)
    yield from _quotas(view)
    yield from _called(view)
    yield from _awaited(view)


def _open_lots(view: View) -> Iterator[str]:
    """What is open of a contract is the sum of its positions."""
    long: Counter[str] = Counter()
    short: Counter[str] = Counter()
    for _, position in view.rows(POSITIONS):
        long[position.contract] += position.long_lots
        short[position.contract] += position.short_lots
    for path, trading in view.rows(TRADINGS):
        held = (long[trading.contract], short[trading.contract])
        if held != (trading.long, trading.short):
            yield f"{path}: {trading.long} long and {trading.short} short, and positions have {held[0]} and {held[1]}"
        if trading.balanced and not trading.even:
            yield f"{path}: is balanced, and is not even"


def _exercises(view: View) -> Iterator[str]:
    """Between two days what was exercised of a series fell on who sold it, and of one that is over nothing is open."""
    for path, contract in view.rows(FUTURES):
        house, trading = view.read(HOUSES, contract.house), view.read(TRADINGS, contract.contract)
        if contract.option is None or house is None or house.day is not None or trading is None:
            continue
        over = house.closed is not None and ends_by(house, contract, house.closed)
        if trading.long != trading.short or (over and trading.long):
            yield f"{path}: {trading.long} long and {trading.short} short when no day is open"


def _listed(view: View) -> Iterator[str]:
    """Every account lists what it has open, and a house counts the accounts that list something."""
    listed: Counter[str] = Counter()
    names: dict[str, set[str]] = {}
    for _, account in view.rows(MARGIN_ACCOUNTS):
        listed[account.house] += bool(account.positions)
        names[account.account] = set(account.positions)
    for path, position in view.rows(POSITIONS):
        if not position.flat and listed_as(position.contract, position.hedge) not in names.get(position.account, ()):
            yield f"{path}: is open, and account {position.account} does not list it"
    for path, roll in view.rows(ROLLS):
        if roll.accounts != listed[roll.house]:
            yield f"{path}: counts {roll.accounts} accounts, and {listed[roll.house]} list positions"


def _money(view: View) -> Iterator[str]:
    """The settlement account has what was collected and not paid; accounts have what they come to."""
    owed: Counter[str] = Counter()
    due: Counter[str] = Counter()
    for path, account in view.rows(MARGIN_ACCOUNTS):
        owed[account.house] += account.owed
        due[account.house] += account.due
        moved = account.balance - account.withdrawn
        if moved != account.held + account.due - account.owed:
            yield f"{path}: comes to {moved}, and has {account.held}, is due {account.due} and owes {account.owed}"
    for path, house in view.rows(HOUSES):
        last = house.last_day
        day = None if last is None else view.read(DAYS, house.house, str(last))
        sums = (0, 0) if day is None else (day.owed, day.due)
        if sums != (owed[house.house], due[house.house]):
            yield f"{path}: the day has {sums} owed and due, and accounts {owed[house.house]} and {due[house.house]}"
        holding = view.read(HOLDINGS, house.account, house.cash)
        there = 0 if holding is None else holding.balance
        passing = sum(int(one.fees) for _, one in view.rows(DAYS, house.house) if not one.taken)
        passing += 0 if day is None else day.due - day.owed - day.variation
        if there < passing:
            yield f"{path}: the settlement account has {there}, and {passing} is passing through it"


def _delivering(view: View) -> Iterator[str]:
    """An account's deliveries are those that it lists, with their margin."""
    margin: Counter[str] = Counter()
    listed: dict[str, set[str]] = {}
    for _, delivery in view.rows(DELIVERIES):
        margin[delivery.account] += delivery.margin
        if not delivery.over:
            listed.setdefault(delivery.account, set()).add(delivery.contract)
    for path, account in view.rows(MARGIN_ACCOUNTS):
        there = listed.get(account.account, set())
        if set(account.delivering) != there or account.delivery_margin != margin[account.account]:
            told = f"{sorted(there)} with {margin[account.account]}"
            yield f"{path}: delivers {account.delivering} with {account.delivery_margin}, and deliveries are {told}"


def _goods(view: View) -> Iterator[str]:
    """What a desk has is what was offered, until it is with who took it, or went back; and what goods brought there.

    Not a unit of that is lost: what came stays until it is passed on. Units that were redeemed are there no more, those
    among them that had come.
    """
    waiting: Counter[tuple[str, str]] = Counter()
    redeemed = {(one.house, one.security) for _, one in view.rows(INCOMES) if one.redeemed}
    for _, income in view.rows(INCOMES):
        waiting[income.house, income.instrument] += income.quantity
    for _, ending in view.rows(ENDINGS):
        for delivery in deliveries_of(view, ending.contract):
            for one in delivery.brought:
                waiting[delivery.house, one.instrument] -= one.quantity
            for instrument, units in _at_the_desk(view, ending, delivery).items():
                goods = view.read(DELIVERABLES, ending.product, instrument)
                waiting[delivery.house, instrument] += units * (0 if goods is None else goods.quantity)
    waiting = Counter({place: units for place, units in waiting.items() if place not in redeemed})
    for path, desk in view.rows(DESKS):
        there = {holding.instrument: int(holding.balance) for _, holding in view.rows(HOLDINGS, desk.account)}
        for instrument in sorted({*there, *(one for house, one in waiting if house == desk.house)}):
            has, due = there.get(InstrumentId(instrument), 0), waiting[desk.house, instrument]
            if has != due:
                yield f"{path}: has {has} of {instrument}, and {due} is being delivered or to be passed on"


def _at_the_desk(view: View, ending: Ending, delivery: Delivery) -> Counter[str]:
    """Units there: of an offer until the matching stands; then what waits, and what is not exchanged."""
    found: Counter[str] = Counter()
    for one in delivery.offered if ending.concluded_on is None else delivery.waiting:
        found[one.instrument] += one.units
    if delivery.side is Direction.sold and ending.concluded_on is not None:
        for parcel in delivery.parcels:
            taken = other_half(view, delivery, parcel.number) is ParcelStatus.delivered
            if parcel.goods is not None and parcel.status is ParcelStatus.undelivered and not taken:
                found[parcel.goods.instrument] += parcel.goods.units
    return found


def _lodged(view: View) -> Iterator[str]:
    """What is lodged is pledged to that one account's record, and counts once."""
    seen: Counter[str] = Counter()
    for path, account in view.rows(MARGIN_ACCOUNTS):
        for one in account.lodged:
            pledge = view.read(ENCUMBRANCES, one.pledge)
            its_own = pledge is not None and (pledge.executor, pledge.instrument) == (path, one.instrument)
            if pledge is None or pledge.kind is not EncumbranceKind.pledge or not its_own:
                yield f"{path}: counts {one.pledge}, which is no pledge of {one.instrument} to it"
            seen[one.pledge] += 1
    for name, times in seen.items():
        if times > 1:
            yield f"pledge {name} is lodged {times} times"


def _together(view: View) -> Iterator[str]:
    """What is counted of accounts together is what their positions come to; who is in a group says so."""
    found: Counter[tuple[str, ...]] = Counter()
    for _, position in view.rows(POSITIONS):
        account, contract = view.read(MARGIN_ACCOUNTS, position.account), view.read(FUTURES, position.contract)
        if account is None or contract is None:
            yield f"{position.account}: has a position, and is no margin account of {position.contract}"
            continue
        for whose, name in counted_with(view, account, contract, position.hedge).items():
            counted = (whose, name, position.contract, position.hedge)
            found[*counted, Direction.bought] += position.long_lots
            found[*counted, Direction.sold] += position.short_lots
    for path, one in view.rows(TOGETHER):
        sides = [found.pop((one.whose, one.named, one.contract, one.hedge, side), 0) for side in Direction]
        if [one.long, one.short] != sides:
            yield f"{path}: counts {one.long} long and {one.short} short, and positions have {sides[0]} and {sides[1]}"
    for key, lots in found.items():
        if lots:
            yield f"{'/'.join(key)}: nothing is counted, and positions have {lots}"
    for path, group in view.rows(GROUPS):
        there = tuple(one.holder for _, one in view.rows(CLIENTS, group.house) if one.group == group.group)
        if tuple(sorted(there)) != group.holders:
            yield f"{path}: has {group.holders}, and {there} say so"


def _opened(view: View) -> Iterator[str]:
    """What is counted of what was opened on the open day is what positions of it say."""
    found: Counter[tuple[str, ...]] = Counter()
    for _, position in view.rows(POSITIONS):
        account, contract = view.read(MARGIN_ACCOUNTS, position.account), view.read(FUTURES, position.contract)
        house = None if account is None else view.read(HOUSES, account.house)
        product = None if contract is None else view.read(PRODUCTS, contract.product)
        if account is None or contract is None or house is None or product is None or house.day != position.day:
            continue
        if product.rules_at(house.begins(position.day)).limits_openings(position.hedge) is not None:
            for whose, name in belongs_to(view, account, contract).items():
                found[whose, name, product.product, position.contract] += position.opened.lots
    for path, one in view.rows(OPENINGS):
        house = view.read(HOUSES, one.house)
        day = None if house is None else house.day
        for name, lots in () if day is None else one.on(day).items():
            there = found.pop((one.whose, one.named, one.product, name), 0)
            if there != lots:
                yield f"{path}: {lots} of {name} were opened, and positions say {there}"
    for key, lots in found.items():
        if lots and key[0] != Whose.of_member:
            yield f"{'/'.join(key)}: nothing that was opened is counted, and positions say {lots}"


def _quotas(view: View) -> Iterator[str]:
    """On no day a client has two quotas for the same contracts and purpose."""
    for path, quota in view.rows(QUOTAS):
        for number, one in enumerate(quota.entries):
            again = (other for other in quota.entries[:number] if other.contract == one.contract)
            if one.last < one.first or any(max(one.first, other.first) <= min(one.last, other.last) for other in again):
                yield f"{path}: {one.contract} from {one.first} to {one.last} is granted otherwise besides"


def _called(view: View) -> Iterator[str]:
    """What was called within a day stands until the account is settled for it, and no longer."""
    for path, account in view.rows(MARGIN_ACCOUNTS):
        house, call = view.read(HOUSES, account.house), account.intraday
        if call is not None and (house is None or house.day != call.day or account.settled == call.day):
            yield f"{path}: is called within day {call.day}, which is over for it"


def _awaited(view: View) -> Iterator[str]:
    """A day waits for the prices of what traded or began it open, and has none yet."""
    for path, house in view.rows(HOUSES):
        day = None if house.day is None else view.read(DAYS, house.house, str(house.day))
        if day is None:
            continue
        waiting = 0
        for _, contract in view.rows(FUTURES):
            trading = view.read(TRADINGS, contract.contract) if contract.house == house.house else None
            if trading is not None and contract.settled != day.day and not is_past(house, contract, day.day):
                waiting += trading.on(day.day).awaited
        if waiting != day.awaited:
            yield f"{path}: the day waits for {day.awaited} prices, and {waiting} contracts have none"
