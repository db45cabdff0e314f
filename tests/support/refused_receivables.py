# SPDX-License-Identifier: Apache-2.0
"""What receivables refuse of programmes, invoices and vouchers as a whole: per call, in the order checked."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.law.event import Changes, EventData
from counterfoil.modules.holdings.events import Issued, Redeemed, Transferred
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.holdings.records import MANDATES
from counterfoil.modules.holdings.reservations import Held
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables.claim_records import CLAIMS
from counterfoil.modules.receivables.elsewhere_outcomes import ElsewhereOutcome as Elsewhere
from counterfoil.modules.receivables.invoice_outcomes import InvoicesOutcome as Invoices
from counterfoil.modules.receivables.invoices import INVOICES as TABLE
from counterfoil.modules.receivables.invoices import LOOSE, RESERVATIONS_MAX, Reservation
from counterfoil.modules.receivables.lots import LOTS
from counterfoil.modules.receivables.making import made
from counterfoil.modules.receivables.outcomes import ReceivablesOutcome as Outcome
from counterfoil.modules.receivables.records import LINES, PROGRAMMES, ROOTS, STANDINGS
from counterfoil.modules.receivables.registries import REGISTRIES, Registry
from support.ledger import Ledger
from support.market import Row
from support.refused_by_records import Act, creating, on_record
from support.vouchers import (
    CASH,
    CORE,
    FACE,
    INVOICES,
    REGISTRY,
    WEAK,
    clear,
    confirm,
    print_of,
    propose,
    register,
    set_line,
    set_programme,
    share,
    take_back,
)
from support.vouchers_in_every_state import NOW, in_every_state, of
from support.vouchers_stage import OnLedger

APART: Final = True
MATURES = NOW + 90


@cache
def _told() -> OnLedger:
    return in_every_state(OnLedger())


def vouchers_in_every_state(_usual: Ledger) -> Ledger:
    """And a programme of which as many changes are to come as can be."""
    ledger = _told().ledger.twin()
    changes = (set_programme("busy", since=ledger.time + 10**9 + number) for number in range(SCHEDULED_MAX))
    ledger.do(*changes, signed_by="platform registry")
    return ledger


MARKET = vouchers_in_every_state
STAGE = _told()


def _propose(root: str = "new", by: str = "first", **changes: object) -> c.Propose:
    return propose(STAGE, root, by=by, **({"matures": MATURES} | of(18) | changes))


PROGRAMMES_REFUSED = [
    Row("a policy of yesterday", set_programme(since=1), "platform", Outcome.programme_backdated),
    Row(
        "one change too many",
        set_programme("busy", since=STAGE.time + 10**10),
        "platform",
        Outcome.too_many_policy_changes,
    ),
    Row("vouchers in shares", set_programme("new", cash="long-0"), "platform", Outcome.not_in_cash),
    Row("vouchers in what is not there", set_programme("new", cash="none"), "platform", Instruments.unknown_instrument),
    Row("another registry", set_programme(registry="rival"), "platform", Outcome.programme_fixed),
    Row("a policy by a stranger", set_programme(), "rival", Parties.not_authorised),
    Row("a programme by who keeps none", set_programme("new", keeper="rival"), "rival", Parties.role_missing),
    Row("nobody registers", set_programme("new", registry="ghost"), "platform", Parties.unknown_party),
    Row("a registry that was not asked", set_programme("new"), "platform", Parties.not_authorised),
    Row(
        "a line where no programme is",
        c.SetLine(programme="none", issuer=CORE, ceiling=1),
        "platform",
        Outcome.unknown_voucher_programme,
    ),
    Row("a line below what is out", set_line(1), "platform", Outcome.line_in_use),
    Row("a line that one gives oneself", set_line(9 * FACE), CORE, Parties.not_authorised),
    Row("a line of nobody", set_line(issuer="ghost"), "platform", Parties.unknown_party),
]
INVOICES_REFUSED = [
    Row(
        "an invoice where no programme is",
        register("fresh", programme="none"),
        "registry",
        Outcome.unknown_voucher_programme,
    ),
    Row(
        "an invoice of goods that nobody recorded",
        register("fresh", delivered=("receipts/document/none",)),
        "registry",
        Invoices.delivery_not_on_record,
    ),
    Row("an invoice to nobody", register("fresh", buyer="ghost"), "registry", Parties.unknown_party),
    Row("an invoice of nobody", register("fresh", seller="ghost"), "registry", Parties.unknown_party),
    Row("an invoice by whom it pays", register("fresh"), "first", Parties.not_authorised),
    Row("an invoice again", register(INVOICES[0]), "registry", Invoices.invoice_registered_before),
    Row("withdrawing nothing", take_back("none"), "registry", Invoices.invoice_not_registered),
    Row("withdrawing twice", take_back("mistaken"), "registry", Invoices.invoice_withdrawn),
    Row("withdrawing what is promised", take_back(INVOICES[4]), "registry", Invoices.invoice_in_use),
    Row("withdrawing what is reserved", take_back(INVOICES[12]), "registry", Invoices.invoice_in_use),
    Row("withdrawing for the registry", take_back(INVOICES[0]), "first", Parties.not_authorised),
    Row("clearing what is withdrawn", clear("mistaken"), "registry supervisor", Invoices.nothing_to_clear),
    Row("clearing nothing", clear("none"), "registry supervisor", Invoices.invoice_not_registered),
    Row("clearing what is alone", clear(INVOICES[0]), "registry supervisor", Invoices.nothing_to_clear),
    Row("clearing without the maker", clear("told-again"), "supervisor", Parties.not_authorised),
    Row("cleared by a stranger", clear("told-again", checker="rival"), "registry rival", Parties.role_missing),
    Row("made by a stranger", clear("told-again", maker="rival"), "rival supervisor", Invoices.two_must_clear),
    Row(
        "the keeper clears without its key", clear("told-again", checker="platform"), "registry", Parties.not_authorised
    ),
]
VOUCHERS_REFUSED = [
    Row("a voucher of no programme", _propose(programme="none"), "first", Outcome.unknown_voucher_programme),
    Row("in other money", _propose(cash="long-0"), "first", Invoices.face_not_invoiced),
    Row("of today", _propose(matures=NOW), "first", Outcome.tenor_too_long),
    Row("of more than a year", _propose(matures=NOW + 366), "first", Outcome.tenor_too_long),
    Row("beyond half a year, unexamined", _propose(matures=NOW + 183), "first", Outcome.tenor_not_examined),
    Row("deeper than the programme", _propose(max_depth=7), "first", Outcome.deeper_than_programme),
    Row("for an account of nobody", _propose(account="none"), "first", Parties.unknown_account),
    Row("for the platform", _propose(account="of-platform"), "platform", Outcome.platform_holds_nothing),
    Row("for its issuer", _propose(account="of-core"), CORE, Outcome.back_to_issuer),
    Row(
        "that waits for a month",
        propose(STAGE, "new", until=STAGE.time + 10**10, matures=MATURES, **of(18)),
        "first",
        Outcome.until_out_of_reach,
    ),
    Row("on an invoice of nobody", _propose(invoices=(share("none"),)), "first", Invoices.invoice_not_registered),
    Row("on what was withdrawn", _propose(invoices=(share("mistaken"),)), "first", Invoices.invoice_withdrawn),
    Row("on less than its face", _propose(invoices=(share(INVOICES[18], 1),)), "first", Invoices.face_not_invoiced),
    Row("on what is promised", _propose(invoices=(share(INVOICES[4]),)), "first", Invoices.invoice_exceeded),
    Row("of an issuer that does not owe it", _propose(issuer=WEAK), "first", Invoices.invoice_of_others),
    Row("for whom it is not owed", _propose(account="of-second"), "second", Invoices.invoice_of_others),
    Row("by who has not signed", _propose(), "second", Parties.not_authorised),
    Row("by the issuer, unsigned", _propose(by=CORE), "first", Parties.not_authorised),
    Row("of a name that is had", _propose("long"), "first", Outcome.voucher_exists),
    Row("making what is not there", c.Prepare(root="none"), CORE, Outcome.unknown_voucher),
    Row("making it twice", c.Prepare(root="made"), CORE, Outcome.voucher_not_waiting),
    Row("making what has expired", c.Prepare(root="stale"), CORE, Outcome.voucher_too_late),
    Row("making it for another", c.Prepare(root="draft"), "first", Parties.not_authorised),
    Row("checking a draft", confirm("draft"), CORE, Outcome.voucher_not_waiting),
    Row("checking what has expired", confirm("stale-made"), CORE, Outcome.voucher_too_late),
    Row("by whose voucher is overdue", confirm("blocked"), WEAK, Outcome.issuer_blocked),
    Row("beyond the line", confirm("beyond"), CORE, Outcome.line_exceeded),
    Row("paid under no mandate", confirm("unbound", "none"), CORE, Holdings.unknown_mandate),
    Row("paid under what is taken back", confirm("unbound", "loose"), CORE, Outcome.payment_not_bound),
    Row("paid by another", confirm("unbound", "of-another"), CORE, Outcome.payment_not_bound),
    Row("paid for another voucher", confirm("unbound", "to-made"), CORE, Outcome.payment_not_bound),
    Row("on what is like another", confirm("alerted"), CORE, Invoices.invoice_alerted),
    Row("checked by a stranger", confirm("made"), "rival", Parties.not_authorised),
    Row("made and checked with one key", confirm("made"), CORE, Outcome.two_keys_needed),
    Row("accepting nothing", c.AcceptVoucher(root="none", lot="x"), "first", Outcome.unknown_voucher),
    Row("accepting a draft", c.AcceptVoucher(root="draft", lot="x"), "first", Outcome.voucher_not_waiting),
    Row("accepting too late", c.AcceptVoucher(root="unanswered", lot="x"), "first", Outcome.voucher_too_late),
    Row("accepting for another", c.AcceptVoucher(root="issued", lot="x"), "second", Parties.not_authorised),
    Row("as a lot that is there", c.AcceptVoucher(root="issued", lot="l-0"), "first", Outcome.lot_exists),
    Row(
        "as what is another instrument",
        c.AcceptVoucher(root="issued", lot=CASH),
        "first",
        Instruments.instrument_exists,
    ),
    Row("refusing nothing", c.Refuse(root="none", reason="x"), CORE, Outcome.unknown_voucher),
    Row("refusing what is promised", c.Refuse(root="issued", reason="x"), CORE, Outcome.voucher_not_waiting),
    Row("refusing for another", c.Refuse(root="draft", reason="x"), "first", Parties.not_authorised),
    Row("withdrawing nothing", c.Withdraw(root="none"), "first", Outcome.unknown_voucher),
    Row("withdrawing what is promised", c.Withdraw(root="issued"), CORE, Outcome.voucher_not_waiting),
    Row("withdrawing another's", c.Withdraw(root="draft"), CORE, Parties.not_authorised),
    Row("nothing lapses", c.Lapse(root="none"), "rival", Outcome.unknown_voucher),
    Row("what is out lapses", c.Lapse(root="long"), "rival", Outcome.voucher_not_waiting),
    Row("a draft lapses early", c.Lapse(root="draft"), "rival", Outcome.voucher_still_waits),
    Row("providing for nothing", c.Provide(root="none", quota=1), "rival", Outcome.unknown_voucher),
    Row("providing for what is over", c.Provide(root="done", quota=FACE), "rival", Outcome.nothing_out),
    Row("providing too early", c.Provide(root="long", quota=FACE), "rival", Outcome.not_due),
    Row("providing less than before", c.Provide(root="in-part", quota=100_000, hold="x"), CORE, Outcome.quota_not_more),
    Row("a part under the mandate", c.Provide(root="in-part", quota=200_000), CORE, Outcome.quota_not_more),
    Row("out of no hold", c.Provide(root="in-part", quota=200_000, hold="none"), CORE, Holdings.unknown_encumbrance),
    Row(
        "out of what is held for a lot",
        c.Provide(root="in-part", quota=200_000, hold="ready"),
        CORE,
        Outcome.not_provided_for,
    ),
    Row(
        "less than the hold has, by a stranger",
        c.Provide(root="in-part", quota=200_000, hold="set-aside"),
        "rival",
        Outcome.part_of_a_hold,
    ),
    Row("out of what is not there", c.Provide(root="late", quota=FACE), "rival", Holdings.insufficient_free_quantity),
    Row("the whole, which is there already", c.Provide(root="due", quota=FACE), "rival", Outcome.quota_not_more),
    Row("nothing is overdue", c.RecordOverdue(root="none"), "rival", Outcome.unknown_voucher),
    Row("overdue today", c.RecordOverdue(root="due"), "rival", Outcome.not_overdue_yet),
    Row("nothing is in default", c.RecordDefault(root="none"), "rival", Outcome.unknown_voucher),
    Row("default within grace", c.RecordDefault(root="late"), "rival", Outcome.not_overdue_yet),
]


def _caused(event: EventData) -> Callable[[Context], Any]:
    """The event, as a module to come might cause it."""

    def act(ctx: Context) -> Any:
        ctx.call = "receivables.split"
        return ctx.cause(event)

    return act


def _again(_ctx: Context) -> Any:
    """Say whom a registry asks as if it were the first time."""
    said = Registry(registry=REGISTRY, asked=())
    return Changes(REGISTRIES).create(said, REGISTRY).fold(said)


LONG = ROOTS.path("long")
L0 = LOTS.path("l-0")
UNIT = {"instrument": "l-5", "account": "of-first", "quantity": 1}
ROOT = STAGE.state.read(ROOTS, "long")
LAWS_REFUSED = [
    Act(
        "a lot is issued again by another's voucher",
        _caused(Issued(**UNIT, issuing=ROOTS.path("due"), taking=LONG, cause=LONG)),
        Holdings.consent_missing,
    ),
    Act("an instrument that is no lot", _caused(made("fresh", ROOT)), Instruments.not_defined_by_record),
    Act(
        "a lot that nobody split", _caused(Issued(**UNIT, issuing=LONG, taking=L0, cause=L0)), Holdings.consent_missing
    ),
    Act(
        "a lot that its voucher takes in",
        _caused(Issued(**UNIT, issuing=LONG, taking=LONG, cause=LONG)),
        Holdings.consent_missing,
    ),
    Act(
        "a lot that is not over ends",
        _caused(Redeemed(**UNIT, redeeming=LONG, giving=LOTS.path("l-5"), cause=LOTS.path("l-5"))),
        Holdings.consent_missing,
    ),
    Act(
        "a lot gives itself away",
        _caused(
            Transferred(
                sender="of-first",
                receiver="of-third",
                instrument="l-5",
                quantity=1,
                giving=LOTS.path("l-5"),
                cause=LOTS.path("l-5"),
            )
        ),
        Holdings.consent_missing,
    ),
    Act(
        "a lot takes money that is not owing",
        _caused(
            Transferred(
                sender="of-bank", receiver="of-first", instrument=CASH, quantity=1, giving=L0, taking=L0, cause=L0
            )
        ),
        Holdings.consent_missing,
    ),
    Act(
        "a voucher keeps the issuer's money for a stranger",
        _caused(
            Held(
                encumbrance="receivables/due/1",
                account="of-core",
                instrument=CASH,
                quantity=1,
                executor="rival",
                cause=ROOTS.path("due"),
                giving=MANDATES.path("pays-due"),
            )
        ),
        Holdings.consent_missing,
    ),
    Act("a line twice", creating(LINES, "platform", CORE), Outcome.line_exists),
    Act("a programme twice", creating(PROGRAMMES, "platform"), Outcome.voucher_programme_exists),
    Act("a standing twice", creating(STANDINGS, CORE), Outcome.issuer_standing_exists),
    Act("no standing", on_record(STANDINGS, "ghost"), Outcome.unknown_issuer_standing),
    Act("no line", on_record(LINES, "platform", "ghost"), Outcome.unknown_line),
    Act("claims twice", creating(CLAIMS, "l-2"), Outcome.claims_exist),
    Act("a loose fingerprint twice", creating(LOOSE, REGISTRY, print_of("loose")), Invoices.loose_fingerprint_exists),
    Act("a registry twice", _again, Elsewhere.registry_on_record),
    Act("no registry that asks", on_record(REGISTRIES, "ghost"), Elsewhere.registry_asks_nobody),
    Act("no loose fingerprint", on_record(LOOSE, REGISTRY, "x"), Invoices.unknown_loose_fingerprint),
]


def _crowded(_ctx: Context) -> Any:
    """One more proposal on an invoice that as many wait for as can."""
    found = STAGE.state.read(TABLE, REGISTRY, print_of(INVOICES[18]))
    one = Reservation(root="other", amount=1, since=1, until=10**15)
    return replace(found, reserved=(one,) * RESERVATIONS_MAX).reserving("new", 1, 10**15, 0)


LAWS_REFUSED.append(Act("one more proposal on an invoice", _crowded, Invoices.too_many_reservations))
