# SPDX-License-Identifier: Apache-2.0
"""What securitisation refuses of payment days, and of lots and money of pools: per call, in the order checked."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from counterfoil.commerce.context import Context
from counterfoil.law.event import EventData
from counterfoil.law.moment import known
from counterfoil.law.outcome import MachineOutcome as Machine
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Issued, Redeemed, Transferred
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.instruments.events import InstrumentMade
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.instruments.records import Identifiers, InstrumentKind, Unit
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.handing_out_events import HolderPaid
from counterfoil.modules.securitisation.limits import in_order, stays
from counterfoil.modules.securitisation.notes import DAYS, INVESTORS, NOTES, POOLED_LOTS, SHARES
from counterfoil.modules.securitisation.outcomes import SecuritisationOutcome as Outcome
from counterfoil.modules.securitisation.payment_events import Spent
from counterfoil.modules.securitisation.records import ACCOUNTS_OF_POOLS, EXPOSURES, POOLS
from counterfoil.modules.securitisation.waterfall import (
    OrderOfPayments,
    PaymentDay,
    Tranche,
    TrancheTerms,
    distribute,
)
from counterfoil.primitives.types import INTEGER_MAX, Quantity
from support.ledger import Ledger
from support.market import Row
from support.pooled import SPV, pay, pay_out
from support.pools_in_every_state import in_every_state
from support.refused_by_records import Act, creating, on_record
from support.vouchers import CASH, EVER, split
from support.vouchers import part as part_of
from support.vouchers_stage import OnLedger

APART: Final = True


@cache
def _told() -> OnLedger:
    return in_every_state(OnLedger())


def pools_in_every_state(_usual: Ledger) -> Ledger:
    """And money that is held for less than what is left of a pool."""
    ledger = _told().ledger.twin()
    ledger.do(calling(1, "too-little"), signed_by="first")
    ledger.do(warranted("little-2-0", 50_000), signed_by="first")
    ledger.do(pay_out(pool="little"), signed_by="rival")
    ledger.do(calling(50_000, "by-another", "of-second"), signed_by="second")
    return ledger


MARKET = pools_in_every_state


def calling(quantity: int, name: str, account: str = "of-first", pool: str = "little") -> h.Hold:
    """Money held for a pool."""
    said = {"account": account, "instrument": CASH, "quantity": quantity, "executor": POOLS.path(pool)}
    return h.Hold(hold=name, **said, expires=EVER)


def clean_up(hold: str = "too-little", pool: str = "little", account: str = "of-first") -> c.CleanUp:
    return c.CleanUp(pool=pool, account=account, hold=hold)


def aside(note: str, number: int, *holders: str) -> c.SetAside:
    return c.SetAside(instrument=note, number=number, accounts=tuple(f"of-{holder}" for holder in holders))


def warranted(lot: str, quantity: int, name: str = "warranted", account: str = "of-first") -> h.Hold:
    """Money held for a lot's record in its pool."""
    said = {"account": account, "instrument": CASH, "quantity": quantity, "executor": POOLED_LOTS.path(lot)}
    return h.Hold(hold=name, **said, expires=EVER)


def buy_back(lot: str, account: str = "of-first", hold: str = "none") -> c.BuyBack:
    return c.BuyBack(lot=lot, account=account, hold=hold, reason="warranty 4.2")


PAYMENTS = [
    Row("noting nothing", c.NoteDebt(lot="none"), "rival", Outcome.lot_not_pooled),
    Row("noting what was given up", c.NoteDebt(lot="given-up-1-0"), "rival", Outcome.pool_not_so_far),
    Row("noting what is paid", c.NoteDebt(lot="P-1-0"), "rival", Outcome.debt_noted_so),
    Row("noting it twice", c.NoteDebt(lot="P-3-0"), "rival", Outcome.debt_noted_so),
    Row("a day of no pool", c.CountDay(pool="none"), "rival", Outcome.unknown_pool),
    Row("a day of one without notes", c.CountDay(pool="ready"), "rival", Outcome.pool_not_so_far),
    Row("a day of one that has nothing more", c.CountDay(pool="repaid"), "rival", Outcome.pool_not_so_far),
    Row("a day too early", c.CountDay(pool="P"), "rival", Outcome.payment_day_not_come),
    Row("a day before all is noted", c.CountDay(pool="unnoted"), "rival", Outcome.lateness_not_noted),
    Row("paying on nothing", pay("none", 1, "fund-a"), "rival", Outcome.unknown_note),
    Row("paying of no day", pay("senior", 2, "fund-a"), "rival", Outcome.unknown_payment_day),
    Row("paying a rank that has nothing", pay("sub", 1, "first"), "rival", Outcome.rank_has_nothing),
    Row("paying again", pay("senior", 1, "fund-b"), "rival", Outcome.share_paid),
    Row("paying twice at once", pay("senior", 1, "fund-a", "fund-a"), "rival", Outcome.share_paid),
    Row("paying who had nothing", pay("senior", 1, "fund-c"), "rival", Outcome.held_nothing),
    Row("paying who came later", pay("senior", 1, "third"), "rival", Outcome.held_nothing),
    Row("paying out of no pool", pay_out(pool="none"), "rival", Outcome.unknown_pool),
    Row("paying out of no day", pay_out(number=2), "rival", Outcome.unknown_payment_day),
    Row("paying out what the bridge has not", pay_out("bridge"), "rival", Outcome.nothing_to_pay_out),
    Row("paying a fee again", pay_out(pool="little"), "rival", Outcome.nothing_to_pay_out),
    Row("setting nothing aside", aside("none", 1, "fund-a"), "rival", Outcome.unknown_note),
    Row("setting aside of no day", aside("senior", 2, "fund-a"), "rival", Outcome.unknown_payment_day),
    Row("of a rank that has nothing", aside("sub", 1, "first"), "rival", Outcome.rank_has_nothing),
    Row("setting aside too early", aside("senior", 1, "fund-a"), "rival", Outcome.not_to_set_aside_yet),
    Row("buying back no lot", buy_back("none"), "spv first", Outcome.lot_not_pooled),
    Row("buying back too early", buy_back("taken-0"), "spv first", Outcome.pool_not_so_far),
    Row("buying back what is paid", buy_back("P-1-0"), "spv first", Outcome.lot_is_over),
    Row("buying back with no account", buy_back("P-3-0", "none"), "spv first", Parties.unknown_account),
    Row("buying back for nothing", buy_back("P-3-0"), "spv first", Outcome.lot_price_not_held),
    Row("buying back alone", buy_back("little-2-0", hold="warranted"), "first", Parties.not_authorised),
    Row("calling nothing", clean_up(pool="none"), "first", Outcome.unknown_pool),
    Row("calling what was not issued", clean_up(pool="ready"), "first", Outcome.pool_not_so_far),
    Row("calling a third", clean_up(pool="P"), "first", Outcome.too_much_left),
    Row("calling for less", clean_up(), "first", Outcome.price_not_held),
    Row("called by another", clean_up("by-another", account="of-second"), "second first", Outcome.price_not_held),
    Row("winding up nothing", c.WindUp(pool="none"), "spv", Outcome.unknown_pool),
    Row("winding up what takes lots", c.WindUp(pool="taking"), "spv", Outcome.pool_not_so_far),
    Row("winding up too early", c.WindUp(pool="P"), "spv", Outcome.not_wound_up_yet),
    Row("ending nothing", c.Retire(instrument="none", accounts=("of-first",)), "rival", Outcome.unknown_note),
    Row("ending what lives", c.Retire(instrument="senior", accounts=("of-fund-a",)), "rival", Outcome.note_not_over),
    Row(
        "ending what is not paid",
        c.Retire(instrument="repaid-sub", accounts=("of-first",)),
        "rival",
        Outcome.money_not_paid_out,
    ),
    Row(
        "ending what one has not",
        c.Retire(instrument="repaid-senior", accounts=("of-fund-b",)),
        "rival",
        Outcome.held_nothing,
    ),
    Row("liquidating nothing", c.Liquidate(pool="none"), "rival", Outcome.unknown_pool),
    Row("liquidating what lives", c.Liquidate(pool="P"), "rival", Outcome.pool_not_so_far),
    Row("liquidating what is out", c.Liquidate(pool="repaid"), "rival", Outcome.units_are_out),
]
LOCKED = [
    Row(
        "passing a pooled lot on",
        h.Hold(hold="x", account="of-pool", instrument="P-3-0", quantity=1, executor="rival", expires=EVER),
        SPV,
        Outcome.lot_is_pooled,
    ),
    Row(
        "pledging a pooled lot",
        h.Pledge(pledge="x", account="of-pool", instrument="P-3-0", quantity=1, pledgee="bank"),
        SPV,
        Outcome.lot_is_pooled,
    ),
    Row("splitting a pooled lot", split("taken-0", part_of("x", 1_000_000)), SPV, Outcome.lot_is_pooled),
    Row("cancelling a pooled lot", lc.CancelLot(lot="taken-0"), f"core {SPV}", Outcome.lot_is_pooled),
    Row(
        "a note for its own pool",
        h.Transfer(sender="of-fund-a", receiver="of-pool", instrument="senior", quantity=1),
        f"fund-a {SPV}",
        Outcome.note_back_to_pool,
    ),
    Row(
        "taking a pool's money",
        h.Transfer(sender="of-ready", receiver="of-third", instrument=CASH, quantity=1),
        SPV,
        Outcome.pools_money,
    ),
    Row(
        "setting a pool's money aside",
        h.Hold(hold="x", account="of-ready", instrument=CASH, quantity=1, executor="rival", expires=EVER),
        SPV,
        Outcome.pools_money,
    ),
]


def _caused(event: EventData) -> Callable[[Context], Any]:
    """As a call of this module's would cause it."""

    def act(ctx: Context) -> Any:
        ctx.begin("0" * 64, {}, frozenset())
        ctx.call = "securitisation.count_day"
        return ctx.cause(event)

    return act


def _taken(ctx: Context) -> None:
    """A pooled lot is taken, however it came to be offered."""
    ctx.call = "receivables.take"
    stays(Transferred(sender="of-pool", receiver="of-third", instrument="P-3-0", quantity=1), ctx)


def _short(ctx: Context) -> None:
    """The last holder of the senior would have a fen more than is there beside the fee."""
    ctx.begin("0" * 64, {}, frozenset())
    ctx.happen(Spent(pool="P", account="of-pool", cash=CASH, amount=1))
    day = known(ctx, DAYS, "P", "1")
    said = {"instrument": "senior", "account": "of-fund-a", "pool": "P", "number": 1, "cash": CASH, "units": 1}
    in_order(HolderPaid(**said, settled=0, interest=1, principal=day.to_pay, last=True), ctx)


POOL = POOLS.path("P")
UNIT = {"instrument": "senior", "account": "of-fund-a", "quantity": 1}
SHARE = SHARES.path("senior", "1", "of-fund-b")
OUT = {"sender": "of-pool", "instrument": CASH, "quantity": 1, "giving": POOL}
ORDER = INVESTORS.path("unnoted-senior", "of-fund-a")
ONE_RANK = [Tranche.issued(TrancheTerms(rank=1, notional=1))]
ENDLESS = PaymentDay(
    order=OrderOfPayments.amortising, collected=Quantity(INTEGER_MAX), reserve=Quantity(INTEGER_MAX), days=1
)
LAWS_REFUSED = [
    Act(
        "an investor takes other than its order",
        _caused(
            Issued(
                instrument="unnoted-senior",
                account="of-fund-a",
                quantity=1,
                issuing=POOLS.path("unnoted"),
                taking=ORDER,
                cause=ORDER,
            )
        ),
        Holdings.consent_missing,
    ),
    Act(
        "a note's terms give it away",
        _caused(
            Transferred(
                sender="of-fund-a",
                receiver="of-third",
                instrument="repaid-senior",
                quantity=1,
                giving=NOTES.path("repaid-senior"),
                cause=NOTES.path("repaid-senior"),
            )
        ),
        Holdings.consent_missing,
    ),
    Act("more than a record can hold", lambda _ctx: distribute(ENDLESS, ONE_RANK), Machine.number_out_of_bounds),
    Act("others come first", _short, Outcome.others_come_first),
    Act("a pooled lot is taken", _taken, Outcome.lot_is_pooled),
    Act(
        "notes are issued again",
        _caused(Issued(**UNIT, issuing=POOL, taking=POOL, cause=POOL)),
        Holdings.consent_missing,
    ),
    Act(
        "an investor takes what it did not subscribe to",
        _caused(
            Issued(
                instrument="senior",
                account="of-fund-a",
                quantity=1,
                issuing=POOL,
                taking=INVESTORS.path("senior", "of-fund-a"),
                cause=INVESTORS.path("senior", "of-fund-a"),
            )
        ),
        Holdings.consent_missing,
    ),
    Act(
        "notes of a pool that lives end",
        _caused(Redeemed(**UNIT, redeeming=POOL, giving=NOTES.path("senior"), cause=NOTES.path("senior"))),
        Holdings.consent_missing,
    ),
    Act(
        "a pool pays what is no share",
        _caused(Transferred(**OUT, receiver="of-third", taking=None, cause=SHARE)),
        Holdings.consent_missing,
    ),
    Act(
        "a note that no terms name",
        _caused(
            InstrumentMade(
                instrument="fresh",
                kind=InstrumentKind.bond,
                issuer="spv",
                name="Fresh",
                identifiers=Identifiers(),
                unit=Unit(name="CNY", decimals=2),
                terms=None,
                supply_limit=1,
                unique=False,
                defining=POOL,
                cause=POOL,
            )
        ),
        Instruments.not_defined_by_record,
    ),
    Act("a pool's account is none's", on_record(ACCOUNTS_OF_POOLS, "of-third"), Outcome.account_not_pooled),
    Act("nothing is of a party", on_record(EXPOSURES, "P", "debtor", "third"), Outcome.exposure_unknown),
    Act("an exposure made again", creating(EXPOSURES, "P", "debtor", "core"), Outcome.exposure_exists),
    Act("no share on record", on_record(SHARES, "senior", "1", "of-bank"), Outcome.share_unknown),
    Act("a share made again", creating(SHARES, "senior", "1", "of-fund-a"), Outcome.share_exists),
    Act("a day made again", creating(DAYS, "P", "1"), Outcome.payment_day_exists),
    Act("a note made again", creating(NOTES, "senior"), Outcome.note_exists),
    Act("an investor made again", creating(INVESTORS, "senior", "of-fund-a"), Outcome.subscribed_already),
]
