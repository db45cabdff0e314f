# SPDX-License-Identifier: Apache-2.0
"""What the crossings module refuses: per call, in the order checked."""

from functools import cache
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.evidence.event import Side
from counterfoil.law.event import Movement
from counterfoil.law.moment import known
from counterfoil.modules.crossings import calls as c
from counterfoil.modules.crossings.dealing import withdraw
from counterfoil.modules.crossings.limits import spares_pools
from counterfoil.modules.crossings.outcomes import CrossingsOutcome as Outcome
from counterfoil.modules.crossings.records import ARRIVALS, ASSETS, DEALS, DEPARTURES, PAYMENTS, USERS, DealStatus
from counterfoil.modules.crossings.showing import traced
from counterfoil.modules.holdings.calls import Correct, Freeze
from counterfoil.modules.holdings.events import Redeemed
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.holdings.records import TITLES, Change
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.primitives.types import AccountId, InstrumentId, Quantity, RecordPath, Timestamp
from support.crossed import (
    DEED,
    KEEPERS,
    SHARE,
    map_home,
    map_mirror,
    of,
    path_of,
    register,
)
from support.crossed_everywhere import NAME, OWN, PAID, PORT, joined_to, port
from support.ledger import CHAIN, Ledger
from support.market import Row
from support.refused_by_records import Act, on_record
from support.vouchers_stage import OnLedger

APART: Final = True


@cache
def _told() -> OnLedger:
    stage = OnLedger()
    joined_to(stage, port(CHAIN), CHAIN)
    return stage


def market(_usual: Ledger) -> Ledger:
    """What crossed between the chain and the port."""
    return _told().ledger.twin()


MARKET = market
FOREVER: Final = 10**14


def home(asset: str = "new", **changes: Any) -> c.MapHome:
    return map_home(asset, **({"peer": PORT, "instrument": SHARE} | changes))


def mirror(asset: str, **changes: Any) -> c.MapMirror:
    return map_mirror(asset, peer=PORT, **changes)


def depart(crossing: str = "new", held: str = "h-new", **changes: Any) -> c.Depart:
    said = {"asset": OWN, "hold": held, "receiver": of("alice"), "until": FOREVER}
    return c.Depart(crossing=crossing, **(said | changes))


def arrive(crossing: str, **changes: Any) -> c.Arrive:
    return c.Arrive(**({"peer": PORT, "crossing": crossing} | changes))


def offering(deal: str = "new", held: str = "h-deal", **changes: Any) -> c.Offer:
    said = {"peer": PORT, "hold": held, "receiver": of("bank"), "price": PAID, "until": FOREVER}
    return c.Offer(deal=deal, **(said | changes))


def pay(deal: str, held: str = "p-good", **changes: Any) -> c.PayAcross:
    return c.PayAcross(**({"peer": PORT, "deal": deal, "hold": held} | changes))


NOBODY: Final = path_of("nobody")
HOMES_REFUSED = [
    Row("a mapping twice", home(OWN), KEEPERS, Outcome.asset_exists),
    Row("a supervisor agrees with itself", home(keeper="supervisor"), "supervisor", Outcome.two_must_map),
    Row("to a chain of which nothing is known", home(peer=NOBODY), KEEPERS, Outcome.no_such_chain),
    Row("an instrument that is not there", home(instrument="none"), KEEPERS, Instruments.unknown_instrument),
    Row("a home without the keeper", home(), "supervisor", Parties.not_authorised),
    Row("kept by a bank", home(keeper="bank"), "bank supervisor", Parties.role_missing),
    Row("a home without the supervisor", home(), "registrar", Parties.not_authorised),
    Row("an account that is there", home(pool=of("alice")), KEEPERS, Parties.account_exists),
]
MIRRORS_REFUSED = [
    Row("a mirror under a name that is taken", mirror(OWN), KEEPERS, Outcome.asset_exists),
    Row("a mirror of a chain of nobody", map_mirror("new", peer=NOBODY), KEEPERS, Outcome.no_such_chain),
    Row("a mirror of what was not shown", mirror("unshown"), KEEPERS, Outcome.not_shown_across),
    Row("a mirror of what is not there", mirror("nothing"), KEEPERS, Outcome.not_there),
    Row("a mirror of what is mapped to a third chain", mirror("third-too"), KEEPERS, Outcome.mapped_otherwise),
    Row("a mirror by the keeper alone", mirror("unmade"), "registrar", Parties.not_authorised),
    Row("a mirror of a taken name", mirror("taken", instrument=DEED), KEEPERS, Instruments.instrument_exists),
]
USERS_REFUSED = [
    Row("registered for a chain of nobody", register("nobody", "alice"), "alice", Outcome.no_such_chain),
    Row("registered twice", register(NAME, "alice"), "alice", Outcome.user_exists),
    Row("registered by another", register(NAME, "maker"), "alice", Parties.not_authorised),
    Row("nobody's ends", c.Deregister(chain=NAME, account=of("maker")), "maker", Outcome.unknown_user),
    Row("ended twice", c.Deregister(chain=NAME, account=of("bob")), "bob", Outcome.user_ended),
    Row("ended by another", c.Deregister(chain=NAME, account=of("alice")), "bob", Parties.not_authorised),
]
DEPARTURES_REFUSED = [
    Row("of no mapping", depart(asset="none"), "alice", Outcome.unknown_asset),
    Row("under a name that left", depart("accepted"), "alice", Outcome.departure_exists),
    Row("until yesterday", depart(until=1), "alice", Outcome.crossing_ends_too_early),
    Row("of no hold", depart(held="none"), "alice", Holdings.unknown_encumbrance),
    Row("of something else", depart(held="h-cash"), "alice", Outcome.not_of_this_asset),
    Row("sent by another", depart(), "bob", Parties.not_authorised),
    Row("held for somebody else", depart(held="h-other"), "alice", Holdings.hold_reserved),
]
ARRIVALS_REFUSED = [
    Row("from a chain of nobody", arrive("good", peer=NOBODY), "bob", Outcome.no_such_chain),
    Row("what arrived", arrive("arrived"), "bob", Outcome.already_arrived),
    Row("what was not shown", arrive("unshown"), "bob", Outcome.not_shown_across),
    Row("what never left", arrive("nothing"), "bob", Outcome.not_there),
    Row("what is something else", arrive("misread"), "bob", Outcome.not_understood),
    Row("what goes to a third chain", arrive("third"), "bob", Outcome.meant_for_another_chain),
    Row("what was taken back", arrive("back"), "bob", Outcome.gone_back),
    Row("what is over", arrive("late"), "bob", Outcome.too_late_here),
    Row("what is not mapped here", arrive("unmapped"), "bob", Outcome.unknown_asset),
    Row("what is mapped to another", arrive("another"), "bob", Outcome.mapped_otherwise),
    Row("a deed without its title", arrive("titled"), "bob", Outcome.title_not_traced),
    Row("a deed with another's title", arrive("titled", trail=("{}",)), "bob", Outcome.title_not_traced),
    Row("for who never registered", arrive("nobody"), "bob", Holdings.consent_missing),
    Row("for who is registered no more", arrive("ended"), "bob", Outcome.user_ended),
]
BACK_REFUSED = [
    Row("what never left comes back", c.TakeBack(crossing="none"), "alice", Outcome.unknown_departure),
    Row("what came back comes back", c.TakeBack(crossing="sent-late"), "alice", Outcome.gone_back),
    Row("nobody asked", c.TakeBack(crossing="unasked"), "alice", Outcome.not_shown_across),
    Row("it arrived there", c.TakeBack(crossing="accepted"), "alice", Outcome.accepted_there),
    Row("it may yet arrive", c.TakeBack(crossing="sent-early"), "alice", Outcome.other_chain_may_accept),
]
OFFERS_REFUSED = [
    Row("paid on a chain of nobody", offering(peer=NOBODY), "alice", Outcome.no_such_chain),
    Row("under a name of a deal", offering("unpaid"), "alice", Outcome.cross_deal_exists),
    Row("a deal until yesterday", offering(until=1), "alice", Outcome.crossing_ends_too_early),
    Row("a deal of no hold", offering(held="none"), "alice", Holdings.unknown_encumbrance),
    Row("to who offers", offering(receiver=of("alice")), "alice", Holdings.same_account),
    Row("offered by another", offering(), "bob", Parties.not_authorised),
    Row("a deal of what is held for somebody else", offering(held="h-other"), "alice", Holdings.hold_reserved),
]
PAYMENTS_REFUSED = [
    Row("to a chain of nobody", pay("good", peer=NOBODY), "bob", Outcome.no_such_chain),
    Row("what is paid", pay("settled", "p-settled"), "bob", Outcome.already_paid_across),
    Row("for what was not shown", pay("unshown"), "bob", Outcome.not_shown_across),
    Row("for what is not there", pay("nothing"), "bob", Outcome.not_there),
    Row("for what is paid on a third chain", pay("third"), "bob", Outcome.meant_for_another_chain),
    Row("for what is free again", pay("over"), "bob", Outcome.deal_over),
    Row("too late", pay("late"), "bob", Outcome.too_late_here),
    Row("out of no hold", pay("good", "none"), "bob", Holdings.unknown_encumbrance),
    Row("too little", pay("good", "p-few"), "bob", Outcome.deal_otherwise),
    Row("paid by another", pay("good"), "alice", Parties.not_authorised),
    Row("out of a hold for something else", pay("nobody"), "bob", Holdings.hold_reserved),
    Row("to who never registered", pay("nobody", "p-nobody"), "bob", Holdings.consent_missing),
]
ENDS_REFUSED = [
    Row("no deal is delivered", c.Complete(deal="none"), "bob", Outcome.unknown_cross_deal),
    Row("nobody asked of a payment", c.Complete(deal="unasked-deal"), "bob", Outcome.not_shown_across),
    Row("it is not paid", c.Complete(deal="unpaid"), "bob", Outcome.not_there),
    Row("delivered to who never registered", c.Complete(deal="to-nobody"), "bob", Holdings.consent_missing),
    Row("no deal is freed", c.Withdraw(deal="none"), "bob", Outcome.unknown_cross_deal),
    Row("it is paid", c.Withdraw(deal="accepted"), "alice", Outcome.accepted_there),
]
POOL: Final = f"pool-{OWN}"
DOCUMENT: Final = "ab" * 32
FROZEN: Final = Freeze(
    freeze="f", account=POOL, instrument=SHARE, supervisor="supervisor", reference="ruling", document=DOCUMENT
)
CORRECTED: Final = Correct(
    instrument="M-SHARE",
    account=of("alice"),
    quantity=1,
    change=Change.adds,
    maker="registrar",
    checker="supervisor",
    reason="a mistake",
    document=DOCUMENT,
)
LIMITS_REFUSED = [
    Row("a pool is frozen", FROZEN, "supervisor", Outcome.pool_not_reached),
    Row("a mirror is corrected", CORRECTED, "registrar supervisor alice", Outcome.mirror_not_corrected),
]


def _moved(table: Any, *key: str) -> Any:
    """A record is asked for a movement that it is not about."""
    other = Movement(Side.gives, AccountId("of-maker"), InstrumentId(SHARE), 1, AccountId("of-alice"), None)
    return lambda ctx: known(ctx, table, *key).grants(ctx, other)


def _issued(ctx: Any) -> Any:
    other = Movement(Side.gives, AccountId("of-maker"), InstrumentId(SHARE), 1, AccountId("of-alice"), None)
    return known(ctx, ASSETS, OWN).issued_by(ctx, other)


def _defined(ctx: Any) -> Any:
    return known(ctx, ASSETS, OWN).defined_by(ctx, known(ctx, INSTRUMENTS, SHARE), ASSETS.path(OWN))


def _over(ctx: Any) -> Any:
    ctx.state.write(DEALS.path("accepted"), replace(known(ctx, DEALS, "accepted"), status=DealStatus.delivered))
    return list(withdraw(c.Withdraw(deal="accepted"), ctx))


CROSSINGS_ACTS = [
    Act("what was delivered is freed", _over, Outcome.deal_over),
    Act(
        "terms that pay nothing end what is in a pool",
        lambda ctx: spares_pools(
            Redeemed(instrument=InstrumentId(SHARE), account=AccountId(POOL), quantity=Quantity(1)), ctx
        ),
        Outcome.pool_not_reached,
    ),
    Act("what never came is asked for", on_record(ARRIVALS, NAME, "none"), Outcome.unknown_arrival),
    Act("what was never paid is asked for", on_record(PAYMENTS, NAME, "none"), Outcome.unknown_cross_payment),
    Act("a mapping moves another account", _moved(ASSETS, OWN), Outcome.not_by_it),
    Act("what is mapped home is issued by its mapping", _issued, Outcome.not_by_it),
    Act("what is mapped home is defined by its mapping", _defined, Outcome.not_by_it),
    Act("a user gives", _moved(USERS, NAME, of("alice")), Outcome.not_by_it),
    Act("a departure gives", _moved(DEPARTURES, "accepted"), Outcome.not_by_it),
    Act(
        "a title of before it left",
        lambda ctx: traced(ctx, RecordPath(PORT), TITLES.path(DEED), since=Timestamp(FOREVER), trail=()),
        Outcome.title_not_shown,
    ),
]
