# SPDX-License-Identifier: Apache-2.0
"""What receivables refuse of lots: per call, in the order checked."""

from typing import Any, Final

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.claim_outcomes import ClaimsOutcome as Claims
from counterfoil.modules.receivables.claim_records import CLAIMS_MAX
from counterfoil.modules.receivables.invoice_outcomes import InvoicesOutcome
from counterfoil.modules.receivables.outcomes import ReceivablesOutcome as Outcome
from support.ledger import Ledger
from support.market import Row
from support.refused_receivables import vouchers_in_every_state
from support.vouchers import FACE, finance, money, part, split
from support.vouchers_in_every_state import FOUND

APART: Final = True


def and_what_lots_need(usual: Ledger) -> Ledger:
    """A lot that nobody is paid on, one on which as many claim as can, and money held for more than a price."""
    ledger = vouchers_in_every_state(usual)
    for number in range(2 * CLAIMS_MAX - 1):
        name = f"claimant-{number}"
        ledger.party(name)
        ledger.do(claim("l-2", name, **SINCE), signed_by=name)
        if number < CLAIMS_MAX - 1:
            ledger.do(lc.AcknowledgeNotice(lot="l-2", claimant=name), signed_by="core")
    ledger.do(money("l-0", "of-bank", 1, "too-little"), signed_by="bank")
    ledger.do(money("defaulted-0", "of-first", 1, "less"), signed_by="first")
    ledger.do(money("l-1", "of-second", 1, "unasked"), signed_by="second")
    return ledger


MARKET = and_what_lots_need
SINCE: Final = {"registration": "zdw-1", "registered": 1}


def offer(lot: str = "l-3", hold: str = "ready", to: str = "of-bank", **changes: Any) -> lc.OfferLot:
    return lc.OfferLot(lot=lot, to=to, hold=hold, **changes)


def claim(lot: str = "l-3", claimant: str = "rival", **changes: Any) -> lc.ClaimLot:
    return lc.ClaimLot(lot=lot, claimant=claimant, **({"amount": 1} | changes))


def found(lot: str = "deep", claimant: str = "rival", **changes: Any) -> lc.ConfirmClaim:
    """What somebody found in the public registry."""
    said = {"by": "platform"} | FOUND
    return lc.ConfirmClaim(lot=lot, claimant=claimant, **(said | changes))


def strike(lot: str, claimant: str = "rival") -> lc.StrikeClaim:
    return lc.StrikeClaim(lot=lot, claimant=claimant, reason="of another debtor")


def half(lot: str, to: str | None = None, value: int = 100_000) -> lc.Split:
    return split(lot, part("new", value, to))


TWICE = split("l-5", part("new", 50_000), part("new", 50_000))
PARTS = [
    Row("splitting nothing", half("none"), "first", Outcome.unknown_lot),
    Row("splitting what is offered", half("l-0"), "first", Outcome.lot_not_held),
    Row("splitting what is split", half("long-0"), "first", Outcome.lot_not_held),
    Row("splitting what is due", half("in-part-0", None, FACE), "first", Outcome.voucher_due),
    Row("splitting what was enforced", half("due-0", None, FACE), "bank", Outcome.voucher_due),
    Row("parts of less", half("l-5", None, 99_999), "first", Outcome.parts_not_whole),
    Row("parts of one name", TWICE, "first", Outcome.parts_not_whole),
    Row("a part that is too small", split("l-5", part("a", 9), part("b", 99_991)), "first", Outcome.part_too_small),
    Row("passed on unaccepted", half("signed-for-0", "third", FACE), "first", Outcome.acceptance_needed),
    Row("too deep", half("deep", "fourth", 400_000), "third", Outcome.too_deep),
    Row("to an account of nobody", half("l-5", "none"), "first", Parties.unknown_account),
    Row("to the platform", half("l-5", "platform"), "first", Outcome.platform_holds_nothing),
    Row("to the issuer", half("l-5", "core"), "first", Outcome.back_to_issuer),
    Row("by another", half("l-5"), "second", Parties.not_authorised),
    Row("into a lot that is there", split("l-5", part("l-4", 100_000)), "first", Outcome.lot_exists),
    Row("into who does not take", half("l-5", "second"), "first", Holdings.signature_not_enough),
    Row(
        "under no mandate",
        split("l-5", part("new", 100_000, "second", mandate="none")),
        "first",
        Holdings.consent_missing,
    ),
]
OFFERS = [
    Row("offering nothing", offer("none"), "first", Outcome.unknown_lot),
    Row("offering twice", offer("l-0"), "first", Outcome.lot_not_held),
    Row("offering what is due", offer("in-part-0"), "first", Outcome.voucher_due),
    Row("offering too deep", offer("deep", "deep"), "third", Outcome.too_deep),
    Row("offering to the platform", offer(to="of-platform"), "first", Outcome.platform_holds_nothing),
    Row("offering under no hold", offer(hold="none"), "first", Holdings.unknown_encumbrance),
    Row("offering under another's hold", offer(hold="offer-l-0"), "first", Outcome.offer_not_held),
    Row("for nothing", offer(financing=finance(discount=100_000)), "first", Outcome.price_not_sound),
    Row("unregistered", offer(financing=finance(registration="")), "first", Outcome.registration_missing),
    Row("offering another's", offer(), "second", Parties.not_authorised),
    Row("taking nothing", lc.Take(lot="none"), "bank", Outcome.unknown_lot),
    Row("taking what is not offered", lc.Take(lot="l-3"), "bank", Outcome.lot_not_offered),
    Row("taking unpaid", lc.Take(lot="l-0"), "bank", Outcome.price_not_exact),
    Row("taking for less", lc.Take(lot="l-0", hold="too-little"), "bank", Outcome.price_not_exact),
    Row("paying for what is given", lc.Take(lot="l-1", hold="unasked"), "second", Outcome.price_not_exact),
    Row("taking for another", lc.Take(lot="l-1"), "third", Parties.not_authorised),
    Row("taking too late", lc.Take(lot="l-4"), "second", Holdings.hold_expired),
    Row("what another registered before", lc.Take(lot="l-2", hold="price-l-2"), "bank", Outcome.ranks_behind),
    Row("rejecting nothing", lc.Reject(lot="l-3", reason="x"), "bank", Outcome.lot_not_offered),
    Row("rejecting for another", lc.Reject(lot="l-0", reason="x"), "rival", Parties.not_authorised),
    Row("no offer lapses", lc.LapseOffer(lot="l-3"), "rival", Outcome.lot_not_offered),
    Row("an offer lapses early", lc.LapseOffer(lot="l-0"), "rival", Outcome.voucher_still_waits),
    Row("paid on nothing", lc.NamePayee(lot="none"), "first", Outcome.unknown_lot),
    Row("paid on what is over", lc.NamePayee(lot="done-0"), "first", Outcome.lot_not_held),
    Row("paid on another's", lc.NamePayee(lot="deep"), "first", Parties.not_authorised),
    Row(
        "moving a lot by hand",
        h.Transfer(sender="of-first", receiver="of-third", instrument="l-5", quantity=1),
        "first",
        Outcome.moves_by_its_rules,
    ),
]
LAST: Final = f"claimant-{CLAIMS_MAX}"
CLAIMED = [
    Row("claiming nothing", claim("none"), "rival", Outcome.unknown_lot),
    Row("claiming what is over", claim("done-0"), "rival", Claims.nobody_has_it),
    Row("claiming what is split", claim("long-0"), "rival", Claims.nobody_has_it),
    Row("a registration without a time", claim(registration="zdw"), "rival", Outcome.registration_unsound),
    Row("a registration to come", claim(registration="zdw", registered=10**15), "rival", Outcome.registration_unsound),
    Row("claiming twice", claim("l-2"), "rival", Outcome.claim_exists_already),
    Row("one claim too many", claim("l-2", "bank"), "bank", Outcome.too_many_claims),
    Row("claiming for another", claim(), "bank", Parties.not_authorised),
    Row("notice on nothing", lc.AcknowledgeNotice(lot="none", claimant="rival"), "core", Outcome.unknown_lot),
    Row("notice of nobody", lc.AcknowledgeNotice(lot="l-3", claimant="rival"), "core", Outcome.no_claims),
    Row("notice of a stranger", lc.AcknowledgeNotice(lot="l-2", claimant="bank"), "core", Outcome.unknown_claimant),
    Row("one notice too many", lc.AcknowledgeNotice(lot="l-2", claimant=LAST), "core", Outcome.too_many_claims),
    Row("notice by another", lc.AcknowledgeNotice(lot="l-2", claimant="rival"), "rival", Parties.not_authorised),
    Row("a registration of nothing", found("none"), "platform", Outcome.unknown_lot),
    Row("a registration of nobody", found("l-3"), "platform", Outcome.no_claims),
    Row("a registration of a stranger", found("l-2", "bank"), "platform", Outcome.unknown_claimant),
    Row("a registration found twice", found("l-2"), "platform", Claims.registration_found_before),
    Row("another registration", found(registration="zdw-6"), "platform", Claims.registration_differs),
    Row("registered at another time", found(registered=2), "platform", Claims.registration_differs),
    Row("what is not registered", found(claimant="second"), "platform", Claims.registration_differs),
    Row("one's own registration", found("l-2", LAST, by=LAST, registration="zdw-1"), LAST, Claims.own_word),
    Row("one too many found", found("l-2", LAST, registration="zdw-1"), "platform", Outcome.too_many_claims),
    Row("finding for the keeper", found(), "bank", Parties.not_authorised),
    Row("found by a bank", found(by="bank"), "bank", Parties.role_missing),
    Row("withdrawing nothing", lc.WithdrawClaim(lot="none", claimant="rival"), "rival", Outcome.unknown_lot),
    Row("withdrawing of nobody", lc.WithdrawClaim(lot="l-3", claimant="rival"), "rival", Outcome.no_claims),
    Row("withdrawing what is none", lc.WithdrawClaim(lot="l-2", claimant="bank"), "bank", Outcome.unknown_claimant),
    Row("withdrawing another's", lc.WithdrawClaim(lot="l-2", claimant="rival"), "bank", Parties.not_authorised),
    Row("striking nothing", strike("none"), "platform", Outcome.unknown_lot),
    Row("striking of nobody", strike("l-3"), "platform", Outcome.no_claims),
    Row("striking what is none", strike("l-2", "bank"), "platform", Outcome.unknown_claimant),
    Row("striking what was taken", strike("taken-0", "bank"), "platform", Claims.taken_on_record),
    Row("striking for the keeper", strike("l-2"), "bank", Parties.not_authorised),
    Row("ranking nothing", lc.Rank(lot="none"), "rival", Outcome.unknown_lot),
    Row("ranking nobody", lc.Rank(lot="l-3"), "rival", Outcome.no_claims),
]
PAID = [
    Row("paying nothing", lc.RedeemLot(lot="none"), "rival", Outcome.unknown_lot),
    Row("paying what is over", lc.RedeemLot(lot="done-0"), "rival", Outcome.lot_not_held),
    Row("paying what is not provided for", lc.RedeemLot(lot="l-5"), "rival", Outcome.nothing_to_pay),
    Row("paying a part twice", lc.RedeemLot(lot="in-part-0"), "rival", Outcome.nothing_to_pay),
    Row("paying who has it no more", lc.RedeemLot(lot="due-0"), "rival", Outcome.lot_elsewhere),
    Row("paying who agreed to nothing", lc.RedeemLot(lot="given-1"), "rival", Outcome.lot_elsewhere),
    Row("cancelling nothing", lc.CancelLot(lot="none"), "core first", Outcome.unknown_lot),
    Row("cancelling what is offered", lc.CancelLot(lot="l-0"), "core first", Outcome.lot_not_held),
    Row("cancelling what others financed", lc.CancelLot(lot="l-5"), "core first", InvoicesOutcome.claimed_by_others),
    Row("cancelling alone", lc.CancelLot(lot="l-3"), "core", Parties.not_authorised),
    Row("cancelling for the issuer", lc.CancelLot(lot="l-3"), "first", Parties.not_authorised),
    Row("asking before a default", lc.Demand(lot="l-5", of="first"), "first", Outcome.voucher_not_in_default),
    Row("asking who stands for nothing", lc.Demand(lot="plain-0", of="bank"), "first", Outcome.no_recourse),
    Row("asking for another", lc.Demand(lot="defaulted-0", of="guarantor"), "first", Parties.not_authorised),
    Row(
        "paying unasked",
        lc.Indemnify(lot="defaulted-0", account="of-bank", hold="less"),
        "bank",
        Outcome.no_recourse,
    ),
    Row(
        "paying less than is unpaid",
        lc.Indemnify(lot="defaulted-0", account="of-first", hold="less"),
        "first",
        Outcome.price_not_exact,
    ),
]
