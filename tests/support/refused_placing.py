# SPDX-License-Identifier: Apache-2.0
"""Placements and valuations in every state, and what is refused of them: per call, in the order checked."""

from typing import Any, Final

import msgspec

from counterfoil.evidence.event import Side
from counterfoil.law.event import Act as Doing
from counterfoil.law.event import Movement
from counterfoil.law.moment import known
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter.collateral import VALUATIONS
from counterfoil.modules.over_the_counter.outcomes import OverTheCounterOutcome as Outcome
from counterfoil.modules.over_the_counter.placements import (
    OFFERINGS,
    PLACEMENTS,
    SUBSCRIBERS_MAX,
    SUBSCRIPTIONS,
    Allotted,
    Order,
)
from counterfoil.modules.over_the_counter.records import Eligible
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.primitives.types import Quantity
from support.counter import (
    CASH,
    DAY_MS,
    FAR,
    HOUR_MS,
    NOTE,
    agree,
    credit,
    dealing,
    deliver,
    for_valuation,
    hold,
    place,
    professional,
    set_aside,
    subscribe,
    subscription_of,
    valuation_path,
    value,
)
from support.ledger import GENESIS_TIME, Ledger
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True
"""Its placements close and its valuations fall due, so that the days of this market go on."""
DAY: Final = GENESIS_TIME // DAY_MS
PAST: Final = GENESIS_TIME + 1
OTHER: Final = "e" * 64
BUYERS: Final = tuple(f"buyer-{number}" for number in range(SUBSCRIBERS_MAX))


def placing(market: Ledger) -> Ledger:
    """Placements and valuations in every state."""
    dealing(market)
    market.instrument("MEMO", "maker", kind=InstrumentKind.bond)
    professional(market, "client", "third")
    soon = market.time + HOUR_MS
    for call in (
        place("P"),
        place("FULL", instrument="MEMO", minimum=10, quantity=10_000),
        place("MORE", instrument="MEMO"),
        place("SOON", closes=soon),
        place("OVER", closes=soon),
        place("OFF"),
        c.CallOff(placement="OFF", by="dealer", reason="no demand"),
    ):
        market.do(call, signed_by="maker dealer")
    _fill(market)
    taken = [(set_aside("at-client", 100, name), subscribe("at-client", 100, name)) for name in ("P", "OVER")]
    market.do(*(call for pair in taken for call in pair), signed_by="client")
    short = hold("SHORT", "at-third", CASH, 9_999, subscription_of("at-third"), FAR + DAY_MS)
    market.do(set_aside("at-third", 100), set_aside("at-third", 100, "MORE"), short, signed_by="third")
    market.do(*agreements(), signed_by="dealer client third")
    _value(market)
    market.wait(2 * HOUR_MS)
    market.do(c.Allot(placement="OVER", by="maker"), signed_by="maker")
    market.do(value(DAY, 20_000), plain("LAST"), signed_by="agent")
    market.do(c.Complete(placement="OVER", account="at-client"), signed_by="third")
    return market


def _fill(market: Ledger) -> None:
    """200 buyers of the one placement, of ten notes each."""
    for name in BUYERS:
        market.party(name)
        market.account(f"at-{name}", name)
    professional(market, *BUYERS)
    issued = [h.Issue(instrument=CASH, account=f"at-{name}", quantity=1_000) for name in BUYERS]
    market.do(*issued, signed_by="mint")
    for name in BUYERS:
        calls = (set_aside(f"at-{name}", 10, "FULL"), subscribe(f"at-{name}", 10, "FULL"))
        market.do(*calls, signed_by=name)


def agreements() -> list[c.Agree]:
    """One for each state of its last valuation."""
    bare = {"eligible": (Eligible(instrument=CASH),), "threshold_amount": 0, "minimum_transfer": 0}
    with_cash = credit(**bare, rounding=1)
    names = ("MET", "DISPUTED", "LATE", "LATE-TO-ANSWER", "PARTLY", "OUT", "BACK", "LAST")
    return [*(agree(name, credit=with_cash) for name in names), agree("BARE", credit=None)]


def plain(agreement: str, exposure: int = 1_000, day: int = DAY) -> c.Value:
    return value(day, exposure, agreement=agreement, prices=())


def paid(agreement: str, quantity: int) -> tuple[h.Hold, c.Deliver]:
    held = hold(agreement, "at-client", CASH, quantity, valuation_path(DAY, agreement))
    return held, deliver(DAY, quantity, agreement=agreement, hold=agreement)


def _value(market: Ledger) -> None:
    """The client owes: all is delivered, some is, nothing is, and what is due is disputed."""
    names = ("MET", "DISPUTED", "LATE", "LATE-TO-ANSWER", "PARTLY", "OUT")
    market.do(*(plain(name) for name in names), signed_by="agent")
    market.do(*paid("MET", 1_000), *paid("PARTLY", 400), *paid("OUT", 1_000), signed_by="client")
    market.do(plain("BACK", day=DAY - 1), signed_by="agent")
    back = valuation_path(DAY - 1, "BACK")
    market.do(
        hold("OUT-BACK", "at-client", CASH, 1_000, back),
        deliver(DAY - 1, 1_000, agreement="BACK", hold="OUT-BACK"),
        signed_by="client",
    )
    market.do(plain("BACK", -2_000), signed_by="agent")
    market.do(hold("BACK", "at-dealer", CASH, 2_000, valuation_path(DAY, "BACK")), signed_by="dealer")
    market.do(answer("DISPUTED", 600), signed_by="client")
    market.do(
        for_valuation(DAY, 1_000, NOTE),
        hold("D", "at-client", CASH, 900, valuation_path(DAY, "DISPUTED")),
        signed_by="client",
    )


def answer(agreement: str = "M", own: int = 600, by: str = "client", day: int = DAY) -> c.Dispute:
    return c.Dispute(agreement=agreement, day=day, by=by, own_exposure=own)


PLACED = [
    Row("a placement that is over", place("N", closes=PAST), "maker", Outcome.ends_too_early),
    Row("half a lot of a placement", place("N", quantity=1_005), "maker", Outcome.not_whole_lots),
    Row("a placement of nothing known", place("N", instrument="none"), "maker", Instruments.unknown_instrument),
    Row("a placement unsigned", place("N"), "dealer", Parties.not_authorised),
    Row("a placement's name is taken", place(), "maker", Outcome.placement_exists),
    Row("subscribing to nothing", subscribe(placement="none"), "third", Outcome.unknown_placement),
    Row("subscribing to what is called off", subscribe(placement="OFF"), "third", Outcome.placement_not_open),
    Row("subscribing too late", subscribe(placement="SOON"), "third", Outcome.placement_not_open),
    Row("subscribing for too little", subscribe("at-third", 10), "third", Outcome.below_placement_minimum),
    Row("subscribing for more than there is", subscribe("at-third", 1_010), "third", Outcome.below_placement_minimum),
    Row("subscribing for half a lot", subscribe("at-third", 105), "third", Outcome.not_whole_lots),
    Row("the 201st subscriber", subscribe("at-third", 100, "FULL"), "third", Outcome.too_many_subscribers),
    Row(
        "the 201st investor, in another placement of the same",
        subscribe("at-third", 100, "MORE"),
        "third",
        Outcome.too_many_subscribers,
    ),
    Row("an investor of whom nobody says anything", subscribe("at-dealer"), "dealer", Outcome.not_professional),
    Row("without money", subscribe("at-third", hold="none"), "third", Holdings.unknown_encumbrance),
    Row("with too little money", subscribe("at-third", hold="SHORT"), "third", Outcome.money_not_set_aside),
    Row("subscribing unsigned", subscribe("at-third"), "dealer", Parties.not_authorised),
    Row("subscribing twice", subscribe("at-client"), "client", Outcome.subscription_exists),
    Row("calling off nothing", c.CallOff(placement="none", by="maker", reason="r"), "maker", Outcome.unknown_placement),
    Row("calling off twice", c.CallOff(placement="OFF", by="maker", reason="r"), "maker", Outcome.placement_not_open),
    Row(
        "calling off another's", c.CallOff(placement="P", by="third", reason="r"), "third", Outcome.placement_of_another
    ),
    Row("calling off unsigned", c.CallOff(placement="P", by="maker", reason="r"), "third", Parties.not_authorised),
    Row("allotting nothing", c.Allot(placement="none", by="maker"), "maker", Outcome.unknown_placement),
    Row("allotting twice", c.Allot(placement="OVER", by="maker"), "maker", Outcome.placement_not_open),
    Row("allotting before the end", c.Allot(placement="P", by="maker"), "maker", Outcome.still_taking),
    Row("allotting another's", c.Allot(placement="SOON", by="third"), "third", Outcome.placement_of_another),
    Row("allotting unsigned", c.Allot(placement="SOON", by="maker"), "third", Parties.not_authorised),
    Row("completing nothing", c.Complete(placement="none", account="at-client"), "third", Outcome.unknown_placement),
    Row("completing unallotted", c.Complete(placement="P", account="at-client"), "third", Outcome.not_allotted),
    Row("completing for nobody", c.Complete(placement="OVER", account="x"), "third", Outcome.unknown_subscription),
    Row("completing twice", c.Complete(placement="OVER", account="at-client"), "third", Outcome.subscription_over),
]
ELSE: Final = {"agreement": "M", "day": DAY}
VALUED = [
    Row("valuing nothing", plain("none"), "agent", Outcome.unknown_agreement),
    Row("valuing what has no credit support", plain("BARE"), "agent", Outcome.no_credit_support),
    Row("valuing a day twice", plain("MET"), "agent", Outcome.day_not_next),
    Row("valuing a day to come", plain("MET", day=DAY + 3), "agent", Outcome.day_not_next),
    Row("valuing at no price", value(DAY + 1, 1, prices=()), "agent", Outcome.prices_not_those),
    Row("valuing over a default", plain("LATE", day=DAY + 1), "agent", Outcome.default_unrecorded),
    Row("valuing without the agent", value(DAY + 1, 1), "dealer", Parties.not_authorised),
    Row("accepting nothing", c.Accept(agreement="M", day=9), "client", Outcome.unknown_valuation),
    Row("accepting what is met", c.Accept(agreement="MET", day=DAY), "client", Outcome.valuation_not_so_far),
    Row("accepting for another", c.Accept(**ELSE), "dealer", Parties.not_authorised),
    Row("disputing nothing", answer(day=9), "client", Outcome.unknown_valuation),
    Row("disputing twice", answer("DISPUTED"), "client", Outcome.valuation_not_so_far),
    Row("disputing after delivering", answer("PARTLY"), "client", Outcome.valuation_not_so_far),
    Row("disputing too late", answer("LATE-TO-ANSWER"), "client", Outcome.answer_too_late),
    Row("disputing as a stranger", answer("LAST", by="third"), "third", Outcome.not_a_side_of_it),
    Row("disputing with the same number", answer("LAST", 1_000), "client", Outcome.no_difference),
    Row("disputing unsigned", answer("LAST"), "dealer", Parties.not_authorised),
    Row("resolving nothing", c.Resolve(agreement="M", day=9, exposure=1), "dealer client", Outcome.unknown_valuation),
    Row("resolving what nobody disputes", c.Resolve(**ELSE, exposure=1), "dealer client", Outcome.valuation_not_so_far),
    Row(
        "resolving as a stranger",
        c.Resolve(agreement="DISPUTED", day=DAY, exposure=1, by="third"),
        "third",
        Outcome.not_the_arbiter,
    ),
    Row("resolving alone", c.Resolve(agreement="DISPUTED", day=DAY, exposure=1), "client", Parties.not_authorised),
    Row("delivering for nothing", deliver(9, 1), "client", Outcome.unknown_valuation),
    Row("delivering when all is", deliver(DAY, 1, agreement="MET"), "client", Outcome.valuation_not_so_far),
    Row("delivering what is not eligible", deliver(DAY, 1, "SHARE"), "client", Outcome.not_eligible),
    Row("delivering more than is due", deliver(DAY, 1_000, NOTE), "client", Outcome.more_than_due),
    Row(
        "more of what goes back than is out",
        deliver(DAY, 1_001, agreement="BACK", hold="BACK"),
        "dealer",
        Outcome.return_of_others,
    ),
    Row("delivering what was not set aside", deliver(DAY, 1), "client", Holdings.consent_missing),
    Row(
        "a valuation that moves collateral while it is disputed",
        deliver(DAY, 601, agreement="DISPUTED", hold="D"),
        "client",
        Outcome.amount_disputed,
    ),
    Row("no default of nothing", c.RecordDefault(agreement="M", day=9), "third", Outcome.unknown_valuation),
    Row("no default of what is met", c.RecordDefault(agreement="MET", day=DAY), "third", Outcome.valuation_not_so_far),
    Row("no default before its time", c.RecordDefault(agreement="LAST", day=DAY), "third", Outcome.not_in_default),
    Row("terminating over collateral", c.Terminate(agreement="OUT"), "dealer client", Outcome.collateral_out),
    Row("amending over collateral", c.Amend(agreement="OUT", hash=OTHER), "dealer client", Outcome.collateral_out),
]


def shared(*shares: int) -> Any:
    """The fold of an allotment over a placement of which two took 600 and 400."""

    def act(ctx: Any) -> Any:
        orders = (Order(account="a", quantity=Quantity(600)), Order(account="b", quantity=Quantity(400)))
        before = msgspec.structs.replace(known(ctx, PLACEMENTS, "P"), orders=orders)
        event = Allotted(placement="P", by="maker", shares=tuple(Quantity(share) for share in shares))
        (touch,) = event.touches(ctx, ())
        return touch.fold(before)

    return act


def taking(account: str, instrument: str, quantity: int, cause: str | None) -> Movement:
    return Movement(Side.takes, account, instrument, quantity, account, cause)


PLACING_ACTS = [
    Act("an allotment whose sum is not the whole", shared(600, 399), Outcome.allotment_not_whole),
    Act("an allotment of more than was subscribed for", shared(601, 399), Outcome.allotment_not_whole),
    Act("an allotment that leaves one out", shared(600), Outcome.allotment_not_whole),
    Act("investors in what nobody placed", on_record(OFFERINGS, "NONE"), Outcome.unknown_offering),
    Act("investors counted twice", creating(OFFERINGS, "MEMO"), Outcome.offering_exists),
    Act("a day valued twice", creating(VALUATIONS, "M", str(DAY)), Outcome.valuation_exists),
    Act(
        "a placement issues for nobody",
        lambda ctx: known(ctx, PLACEMENTS, "OVER").issued_by(
            ctx, taking("at-third", NOTE, 100, "x")._replace(act=Doing.issues)
        ),
        Holdings.consent_missing,
    ),
    Act(
        "a placement takes for nobody",
        lambda ctx: known(ctx, PLACEMENTS, "OVER").grants(ctx, taking("at-maker", CASH, 10_000, "x")),
        Holdings.consent_missing,
    ),
    Act(
        "a subscription takes twice",
        lambda ctx: known(ctx, SUBSCRIPTIONS, "OVER", "at-client").grants(
            ctx, taking("at-client", NOTE, 100, subscription_of("at-client", "OVER"))
        ),
        Holdings.consent_missing,
    ),
]
MARKET = placing
"""What the rows need."""
