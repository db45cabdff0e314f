# SPDX-License-Identifier: Apache-2.0
"""Delivery on one chain against payment on another: both set aside before, decided by the payment, carried by proof."""

from collections.abc import Iterable

from counterfoil.law.detail import before_then
from counterfoil.law.event import EventData
from counterfoil.law.moment import Moment, known, require_new
from counterfoil.law.outcome import require
from counterfoil.modules.crossings import calls as c
from counterfoil.modules.crossings import events as e
from counterfoil.modules.crossings.outcomes import CrossingsOutcome
from counterfoil.modules.crossings.records import DEALS, PAYMENTS, RESERVATIONS, USERS, Deal, DealStatus
from counterfoil.modules.crossings.showing import peer_of, require_never, there
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import ENCUMBRANCES, EncumbranceKind, Part
from counterfoil.modules.holdings.reservations import Held, active, given_back


def offer(call: c.Offer, moment: Moment) -> Iterable[EventData]:
    chain = peer_of(moment, call.peer).chain
    require_new(moment, DEALS, call.deal)
    require(call.until > moment.time, CrossingsOutcome.crossing_ends_too_early, call.deal)
    hold = active(moment, call.hold, EncumbranceKind.hold)
    # What is paid for must be possible to deliver.
    require(hold.account != call.receiver, HoldingsOutcome.same_account, call.receiver)
    yield e.Offered(
        deal=call.deal,
        peer=call.peer,
        to=chain,
        account=hold.account,
        instrument=hold.instrument,
        quantity=hold.quantity,
        receiver=call.receiver,
        price=call.price,
        until=call.until,
        time=moment.time,
    )
    path = DEALS.path(call.deal)
    # Kept without an end: only what the other chain shows tells which way it goes.
    yield Held(
        encumbrance=f"{RESERVATIONS}{call.deal}",
        account=hold.account,
        instrument=hold.instrument,
        quantity=hold.quantity,
        executor=path,
        expires=None,
        cause=path,
        giving=ENCUMBRANCES.path(call.hold),
    )


def pay(call: c.PayAcross, moment: Moment) -> Iterable[EventData]:
    peer = peer_of(moment, call.peer)
    require_new(moment, PAYMENTS, peer.chain, call.deal)
    deal = there(moment, call.peer, DEALS, call.deal)
    require(deal.to == moment.chain, CrossingsOutcome.meant_for_another_chain, deal.to)
    require(deal.status is DealStatus.reserved, CrossingsOutcome.deal_over, call.deal)
    require(moment.time < deal.until, CrossingsOutcome.too_late_here, before_then(call.deal, deal.until, moment.time))
    hold = active(moment, call.hold, EncumbranceKind.hold)
    price = deal.price
    meant = (hold.account, hold.instrument, hold.quantity) == (price.sender, price.instrument, price.quantity)
    require(meant, CrossingsOutcome.deal_otherwise, hold.told)
    yield e.PaidAcross(chain=peer.chain, deal=call.deal, price=price, time=moment.time)
    yield Transferred(
        sender=price.sender,
        receiver=price.receiver,
        instrument=price.instrument,
        quantity=price.quantity,
        part=Part.held,
        giving=ENCUMBRANCES.path(call.hold),
        taking=USERS.path(peer.chain, price.receiver),
        cause=PAYMENTS.path(peer.chain, call.deal),
    )


def complete(call: c.Complete, moment: Moment) -> Iterable[EventData]:
    deal = _open(moment, call.deal)
    there(moment, deal.peer, PAYMENTS, moment.chain, call.deal)
    # An order may have moved what is kept with its account, to another of the same holder.
    kept = known(moment, ENCUMBRANCES, deal.reservation)
    yield Transferred(
        sender=kept.account,
        receiver=deal.receiver,
        instrument=deal.instrument,
        quantity=deal.quantity,
        part=Part.held,
        giving=ENCUMBRANCES.path(deal.reservation),
        taking=USERS.path(deal.to, deal.receiver),
        cause=DEALS.path(call.deal),
    )
    yield e.Delivered(deal=call.deal)


def withdraw(call: c.Withdraw, moment: Moment) -> Iterable[EventData]:
    deal = _open(moment, call.deal)
    require_never(moment, deal.peer, deal.payment, deal.until)
    yield from given_back(moment, deal.reservation, DEALS.path(call.deal))
    yield e.Withdrawn(deal=call.deal)


def _open(moment: Moment, name: str) -> Deal:
    deal = known(moment, DEALS, name)
    require(deal.status is DealStatus.reserved, CrossingsOutcome.deal_over, name)
    return deal
