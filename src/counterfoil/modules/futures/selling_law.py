# SPDX-License-Identifier: Apache-2.0
"""The law of sales of what was lodged: of who owes, no more than that takes, at no less than the house would pay."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.futures import selling as e
from counterfoil.modules.futures import selling_calls as c
from counterfoil.modules.futures.lodging_outcomes import LodgingOutcome
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.reckoning import own_means
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, MarginAccount, own_path
from counterfoil.modules.futures.securing import price_of_day, rules_of, worth_of
from counterfoil.modules.futures.selling import SALES, SaleStatus
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, Encumbrance, EncumbranceKind, Part
from counterfoil.modules.holdings.reservations import active


def agree_sale(call: c.AgreeSale, moment: Moment) -> Iterable[EventData]:
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    house, pledge = known(moment, HOUSES, account.house), _lodged(moment, account, call.pledge)
    yield e.SaleAgreed(
        sale=call.sale,
        account=call.account,
        house=account.house,
        day=house.open_day,
        pledge=call.pledge,
        instrument=pledge.instrument,
        quantity=call.quantity,
        cash=account.cash,
        amount=call.amount,
        pays=call.pays,
        into=call.into,
        reason=call.reason,
    )


def sell_security(call: c.SellSecurity, moment: Moment) -> Iterable[EventData]:
    """Proceeds come into the account itself; the house collects of it what is owed, and the rest stays there."""
    sale = known(moment, SALES, call.sale)
    account, house = known(moment, MARGIN_ACCOUNTS, sale.account), known(moment, HOUSES, sale.house)
    stands = sale.status is SaleStatus.agreed_on and sale.day == house.day
    require(stands, LodgingOutcome.sale_over, call.sale)
    require(account.owed > 0, FuturesOutcome.futures_nothing_owed, sale.account)
    require(not own_means(moment, account), LodgingOutcome.cash_comes_first, sale.account)
    pledge, rules = _lodged(moment, account, sale.pledge), rules_of(moment, house)
    price = price_of_day(moment, house, sale.instrument, sale.day)
    least = worth_of(sale.quantity, price, rules.kept_ppm)
    require(sale.amount >= least, LodgingOutcome.sold_too_low, f"{sale.amount}, at least {least}")
    # One unit less would not have been enough.
    needed = (sale.quantity - 1) * sale.amount < account.owed * sale.quantity
    require(needed, LodgingOutcome.sold_too_much, f"{sale.amount} for {account.owed} owed")
    yield Transferred(
        sender=pledge.account,
        receiver=sale.into,
        instrument=sale.instrument,
        quantity=sale.quantity,
        part=Part.pledged,
        giving=ENCUMBRANCES.path(sale.pledge),
        taking=SALES.path(call.sale),
        cause=own_path(sale.account),
    )
    yield Transferred(
        sender=sale.pays,
        receiver=sale.account,
        instrument=sale.cash,
        quantity=sale.amount,
        giving=SALES.path(call.sale),
        taking=own_path(sale.account),
        cause=own_path(sale.account),
    )
    yield e.SecuritySold(
        sale=call.sale,
        account=sale.account,
        house=sale.house,
        pledge=sale.pledge,
        instrument=sale.instrument,
        cash=sale.cash,
        day=sale.day,
        quantity=sale.quantity,
        price=price.price,
        per=price.per,
        kept_ppm=rules.kept_ppm,
        amount=sale.amount,
        owed=account.owed,
        into=sale.into,
        whole=sale.quantity == pledge.quantity,
    )


def _lodged(moment: Moment, account: MarginAccount, name: str) -> Encumbrance:
    require(any(one.pledge == name for one in account.lodged), LodgingOutcome.not_lodged, name)
    return active(moment, name, EncumbranceKind.pledge)


CALLS: Final[dict[type[Call], Moves]] = {c.AgreeSale: agree_sale, c.SellSecurity: sell_security}
