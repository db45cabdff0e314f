# SPDX-License-Identifier: Apache-2.0
"""Auctions of the open day: what a house puts up, a bid as a file that its bidder keeps, and how each stands."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from counterfoil.evidence.text import format_time_at
from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.modules.futures import auction_calls as c
from counterfoil.modules.futures.auction_records import AUCTIONS, Auction, PutUp, seal_of
from counterfoil.modules.futures.auctioning import auctions_of, best_of, bids_of, movings_of, source_of
from counterfoil.modules.futures.position_names import named
from counterfoil.modules.futures.positions import POSITIONS, Direction
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS
from counterfoil.node.futures.settling_day import open_house_of
from counterfoil.node.submitting import fresh_seed
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import read_input_file
from counterfoil.primitives.types import AccountId, PartyId


class SecretBid(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bidder keeps until bids are opened: whoever has it knows the bid."""

    house: str
    auction: str
    bidder: PartyId
    price: int
    salt: str

    @property
    def sealed(self) -> c.SealBid:
        """What is handed in first."""
        seal = seal_of(self.house, self.auction, self.bidder, self.price, self.salt)
        return c.SealBid(house=self.house, auction=self.auction, bidder=self.bidder, seal=seal)

    @property
    def opened(self) -> c.OpenBid:
        """What is handed in then."""
        return c.OpenBid(house=self.house, auction=self.auction, bidder=self.bidder, price=self.price, salt=self.salt)


def secret_bid(house: str, auction: str, bidder: str, price: int) -> SecretBid:
    """With a salt that nobody can guess."""
    salt = fresh_seed().hex()
    return SecretBid(house=house, auction=auction, bidder=PartyId(bidder), price=price, salt=salt)


def read_bid(file: Path) -> SecretBid:
    """InputError where the file is none."""
    try:
        return canonical.decode_json(read_input_file(file), SecretBid)
    except (msgspec.MsgspecError, UnicodeDecodeError, OSError) as error:
        remedy = "a file that counterfoil clearing auction seal wrote"
        raise InputError(f"no bid: {error}", where=str(file), remedy=remedy) from error


def put_up_of(view: View, account: str, contracts: Sequence[str]) -> tuple[PutUp, ...]:
    """All that an account has open, or what it has of these contracts; InputError where that is nothing."""
    found = view.read(MARGIN_ACCOUNTS, account)
    if found is None:
        raise InputError(f"no margin account {account!r}", where="--account", remedy="identifiers are case-sensitive")
    lots = []
    for listed in found.positions:
        contract, hedge = named(listed)
        position = view.read(POSITIONS, account, contract, hedge)
        if position is None or (contracts and contract not in contracts):
            continue
        for side, there in ((Direction.bought, position.long_lots), (Direction.sold, position.short_lots)):
            if there:
                lots.append(PutUp(contract=contract, hedge=hedge, side=side, lots=there))
    if not lots:
        raise InputError("nothing is open", where=account, remedy="counterfoil show account says what it has")
    return tuple(lots)


def announced(view: View, call: c.AnnounceAuction, account: str, contracts: Sequence[str]) -> list[Call]:
    """Lots put up and announced, in one transaction. The member is who answers for the account."""
    lots = put_up_of(view, account, contracts)
    member = view.read(MARGIN_ACCOUNTS, account)
    assert member is not None, "its lots were found"
    source = c.PutUpLots(house=call.house, auction=call.auction, account=AccountId(account), portfolio=lots)
    return [source, msgspec.structs.replace(call, member=member.member, portfolio=lots)]


def auction_of(view: View, house: str, name: str) -> Auction:
    """Of the open day; InputError where there is none."""
    day = open_house_of(view, house)[1]
    found = view.read(AUCTIONS, house, str(day), name)
    if found is None:
        known = ", ".join(one.auction for one in auctions_of(view, house, day)) or "none"
        raise InputError(f"no auction {name!r} on the open day", where=house, remedy=f"known: {known}")
    return found


def award_of(view: View, house: str, name: str) -> c.AwardAuction:
    """Who wins, of the bids that are open."""
    best = best_of(view, auction_of(view, house, name))
    return c.AwardAuction(house=house, auction=name, winner=None if best is None else best.bidder)


def standing(view: View, house: str) -> Iterator[dict[str, Any]]:
    """Each auction of the open day, by name."""
    found, day = open_house_of(view, house)
    for one in auctions_of(view, house, day):
        bids, best = bids_of(view, one), best_of(view, one)
        lots = ", ".join(f"{lot.lots} {lot.side} {lot.contract} {lot.hedge}" for lot in one.portfolio)
        moved = (0 if end is None else len(end.moved) for end in movings_of(view, one).values())
        yield {
            "auction": one.auction,
            "status": str(one.status),
            "member": one.member,
            "account": source_of(view, one),
            "lots": lots,
            "sealed until": format_time_at(one.sealed_until, found.offset_min),
            "opened until": format_time_at(one.opened_until, found.offset_min),
            "bids": len(bids),
            "open bids": sum(bid.price is not None for bid in bids),
            "best": None if best is None else f"{best.bidder} {best.price}",
            "winner": one.winner,
            "price": one.price,
            "moved": " and ".join(f"{n} of {len(one.portfolio)}" for n in moved),
        }
