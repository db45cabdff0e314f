# SPDX-License-Identifier: Apache-2.0
"""What is carried from one chain to another when an asset crosses: which records are asked for, and chains of title."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TypeVar

from counterfoil.evidence.text import format_time
from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.crossings import calls as c
from counterfoil.modules.crossings.queries import assets, mapped, stands
from counterfoil.modules.crossings.records import (
    ARRIVALS,
    ASSETS,
    DEALS,
    DEPARTURES,
    PAYMENTS,
    USERS,
    Asset,
    Deal,
    UserStatus,
)
from counterfoil.modules.holdings.calls import Hold
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.node.collect import ChainReader
from counterfoil.node.network import Network
from counterfoil.node.supply.answering import answers_of, resting
from counterfoil.node.supply.peer_asking import unanswered
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import (
    AccountId,
    ChainId,
    Height,
    InstrumentId,
    JsonText,
    PartyId,
    Quantity,
    RecordPath,
    Timestamp,
)

R = TypeVar("R", bound=TrailedRecord)
HOLD: Final = "crossing-"
"""What the names of holds begin with that are made with a crossing."""
TRAIL_LENGTH_MAX: Final = 48_000
"""Characters of a trail in a call, which has its names and quotes besides."""


def title_events(reader: ChainReader, instrument: InstrumentId, height: Height) -> tuple[JsonText, ...]:
    """The events of a title up to a block, as many of the last as a call shows."""
    trail = [place for place in reader.trail(TITLES.path(instrument)) if place[0] <= height]
    found: list[JsonText] = []
    length = 0
    for place in reversed(trail[-c.TRAIL_MAX :]):
        text = JsonText(reader.event(*place).decode())
        length += len(text) + text.count('"')
        if length > TRAIL_LENGTH_MAX:
            break
        found.append(text)
    return tuple(reversed(found))


def require_asset(view: View, name: str) -> Asset:
    """A mapping; InputError where there is none, which says which there are."""
    found = mapped(view, name)
    if found is None:
        known = ", ".join(one.asset for one in assets(view)) or "none"
        raise InputError("no such asset is mapped", where=name, remedy=f"crossing map maps one; mapped are: {known}")
    return found


def receiver_of(view: View, asset: Asset, account: AccountId, to: AccountId | None) -> AccountId:
    """The account there that is meant: the one that is said, or the one that an account here is registered as."""
    user = view.read(USERS, asset.chain, account)
    if to is None and (user is None or user.status is not UserStatus.registered):
        remedy = "name it with --to, or register it: counterfoil crossings register"
        raise InputError(f"{account} is not registered for {asset.chain}", where="--to", remedy=remedy)
    return to or (account if user is None else user.there)


def sending(
    asset: Asset, crossing: str, accounts: tuple[AccountId, AccountId], quantity: Quantity, until: Timestamp
) -> list[Call]:
    """Set units of an account here aside, and send them to one there."""
    hold, (account, to) = f"{HOLD}{crossing}", accounts
    return [
        set_aside(hold, DEPARTURES.path(crossing), (account, asset.instrument, quantity), until),
        c.Depart(crossing=crossing, asset=asset.asset, hold=hold, receiver=to, until=until),
    ]


class Agreed(NamedTuple):
    """What a payer means to pay for, and whom: a deal of that name may be anybody's, who was quicker."""

    quantity: int
    instrument: str
    price: int
    payee: str


def require_agreed(deal: Deal, agreed: Agreed) -> None:
    """Raise InputError, which says what the deal is, where it is another than agreed."""
    price = deal.price
    found = Agreed(deal.quantity, deal.instrument, price.quantity, price.receiver)
    if found != agreed:
        told = (
            f"{deal.quantity} {deal.instrument} to {deal.receiver} on {deal.origin}, "
            f"for {price.quantity} {price.instrument} from {price.sender} to {price.receiver}"
        )
        raise InputError(f"it is {told}", where=deal.deal, remedy="nothing was paid: agree on another deal")


def paying(peer: RecordPath, deal: Deal) -> list[Call]:
    """Set money aside until the end, and pay with it what the other chain keeps."""
    price, hold = deal.price, f"{HOLD}{deal.deal}"
    path = PAYMENTS.path(deal.origin, deal.deal)
    return [
        set_aside(hold, path, (price.sender, price.instrument, price.quantity), deal.until),
        c.PayAcross(peer=peer, deal=deal.deal, hold=hold),
    ]


def set_aside(
    hold: str, executor: RecordPath, what: tuple[AccountId, InstrumentId, Quantity], until: Timestamp
) -> Hold:
    """A hold of (account, instrument, quantity) for a record, until a time."""
    account, instrument, quantity = what
    return Hold(hold=hold, account=account, instrument=instrument, quantity=quantity, executor=executor, expires=until)


class Carrier:
    """What another chain has published, and calls that show it here."""

    def __init__(self, network: Network, view: View, peer: ChainId, by: PartyId) -> None:
        self._view, self._peer, self._by, self._now = view, peer, by, network.now_ms()
        # The log first, which a service may go on with: so the chain has every block that the log has.
        self._log = network.published()
        self.reader = network.chain(peer, writable=False).reader
        self.height = resting(self.reader, self._log)

    def record(self, table: Table[R], *key: str) -> R:
        """A record of the other chain; InputError where it has none."""
        path = table.path(*key)
        found = self.reader.record(path, self.height)
        if found is None:
            remedy = "what is not published yet is not there: see the name, and publish"
            raise InputError(f"{self._peer} has published no such record", where=path, remedy=remedy)
        return canonical.decode(found, table.record)

    def answers(self, *records: RecordPath) -> list[Call]:
        """Calls that show these records, as far as they were not shown as late."""
        header = self.reader.header(self.height).time
        asked = unanswered(self._view, self._peer, records, header=header, now=self._now)
        return list(answers_of(self.reader, self._log, asked, self._by)) if asked else []


def mirroring(carrier: Carrier, call: c.MapMirror) -> list[Call]:
    """Show the mapping at home and its instrument, and map the mirror."""
    home = carrier.record(ASSETS, call.asset)
    return [*carrier.answers(ASSETS.path(call.asset), INSTRUMENTS.path(home.instrument)), call]


def arriving(carrier: Carrier, view: View, peer: RecordPath, crossing: str) -> list[Call]:
    """Show what left the other chain, with its title where it is unique, and take it in."""
    left = carrier.record(DEPARTURES, crossing)
    unique = require_asset(view, left.asset).unique
    records = [DEPARTURES.path(crossing), *([TITLES.path(left.instrument)] if unique else [])]
    trail = title_events(carrier.reader, left.instrument, carrier.height) if unique else ()
    return [*carrier.answers(*records), c.Arrive(peer=peer, crossing=crossing, trail=trail)]


def ending(carrier: Carrier, deal: Deal) -> list[Call]:
    """Show whether it was paid on the other chain: then it is delivered, and else free again."""
    paid = carrier.reader.record(deal.payment, carrier.height) is not None
    end: Call = c.Complete(deal=deal.deal) if paid else c.Withdraw(deal=deal.deal)
    return [*carrier.answers(deal.payment), end]


def told(view: View) -> Iterator[dict[str, Any]]:
    """Every mapping, and how much of it is where as far as this chain knows."""
    for asset in assets(view):
        yield {
            "asset": asset.asset,
            "side": asset.side.value,
            "chain": asset.chain,
            "instrument": asset.instrument,
            "units": stands(view, asset),
        }


def under_way(view: View) -> Iterator[dict[str, Any]]:
    """What left and was not taken back, with its end: what became of it the other chain knows."""
    for _, left in view.rows(DEPARTURES):
        yield {
            "crossing": left.crossing,
            "asset": left.asset,
            "to": left.to,
            "account": left.account,
            "receiver": left.receiver,
            "quantity": left.quantity,
            "until": format_time(left.until),
            "status": left.status.value,
        }


def came(view: View) -> Iterator[dict[str, Any]]:
    """What arrived."""
    for _, one in view.rows(ARRIVALS):
        yield {
            "crossing": one.crossing,
            "asset": one.asset,
            "from": one.chain,
            "account": one.sender,
            "receiver": one.receiver,
            "quantity": one.quantity,
        }


def deals(view: View) -> Iterator[dict[str, Any]]:
    """What is delivered here for what is paid elsewhere."""
    for _, one in view.rows(DEALS):
        price = one.price
        yield {
            "deal": one.deal,
            "account": one.account,
            "receiver": one.receiver,
            "instrument": one.instrument,
            "quantity": one.quantity,
            "paid_on": one.to,
            "price": f"{price.quantity} {price.instrument}",
            "until": format_time(one.until),
            "status": one.status.value,
        }
