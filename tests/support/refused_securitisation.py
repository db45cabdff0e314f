# SPDX-License-Identifier: Apache-2.0
"""What securitisation refuses of pools, lots and notes: per call, in the order checked."""

from functools import cache
from typing import Any, Final

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import Control
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.securitisation.notes import INVESTORS, INVESTORS_MAX
from counterfoil.modules.securitisation.outcomes import SecuritisationOutcome as Outcome
from counterfoil.modules.securitisation.waterfall import FeeTerms
from support.ledger import Ledger
from support.market import Row
from support.pooled import OPENS, SPV, admit, note_terms, open_pool, trigger
from support.pools_in_every_state import ANY, OF_TODAY, in_every_state, small_pool, two_notes
from support.vouchers import CASH, EVER, FACE
from support.vouchers_stage import OnLedger

APART: Final = True


@cache
def _told() -> OnLedger:
    return in_every_state(OnLedger())


def pools_in_every_state(_usual: Ledger) -> Ledger:
    """And a pool with as many subscriptions as can be, and an account that no bank keeps."""
    stage = OnLedger()
    stage.ledger = _told().ledger.twin()
    plain = p.OpenAccount(account="unkept", holder="spv", outgoing=Control.holder, incoming=Control.holder)
    stage.do(plain, signed_by="spv")
    kept = p.OpenAccount(
        account="of-no-issuer", holder="fund-a", custodian="trustee", outgoing=Control.both, incoming=Control.both
    )
    stage.do(kept, signed_by="fund-a trustee")
    small_pool(stage, "reserved", ("reserved-1", FACE, OF_TODAY["cut_off"] + 70), **OF_TODAY)
    aside = {"account": "of-reserved", "instrument": CASH, "quantity": 1, "executor": "rival"}
    stage.do(h.Hold(hold="kept-back", **aside, expires=EVER), signed_by=SPV)
    small_pool(stage, "full", ("full-1", FACE, OF_TODAY["cut_off"] + 70), **OF_TODAY)
    stage.do(c.ClosePool(pool="full"), signed_by="spv")
    names = [f"of-many-{number}" for number in range(INVESTORS_MAX)]
    for name in names:
        opened = p.OpenAccount(account=name, holder="fund-b", outgoing=Control.holder, incoming=Control.holder)
        given = h.Transfer(sender="of-fund-b", receiver=name, instrument=CASH, quantity=1)
        held = holding("full-senior", name, 1)
        subscribed = c.Subscribe(instrument="full-senior", account=name, quantity=1, hold=held.hold)
        stage.do(opened, given, held, subscribed, signed_by="fund-b")
    stage.do(holding("full-senior", "of-fund-c", 5), holding("ready-senior", "of-fund-c", 5), signed_by="fund-c")
    stage.do(holding("ready-senior", "of-fund-a", 5), signed_by="fund-a")
    return stage.ledger


MARKET = pools_in_every_state


def holding(note: str, account: str, quantity: int) -> h.Hold:
    """Money held for a subscription."""
    return h.Hold(
        hold=f"for-{note}-{account}",
        account=account,
        instrument=CASH,
        quantity=quantity,
        executor=INVESTORS.path(note, account),
        expires=EVER,
    )


def opening(pool: str = "new", **changes: Any) -> c.OpenPool:
    said = ANY | OF_TODAY | {"account": "of-new", "notes": two_notes("new")}
    return open_pool(pool, **(said | changes))


def ordering(
    note: str = "ready-senior", account: str = "of-fund-c", quantity: int = 5, hold: str | None = None
) -> c.Subscribe:
    return c.Subscribe(instrument=note, account=account, quantity=quantity, hold=hold or f"for-{note}-{account}")


TWICE: Final = (note_terms("same", 1, 800_000), note_terms("same", 2, 100_000))
GAP: Final = (note_terms("x", 1, 800_000), note_terms("y", 3, 100_000))
SAME: Final = (trigger("coverage", 1), trigger("coverage", 2))
OPENING = [
    Row("a pool of what is not there", opening(cash="none"), OPENS, Instruments.unknown_instrument),
    Row("a pool of notes", opening(cash="senior"), OPENS, Outcome.pool_not_in_cash),
    Row("over no account", opening(account="none"), OPENS, Parties.unknown_account),
    Row("over another's account", opening(account="of-fund-a"), OPENS, Outcome.account_not_for_pool),
    Row("over one that no bank keeps", opening(account="unkept"), OPENS, Outcome.account_not_for_pool),
    Row("fees to another", opening(fee_account="of-third"), OPENS, Outcome.account_not_for_pool),
    Row("retained by another", opening(retained="of-fund-a"), OPENS, Outcome.account_not_for_pool),
    Row("the bridge is the pool's", opening(bridge="of-new"), OPENS, Outcome.account_not_for_pool),
    Row("over a purse", opening(account="of-purse"), OPENS, Outcome.account_not_empty),
    Row("ranks with a gap", opening(notes=GAP), OPENS, Outcome.ranks_not_sound),
    Row("two notes of one name", opening(notes=TWICE), OPENS, Outcome.ranks_not_sound),
    Row("beyond all money", opening(notes=two_notes("new", 10**14)), OPENS, Outcome.sums_not_sound),
    Row("fees that eat it", opening(fees=FeeTerms(fixed=9_001)), OPENS, Outcome.sums_not_sound),
    Row("paid before the cut-off", opening(first_payment=1), OPENS, Outcome.days_not_sound),
    Row("a trigger twice", opening(triggers=SAME), OPENS, Outcome.triggers_not_sound),
    Row("unsigned by the manager", opening(), "trustee servicer first", Parties.not_authorised),
    Row(
        "by who issues nothing",
        opening(manager="fund-a", account="of-no-issuer"),
        "fund-a trustee servicer first",
        Parties.role_missing,
    ),
    Row("for nobody", opening(originator="ghost"), OPENS, Parties.unknown_party),
    Row("unsigned by the bridge", opening(), "spv trustee servicer", Parties.not_authorised),
    Row("unsigned by the bank", opening(), "spv servicer first", Parties.not_authorised),
    Row("a name that is had", opening("none-in-it"), OPENS, Outcome.pool_exists),
    Row("an account that is had", opening(account="of-unnoted"), OPENS, Outcome.account_of_a_pool),
]
TAKING = [
    Row("into no pool", admit("fit-0", "none"), "spv", Outcome.unknown_pool),
    Row("into one that is cut off", admit("fit-0", "ready"), "spv", Outcome.pool_not_so_far),
    Row("a voucher", c.Admit(pool="taking", owed="receivables/voucher/fit"), "spv", Outcome.no_right_to_money),
    Row("nothing", admit("none", "taking"), "spv", Outcome.no_right_to_money),
    Row("other money", admit("foreign-0", "dollars"), "spv", Outcome.right_in_other_money),
    Row("in another's account", admit("elsewhere-0", "taking"), "spv", Outcome.not_in_pools_account),
    Row("what was given", admit("given-0", "taking"), "spv", Outcome.not_sold_truly),
    Row("what its seller stands for", admit("stood-for-0", "taking"), "spv", Outcome.not_sold_truly),
    Row("what another claims", admit("claimed-0", "taking"), "spv", Outcome.claimed_by_another),
    Row("what is late", admit("late-0", "taking"), "spv", Outcome.not_owed_in_time),
    Row("what is due too late", admit("long-0", "taking"), "spv", Outcome.tenor_beyond_pool),
    Row("what a party to it owes", admit("of-kin-0", "kin"), "spv", Outcome.debtor_takes_part),
    Row("what its keeper sells", admit("keepers-0", "inside"), "spv", Outcome.seller_takes_part),
    Row("by another", admit("fit-0", "taking"), "first", Parties.not_authorised),
    Row("twice", admit("taken-0", "taking"), "spv", Outcome.lot_in_a_pool),
    Row("closing nothing", c.ClosePool(pool="none"), "spv", Outcome.unknown_pool),
    Row("closing twice", c.ClosePool(pool="ready"), "spv", Outcome.pool_not_so_far),
    Row("closing what is empty", c.ClosePool(pool="none-in-it"), "spv", Outcome.pool_empty),
    Row("all of one debtor", c.ClosePool(pool="one-debtor"), "spv", Outcome.debtor_share_exceeded),
    Row("all of one seller", c.ClosePool(pool="one-seller"), "spv", Outcome.seller_share_exceeded),
    Row("notes beyond its worth", c.ClosePool(pool="thin"), "spv", Outcome.pool_worth_less),
    Row("closing what is reserved", c.ClosePool(pool="reserved"), "spv", Outcome.money_reserved_before),
    Row("closing by another", c.ClosePool(pool="taking"), "first", Parties.not_authorised),
    Row("giving up what is out", c.CallOff(pool="P"), "spv", Outcome.pool_not_so_far),
    Row("giving up by another", c.CallOff(pool="taking"), "first", Parties.not_authorised),
]
PLACING = [
    Row("subscribing to nothing", ordering("none"), "fund-c", Outcome.unknown_note),
    Row("subscribing to what is out", ordering("senior"), "fund-c", Outcome.pool_not_so_far),
    Row("to what another retains", ordering("ready-sub"), "fund-c", Outcome.residual_is_retained),
    Row("more than is left", ordering(quantity=100_001), "fund-c", Outcome.beyond_what_is_left),
    Row("less than the terms allow", ordering("large-senior"), "fund-c", Outcome.order_too_small),
    Row("one investor too many", ordering("full-senior"), "fund-c", Outcome.too_many_investors),
    Row("unpaid", ordering(hold="none"), "fund-c", Outcome.order_money_not_held),
    Row("for less", ordering(quantity=6), "fund-c", Outcome.order_money_not_held),
    Row("for another", ordering(), "fund-a", Parties.not_authorised),
    Row("again", ordering(account="of-fund-a"), "fund-a", Outcome.subscribed_already),
    Row("withdrawing from nothing", c.Withdraw(instrument="none", account="of-first"), "first", Outcome.unknown_note),
    Row(
        "withdrawing what was not said",
        c.Withdraw(instrument="ready-senior", account="of-fund-b"),
        "fund-b",
        Outcome.not_subscribed,
    ),
    Row(
        "withdrawing what is out",
        c.Withdraw(instrument="senior", account="of-fund-a"),
        "fund-a",
        Outcome.order_is_over,
    ),
    Row(
        "withdrawing for another",
        c.Withdraw(instrument="ready-senior", account="of-fund-a"),
        "fund-b",
        Parties.not_authorised,
    ),
    Row("turning away what is none", c.TurnAway(instrument="none", account="of-fund-a"), "spv", Outcome.unknown_note),
    Row(
        "turning away who has not subscribed",
        c.TurnAway(instrument="ready-senior", account="of-third"),
        "spv",
        Outcome.not_subscribed,
    ),
    Row("turning away a holder", c.TurnAway(instrument="senior", account="of-fund-a"), "spv", Outcome.order_is_over),
    Row(
        "turning away by another",
        c.TurnAway(instrument="ready-senior", account="of-fund-a"),
        "fund-b",
        Parties.not_authorised,
    ),
    Row("issuing nothing", c.IssueNotes(pool="none"), "spv", Outcome.unknown_pool),
    Row("issuing twice", c.IssueNotes(pool="P"), "spv", Outcome.pool_not_so_far),
    Row("issuing too late", c.IssueNotes(pool="overtaken"), "spv", Outcome.first_payment_passed),
    Row("issuing what is not sold", c.IssueNotes(pool="ready"), "spv", Outcome.not_wholly_subscribed),
    Row("issuing what is not paid", c.IssueNotes(pool="lapsed"), "spv", Outcome.order_money_not_held),
    Row("a reserve beyond the proceeds", c.IssueNotes(pool="short"), "spv", Outcome.proceeds_too_small),
    Row("agreeing on nothing", c.AgreeToBePaid(instrument="none", account="of-fund-b"), "fund-b", Outcome.unknown_note),
    Row(
        "agreeing for another",
        c.AgreeToBePaid(instrument="mezz", account="of-fund-b"),
        "fund-a",
        Parties.not_authorised,
    ),
    Row(
        "agreeing again",
        c.AgreeToBePaid(instrument="mezz", account="of-fund-c"),
        "fund-c",
        Outcome.investor_agreed_before,
    ),
]
