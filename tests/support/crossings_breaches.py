# SPDX-License-Identifier: Apache-2.0
"""What crossed between a chain and the port, and one breach for each rule about it: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.modules.crossings import calls as c
from counterfoil.modules.crossings.records import ARRIVALS, ASSETS, DEALS, DEPARTURES, PAYMENTS, USERS
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.parties.records import Role
from counterfoil.node.crossings import title_events
from counterfoil.primitives.types import InstrumentId
from support.crossed import CASH, DEED, KEEPERS, hold, of, register
from support.crossed_everywhere import BILL, NAME, joined_to, port
from support.evidence_world import World
from support.law_breaches import Breach, newcomer
from support.peered import chain_named, plain
from support.refused_crossings import arrive, depart, home, mirror, offering, pay
from support.vouchers_stage import OnWorld

CHAIN: Final = "alliance"


def world() -> World:
    stage = OnWorld(chain_named(CHAIN))
    joined_to(stage, port(CHAIN), CHAIN)
    return stage.world


WORLD = world


def broken(record: str, call: Call, signers: str = "alice", before: Any = ()) -> Breach:
    return Breach(record, signers, plain(call), before)


def paid(deal: str, quantity: int = 1_000) -> Breach:
    """With so much money set aside for just that."""
    held = hold(f"b-{deal}", PAYMENTS.path(NAME, deal), quantity, CASH, of("bob"))
    call = pay(deal, held.hold)
    return broken(PAYMENTS.path(NAME, deal), call, "bob", [("bob", plain(held))])


def arrived(crossing: str, **more: Any) -> Breach:
    return broken(ARRIVALS.path(NAME, crossing), arrive(crossing, **more), "bob")


def trail(instrument: str, last: str = "") -> tuple[str, ...]:
    """Of a title at the port, as it was before the last event; ``last``: what stands in the place of that."""
    events = title_events(port(CHAIN).world, InstrumentId(instrument), port(CHAIN).world.height)
    return (*events[:-1], last) if last else events[:-1]


def forged() -> str:
    """The last event of the deed's title, with another receiver."""
    events = title_events(port(CHAIN).world, InstrumentId(DEED), port(CHAIN).world.height)
    return events[-1].replace('"receiver":"pool-deeds"', '"receiver":"of-thief"')


def of_bill() -> Breach:
    """Its title is shown as it was before it left: the port sends it while the world is made."""
    (issue,) = title_events(port(CHAIN).world, InstrumentId(BILL), port(CHAIN).world.height)[:1]
    return arrived("bill", trail=(issue,))


BOTH_ROLES: Final = [("registrar", newcomer(roles=[Role.supervisor, Role.venue]))]
UNPAID: Final = c.Withdraw(deal="unpaid")
BREACHES = {
    "crossings.offer.crossing_ends_too_early": broken(DEALS.path("new"), offering(until=1)),
    "crossings.offer.same_account": broken(DEALS.path("new"), offering(receiver=of("alice"))),
    "crossings.pay.meant_for_another_chain": paid("third"),
    "crossings.pay.deal_over": paid("over"),
    "crossings.pay.too_late_here": paid("late"),
    "crossings.pay.deal_otherwise": paid("good", 1_001),
    "crossings._open.deal_over": broken(DEALS.path("unpaid"), UNPAID, before=[("alice", plain(UNPAID))]),
    "crossings.map_mirror.mapped_otherwise": broken(ASSETS.path("third-too"), mirror("third-too"), KEEPERS),
    "crossings.register.user_exists": broken(USERS.path(NAME, of("alice")), register(NAME, "alice")),
    "crossings.deregister.user_ended": broken(
        USERS.path(NAME, of("bob")), c.Deregister(chain=NAME, account=of("bob")), "bob"
    ),
    "crossings.depart.crossing_ends_too_early": broken(DEPARTURES.path("new"), depart(until=1)),
    "crossings.arrive.meant_for_another_chain": arrived("third"),
    "crossings.arrive.gone_back": arrived("back"),
    "crossings.arrive.too_late_here": arrived("late"),
    "crossings.arrive.mapped_otherwise": arrived("another"),
    "crossings._mapped_by_two.two_must_map": broken(
        ASSETS.path("new"), home(keeper="new", by="new"), "new", BOTH_ROLES
    ),
    "crossings.User.grants.user_ended": broken(HOLDINGS.path(of("bob"), "M-SHARE"), arrive("ended"), "bob"),
    "crossings.require_never.accepted_there": broken(DEPARTURES.path("accepted"), c.TakeBack(crossing="accepted")),
    "crossings.require_never.other_chain_may_accept": broken(
        DEPARTURES.path("sent-early"), c.TakeBack(crossing="sent-early")
    ),
    "crossings.traced.title_not_shown": of_bill(),
    "crossings.traced.title_not_traced": arrived("titled", trail=trail(DEED, forged())),
    "crossings.traced.title_not_traced 2": arrived("titled"),
}
_NO_CALL: Final = "no call causes a movement that the record is not about"
UNCOVERED = {
    "crossings.depart.not_of_this_asset": "neither the pool of a mapping nor its mirror takes another instrument",
    "crossings.take_back.gone_back": "a departure lets its units in once",
    "crossings.Asset.grants.not_by_it": _NO_CALL,
    "crossings.Asset.issued_by.not_by_it": _NO_CALL,
    "crossings.Asset.defined_by.not_by_it": _NO_CALL,
    "crossings.User.grants.not_by_it": _NO_CALL,
    "crossings.Departure.grants.not_by_it": _NO_CALL,
}
