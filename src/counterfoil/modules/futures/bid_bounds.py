# SPDX-License-Identifier: Apache-2.0
"""How little a house takes in an auction: what nobody said a least for costs it the lots' margin at most.

A bid is charged as any loss is, to the account in default and to whoever stands behind it: so no bid costs more than
what is sold could lose, and none more than the ledger counts.
"""

from counterfoil.law.moment import Reader, known
from counterfoil.modules.futures.auction_records import Auction, PutUp
from counterfoil.modules.futures.option_records import beneath
from counterfoil.modules.futures.positions import Direction, Line, Position
from counterfoil.modules.futures.reckoning import Needed
from counterfoil.modules.futures.records import FUTURES, PRODUCTS, House
from counterfoil.modules.futures.rounding import WORTH_MAX
from counterfoil.primitives.types import INTEGER_MAX, AccountId, DayNumber


def lowest_of(reads: Reader, house: House, auction: Auction) -> int:
    """The lowest that is opened. Where a house said what it takes, none wins that is lower; else the lots' margin."""
    if auction.least is not None:
        return -INTEGER_MAX
    needed = sum(_margin(reads, house, one, auction.day) for one in auction.portfolio)
    return -min(needed, WORTH_MAX)


def lowest_least(reads: Reader, portfolio: tuple[PutUp, ...]) -> int:
    """The lowest that a house may say: to have lots taken never costs more than what they are of is worth."""
    return -min(sum(_value(reads, one) for one in portfolio), WORTH_MAX)


def _margin(reads: Reader, house: House, one: PutUp, day: DayNumber) -> int:
    """As of any such position: at the price fixed last, by the day's rules."""
    contract = known(reads, FUTURES, one.contract)
    product = known(reads, PRODUCTS, contract.product)
    lots, long = (Line(day, contract.settlement, one.lots),), one.side is Direction.bought
    position = Position(
        account=AccountId(""),
        contract=one.contract,
        hedge=one.hedge,
        cash=contract.cash,
        day=day,
        long=lots if long else (),
        short=() if long else lots,
    )
    return sum(Needed().of(reads, house, contract, product, position, day))


def _value(reads: Reader, one: PutUp) -> int:
    """At the price fixed last; of options what is beneath counts, for that is what a seller may have to make good."""
    contract = known(reads, FUTURES, one.contract)
    product = known(reads, PRODUCTS, contract.product)
    price = contract.settlement if contract.option is None else beneath(reads, contract.option).price
    return abs(price) * one.lots * product.multiplier
