# SPDX-License-Identifier: Apache-2.0
"""The law of crossings: an asset leaves, arrives, comes back; and what is delivered here is paid for there.

Both chains have the same law. What one did the other believes by ``peers`` alone, and each act is once: it makes a
record, or ends one. So an asset is in one place at most, whatever is shown late, twice or never.
"""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.detail import before_then
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known, require_new
from counterfoil.law.outcome import require
from counterfoil.modules.crossings import calls as c
from counterfoil.modules.crossings import events as e
from counterfoil.modules.crossings.dealing import complete, offer, pay, withdraw
from counterfoil.modules.crossings.outcomes import CrossingsOutcome
from counterfoil.modules.crossings.records import (
    ARRIVALS,
    ASSETS,
    DEALS,
    DEPARTURES,
    PAYMENTS,
    USERS,
    Asset,
    AssetSide,
    Departure,
    DepartureStatus,
    UserStatus,
)
from counterfoil.modules.crossings.showing import peer_of, require_never, there, title_path, traced
from counterfoil.modules.crossings.words import WORDS
from counterfoil.modules.holdings.events import Issued, Redeemed, Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, TITLES, EncumbranceKind, Part
from counterfoil.modules.holdings.reservations import active
from counterfoil.modules.instruments.events import InstrumentMade
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind
from counterfoil.modules.parties.events import AccountOpened
from counterfoil.modules.parties.records import Control
from counterfoil.primitives.types import AccountId, ChainId, PartyId, RecordPath

CROSSINGS_FEATURE: Final = "crossings"
"""The feature that lets assets go to other chains and come from them."""


def map_home(call: c.MapHome, moment: Moment) -> Iterable[EventData]:
    chain = _mapped_by_two(call, moment)
    instrument = known(moment, INSTRUMENTS, call.instrument)
    yield e.AssetMapped(
        asset=call.asset,
        side=AssetSide.home,
        peer=call.peer,
        chain=chain,
        instrument=call.instrument,
        unique=instrument.unique,
        pool=call.pool,
        keeper=call.keeper,
        by=call.by,
        reason=call.reason,
    )
    yield _pool(call.asset, call.pool, call.keeper)


def map_mirror(call: c.MapMirror, moment: Moment) -> Iterable[EventData]:
    chain = _mapped_by_two(call, moment)
    theirs = there(moment, call.peer, ASSETS, call.asset)
    same = theirs.side is AssetSide.home and theirs.chain == moment.chain
    require(same, CrossingsOutcome.mapped_otherwise, f"{call.asset}: {theirs.side} of {theirs.chain}")
    original = there(moment, call.peer, INSTRUMENTS, theirs.instrument)
    yield e.AssetMapped(
        asset=call.asset,
        side=AssetSide.mirror,
        peer=call.peer,
        chain=chain,
        instrument=call.instrument,
        unique=original.unique,
        pool=call.pool,
        keeper=call.keeper,
        by=call.by,
        reason=call.reason,
    )
    # A right to money on another chain is no money of this one: that its bank issues alone.
    cash = original.kind is InstrumentKind.cash
    path = ASSETS.path(call.asset)
    yield InstrumentMade(
        instrument=call.instrument,
        kind=InstrumentKind.generic if cash else original.kind,
        issuer=call.keeper,
        name=original.name,
        identifiers=original.identifiers,
        unit=original.unit,
        terms=original.terms,
        supply_limit=original.supply_limit if original.unique else None,
        unique=original.unique,
        defining=path,
        cause=path,
    )
    yield _pool(call.asset, call.pool, call.keeper)


def register(call: c.Register, moment: Moment) -> Iterable[EventData]:
    chain = peer_of(moment, call.peer).chain
    before = moment.read(USERS, chain, call.account)
    stands = before is not None and before.status is UserStatus.registered
    require(not stands, CrossingsOutcome.user_exists, call.account)
    yield e.UserRegistered(chain=chain, account=call.account, there=call.there)


def deregister(call: c.Deregister, moment: Moment) -> Iterable[EventData]:
    user = known(moment, USERS, call.chain, call.account)
    require(user.status is UserStatus.registered, CrossingsOutcome.user_ended, call.account)
    yield e.UserDeregistered(chain=call.chain, account=call.account)


def depart(call: c.Depart, moment: Moment) -> Iterable[EventData]:
    asset = known(moment, ASSETS, call.asset)
    require_new(moment, DEPARTURES, call.crossing)
    require(call.until > moment.time, CrossingsOutcome.crossing_ends_too_early, call.crossing)
    hold = active(moment, call.hold, EncumbranceKind.hold)
    require(hold.instrument == asset.instrument, CrossingsOutcome.not_of_this_asset, hold.instrument)
    yield e.Departed(
        crossing=call.crossing,
        asset=call.asset,
        side=asset.side,
        to=asset.chain,
        account=hold.account,
        instrument=hold.instrument,
        quantity=hold.quantity,
        receiver=call.receiver,
        until=call.until,
        time=moment.time,
    )
    path, giving = DEPARTURES.path(call.crossing), ENCUMBRANCES.path(call.hold)
    if asset.mints:
        yield Redeemed(
            instrument=hold.instrument,
            account=hold.account,
            quantity=hold.quantity,
            redeeming=asset.path,
            giving=giving,
            cause=path,
            part=Part.held,
        )
    else:
        yield Transferred(
            sender=hold.account,
            receiver=asset.pool,
            instrument=hold.instrument,
            quantity=hold.quantity,
            part=Part.held,
            giving=giving,
            taking=asset.path,
            cause=path,
        )


def arrive(call: c.Arrive, moment: Moment) -> Iterable[EventData]:
    peer = peer_of(moment, call.peer)
    require_new(moment, ARRIVALS, peer.chain, call.crossing)
    left = there(moment, call.peer, DEPARTURES, call.crossing)
    require(left.to == moment.chain, CrossingsOutcome.meant_for_another_chain, left.to)
    require(left.status is DepartureStatus.away, CrossingsOutcome.gone_back, call.crossing)
    require(
        moment.time < left.until, CrossingsOutcome.too_late_here, before_then(call.crossing, left.until, moment.time)
    )
    asset = known(moment, ASSETS, left.asset)
    # Two homes under one name are two assets: what left one would be paid out of the other's pool.
    opposite = asset.peer == call.peer and asset.side is not left.side
    require(opposite, CrossingsOutcome.mapped_otherwise, left.asset)
    title = title_path(left.instrument)
    traces = traced(moment, call.peer, title, since=left.since, trail=call.trail) if asset.unique else None
    yield e.Arrived(
        chain=peer.chain,
        crossing=call.crossing,
        asset=left.asset,
        instrument=asset.instrument,
        quantity=left.quantity,
        receiver=left.receiver,
        sender=left.account,
        left=left.since,
        until=left.until,
        title=traces,
    )
    path = ARRIVALS.path(peer.chain, call.crossing)
    taking = USERS.path(peer.chain, left.receiver)
    yield _brought(moment, asset, left, (left.receiver, taking), path)


def take_back(call: c.TakeBack, moment: Moment) -> Iterable[EventData]:
    left = known(moment, DEPARTURES, call.crossing)
    require(left.status is DepartureStatus.away, CrossingsOutcome.gone_back, call.crossing)
    asset = known(moment, ASSETS, left.asset)
    require_never(moment, asset.peer, left.arrival, left.until)
    path = DEPARTURES.path(call.crossing)
    # First: the departure lets its units in while it is away, and no more.
    yield _brought(moment, asset, left, (left.account, path), path)
    yield e.TakenBack(crossing=call.crossing, account=left.account, instrument=left.instrument, quantity=left.quantity)


def _mapped_by_two(call: c.MapHome | c.MapMirror, moment: Moment) -> ChainId:
    require_new(moment, ASSETS, call.asset)
    require(call.keeper != call.by, CrossingsOutcome.two_must_map, call.by)
    return peer_of(moment, call.peer).chain


def _pool(asset: str, pool: AccountId, keeper: PartyId) -> AccountOpened:
    """The account of what is on the other chain, which the mapping alone moves."""
    return AccountOpened(
        account=pool,
        holder=keeper,
        custodian=None,
        incoming=Control.record,
        outgoing=Control.record,
        moved_by=ASSETS.path(asset),
    )


def _brought(
    moment: Moment, asset: Asset, left: Departure, into: tuple[AccountId, RecordPath], cause: RecordPath
) -> Issued | Transferred:
    """Units come into an account, under the record by which it takes them: out of the pool, or into the world."""
    account, taking = into
    first = asset.side is AssetSide.mirror and asset.unique and moment.read(TITLES, asset.instrument) is None
    if asset.mints or first:
        return Issued(
            instrument=asset.instrument,
            account=account,
            quantity=left.quantity,
            parents=(cause,) if first else (),
            issuing=asset.path,
            taking=taking,
            cause=cause,
        )
    return Transferred(
        sender=asset.pool,
        receiver=account,
        instrument=asset.instrument,
        quantity=left.quantity,
        giving=asset.path,
        taking=taking,
        cause=cause,
    )


LAW: Final = Law(
    noun="crossings",
    calls=under(
        CROSSINGS_FEATURE,
        {
            c.MapHome: map_home,
            c.MapMirror: map_mirror,
            c.Register: register,
            c.Deregister: deregister,
            c.Depart: depart,
            c.Arrive: arrive,
            c.TakeBack: take_back,
            c.Offer: offer,
            c.PayAcross: pay,
            c.Complete: complete,
            c.Withdraw: withdraw,
        },
    ),
    events=e.EVENTS,
    tables=(ASSETS, USERS, DEPARTURES, ARRIVALS, DEALS, PAYMENTS),
    outcomes=CrossingsOutcome,
    words=WORDS,
)
