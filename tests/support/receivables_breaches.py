# SPDX-License-Identifier: Apache-2.0
"""One breach for each rule of the open half of receivables: see ``law_breaches``."""

from typing import Any

import msgspec

from counterfoil.law.call import Call
from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.invoices import RESERVATIONS_MAX
from support.evidence_world import START_MS, World
from support.law_breaches import Breach
from support.vouchers import (
    CORE,
    FACE,
    INVOICES,
    INVOICES_OF_WEAK,
    REGISTRY,
    WEEK_MS,
    backing,
    clear,
    confirm,
    finance,
    kept,
    money,
    part,
    print_of,
    propose,
    register,
    set_line,
    set_programme,
    share,
    split,
    take_back,
)
from support.vouchers_in_every_state import FOUND, NOW, in_every_state, of
from support.vouchers_stage import DAY_MS, ZONE_MS, OnWorld

TODAY = NOW * DAY_MS - ZONE_MS
EVER = START_MS + 10**12
LINE = "receivables/line/platform/core"
PROGRAMME = "receivables/programme/platform"
ITSELF = "the calls take account, instrument and quantity from the records themselves"
NOBODY = "what nobody agreed to take the lot's own record grants to nobody either"


STRANGERS = ("first", "second", "third", "fourth", "bank", "guarantor", "mint")


class _Then:
    """A proposal may wait from now on for days; what is said of it is said before there is a chain."""

    time = TODAY


def said(call: Call) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(call)
    return plain


def broken(record: str, signers: str, call: Call, *before: tuple[str, Call]) -> Breach:
    return Breach(record, signers, said(call), [(by, said(one)) for by, one in before])


def root(name: str) -> str:
    return f"receivables/voucher/{name}"


def lot(name: str) -> str:
    return f"receivables/lot/{name}"


def invoice(name: str) -> str:
    return f"receivables/invoice/{REGISTRY}/{print_of(name)}"


def new(by: str = "first", **changes: Any) -> c.Propose:
    until = changes.pop("until", TODAY + WEEK_MS // 2)
    return propose(_Then(), "new", by=by, until=until, **({"matures": NOW + 90} | of(18) | changes))  # type: ignore[arg-type]


def offer(hold: str = "ready", name: str = "l-3", **more: Any) -> lc.OfferLot:
    return lc.OfferLot(lot=name, to="of-bank", hold=hold, **more)


def claims(claimant: str) -> tuple[str, Call]:
    return claimant, lc.ClaimLot(lot="l-2", claimant=claimant, amount=1)


def its_own(name: str) -> Call:
    return lc.ClaimLot(lot=name, claimant="platform", amount=1, **FOUND)


def found(name: str, claimant: str = "rival", **changes: Any) -> Call:
    return lc.ConfirmClaim(lot=name, claimant=claimant, by="platform", **(FOUND | changes))


def notice(claimant: str) -> Call:
    return lc.AcknowledgeNotice(lot="l-2", claimant=claimant)


def noticed() -> list[tuple[str, Call]]:
    """As many claims as can count, with the rival's: the debtor had a notice of each."""
    return [one for name in STRANGERS for one in (claims(name), (CORE, notice(name)))]


def dollars() -> list[tuple[str, Call]]:
    """A programme in other money, with an invoice."""
    unit = Unit(name="USD", decimals=2)
    money_ = i.DefineInstrument(instrument="USD", kind=InstrumentKind.cash, issuer="mint", name="Dollar", unit=unit)
    invoiced = c.RegisterInvoice(programme="second", fingerprint="5" * 64, amount=FACE, buyer=CORE, seller="first")
    return [
        ("mint", money_),
        ("mint", i.ChangeStatus(instrument="USD", status=InstrumentStatus.active, by="mint")),
        ("platform registry", set_programme("second", cash="USD")),
        ("registry", invoiced),
    ]


def crowd() -> list[tuple[str, Call]]:
    """As many proposals on one invoice as may wait."""
    waits = {"matures": NOW + 90, "face": 1, "invoices": (share(INVOICES[21], 1),)}
    until = TODAY + WEEK_MS // 2
    roots = (f"waits-{number}" for number in range(RESERVATIONS_MAX))
    return [("first", propose(_Then(), name, until=until, **waits)) for name in roots]  # type: ignore[arg-type]


def world() -> World:
    return in_every_state(OnWorld()).world


WORLD = world
PLEDGE = h.Pledge(
    pledge="q", account="of-first", instrument="l-5", quantity=1, pledgee="bank", enforceable_from=START_MS
)
TINY = (CORE, backing(1, "in-part", "tiny"))
LATER = [("platform", set_programme(since=EVER + number)) for number in range(SCHEDULED_MAX)]
BREACHES = {
    "receivables.Confirmed.permit.two_keys_needed": broken(root("made"), CORE, confirm("made")),
    "receivables.Invoice.reserving.too_many_reservations": broken(
        invoice(INVOICES[21]), "first", new(face=1, invoices=(share(INVOICES[21], 1),)), *crowd()
    ),
    "receivables.InvoiceCleared.permit.two_must_clear": broken(
        invoice("told-again"), "rival supervisor", clear("told-again", maker="rival")
    ),
    "receivables._owed.nothing_out": broken(root("done"), "rival", c.Provide(root="done", quota=FACE)),
    "receivables._require_bound.payment_not_bound": broken(root("unbound"), "core-2", confirm("unbound", "loose")),
    "receivables._require_exact.price_not_exact": broken(lot("l-0"), "bank", lc.Take(lot="l-0")),
    "receivables.claim_of_taker.ranks_behind": broken(lot("l-2"), "bank", lc.Take(lot="l-2", hold="price-l-2")),
    "receivables._require_on_its_way.voucher_due": broken(
        lot("in-part-0"), "first", split("in-part-0", part("fresh", FACE))
    ),
    "receivables._require_price.price_not_sound": broken(
        lot("l-3"), "first", offer(financing=finance(discount=100_000))
    ),
    "receivables._require_price.registration_missing": broken(
        lot("l-3"), "first", offer(financing=finance(registration=""))
    ),
    "receivables._require_tenor.tenor_not_examined": broken(root("new"), "first", new(matures=NOW + 183)),
    "receivables._require_tenor.tenor_too_long": broken(
        root("new"), "first", new(matures=NOW + 366, examined_by="bank")
    ),
    "receivables._set_aside.not_provided_for": broken(
        root("in-part"), CORE, c.Provide(root="in-part", quota=200_000, hold="tiny"), TINY
    ),
    "receivables._unconfirmed.voucher_not_waiting": broken(
        root("issued"), CORE, c.Refuse(root="issued", reason="too late")
    ),
    "receivables._waiting.voucher_not_waiting": broken(root("made"), CORE, c.Prepare(root="made")),
    "receivables._waiting.voucher_too_late": broken(root("stale"), CORE, c.Prepare(root="stale")),
    "receivables.require_unclaimed.claimed_by_others": broken(lot("l-5"), f"{CORE} first", lc.CancelLot(lot="l-5")),
    "receivables._require_room.too_many_claims": broken(
        "receivables/claims/l-2", CORE, notice("platform"), *noticed(), claims("platform")
    ),
    "receivables.claim.registration_unsound": broken(
        "receivables/claims/l-3", "rival", lc.ClaimLot(lot="l-3", claimant="rival", amount=1, registration="zdw")
    ),
    "receivables.claim.claim_exists_already": broken("receivables/claims/l-2", *claims("rival")),
    "receivables.claim.nobody_has_it": broken(
        "receivables/claims/long-0", "rival", lc.ClaimLot(lot="long-0", claimant="rival", amount=1)
    ),
    "receivables.claim.too_many_claims": broken(
        "receivables/claims/l-2", *claims("platform"), *map(claims, (*STRANGERS, "registry"))
    ),
    "receivables.confirm_claim.own_word": broken(
        "receivables/claims/deep", "platform", found("deep", "platform"), ("platform", its_own("deep"))
    ),
    "receivables.confirm_claim.registration_differs": broken(
        "receivables/claims/deep", "platform", found("deep", registered=2)
    ),
    "receivables.confirm_claim.registration_found_before": broken("receivables/claims/l-2", "platform", found("l-2")),
    "receivables.strike_claim.taken_on_record": broken(
        "receivables/claims/taken-0", "platform", lc.StrikeClaim(lot="taken-0", claimant="bank", reason="untrue")
    ),
    "receivables.clear_invoice.nothing_to_clear": broken(
        invoice(INVOICES[0]), "registry supervisor", clear(INVOICES[0])
    ),
    "receivables.confirm.issuer_blocked": broken(root("blocked"), "weak-2", confirm("blocked")),
    "receivables.confirm.line_exceeded": broken(root("beyond"), "core-2", confirm("beyond")),
    "receivables.demand.no_recourse": broken(lot("plain-0"), "first", lc.Demand(lot="plain-0", of="bank")),
    "receivables.demand.voucher_not_in_default": broken(
        lot("late-0"), "first", lc.Demand(lot="late-0", of="guarantor")
    ),
    "receivables.held.lot_not_held": broken(lot("l-0"), "first", lc.NamePayee(lot="l-0")),
    "receivables.in_hands.lot_elsewhere": broken(
        lot("l-5"),
        "bank",
        split("l-5", part("fresh", 100_000)),
        ("first", PLEDGE),
        ("bank", h.EnforcePledge(pledge="q", receiver="of-bank")),
    ),
    "receivables.indemnify.no_recourse": broken(
        lot("plain-0"),
        "bank",
        lc.Indemnify(lot="plain-0", account="of-bank", hold="pays"),
        ("bank", money("plain-0", "of-bank", FACE, "pays")),
    ),
    "receivables.lapse.voucher_not_waiting": broken(root("long"), "rival", c.Lapse(root="long")),
    "receivables.lapse.voucher_still_waits": broken(root("draft"), "rival", c.Lapse(root="draft")),
    "receivables.lapse_offer.voucher_still_waits": broken(lot("l-0"), "rival", lc.LapseOffer(lot="l-0")),
    "receivables.offer.offer_not_held": broken(lot("l-3"), "first", offer("offer-l-1")),
    "receivables.offer.too_deep": broken(
        lot("deep"), "third", offer("deep", "deep"), ("third", kept("deep", "of-third", "deep", expires=TODAY + DAY_MS))
    ),
    "receivables.propose.deeper_than_programme": broken(root("new"), "first", new(max_depth=7)),
    "receivables.propose.face_not_invoiced": broken(
        root("new"),
        "first",
        new(cash="USD", invoices=[{"fingerprint": "5" * 64, "amount": FACE}]),
        *dollars(),
    ),
    "receivables.propose.until_out_of_reach": broken(root("new"), "first", new(until=EVER)),
    "receivables.provide.not_due": broken(root("long"), "rival", c.Provide(root="long", quota=FACE)),
    "receivables.provide.part_of_a_hold": broken(
        root("in-part"), "rival", c.Provide(root="in-part", quota=200_000, hold="set-aside")
    ),
    "receivables.provide.quota_not_more": broken(root("in-part"), "rival", c.Provide(root="in-part", quota=200_000)),
    "receivables.record_default.not_overdue_yet": broken(root("late"), "rival", c.RecordDefault(root="late")),
    "receivables.record_overdue.not_overdue_yet": broken(root("due"), "rival", c.RecordOverdue(root="due")),
    "receivables.redeem.nothing_to_pay": broken(lot("in-part-0"), "rival", lc.RedeemLot(lot="in-part-0")),
    "receivables.InvoiceRegistered._registered.invoice_registered_before": broken(
        invoice(INVOICES[0]), "registry", register(INVOICES[0])
    ),
    "receivables.withdraw_invoice.invoice_in_use": broken(invoice(INVOICES[4]), "registry", take_back(INVOICES[4])),
    "receivables.withdraw_invoice.invoice_withdrawn": broken(invoice("mistaken"), "registry", take_back("mistaken")),
    "receivables.register_invoice.delivery_not_on_record": broken(
        invoice("new"),
        "registry",
        register("new", delivered=("parties/party/none",)),
    ),
    "receivables.require_holder.back_to_issuer": broken(
        root("new"),
        CORE,
        new(CORE, account="of-core", invoices=(share("of-itself"),)),
        ("registry", register("of-itself", seller=CORE)),
    ),
    "receivables.require_holder.platform_holds_nothing": broken(
        root("new"),
        "platform",
        new("platform", account="of-platform", invoices=(share("of-the-platform"),)),
        ("registry", register("of-the-platform", seller="platform")),
    ),
    "receivables.require_room.face_not_invoiced": broken(root("new"), "first", new(invoices=(share(INVOICES[18], 1),))),
    "receivables.require_room.invoice_withdrawn": broken(root("new"), "first", new(invoices=(share("mistaken"),))),
    "receivables.require_room.invoice_exceeded": broken(root("new"), "first", new(invoices=(share(INVOICES[4]),))),
    "receivables.require_set_aside.price_not_exact": broken(
        lot("l-0"), "bank", lc.Take(lot="l-0", hold="more"), ("bank", money("l-0", "of-bank", 89_501, "more"))
    ),
    "receivables.require_room.invoice_of_others": broken(
        root("new"), "first", new(invoices=(share(INVOICES_OF_WEAK[5]),))
    ),
    "receivables.require_unalerted.invoice_alerted": broken(root("alerted"), "core-2", confirm("alerted")),
    "receivables.set_line.line_in_use": broken(LINE, "platform", set_line(1)),
    "receivables.set_programme.programme_backdated": broken(PROGRAMME, "platform", set_programme(since=1)),
    "receivables.set_programme.not_in_cash": broken(
        "receivables/programme/new", "platform registry", set_programme("new", cash="long-0")
    ),
    "receivables.set_programme.programme_fixed": broken(PROGRAMME, "platform", set_programme(registry="rival")),
    "receivables.set_programme.too_many_policy_changes": broken(
        PROGRAMME, "platform", set_programme(since=EVER + 100), *LATER
    ),
    "receivables.split.acceptance_needed": broken(
        lot("signed-for-0"), "first", split("signed-for-0", part("fresh", FACE, "third"))
    ),
    "receivables.split.part_too_small": broken(
        lot("l-5"), "first", split("l-5", part("fresh", 9), part("rest", 99_991))
    ),
    "receivables.split.parts_not_whole": broken(lot("l-5"), "first", split("l-5", part("fresh", 99_999))),
    "receivables.split.too_deep": broken(lot("deep"), "third", split("deep", part("fresh", 400_000, "fourth"))),
}
UNCOVERED = {
    "receivables.Lot._itself.consent_missing": ITSELF,
    "receivables.Lot._paid.consent_missing": ITSELF,
    "receivables.Lot._parts.consent_missing": ITSELF,
    "receivables.Root.defined_by.not_defined_by_record": ITSELF,
    "receivables.Root.grants.consent_missing": ITSELF,
    "receivables.Root.issued_by.consent_missing": ITSELF,
    "receivables.redeem.lot_elsewhere": NOBODY,
}
