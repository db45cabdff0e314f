# SPDX-License-Identifier: Apache-2.0
"""What who sold options needs, by the exchanges' published formula. One rounding: halves up, once a position.

A lot needs its settlement price × multiplier, and besides the greater of two: the margin of what is beneath less a part
of the out-of-the-money amount, and a part of that margin. SHFE, DCE, CZCE: half and half, of the futures' margin.
CFFEX: of the index × multiplier × coefficient, less all of the amount, and at least 0.5 of that; of a put at least 0.5
of strike × multiplier × coefficient.
"""

from fractions import Fraction

from counterfoil.law.moment import Reader, known
from counterfoil.modules.futures.option_records import beneath
from counterfoil.modules.futures.option_terms import OptionRight, OptionRules, OptionTerms
from counterfoil.modules.futures.records import FUTURES, PRODUCTS, FuturesContract, HedgeFlag, House, Product
from counterfoil.modules.futures.rounding import half_up
from counterfoil.modules.futures.rules_of_days import rules_of
from counterfoil.primitives.types import PARTS_PER_MILLION, DayNumber


def margin_of_sold(
    reads: Reader, house: House, contract: FuturesContract, product: Product, held: tuple[int, HedgeFlag, DayNumber]
) -> int:
    """Of so many lots sold, for a purpose, by the prices fixed last and the rules of a day."""
    lots, hedge, day = held
    terms, rules = contract.option, product.rules_at(house.begins(day))
    if terms is None or rules.option is None or not lots:
        return 0
    ratio_ppm = rules.margin_ppm(hedge, long=False)
    if not terms.in_cash:
        futures = known(reads, FUTURES, terms.underlying)
        of_these = rules_of(futures, known(reads, PRODUCTS, futures.product), house, day)
        ratio_ppm = of_these.margin_ppm(hedge, long=terms.right is OptionRight.put)
    price = beneath(reads, terms).price
    lot = contract.settlement + besides(terms, rules.option, price, ratio_ppm)
    return half_up(lots * product.multiplier * lot)


def besides(terms: OptionTerms, rules: OptionRules, price: int, ratio_ppm: int) -> Fraction:
    """What a lot needs besides its own worth, in units of the last decimal."""
    whole = Fraction(abs(price) * ratio_ppm, PARTS_PER_MILLION)
    of_strike = terms.in_cash and terms.right is OptionRight.put
    least = Fraction(terms.strike * ratio_ppm, PARTS_PER_MILLION) if of_strike else whole
    less = Fraction(terms.out_of_the_money(price) * rules.otm_ppm, PARTS_PER_MILLION)
    return max(whole - less, least * Fraction(rules.least_ppm, PARTS_PER_MILLION))
