# SPDX-License-Identifier: Apache-2.0
"""A chain between which and another, the port, things crossed or might: one in each state that a rule tells apart."""

from functools import cache
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.modules.crossings import calls as c
from counterfoil.modules.crossings.records import (
    ARRIVALS,
    ASSETS,
    DEALS,
    DEPARTURES,
    PAYMENTS,
    AssetSide,
    CrossPayment,
    Price,
)
from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind
from support.crossed import (
    CASH,
    DEED,
    DEEDS,
    HOUR,
    KEEPERS,
    SHARE,
    SHARES,
    asked,
    defined,
    departing,
    hold,
    issued,
    map_home,
    map_mirror,
    of,
    offer,
    path_of,
    populated,
    register,
)
from support.peered import chain_named, trusting
from support.vouchers_stage import OnWorld, Stage

NAME: Final = "port"
PORT: Final = path_of(NAME)
OWN: Final = "of-third"
"""the mapping of what is at home here; the port calls another so, which goes to a third chain"""
BILL: Final = "BILL"
BILLS: Final = "bills"
"""what is unique, and whose title was shown before it left"""
LONG: Final = 10_000 * HOUR
MAPPED: Final = (SHARES, DEEDS, "unmapped", "unmade", "of-another", "unshown", "taken", BILLS)
PAID: Final = Price(sender=of("bob"), receiver=of("alice"), instrument=CASH, quantity=1_000)
SENT: Final[dict[str, dict[str, Any]]] = {
    "good": {},
    "late": {"until": 2 * HOUR},
    "third": {"asset": OWN},
    "unmapped": {"asset": "unmapped"},
    "another": {"asset": "of-another"},
    "nobody": {"receiver": "of-maker"},
    "ended": {"receiver": of("bob")},
    "back": {"until": 100 * HOUR},
    "misread": {},
    "unshown": {},
    "arrived": {},
}
"""crossing → what is odd about it"""
OFFERED: Final[dict[str, dict[str, Any]]] = {
    "good": {},
    "late": {"until": 2 * HOUR},
    "third": {"peer": path_of("third")},
    "over": {},
    "nobody": {"price": replace(PAID, receiver=of("maker"))},
    "unshown": {},
    "settled": {},
}


@cache
def port(chain: str) -> OnWorld:
    """The port, which sent and offers what each rule is about, to this chain and to a third."""
    found = OnWorld(chain_named(NAME))
    issued(populated(found))
    found.do(*defined(BILL, "maker", InstrumentKind.generic, unique=True), signed_by="maker")
    found.do(Issue(instrument=BILL, account=of("alice"), quantity=1), signed_by="maker alice")
    here = OnWorld(chain_named(chain))
    for peer in (here, OnWorld(chain_named("third"))):
        found.do(trusting(peer.world), signed_by=KEEPERS)
    found.do(register(chain, "bob"), signed_by="bob")
    for asset in (*MAPPED, OWN, "third-too"):
        instrument = {DEEDS: DEED, BILLS: BILL}.get(asset, SHARE)
        peer_name = "third" if asset in (OWN, "third-too") else chain
        found.do(map_home(asset, peer=path_of(peer_name), instrument=instrument), signed_by=KEEPERS)
    start = found.time
    for crossing, odd in SENT.items():
        until = start + odd.get("until", LONG)
        held, sent = departing(found, crossing, 10, **{**odd, "asset": SHARES, "until": until})
        found.do(held, replace(sent, asset=odd.get("asset", SHARES)), signed_by="alice")
    found.do(*departing(found, "titled", 1, asset=DEEDS, until=start + LONG), signed_by="alice")
    for deal, odd in OFFERED.items():
        until = start + odd.get("until", LONG)
        held, offered = offer(found, deal, **{"peer": path_of(chain), "price": PAID, **odd, "until": until})
        found.do(replace(held, quantity=10), offered, signed_by="alice")
    _write(here, PAYMENTS.path(NAME, "over"), CrossPayment(chain=NAME, deal="over", price=PAID, time=start))
    asked(found, here, ARRIVALS.path(NAME, "back"), PAYMENTS.path(NAME, "over"), late=100 * HOUR)
    found.do(c.TakeBack(crossing="back"), c.Complete(deal="over"), signed_by="alice")
    # As if it were a mirror there: so it is the other end of what is at home here, and no less meant for the third.
    _write(found, DEPARTURES.path("third"), replace(found.world.read(DEPARTURES, "third"), side=AssetSide.mirror))
    party = found.world.ledger.view.find("parties/party/registrar")
    paid = CrossPayment(chain=chain, deal="accepted", price=PAID, time=start)
    for path, record in {
        DEPARTURES.path("misread"): party,
        ARRIVALS.path(chain, "accepted"): party,
        PAYMENTS.path(chain, "accepted"): paid,
        PAYMENTS.path(chain, "to-nobody"): replace(paid, deal="to-nobody"),
    }.items():
        _write(found, path, record)
    return found


def _write(stage: OnWorld, path: str, record: Any) -> None:
    """A record that no call makes."""
    stage.world.rogue_block(lambda ctx: ctx.state.write(path, record))


def joined_to(stage: Stage, other: OnWorld, chain: str) -> None:
    """The chain believes the port, has things of it, and sent and offers things of its own."""
    issued(populated(stage))
    stage.do(trusting(other.world), signed_by=KEEPERS)
    stage.do(trusting(chain_named("second")), signed_by=KEEPERS)
    for firm in ("alice", "bob", "bank"):
        stage.do(register(NAME, firm), signed_by=firm)
    stage.do(c.Deregister(chain=NAME, account=of("bob")), signed_by="bob")
    stage.do(map_home(OWN, peer=PORT, instrument=SHARE), signed_by=KEEPERS)
    stage.do(map_home("of-another", peer=path_of("second"), instrument=SHARE), signed_by=KEEPERS)
    _sends(stage, chain)
    shown = [ASSETS.path(asset) for asset in (SHARES, DEEDS, BILLS, "unmade", "third-too", "taken", "nothing")]
    asked(stage, other, *shown, *(INSTRUMENTS.path(one) for one in (SHARE, DEED, BILL)))
    for asset in (SHARES, DEEDS, BILLS):
        stage.do(map_mirror(asset, peer=PORT), signed_by=KEEPERS)
    asked(stage, other, TITLES.path(BILL))
    held = hold("h-bill", DEPARTURES.path("bill"), 1, BILL)
    sent = c.Depart(crossing="bill", asset=BILLS, hold="h-bill", receiver=of("alice"), until=other.time + LONG)
    other.do(held, sent, signed_by="alice")
    asked(stage, other, ARRIVALS.path(chain, "sent-early"))
    stage.wait(3 * HOUR)
    for name in ("sent-late", "due-back", "accepted"):
        asked(stage, other, ARRIVALS.path(chain, name))
    asked(stage, other, *(PAYMENTS.path(chain, name) for name in ("unpaid", "accepted", "to-nobody")))
    stage.do(c.TakeBack(crossing="sent-late"), signed_by="alice")
    departed = [DEPARTURES.path(name) for name in (*SENT, "titled", "bill", "nothing") if name != "unshown"]
    asked(stage, other, *departed)
    asked(stage, other, *(DEALS.path(name) for name in (*OFFERED, "nothing") if name != "unshown"))
    asked(stage, other, TITLES.path(DEED))
    _sets_aside(stage)
    stage.do(c.Arrive(peer=PORT, crossing="arrived"), signed_by="alice")
    stage.do(c.PayAcross(peer=PORT, deal="settled", hold="p-settled"), signed_by="bob")


def _sends(stage: Stage, chain: str) -> None:
    """Things of its own leave and are offered; of some the port shows early what it has."""
    ends = {"sent-late": HOUR, "accepted": HOUR, "due-back": HOUR}
    for crossing in ("sent-late", "due-back", "accepted", "sent-early", "unasked", "to-second"):
        held, sent = departing(stage, crossing, 10, until=stage.time + ends.get(crossing, LONG))
        asset = "of-another" if crossing == "to-second" else OWN
        stage.do(held, replace(sent, asset=asset), signed_by="alice")
    for deal in ("unpaid", "accepted", "early", "unasked-deal", "to-nobody"):
        until = stage.time + (LONG if deal in ("early", "unasked-deal") else HOUR)
        receiver = of("maker") if deal == "to-nobody" else of("bank")
        held, offered = offer(stage, deal, peer=PORT, until=until, receiver=receiver, price=PAID)
        stage.do(replace(held, quantity=10), offered, signed_by="alice")


def _sets_aside(stage: Stage) -> None:
    """Holds for what the tables ask."""
    for name, executor, quantity, instrument, account in (
        ("h-new", DEPARTURES.path("new"), 10, SHARE, of("alice")),
        ("h-cash", DEPARTURES.path("new"), 10, CASH, of("alice")),
        ("h-other", "registrar", 10, SHARE, of("alice")),
        ("h-deal", DEALS.path("new"), 10, SHARE, of("alice")),
        ("p-good", PAYMENTS.path(NAME, "good"), 1_000, CASH, of("bob")),
        ("p-few", PAYMENTS.path(NAME, "good"), 999, CASH, of("bob")),
        ("p-settled", PAYMENTS.path(NAME, "settled"), 1_000, CASH, of("bob")),
        ("p-nobody", PAYMENTS.path(NAME, "nobody"), 1_000, CASH, of("bob")),
    ):
        stage.do(hold(name, executor, quantity, instrument, account), signed_by=account.removeprefix("of-"))
