# SPDX-License-Identifier: Apache-2.0
"""What is lodged for an account comes to: worth after haircuts, cash that is needed all the same, lots it stands for.

Whole numbers: what a pledge is worth is rounded down, and the cash that must be there is rounded up.
"""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

import msgspec

from counterfoil.evidence.text import format_day
from counterfoil.law.moment import Moment, Reader, known
from counterfoil.law.outcome import Refused
from counterfoil.modules.futures.delivery import DELIVERABLES
from counterfoil.modules.futures.lodged import Lodged
from counterfoil.modules.futures.lodging import SECURITIES, SECURITY_PRICES, Accepted, SecuritiesRules, SecurityPrice
from counterfoil.modules.futures.lodging_outcomes import LodgingOutcome
from counterfoil.modules.futures.position_names import named
from counterfoil.modules.futures.positions import POSITIONS
from counterfoil.modules.futures.records import FUTURES, PRODUCTS, FuturesContract, House, Lots, MarginAccount
from counterfoil.modules.futures.rules_of_days import of_the_last_day
from counterfoil.modules.holdings.records import ENCUMBRANCES, GrantStatus
from counterfoil.modules.instruments.records import Money
from counterfoil.primitives.types import INTEGER_MAX, PARTS_PER_MILLION, DayNumber, InstrumentId, Quantity

LOTS_MAX: Final = 10**12

Gone = Mapping[str, int]
"""Pledge → units to be thought away."""
NOTHING_GONE: Final[Gone] = {}


class LodgedLine(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """A pledge on a statement."""

    pledge: str
    instrument: InstrumentId
    quantity: Quantity
    product: str
    """whose short lots it stands for; empty: it counts by what it is worth"""
    lots: Lots
    """that it stands for, where there are as many"""
    value: Money
    """at the day's price, after the haircut"""


class Secured(NamedTuple):
    """All that is lodged for an account."""

    lines: tuple[LodgedLine, ...] = ()
    rules: SecuritiesRules | None = None
    """None: nothing is lodged"""

    @property
    def value(self) -> int:
        return sum(one.value for one in self.lines)

    @property
    def multiple(self) -> int:
        return 0 if self.rules is None else self.rules.multiple

    def counted(self, cash: int) -> int:
        """What of it counts beside so much cash (CTP Mortgage)."""
        return min(self.value, self.multiple * max(cash, 0), INTEGER_MAX)

    def cash_for(self, margin: int) -> int:
        """The least cash beside which this margin is there: what securities leave, or what the multiple asks."""
        return max(margin - self.value, -(-margin // (1 + self.multiple)))

    def called(self, cash: int, margin: int, maintenance: int) -> int:
        """What cash lacks to the margin, where it has less than the maintenance margin asks."""
        return max(self.cash_for(margin) - cash, 0) if cash < self.cash_for(maintenance) else 0


def rules_of(moment: Reader, house: House) -> SecuritiesRules:
    """What is in force on the day that is open, or was last; Refused where the house takes no securities."""
    return of_the_last_day(known(moment, SECURITIES, house.house).rules, house)


def worth_of(quantity: int, price: SecurityPrice, share_ppm: int) -> int:
    """So many millionths of what units cost, rounded down to the cash's smallest unit."""
    return quantity * price.price * share_ppm // (price.per * PARTS_PER_MILLION)


def units_for(owed: int, price: SecurityPrice, share_ppm: int) -> int:
    """The fewest units that come to so much."""
    return -(-owed * price.per * PARTS_PER_MILLION // (price.price * share_ppm))


def secured_by(moment: Reader, account: MarginAccount, house: House, gone: Gone = NOTHING_GONE) -> Secured:
    """What is lodged, at the prices that were announced last."""
    if not account.lodged:
        return Secured()
    rules = rules_of(moment, house)
    lines: list[LodgedLine] = []
    for one in account.lodged:
        before = sum(line.quantity for line in lines if line.instrument == one.instrument and not line.product)
        lines.append(_line(moment, one, (account, house, rules), before, gone))
    return Secured(tuple(lines), rules)


def units_of(moment: Reader, account: MarginAccount, instrument: InstrumentId) -> int:
    """Lodged of a security that count by what they are worth."""
    own = (one for one in account.lodged if one.instrument == instrument and not one.product)
    return sum(_pledged(moment, one, NOTHING_GONE) for one in own)


def unpriced(moment: Reader, secured: Secured, house: House, day: DayNumber) -> InstrumentId | None:
    """A security that counts by what it is worth and has no price of the day; None: all have."""
    for one in secured.lines:
        taken = secured.rules is not None and secured.rules.of(one.instrument) is not None
        if taken and one.quantity and not one.product:
            price = moment.read(SECURITY_PRICES, house.house, one.instrument)
            if price is None or price.day != day:
                return one.instrument
    return None


def price_of_day(moment: Moment, house: House, instrument: InstrumentId, day: DayNumber) -> SecurityPrice:
    """Refused where none was announced for it."""
    price = known(moment, SECURITY_PRICES, house.house, instrument)
    if price.day != day:
        raise Refused(LodgingOutcome.security_unpriced, f"{instrument}: {format_day(day)}")
    return price


def spared_lots(moment: Reader, account: MarginAccount, house: House, gone: Gone = NOTHING_GONE) -> Mapping[str, int]:
    """Of each listed position the short lots that need no margin: those that end first, first.

    Of each contract as many lots are a delivery unit as was said when it was listed.
    """
    left: dict[str, Fraction] = defaultdict(Fraction)
    rules = rules_of(moment, house) if account.lodged else None
    for one in account.lodged:
        if rules is not None and one.product in rules.offsets:
            pledged = _pledged(moment, one, gone)
            left[one.product] += whole_units(moment, house, one.instrument, one.product, pledged)
    if not any(left.values()):
        return {}
    spared: dict[str, int] = {}
    for _, listed, product, unit, short in sorted(_shorts(moment, account, house)):
        spared[listed] = min(short, int(left[product] * unit))
        left[product] -= Fraction(spared[listed], unit) if spared[listed] else 0
    return spared


def whole_units(moment: Reader, house: House, instrument: InstrumentId, product: str, quantity: int) -> int:
    """Delivery units that goods are: none of what the product does not take, or no more."""
    goods = moment.read(DELIVERABLES, product, instrument)
    if goods is None or goods.barred or goods.house != house.house:
        return 0
    return min(quantity // goods.quantity, LOTS_MAX)


def _line(
    moment: Reader, one: Lodged, of: tuple[MarginAccount, House, SecuritiesRules], before: int, gone: Gone
) -> LodgedLine:
    """``before``: units of the security that are lodged before it."""
    (account, house, rules), quantity = of, _pledged(moment, one, gone)
    lots = value = 0
    if one.product:
        units = whole_units(moment, house, one.instrument, one.product, quantity)
        unit = _unit_for(moment, account, house, one.product) if units and one.product in rules.offsets else 0
        lots = min(units * unit, LOTS_MAX)
    else:
        value = _value(moment, house, rules.of(one.instrument), before, quantity)
    return LodgedLine(
        pledge=one.pledge,
        instrument=one.instrument,
        quantity=Quantity(quantity),
        product=one.product,
        lots=lots,
        value=Quantity(value),
    )


def _pledged(moment: Reader, one: Lodged, gone: Gone) -> int:
    """Units of a pledge, as far as no order took them."""
    pledge = moment.read(ENCUMBRANCES, one.pledge)
    active = pledge is not None and pledge.status is GrantStatus.active
    return int(pledge.quantity) - gone.get(one.pledge, 0) if pledge is not None and active else 0


def _value(moment: Reader, house: House, taken: Accepted | None, before: int, quantity: int) -> int:
    """Of units beyond what counts of one security nothing."""
    price = None if taken is None else moment.read(SECURITY_PRICES, house.house, taken.instrument)
    if price is None or taken is None:
        return 0
    counts = quantity if taken.units_max is None else max(min(quantity, taken.units_max - before), 0)
    # What is beyond all that can be counted secures nothing more, and keeps no statement from being made.
    return min(worth_of(counts, price, PARTS_PER_MILLION - taken.haircut_ppm), INTEGER_MAX)


def _unit_for(moment: Reader, account: MarginAccount, house: House, product: str) -> int:
    """Lots of a delivery unit: of the contract that ends first of those sold, else by the rules of the day."""
    sold = sorted(one for one in _shorts(moment, account, house) if one[2] == product and one[4])
    return sold[0][3] if sold else _unit_of(moment, house, product, None)


def _unit_of(moment: Reader, house: House, product: str, contract: FuturesContract | None) -> int:
    """Lots that are delivered together: as was said when the contract was listed, else by the rules of the day."""
    defined, day = moment.read(PRODUCTS, product), house.last_day
    listed = None if contract is None else contract.ending
    if listed is None and defined is not None:
        listed = (defined.rules[-1] if day is None else defined.rules_at(house.begins(day))).ending
    return 0 if listed is None else listed.unit


def _shorts(moment: Reader, account: MarginAccount, house: House) -> list[tuple[DayNumber, str, str, int, int]]:
    """Of each listed position: the last day of its contract, its name, its product, its delivery unit, short lots."""
    found = []
    for listed in account.positions:
        name, hedge = named(listed)
        contract, position = known(moment, FUTURES, name), known(moment, POSITIONS, account.account, name, hedge)
        unit = _unit_of(moment, house, contract.product, contract)
        found.append((contract.last, listed, contract.product, unit, position.short_lots))
    return found
