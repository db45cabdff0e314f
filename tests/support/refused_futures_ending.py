# SPDX-License-Identifier: Apache-2.0
"""What the futures module refuses at the end of contracts: per call, in the order checked."""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.event import Side
from counterfoil.law.event import Movement
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures.closing_outcomes import ClosingOutcome
from counterfoil.modules.futures.delivery import DELIVERIES, DESKS, HALVES, INVOICES, Bond, Failing, Goods
from counterfoil.modules.futures.delivery_law import take
from counterfoil.modules.futures.desk_outcomes import DeskOutcome
from counterfoil.modules.futures.expiry import INDEXES, Index
from counterfoil.modules.futures.outcomes import FuturesOutcome as Outcome
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import ACCOUNTS, AccountStatus
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, Millionths, Quantity, RecordPath
from support.ending_floor import GOODS, at_the_end
from support.futures_acts import _moving
from support.futures_ending import AT, IN_CASH, LAST, START, fill, intend, observed, offer, product
from support.ledger import Ledger
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True
BACKWARDS: Final = Bond(DayNumber(100), DayNumber(99), Millionths(30_000), 1)
TWO: Final = replace(GOODS, schedule=None)
PA: Final[dict[str, Any]] = {"contract": "PA"}
ANN, BOB = {"account": "m-ann"}, {"account": "m-bob"}


def MARKET(_market: Ledger) -> Ledger:  # noqa: N802 - the name under which tables bring their market
    """A market of its own: its days go on. DD is a house without a desk."""
    ledger = at_the_end(Ledger())
    calendar = c.CalendarGiven(first=START - 40, last=START + 70)
    about = {"by": "ccp", "cash": "CNY", "account": "dd-pool", "fees": "of-ccp", "offset_min": 480}
    ledger.do(c.OpenHouse(house="DD", calendar=calendar, **about), signed_by="ccp")
    return ledger


def book(account: str, contract: str = "LA", offset: str = "opens", **said: Any) -> c.Book:
    fills = (fill(9, "bought", AT, 1, LAST, offset),)
    return c.Book(account=account, contract=contract, fills=fills, **said)


def final(contract: str, price: int | None = None, reason: str = "") -> e.FixFinal:
    return e.FixFinal(contract=contract, price=price, reason=reason)


def expire(account: str, contract: str) -> e.Expire:
    return e.Expire(account=account, contract=contract)


def admit(instrument: str = "NEW", product: str = "early", **said: Any) -> s.AdmitGoods:
    return s.AdmitGoods(instrument=instrument, product=product, **said)


def of(contract: str, goods: str = "R5", name: str = "bob", **said: Any) -> s.Offer:
    return offer(name, Goods(goods), contract=contract, **said)


def allot(contract: str, account: str, *parcels: tuple[int, int, str | None, Failing]) -> s.Allot:
    given = tuple(
        s.ParcelGiven(number=number, lots=lots, goods=Goods(goods) if goods else None, failing=failing)
        for number, lots, goods, failing in parcels
    )
    return s.Allot(contract=contract, account=account, parcels=given)


def gone(instrument: str, product: str = "early") -> s.WithdrawGoods:
    return s.WithdrawGoods(instrument=instrument, product=product, reason="loaded out")


def concludes(contract: str) -> s.ConcludeMatching:
    return s.ConcludeMatching(contract=contract)


def hand(contract: str, account: str, instrument: str) -> s.HandOver:
    return s.HandOver(contract=contract, account=account, instrument=instrument)


OWING: Final = s.Take(contract="BY", account="m-dan", number=1)
UNCONCLUDED: Final = Outcome.matching_unconcluded
TO_THE_DESK: Final = Transfer(sender="of-bob", receiver="desk", instrument="R7", quantity=1)
MORE: Final = s.Allot(
    contract="MA", account="m-ann", parcels=(s.ParcelGiven(number=2, lots=1, failing=Failing.seller),), more=True
)
NO_SIDE, SELLER, BUYER = Failing.no_side, Failing.seller, Failing.buyer
FORCED: Final = ForceCloseReason.lack_deposit
FINER: Final = product("fresh", replace(IN_CASH, final_decimals=3))
COARSER: Final = product("fresh", replace(IN_CASH, final_decimals=0), decimals=1)
RULES: Final = [
    Row("an ending in goods without a schedule", product("fresh", TWO), "ccp venue", Outcome.ending_unordered),
    Row("a final price of which a lot is no whole", FINER, "ccp venue", Outcome.ending_unordered),
    Row("a final price coarser than trades", COARSER, "ccp venue", Outcome.ending_unordered),
    Row("a person opens at the end", book("m-pat"), "venue", Outcome.out_before_the_end),
    Row(
        "a first trade once others are settled",
        c.Book(account="m-bob", contract="LA", fills=(fill(8, "sold", AT, 1, LAST),)),
        "venue",
        ClosingOutcome.settlement_begun,
    ),
    Row("forced without a reason", book("m-bob", offset="forced"), "venue", Outcome.forced_without_reason),
    Row("forced without a call", book("m-bob", forced_for=FORCED, offset="forced"), "venue", Outcome.not_forced),
    Row(
        "a forced closing that is none",
        book("m-bob", forced_for=ForceCloseReason.not_multiple),
        "venue",
        Outcome.not_forced,
    ),
]
EXPIRY: Final = [
    Row("an index of nothing", observed("none", 1), "venue", Outcome.unknown_futures),
    Row("an index at noon", observed("IX", 1, since=720), "venue", Outcome.not_in_the_window),
    Row("an index by another", observed("IX", 1), "ccp", Parties.not_authorised),
    Row("an index after the final price", observed("DONE", 1, day=START), "venue", Outcome.final_price_fixed),
    Row("a final price of nothing", final("none"), "ccp", Outcome.unknown_futures),
    Row("a final price while it trades", final("LA", AT, "soon"), "ccp", Outcome.not_over_yet),
    Row("a final price before the last day's", final("UN", AT, "soon"), "ccp", Outcome.price_missing),
    Row("a final price without a reason", final("SL", AT), "ccp", Outcome.price_needs_a_reason),
    Row("a final price by no rules", final("PL", AT, "as ever"), "ccp", Outcome.no_ending),
    Row("a schedule beyond the calendar", final("SL"), "ccp", Outcome.beyond_calendar),
    Row("a mean of nothing observed", final("IX"), "ccp", Outcome.nothing_observed),
    Row("a mean of no trades", final("WD"), "ccp", Outcome.price_not_computed),
    Row("a final price by another", final("WD", AT, "a notice"), "venue", Parties.not_authorised),
    Row("a final price twice", final("TR", AT, "another"), "ccp", Outcome.final_price_fixed),
    Row("expiry of nobody", expire("of-ann", "TR"), "cat", Outcome.no_margin_account),
    Row("expiry without a final price", expire("m-ann", "IX"), "cat", Outcome.final_price_missing),
    Row("expiry of nothing", expire("m-cat", "TR"), "cat", Outcome.nothing_to_expire),
    Row("expiry before the day is settled", expire("m-bob", "TR"), "cat", Outcome.not_settled_yet),
    Row("an end without a final price", e.End(contract="IX"), "cat", Outcome.final_price_missing),
    Row("an end twice", e.End(contract="DONE"), "cat", Outcome.ended_already),
    Row("an end while it is open", e.End(contract="TR"), "cat", Outcome.expiry_unfinished),
    Row("an end while it is delivered", e.End(contract="PA"), "cat", Outcome.expiry_unfinished),
]
GOODS_ROWS: Final = [
    Row("a desk of no house", s.OpenDesk(house="none", account="d2"), "ccp", Outcome.unknown_house),
    Row("a desk by another", s.OpenDesk(house="DD", account="d2"), "venue", Parties.not_authorised),
    Row("a desk that is there", s.OpenDesk(house="CC", account="d2"), "ccp", Outcome.delivery_desk_exists),
    Row(
        "a desk once more, with its account",
        s.OpenDesk(house="CC", account="desk"),
        "ccp",
        Outcome.delivery_desk_exists,
    ),
    Row("goods for no product", admit(product="none"), "venue", Outcome.unknown_product),
    Row("goods that are not", admit("NOTHING"), "venue", Instruments.unknown_instrument),
    Row("two of one receipt", admit(quantity=2), "venue", Outcome.goods_contradict),
    Row("a bond that matures first", admit(bond=BACKWARDS), "venue", Outcome.goods_contradict),
    Row("goods by another", admit(), "depot", Parties.not_authorised),
    Row("goods that are admitted", admit("R1"), "venue", Outcome.deliverable_exists),
    Row("withdrawing what is no goods", gone("NEW"), "venue", Outcome.not_deliverable),
    Row("withdrawing goods again", gone("GONE"), "venue", Outcome.not_deliverable),
    Row("withdrawing goods of another product", gone("R1", "other"), "venue", Outcome.not_deliverable),
    Row("withdrawing goods by another", gone("R7"), "depot", Parties.not_authorised),
    Row("the house brings goods to its desk", TO_THE_DESK, "bob ccp", Parties.filled_by_record),
]
SAYING: Final = [
    Row("offering nothing that ended", of("IX"), "bob", Outcome.no_delivery),
    Row("a buyer that offers", of("OF", name="ann"), "ann", Outcome.the_other_side),
    Row("offering on the day of matching", of("MA"), "bob", Outcome.not_its_day),
    Row("offering again", of("OF", name="cat"), "cat", Outcome.said_already),
    Row(
        "offering more units than there are",
        offer("bob", Goods("R5"), Goods("SCRAP", 2), contract="OF"),
        "bob",
        Outcome.more_than_units,
    ),
    Row("offering what is no goods", of("OF", "NEW"), "bob", Outcome.not_deliverable),
    Row("offering what was withdrawn", of("OF", "GONE"), "bob", Outcome.not_deliverable),
    Row("offering another grade", of("OF", "ODD"), "bob", Outcome.not_deliverable),
    Row("offering what costs nothing", of("OF", "SCRAP"), "bob", Outcome.not_deliverable),
    Row("offering a bond that is over", of("OF", "OLD"), "bob", DeskOutcome.matures_first),
    Row("offering for another", of("OF"), "ann", Parties.not_authorised),
    Row("offering out of another's", of("OF", place="of-cat"), "bob", Parties.not_authorised),
    Row("offering what is not there", of("OF", place="of-bob", goods="R4"), "bob", Holdings.insufficient_free_quantity),
    Row("a seller that wants goods", intend("bob", contract="OF"), "bob", Outcome.the_other_side),
    Row("wanting on the day of matching", intend("ann", contract="MA"), "ann", Outcome.not_its_day),
    Row(
        "wanting it where it stays",
        intend("ann", contract="OF", place="m-ann"),
        "ann",
        Parties.moved_by_record,
    ),
    Row("wanting it nowhere", intend("ann", contract="OF", place="none"), "ann", Parties.unknown_account),
    Row("wanting another grade", intend("ann", "odd", contract="OF"), "ann", Outcome.not_deliverable),
    Row("wanting for another", intend("ann", contract="OF"), "bob", Parties.not_authorised),
]
EXCHANGE: Final = [
    Row("allotting to nobody", allot("IX", "m-ann", (1, 5, "R3", NO_SIDE)), "ccp", Outcome.no_delivery),
    Row("allotting too early", allot("OF", "m-cat", (1, 5, "R4", NO_SIDE)), "ccp", Outcome.not_its_day),
    Row("allotting twice", allot("PA", "m-ann", (1, 15, None, SELLER)), "ccp", Outcome.said_already),
    Row("allotting too many lots", allot("MA", "m-ann", (1, 6, "R3", NO_SIDE)), "ccp", Outcome.allotted_otherwise),
    Row("goods where somebody fails", allot("MA", "m-ann", (1, 5, "R3", BUYER)), "ccp", Outcome.allotted_otherwise),
    Row("goods not offered", allot("MA", "m-bob", (1, 5, "R5", NO_SIDE)), "ccp", Outcome.allotted_otherwise),
    Row("more lots than there are", MORE, "ccp", Outcome.allotted_otherwise),
    Row("allotting while some are open", allot("TR", "m-ann", (1, 1, None, SELLER)), "ccp", Outcome.no_delivery),
    Row("allotted by another", allot("MA", "m-ann", (1, 5, "R3", NO_SIDE)), "venue", Parties.not_authorised),
    Row("a matching of nothing", concludes("IX"), "ccp", Outcome.final_price_missing),
    Row("a matching that stands already", concludes("PA"), "ccp", Outcome.said_already),
    Row("a matching too early", concludes("OF"), "ccp", Outcome.not_its_day),
    Row("a matching by another", concludes("MA"), "venue", Parties.not_authorised),
    Row("a matching of which a half lacks", concludes("MA"), "ccp", Outcome.not_the_matching),
    Row("taking before the matching stands", s.Take(contract="MA", number=1, **ANN), "cat", UNCONCLUDED),
    Row(
        "failing before the matching stands",
        s.Fail(contract="LT", account="m-cat", number=1),
        "cat",
        UNCONCLUDED,
    ),
    Row("taking before what is owed is collected", OWING, "cat", Outcome.paid_first),
    Row("leaving goods on the day of payment", s.Take(**PA, **ANN, number=2, leave=True), "cat", Outcome.not_its_day),
    Row("handing over of no delivery", hand("IX", "m-ann", "R1"), "cat", Outcome.no_delivery),
    Row("handing over before the matching stands", hand("LT", "m-dan", "R9"), "cat", UNCONCLUDED),
    Row("handing over what does not wait", hand("PA", "m-ann", "R1"), "cat", Outcome.nothing_waits),
    Row("taking of no delivery", s.Take(contract="IX", number=1, **ANN), "cat", Outcome.no_delivery),
    Row("taking again", s.Take(**PA, **ANN, number=1), "cat", Outcome.no_such_parcel),
    Row("taking what was never offered", s.Take(**PA, **ANN, number=3), "cat", Outcome.the_other_side),
    Row("a seller that takes", s.Take(**PA, **BOB, number=2), "cat", Outcome.the_other_side),
    Row("crediting no delivery", s.Credit(contract="IX", number=1, **BOB), "cat", Outcome.no_delivery),
    Row("crediting again", s.Credit(**PA, **BOB, number=1), "cat", Outcome.no_such_parcel),
    Row("crediting a buyer", s.Credit(**PA, **ANN, number=2), "cat", Outcome.the_other_side),
    Row("crediting before it is paid", s.Credit(**PA, **BOB, number=2), "cat", Outcome.other_side_first),
    Row("failing in nothing", s.Fail(contract="IX", number=1, **BOB), "cat", Outcome.no_delivery),
    Row("failing in what is over", s.Fail(**PA, **ANN, number=1), "cat", Outcome.no_such_parcel),
    Row("failing on the day of payment", s.Fail(**PA, **ANN, number=2), "cat", Outcome.does_not_fail),
    Row("failing for the other", s.Fail(**PA, **ANN, number=3), "cat", Outcome.does_not_fail),
    Row("making good nothing", s.Compensate(contract="IX", number=1, **ANN), "cat", Outcome.no_delivery),
    Row("making good who failed", s.Compensate(**PA, **BOB, number=3), "cat", Outcome.does_not_fail),
    Row("making good before it failed", s.Compensate(**PA, **ANN, number=3), "cat", Outcome.other_side_first),
]


def _indexed() -> Callable[[Context], Any]:
    def act(ctx: Context) -> Any:
        ctx.state.write(INDEXES.path("IX"), Index(contract="IX"))
        return creating(INDEXES, "IX")(ctx)

    return act


def _frozen_and_stopped(ctx: Context) -> Any:
    """Ann's account for goods is stopped, and what she bought is frozen at the desk."""
    account, holding = ctx.state.read(ACCOUNTS, "of-ann"), ctx.state.read(HOLDINGS, "desk", "R2")
    assert account is not None and holding is not None
    ctx.state.write(ACCOUNTS.path("of-ann"), replace(account, status=AccountStatus.suspended))
    frozen = replace(holding, free=Quantity(0), frozen=Quantity(1))
    ctx.state.write(HOLDINGS.path("desk", "R2"), frozen)
    for event in take(s.Take(**PA, **ANN, number=2), ctx):
        ctx.cause(event)


DOING: Final = "futures/delivery/PA/m-bob"
ACTS: Final = [
    Act("an index once more", _indexed(), Outcome.index_exists),
    Act("a house without a desk", on_record(DESKS, "none"), Outcome.no_delivery_desk),
    Act("a delivery once more", creating(DELIVERIES, "PA", "m-ann"), Outcome.delivery_exists),
    Act("paying for goods that are frozen at the desk", _frozen_and_stopped, Holdings.insufficient_free_quantity),
    Act("an invoice that never was", on_record(INVOICES, "PA", "m-ann", "9"), Outcome.no_invoice),
    Act("a half once more", creating(HALVES, "PA", "1", "sold"), Outcome.half_over),
    Act("an invoice once more", creating(INVOICES, "PA", "m-ann", "1"), Outcome.invoice_exists),
    Act(
        "a desk that gives by another's doing",
        _moving(DESKS, "CC", Side.gives, "desk", "futures/account/m-bob", "R2"),
        Holdings.consent_missing,
    ),
    Act(
        "goods that a delivery never named",
        lambda ctx: on_record(DELIVERIES, "PA", "m-bob")(ctx).grants(ctx, _asked_for("R5")),
        Holdings.consent_missing,
    ),
]


def _asked_for(instrument: str) -> Any:
    place = AccountId("of-bob")
    return Movement(Side.gives, place, InstrumentId(instrument), Quantity(1), AccountId("desk"), RecordPath(DOING))
