# SPDX-License-Identifier: Apache-2.0
"""The law of lots on their way: split, offered, taken or left."""

from collections.abc import Iterable, Iterator

from msgspec import UNSET

from counterfoil.law.detail import from_then, units
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.holdings.events import Issued, Redeemed, Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES, TITLES, EncumbranceKind, Part
from counterfoil.modules.holdings.reservations import active, given_back
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables import lot_events as le
from counterfoil.modules.receivables.claim_records import records_of, shared
from counterfoil.modules.receivables.claiming import claim_of_taker
from counterfoil.modules.receivables.lots import LOTS, Financing, Lot, LotStatus, Offer
from counterfoil.modules.receivables.making import made
from counterfoil.modules.receivables.outcomes import ReceivablesOutcome
from counterfoil.modules.receivables.records import PROGRAMMES, ROOTS, Root, RootStatus, RootTerms
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity

ONE = Quantity(1)


def split(call: lc.Split, moment: Moment) -> Iterable[EventData]:
    lot, root = held(moment, call.lot)
    _require_on_its_way(moment, root)
    here = in_hands(moment, lot)
    names = [one.lot for one in call.parts]
    whole = sum(one.value for one in call.parts) == lot.value and len(set(names)) == len(names)
    told = f"{units(sum(one.value for one in call.parts), lot.cash)} of {units(lot.value, lot.cash)}"
    require(whole, ReceivablesOutcome.parts_not_whole, told)
    keeper = known(moment, PROGRAMMES, root.terms.programme).keeper
    for one in call.parts:
        small = one.value < root.terms.min_split
        require(not small, ReceivablesOutcome.part_too_small, f"{one.lot}: {units(one.value, lot.cash)}")
        if one.account not in (None, here):
            require(not root.terms.requires_acceptance, ReceivablesOutcome.acceptance_needed, one.lot)
            require(lot.depth < root.terms.max_depth, ReceivablesOutcome.too_deep, f"{call.lot}: {lot.depth}")
            require_holder(moment, root.terms, keeper, one.account or here)
    yield le.LotSplit(lot=call.lot, account=here, parts=len(call.parts), cash=lot.cash, value=lot.value)
    yield ended(lot, here)
    yield from _parts(moment, call, lot, root, here)


def offer(call: lc.OfferLot, moment: Moment) -> Iterable[EventData]:
    lot, root = held(moment, call.lot)
    _require_on_its_way(moment, root)
    here = in_hands(moment, lot)
    require(lot.depth < root.terms.max_depth, ReceivablesOutcome.too_deep, f"{call.lot}: {lot.depth}")
    require_holder(moment, root.terms, known(moment, PROGRAMMES, root.terms.programme).keeper, call.to)
    hold = active(moment, call.hold, EncumbranceKind.hold)
    until = moment.time + root.promise.accept_within
    meant = (hold.account, hold.instrument, hold.executor) == (here, call.lot, LOTS.path(call.lot))
    meant = meant and hold.expires is not None and hold.expires <= until
    require(meant, ReceivablesOutcome.offer_not_held, hold.told)
    if call.financing is not None:
        _require_price(lot, root, call.financing)
    yield le.Offered(
        lot=call.lot,
        account=here,
        to=call.to,
        hold=call.hold,
        until=hold.expires or moment.time,
        cash=lot.cash,
        financing=call.financing,
    )


def take(call: lc.Take, moment: Moment) -> Iterable[EventData]:
    lot, made_offer = offered(moment, call.lot)
    root = known(moment, ROOTS, lot.root)
    _require_on_its_way(moment, root)
    price = _price(lot, made_offer)
    _require_exact(moment, call, made_offer.to, lot, price)
    funder = known(moment, ACCOUNTS, made_offer.to).holder
    seller = known(moment, ACCOUNTS, lot.payee.account).holder
    financing = made_offer.financing
    claim = claim_of_taker(moment, lot, financing, seller, funder)
    stands = root.terms.recourse or (financing is not None and not financing.true_sale)
    path = LOTS.path(call.lot)
    yield le.Taken(
        lot=call.lot,
        seller=lot.payee.account,
        account=made_offer.to,
        cash=lot.cash,
        price=price,
        value=lot.value,
        registration="" if financing is None else financing.registration,
        sold_by=seller,
        funder=funder,
        passed_by=seller if stands else None,
        claim=claim,
    )
    yield Transferred(
        sender=lot.payee.account,
        receiver=made_offer.to,
        instrument=call.lot,
        quantity=ONE,
        part=Part.held,
        giving=ENCUMBRANCES.path(made_offer.hold),
        taking=path,
        cause=path,
    )
    if call.hold is not None:
        yield paid_from_hold(call.hold, made_offer.to, lot.payee.account, lot, price)


def reject(call: lc.Reject, moment: Moment) -> Iterable[EventData]:
    _, made_offer = offered(moment, call.lot)
    yield le.Returned(lot=call.lot, account=made_offer.to, reason=call.reason)
    yield from given_back(moment, made_offer.hold, LOTS.path(call.lot))


def lapse_offer(call: lc.LapseOffer, moment: Moment) -> Iterable[EventData]:
    lot, made_offer = offered(moment, call.lot)
    # Who has it may have changed by an order, or the voucher be due: then nobody takes it any more.
    due = moment.time >= known(moment, ROOTS, lot.root).due
    over = due or moment.time >= made_offer.until
    require(over, ReceivablesOutcome.voucher_still_waits, from_then(call.lot, made_offer.until, moment.time))
    yield le.Returned(lot=call.lot, account=None, reason="")
    yield from given_back(moment, made_offer.hold, LOTS.path(call.lot))


def name_payee(call: lc.NamePayee, moment: Moment) -> Iterable[EventData]:
    lot, root = held(moment, call.lot)
    account = where(moment, lot)
    require_holder(moment, root.terms, known(moment, PROGRAMMES, root.terms.programme).keeper, account)
    yield le.PayeeNamed(lot=call.lot, account=account)


def held(moment: Moment, name: InstrumentId) -> tuple[Lot, Root]:
    """A lot that is neither offered nor over, and its voucher."""
    lot = known(moment, LOTS, name)
    require(lot.status is LotStatus.held, ReceivablesOutcome.lot_not_held, f"{name} is {lot.status}")
    return lot, known(moment, ROOTS, lot.root)


def where(moment: Moment, lot: Lot) -> AccountId:
    """The account in which a lot is that is not over: its title says so, and no record of this noun."""
    account = known(moment, TITLES, lot.instrument).account
    if account is None:
        raise Refused(ReceivablesOutcome.lot_not_held, lot.instrument)
    return account


def in_hands(moment: Moment, lot: Lot) -> AccountId:
    """The same, which must be the account that agreed to be paid on it, or another's that took it from anybody."""
    account = where(moment, lot)
    require(account == lot.payee.account, ReceivablesOutcome.lot_elsewhere, f"{lot.instrument}: {account}")
    return account


def offered(moment: Moment, name: InstrumentId) -> tuple[Lot, Offer]:
    """A lot that waits for whoever it was offered to."""
    lot = known(moment, LOTS, name)
    if lot.offer is None:
        raise Refused(ReceivablesOutcome.lot_not_offered, name)
    return lot, lot.offer


def require_holder(moment: Moment, terms: RootTerms, keeper: PartyId, account: AccountId) -> None:
    """Neither the platform, which would pool what others are owed, nor the debtor itself."""
    holder = known(moment, ACCOUNTS, account).holder
    require(holder != keeper, ReceivablesOutcome.platform_holds_nothing, account)
    require(holder != terms.issuer, ReceivablesOutcome.back_to_issuer, account)


def ended(lot: Lot, account: AccountId) -> Redeemed:
    """A lot's unit goes where it is. One that is pledged or frozen does not, over the head of who has it so."""
    path = LOTS.path(lot.instrument)
    return Redeemed(
        instrument=lot.instrument,
        account=account,
        quantity=ONE,
        redeeming=ROOTS.path(lot.root),
        giving=path,
        cause=path,
    )


def paid_from_hold(hold: str, payer: AccountId, receiver: AccountId, lot: Lot, quantity: int) -> Transferred:
    """Money set aside for a lot goes to whoever is owed it."""
    path = LOTS.path(lot.instrument)
    return Transferred(
        sender=payer,
        receiver=receiver,
        instrument=lot.cash,
        quantity=Quantity(quantity),
        part=Part.held,
        giving=ENCUMBRANCES.path(hold),
        taking=path,
        cause=path,
    )


def _parts(moment: Moment, call: lc.Split, lot: Lot, root: Root, here: AccountId) -> Iterator[EventData]:
    """Each begins where the one before ended: together they are the interval that was split."""
    start, path = int(lot.start), LOTS.path(call.lot)
    holder = known(moment, ACCOUNTS, here).holder
    claimed_with = shared(records_of(moment, lot.claimed_on))
    for one in call.parts:
        account = one.account or here
        passes = account != here
        yield le.LotMade(
            lot=one.lot,
            root=lot.root,
            cash=lot.cash,
            start=Quantity(start),
            value=one.value,
            depth=lot.depth + passes,
            parent=call.lot,
            account=account,
            passed_on=(*lot.passed_on, holder) if passes and root.terms.recourse else lot.passed_on,
            claimed_with=claimed_with,
        )
        yield made(one.lot, root)
        brought = UNSET if one.mandate is None else MANDATES.path(one.mandate)
        yield Issued(
            instrument=one.lot,
            account=account,
            quantity=ONE,
            parents=(TITLES.path(call.lot),),
            issuing=ROOTS.path(lot.root),
            taking=brought if passes else path,
            cause=path,
        )
        start += one.value


def _require_on_its_way(moment: Moment, root: Root) -> None:
    """Before the day of maturity a voucher goes from hand to hand; from then on it is paid."""
    going = root.status is RootStatus.circulating and moment.time < root.due
    require(going, ReceivablesOutcome.voucher_due, root.root)


def _require_price(lot: Lot, root: Root, financing: Financing) -> None:
    off = financing.discount + financing.fees
    told = f"{units(off, lot.cash)} off {units(lot.value, lot.cash)}"
    require(off < lot.value, ReceivablesOutcome.price_not_sound, told)
    registered = bool(financing.registration) or not root.promise.registered
    require(registered, ReceivablesOutcome.registration_missing, lot.instrument)


def _require_exact(moment: Moment, call: lc.Take, payer: AccountId, lot: Lot, price: Quantity) -> None:
    """The hold that pays is of exactly the price; of what is given there is none."""
    told = f"{call.lot}: {units(price, lot.cash)}"
    if call.hold is None:
        require(price == 0, ReceivablesOutcome.price_not_exact, told)
    else:
        require_set_aside(moment, call.hold, payer, lot, price, told)


def require_set_aside(moment: Moment, hold: str, payer: AccountId, lot: Lot, quantity: int, told: str) -> None:
    """Exactly so much money of an account is held for the lot."""
    found = active(moment, hold, EncumbranceKind.hold)
    said = (found.account, found.instrument, found.executor, found.quantity)
    exact = (payer, lot.cash, LOTS.path(lot.instrument), quantity)
    require(said == exact, ReceivablesOutcome.price_not_exact, told)


def _price(lot: Lot, made_offer: Offer) -> Quantity:
    if made_offer.financing is None:
        return Quantity(0)
    return Quantity(lot.value - made_offer.financing.discount - made_offer.financing.fees)
