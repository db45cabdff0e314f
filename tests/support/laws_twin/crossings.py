# SPDX-License-Identifier: Apache-2.0
"""Crossings said a second time: two books, what each was shown of the other, and calls as plain dicts.

A parcel is a thing with an end, that one book sends and the other takes in; a deal is units kept in one book for money
in the other. Nothing is proved here: what a book is shown of the other is what the other has when it is shown.
"""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final

from support.laws_twin.state import Denied, Plain, demand

LEAST_OF_A_TITLE: Final = 32
KEEPER: Final = "registrar"
SUPERVISOR: Final = "supervisor"


class Book:
    """One chain: who has what, and what it knows of the other."""

    def __init__(self, name: str, other: str, instruments: dict[str, bool], accounts: set[str]) -> None:
        self.name, self.other = name, other
        self.instruments = instruments
        """name → whether it is unique"""
        self.accounts = accounts
        self.free: Counter[tuple[str, str]] = Counter()
        self.kept: dict[str, Plain] = {}
        """what is set aside, by the name of the hold"""
        self.titles: dict[str, list[str]] = {}
        """all who ever had what is unique"""
        self.facts: dict[str, dict[str, Plain]] = {kind: {} for kind in KINDS}
        self.seen: dict[tuple[str, str], tuple[int, Plain | None]] = {}

    def fact(self, kind: str, name: str) -> Plain | None:
        """What the other is shown of it."""
        if kind == "title":
            had = self.titles.get(name)
            return None if not had else {"had": list(enumerate(had, 1))}
        if kind == "instrument":
            unique = self.instruments.get(name)
            return None if unique is None else {"unique": unique}
        return deepcopy(self.facts[kind].get(name))

    def has(self, account: str, instrument: str) -> tuple[int, int]:
        """Free, and set aside."""
        mine = [one for one in self.kept.values() if (one["account"], one["instrument"]) == (account, instrument)]
        return self.free[account, instrument], sum(one["quantity"] for one in mine if one["open"])

    def comes(self, instrument: str, quantity: int, to: str) -> None:
        """Units come to an account; of what is unique it is noted."""
        self.free[to, instrument] += quantity
        if self.instruments[instrument]:
            self.titles.setdefault(instrument, []).append(to)


KINDS: Final = ("asset", "user", "departure", "arrival", "deal", "payment")


def show(book: Book, peer: Book, time: int, kind: str, name: str) -> None:
    """The book is shown what its peer has of something, at a time of the peer."""
    book.seen[kind, name] = time, peer.fact(kind, name)


def submit(books: dict[str, Book], at: str, calls: list[Plain], signers: set[str], time: int) -> str:
    """The outcome of a transaction; of one that is refused nothing stays."""
    book = deepcopy(books[at])
    try:
        for call in calls:
            CALLS[call["call"]](book, call, signers, time)
    except Denied as denied:
        return denied.outcome
    books[at] = book
    return "ok"


def owner(account: str) -> str:
    return account.removeprefix("of-")


def signed(signers: set[str], *names: str) -> None:
    demand(set(names) <= signers, "not_authorised")


def told(book: Book, kind: str, name: str) -> tuple[int, Plain | None]:
    demand((kind, name) in book.seen, "not_shown_across")
    return book.seen[kind, name]


def there(book: Book, kind: str, name: str) -> Plain:
    """What the other was shown to have."""
    _, fact = told(book, kind, name)
    if fact is None:
        raise Denied("not_there")
    return fact


def never(book: Book, kind: str, name: str, end: int) -> None:
    """The other did not take it, and takes it no more."""
    time, fact = told(book, kind, name)
    demand(fact is None, "accepted_there")
    demand(end <= time, "other_chain_may_accept")


def aside(book: Book, name: str) -> Plain:
    demand(name in book.kept and book.kept[name]["open"], "unknown_encumbrance")
    return book.kept[name]


def spent(book: Book, kept: Plain, purpose: str) -> None:
    """What was set aside is used for what it was set aside for."""
    demand(kept["for"] == purpose, "hold_reserved")
    kept["open"] = False


def let_in(book: Book, account: str) -> None:
    user = book.facts["user"].get(account)
    demand(user, "consent_missing")
    demand(user and user["stands"], "user_ended")


# What holdings do.


def hold(book: Book, call: Plain, signers: set[str], _time: int) -> None:
    account, instrument, quantity = call["account"], call["instrument"], call["quantity"]
    signed(signers, owner(account))
    demand(book.free[account, instrument] >= quantity, "insufficient_free_quantity")
    book.free[account, instrument] -= quantity
    book.kept[call["hold"]] = {
        "account": account,
        "instrument": instrument,
        "quantity": quantity,
        "for": call["executor"],
        "open": True,
    }


def transfer(book: Book, call: Plain, signers: set[str], _time: int) -> None:
    sender, receiver, instrument, quantity = (call[one] for one in ("sender", "receiver", "instrument", "quantity"))
    demand(sender != receiver, "same_account")
    signed(signers, owner(sender), owner(receiver))
    demand(book.free[sender, instrument] >= quantity, "insufficient_free_quantity")
    book.free[sender, instrument] -= quantity
    book.comes(instrument, quantity, receiver)


# Mappings and users.


def mapped(book: Book, call: Plain, signers: set[str], side: str, unique: bool) -> None:
    demand(call["keeper"] == KEEPER and call["by"] == SUPERVISOR, "role_missing")
    signed(signers, KEEPER, SUPERVISOR)
    demand(call["pool"] not in book.accounts, "account_exists")
    book.accounts.add(call["pool"])
    facts = {"side": side, "instrument": call["instrument"], "unique": unique, "pool": call["pool"]}
    book.facts["asset"][call["asset"]] = facts


def map_home(book: Book, call: Plain, signers: set[str], _time: int) -> None:
    demand(call["asset"] not in book.facts["asset"], "asset_exists")
    demand(call["instrument"] in book.instruments, "unknown_instrument")
    mapped(book, call, signers, "home", book.instruments[call["instrument"]])


def map_mirror(book: Book, call: Plain, signers: set[str], _time: int) -> None:
    demand(call["asset"] not in book.facts["asset"], "asset_exists")
    theirs = there(book, "asset", call["asset"])
    demand(theirs["side"] == "home", "mapped_otherwise")
    original = there(book, "instrument", theirs["instrument"])
    mapped(book, call, signers, "mirror", original["unique"])
    demand(call["instrument"] not in book.instruments, "instrument_exists")
    book.instruments[call["instrument"]] = original["unique"]


def register(book: Book, call: Plain, signers: set[str], _time: int) -> None:
    user = book.facts["user"].get(call["account"])
    demand(not (user and user["stands"]), "user_exists")
    signed(signers, owner(call["account"]))
    book.facts["user"][call["account"]] = {"stands": True}


def deregister(book: Book, call: Plain, signers: set[str], _time: int) -> None:
    user = book.facts["user"].get(call["account"])
    demand(user, "unknown_user")
    demand(user and user["stands"], "user_ended")
    signed(signers, owner(call["account"]))
    book.facts["user"][call["account"]] = {"stands": False}


# Parcels.


def stays_in_the_pool(asset: Plain) -> bool:
    """Of what is no mirror, and of what is unique, the units stay in the world while they are on the other chain."""
    return asset["side"] == "home" or bool(asset["unique"])


def depart(book: Book, call: Plain, signers: set[str], time: int) -> None:
    name = call["crossing"]
    demand(call["asset"] in book.facts["asset"], "unknown_asset")
    asset = book.facts["asset"][call["asset"]]
    demand(name not in book.facts["departure"], "departure_exists")
    demand(time < call["until"], "crossing_ends_too_early")
    kept = aside(book, call["hold"])
    demand(kept["instrument"] == asset["instrument"], "not_of_this_asset")
    signed(signers, owner(kept["account"]))
    spent(book, kept, f"crossings/departure/{name}")
    if stays_in_the_pool(asset):
        book.comes(kept["instrument"], kept["quantity"], asset["pool"])
    book.facts["departure"][name] = {
        "asset": call["asset"],
        "side": asset["side"],
        "account": kept["account"],
        "instrument": kept["instrument"],
        "quantity": kept["quantity"],
        "receiver": call["receiver"],
        "left": time,
        "until": call["until"],
        "status": "away",
    }


def brought(book: Book, asset: Plain, quantity: int, account: str) -> None:
    """Units come out of the pool, where some are; else into the world."""
    if book.free[asset["pool"], asset["instrument"]]:
        book.free[asset["pool"], asset["instrument"]] -= quantity
    book.comes(asset["instrument"], quantity, account)


def shown_title(book: Book, left: Plain, trail: list[tuple[int, str]]) -> Plain:
    """Who had what is unique there, as far as it is shown: the how manieth event, and who had it then."""
    time, title = told(book, "title", left["instrument"])
    demand(title and time >= left["left"], "title_not_shown")
    had = title["had"] if title else []
    demand(trail == had[len(had) - len(trail) :] and len(trail) <= len(had), "title_not_traced")
    demand(len(trail) >= min(len(had), LEAST_OF_A_TITLE), "title_not_traced")
    return {"before": len(had) - len(trail), "had": [who for _, who in trail]}


def arrive(book: Book, call: Plain, _signers: set[str], time: int) -> None:
    name = call["crossing"]
    demand(name not in book.facts["arrival"], "already_arrived")
    left = there(book, "departure", name)
    demand(left["status"] == "away", "gone_back")
    demand(time < left["until"], "too_late_here")
    demand(left["asset"] in book.facts["asset"], "unknown_asset")
    asset = book.facts["asset"][left["asset"]]
    demand({left["side"], asset["side"]} == {"home", "mirror"}, "mapped_otherwise")
    title = shown_title(book, left, call["trail"]) if asset["unique"] else None
    let_in(book, left["receiver"])
    brought(book, asset, left["quantity"], left["receiver"])
    book.facts["arrival"][name] = {"quantity": left["quantity"], "sender": left["account"], "title": title}


def take_back(book: Book, call: Plain, _signers: set[str], _time: int) -> None:
    name = call["crossing"]
    demand(name in book.facts["departure"], "unknown_departure")
    left = book.facts["departure"][name]
    demand(left["status"] == "away", "gone_back")
    never(book, "arrival", name, left["until"])
    brought(book, book.facts["asset"][left["asset"]], left["quantity"], left["account"])
    left["status"] = "taken_back"


# Deals.


def offer(book: Book, call: Plain, signers: set[str], time: int) -> None:
    name = call["deal"]
    demand(name not in book.facts["deal"], "cross_deal_exists")
    demand(time < call["until"], "crossing_ends_too_early")
    kept = aside(book, call["hold"])
    demand(kept["account"] != call["receiver"], "same_account")
    signed(signers, owner(kept["account"]))
    spent(book, kept, f"crossings/deal/{name}")
    book.kept[f"crossings/{name}"] = {**kept, "open": True}
    book.facts["deal"][name] = {
        "receiver": call["receiver"],
        "price": call["price"],
        "until": call["until"],
        "status": "reserved",
    }


def pay(book: Book, call: Plain, signers: set[str], time: int) -> None:
    name = call["deal"]
    demand(name not in book.facts["payment"], "already_paid_across")
    deal = there(book, "deal", name)
    demand(deal["status"] == "reserved", "deal_over")
    demand(time < deal["until"], "too_late_here")
    kept, price = aside(book, call["hold"]), deal["price"]
    demand(all(kept[one] == price[one] for one in ("instrument", "quantity")), "deal_otherwise")
    demand(kept["account"] == price["sender"], "deal_otherwise")
    signed(signers, owner(price["sender"]))
    spent(book, kept, f"crossings/payment/{book.other}/{name}")
    let_in(book, price["receiver"])
    book.comes(price["instrument"], price["quantity"], price["receiver"])
    book.facts["payment"][name] = {"price": price}


def still_open(book: Book, name: str) -> Plain:
    demand(name in book.facts["deal"], "unknown_cross_deal")
    demand(book.facts["deal"][name]["status"] == "reserved", "deal_over")
    return book.facts["deal"][name]


def complete(book: Book, call: Plain, _signers: set[str], _time: int) -> None:
    deal = still_open(book, call["deal"])
    there(book, "payment", call["deal"])
    let_in(book, deal["receiver"])
    kept = book.kept[f"crossings/{call['deal']}"]
    kept["open"], deal["status"] = False, "delivered"
    book.comes(kept["instrument"], kept["quantity"], deal["receiver"])


def withdraw(book: Book, call: Plain, _signers: set[str], _time: int) -> None:
    deal = still_open(book, call["deal"])
    never(book, "payment", call["deal"], deal["until"])
    kept = book.kept[f"crossings/{call['deal']}"]
    kept["open"], deal["status"] = False, "withdrawn"
    book.free[kept["account"], kept["instrument"]] += kept["quantity"]


CALLS: Final[dict[str, Callable[[Book, Plain, set[str], int], Any]]] = {
    "holdings.hold": hold,
    "holdings.transfer": transfer,
    "crossings.map_home": map_home,
    "crossings.map_mirror": map_mirror,
    "crossings.register": register,
    "crossings.deregister": deregister,
    "crossings.depart": depart,
    "crossings.arrive": arrive,
    "crossings.take_back": take_back,
    "crossings.offer": offer,
    "crossings.pay": pay,
    "crossings.complete": complete,
    "crossings.withdraw": withdraw,
}
