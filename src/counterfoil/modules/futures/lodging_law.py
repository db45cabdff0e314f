# SPDX-License-Identifier: Apache-2.0
"""The law of securities as margin: what a house takes, what is lodged, given back, and taken over of who owes."""

from collections.abc import Iterable
from typing import Final

from msgspec import UNSET

from counterfoil.law.call import Call
from counterfoil.law.dated import begins, keeps_the_day
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.futures import lodging as e
from counterfoil.modules.futures import lodging_calls as c
from counterfoil.modules.futures.defaults import require_not_failed
from counterfoil.modules.futures.delivery import DELIVERABLES
from counterfoil.modules.futures.lodged import LODGED_MAX
from counterfoil.modules.futures.lodging import KEEPERS, SECURITY_PRICES
from counterfoil.modules.futures.lodging_outcomes import LodgingOutcome
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.reckoning import own_means
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS, House, MarginAccount, own_path
from counterfoil.modules.futures.rules_of_days import began
from counterfoil.modules.futures.securing import price_of_day, rules_of, units_for, units_of, whole_units, worth_of
from counterfoil.modules.futures.standing import require_left
from counterfoil.modules.futures.trading_days import announced_day
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, Encumbrance, EncumbranceKind, GrantStatus, Part
from counterfoil.modules.holdings.reservations import PledgeReleased, active
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import Quantity


def set_securities(call: c.SetSecurities, moment: Moment) -> Iterable[EventData]:
    house = known(moment, HOUSES, call.house)
    known(moment, KEEPERS, call.house)
    since = begins(call.since, moment.time, LodgingOutcome.securities_backdated, call.house)
    opened = began(house)
    kept_from = keeps_the_day(since, moment.time, opened, LodgingOutcome.securities_backdated, call.house)
    names = [house.cash, *(one.instrument for one in call.securities), *call.offsets]
    require(len(set(names)) == len(names), LodgingOutcome.accepted_twice, call.house)
    yield e.SecuritiesSet(
        house=call.house,
        since=since,
        multiple=call.multiple,
        kept_ppm=call.kept_ppm,
        securities=call.securities,
        offsets=call.offsets,
        kept_from=kept_from,
    )


def name_keeper(call: c.NameKeeper, moment: Moment) -> Iterable[EventData]:
    house = known(moment, HOUSES, call.house)
    yield e.KeeperNamed(house=call.house, cash=house.cash, account=call.account)


def price_security(call: c.PriceSecurity, moment: Moment) -> Iterable[EventData]:
    house = known(moment, HOUSES, call.house)
    day = announced_day(house, moment.time)
    rules = rules_of(moment, house)
    taken = rules.of(call.instrument) is not None
    delivered = any(moment.read(DELIVERABLES, product, call.instrument) is not None for product in rules.offsets)
    require(taken or delivered, LodgingOutcome.not_accepted, call.instrument)
    before = moment.read(SECURITY_PRICES, call.house, call.instrument)
    new = before is None or before.day != day
    require(new, LodgingOutcome.security_priced_already, call.instrument)
    yield e.SecurityPriced(
        house=call.house,
        instrument=call.instrument,
        cash=house.cash,
        day=day,
        price=call.price,
        per=call.per,
        reason=call.reason,
    )


def lodge(call: c.Lodge, moment: Moment) -> Iterable[EventData]:
    """The units are pledged already: whoever controls them agreed to that, and this names what they are for."""
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    house = known(moment, HOUSES, account.house)
    pledge = active(moment, call.pledge, EncumbranceKind.pledge)
    require(_is_ours(moment, pledge, account), LodgingOutcome.not_pledged_to_it, call.pledge)
    own = known(moment, ACCOUNTS, pledge.account).holder == account.holder
    require(own, LodgingOutcome.pledged_by_another, pledge.account)
    _require_counts(moment, account, house, pledge, call.product)
    there = [one.pledge for one in account.lodged]
    require(call.pledge not in there, LodgingOutcome.lodged_already, call.pledge)
    require(len(there) < LODGED_MAX, LodgingOutcome.too_many_lodged, call.account)
    yield e.SecurityLodged(
        account=call.account,
        house=account.house,
        pledge=call.pledge,
        instrument=pledge.instrument,
        quantity=pledge.quantity,
        product=call.product,
        holder=account.holder,
    )


def give_back(call: c.GiveBack, moment: Moment) -> Iterable[EventData]:
    """Of a pledge that was made to the account's record and never lodged, or that an order emptied, likewise."""
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    house, pledge = known(moment, HOUSES, account.house), known(moment, ENCUMBRANCES, call.pledge)
    there = pledge.quantity if pledge.status is GrantStatus.active else Quantity(0)
    quantity = there if call.quantity is None else call.quantity
    lodged = any(one.pledge == call.pledge for one in account.lodged)
    ours = lodged or (pledge.kind is EncumbranceKind.pledge and pledge.executor == own_path(call.account))
    require(ours and (lodged or there > 0), LodgingOutcome.not_lodged, call.pledge)
    require_not_failed(moment, account)
    if lodged and there:
        require_left(moment, account, house, gone={call.pledge: min(quantity, there)})
    if quantity:
        yield PledgeReleased(
            encumbrance=call.pledge,
            account=pledge.account,
            instrument=pledge.instrument,
            quantity=quantity,
            cause=own_path(call.account),
        )
    yield e.SecurityReturned(
        account=call.account,
        house=account.house,
        pledge=call.pledge,
        instrument=pledge.instrument,
        quantity=quantity,
        whole=quantity == there,
        holder=account.holder,
    )


def realise(call: c.Realise, moment: Moment) -> Iterable[EventData]:
    """What the keeper has is not read: it would show this account what the house took over of others."""
    account = known(moment, MARGIN_ACCOUNTS, call.account)
    house, keeper = known(moment, HOUSES, account.house), known(moment, KEEPERS, account.house)
    require(account.owed > 0, FuturesOutcome.futures_nothing_owed, call.account)
    require(not own_means(moment, account), LodgingOutcome.cash_comes_first, call.account)
    lodged = any(one.pledge == call.pledge for one in account.lodged)
    require(lodged, LodgingOutcome.not_lodged, call.pledge)
    pledge, rules = active(moment, call.pledge, EncumbranceKind.pledge), rules_of(moment, house)
    price = price_of_day(moment, house, pledge.instrument, house.open_day)
    quantity = min(units_for(account.owed, price, rules.kept_ppm), int(pledge.quantity))
    amount = worth_of(quantity, price, rules.kept_ppm)
    require(amount > 0, LodgingOutcome.worth_nothing, call.pledge)
    yield _exchanged(pledge, account, keeper, Quantity(quantity))
    yield Transferred(
        sender=keeper.account,
        receiver=call.account,
        instrument=account.cash,
        quantity=Quantity(amount),
        giving=KEEPERS.path(account.house),
        taking=own_path(call.account),
        cause=own_path(call.account),
    )
    yield e.SecurityRealised(
        account=call.account,
        house=account.house,
        pledge=call.pledge,
        instrument=pledge.instrument,
        cash=account.cash,
        day=house.open_day,
        quantity=Quantity(quantity),
        price=price.price,
        per=price.per,
        kept_ppm=rules.kept_ppm,
        amount=Quantity(amount),
        owed=account.owed,
        keeper=keeper.account,
        whole=quantity == pledge.quantity,
    )


def _exchanged(pledge: Encumbrance, account: MarginAccount, keeper: e.Keeper, quantity: Quantity) -> Transferred:
    """Pledged units to the keeper, as who pledged them agreed."""
    return Transferred(
        sender=pledge.account,
        receiver=keeper.account,
        instrument=pledge.instrument,
        quantity=quantity,
        part=Part.pledged,
        giving=ENCUMBRANCES.path(pledge.encumbrance),
        taking=KEEPERS.path(account.house),
        cause=own_path(account.account),
    )


def _is_ours(moment: Moment, pledge: Encumbrance, account: MarginAccount) -> bool:
    """Whether the account's record may release it and take it over, alone and from now on, to anybody."""
    begun = pledge.enforceable_from is not UNSET and moment.time >= pledge.enforceable_from
    alone = pledge.keeper is UNSET and pledge.enforceable_to is UNSET
    return pledge.executor == own_path(account.account) and begun and alone


def _require_counts(moment: Moment, account: MarginAccount, house: House, pledge: Encumbrance, product: str) -> None:
    """The house takes this security, and so much of it, or these are goods that stand for lots of the product."""
    rules = rules_of(moment, house)
    if product:
        units = whole_units(moment, house, pledge.instrument, product, int(pledge.quantity))
        stands = product in rules.offsets and units > 0
        require(stands, LodgingOutcome.not_for_offset, f"{pledge.instrument}, {product}")
    else:
        taken = rules.of(pledge.instrument)
        require(taken is not None, LodgingOutcome.not_accepted, pledge.instrument)
        most = None if taken is None else taken.units_max
        together = units_of(moment, account, pledge.instrument) + pledge.quantity
        within = most is None or together <= most
        told = f"{pledge.instrument}: {together}, and {most} count"
        require(within, LodgingOutcome.too_much_of_one, told)


CALLS: Final[dict[type[Call], Moves]] = {
    c.SetSecurities: set_securities,
    c.NameKeeper: name_keeper,
    c.PriceSecurity: price_security,
    c.Lodge: lodge,
    c.GiveBack: give_back,
    c.Realise: realise,
}
