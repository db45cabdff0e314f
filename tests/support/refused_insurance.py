# SPDX-License-Identifier: Apache-2.0
"""Policies in every state, and what the insurance module refuses: per call, in the order checked."""

from typing import Any, Final

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Issued, Redeemed, Transferred
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES, Part
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.insurance import calls as n
from counterfoil.modules.insurance.outcomes import InsuranceOutcome as Outcome
from counterfoil.modules.insurance.records import POLICIES, PRODUCTS, TERMS, WALLETS
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import Role
from support.insured import (
    CASH,
    DAY_MS,
    LIFE,
    PREMIUM,
    YEAR_MS,
    amend,
    apply,
    blank,
    buying,
    changed,
    claim,
    hold,
    offer,
    pay,
    paying,
    reserve,
    with_insurance,
)
from support.ledger import GENESIS_TIME, Ledger
from support.market import Row
from support.refused_by_records import Act, creating, on_record

APART: Final = True
"""Policies live for years: the days go on."""
OLD: Final = ("late", "lapsed", "over", "owed", "paid-up", "disputed")
"""Bought eight years ago."""
MIDDLE: Final = ("mid", "mid-open", "sold", "redeemed", "twice", "again", "given-back")
"""Bought a month ago."""
NEW: Final = ("cool", "cool-open")
YESTERDAY: Final = GENESIS_TIME + 9 * YEAR_MS
"""A day before the rows are asked, and a month after the middle policies were bought."""
UNPAID: Final = ("fresh", "applied", "gone", "older", "share-terms")


def insuring(market: Ledger) -> Ledger:
    """Products that are offered, amended and withdrawn; policies of eight years, of a month and of today."""
    with_insurance(market, people=("ann", "ben"), policies=0)
    for name in (*OLD, *MIDDLE, *NEW, *UNPAID):
        blank(market, name, **({"terms": None} if name == "share-terms" else {}))
    market.do(*(buy for name in OLD for buy in buying(name)), signed_by="ann")
    _of_old(market)
    market.wait(YESTERDAY - 29 * DAY_MS - market.time)
    market.do(n.RecordLapse(policy="lapsed"), signed_by="ben")
    market.do(*(buy for name in MIDDLE for buy in buying(name)), signed_by="ann")
    market.wait(YESTERDAY + DAY_MS - market.time)
    _of_today(market)
    return market


def _of_old(market: Ledger) -> None:
    market.do(*paying(2, "paid-up"), *paying(3, "paid-up"), n.Cancel(policy="over"), signed_by="ann")
    market.do(n.PayOut(policy="over"), claim("disputed", "disputed", occurred=market.time), signed_by="ann")
    market.do(claim("admitted", "owed", occurred=market.time), signed_by="ann")
    market.do(n.Admit(claim="admitted", quantity=1), signed_by="insurer")


def _of_today(market: Ledger) -> None:
    now = market.time
    market.do(*(buy for name in NEW for buy in buying(name)), signed_by="ann")
    for name, policy in (("open", "mid-open"), ("cool-open", "cool-open"), ("moved", "sold")):
        market.do(claim(name, policy, occurred=now if policy in MIDDLE else market.time), signed_by="ann")
    for name, policy in (("twice", "twice"), ("once", "again")):
        market.do(claim(name, policy, occurred=now), signed_by="ann")
        market.do(n.Decline(claim=name, reason="clause 4"), signed_by="insurer")
    market.do(n.Resubmit(claim="twice", document="a" * 64), claim("other", "again", occurred=now), signed_by="ann")
    market.do(n.Decline(claim="twice", reason="clause 4"), signed_by="insurer")
    market.do(h.Transfer(sender="of-ann", receiver="of-ben", instrument="sold", quantity=1), signed_by="ann ben")
    market.do(h.Redeem(instrument="redeemed", account="of-ann", quantity=1), signed_by="insurer ann")
    market.do(n.Surrender(policy="given-back"), signed_by="ann")
    market.party("insurance-court", Role.supervisor)
    where: dict[str, Any] = {"account": "of-ann", "instrument": "again", "quantity": 1}
    order: dict[str, Any] = {"reference": "ruling 1", "document": "e" * 64, "supervisor": "insurance-court"}
    market.do(h.Freeze(freeze="again-frozen", **order, **where), signed_by="insurance-court")
    _for_sale(market)


def _for_sale(market: Ledger) -> None:
    """What is applied for, and the products that are not sold any more as they were."""
    others = {"gone": "gone-reserve", "newer": "newer-reserve"}
    for product, mandate in others.items():
        market.do(reserve(mandate, product), offer(product, mandate=mandate), signed_by="insurer")
    unpaid = (apply("applied"), apply("gone", product="gone"), apply("older", product="newer"))
    market.do(*unpaid, signed_by="ann")
    market.do(amend("newer", mandate="newer-reserve"), n.Withdraw(product="gone", reason="tables"), signed_by="insurer")
    granted = reserve("revocable", revocable=True)
    market.do(granted, reserve("fresh-reserve", "fresh"), signed_by="insurer")
    market.do(reserve("of-ann-mandate", "fresh", account="ann-wallet"), signed_by="ann")
    taken: dict[str, Any] = {"account": "ann-wallet", "executor": POLICIES.path("mid"), "revocable": True}
    holds = (hold("exact", "applied"), hold("short", "applied", quantity=1), hold("mid-2", "mid"))
    market.do(reserve("ann-pays", **taken), *holds, signed_by="ann")
    market.do(hold("ben-pays", "applied", account="ben-wallet"), signed_by="ben")
    market.do(reserve("ben-takes", **taken | {"account": "ben-wallet"}), signed_by="ben")


def of(call: type[Any], policy: str) -> Any:
    return call(policy=policy)


FRESH: Final = {"mandate": "fresh-reserve"}
SOLD: Final = [
    Row(
        "premiums after the end of cover",
        offer("fresh", terms=changed(premiums=6), **FRESH),
        "insurer",
        Outcome.insurance_terms_unsound,
    ),
    Row("premiums in nothing known", offer("fresh", instrument="NONE"), "insurer", Instruments.unknown_instrument),
    Row("premiums in shares", offer("fresh", instrument="SHARE"), "insurer", Outcome.premiums_not_in_cash),
    Row("nothing to pay from", offer("fresh", mandate="none"), "insurer", Holdings.unknown_mandate),
    Row("premiums into no account", offer("fresh", account="none", **FRESH), "insurer", Parties.unknown_account),
    Row(
        "premiums into another's account",
        offer("fresh", account="of-ann", **FRESH),
        "insurer ann",
        Outcome.not_the_insurers_account,
    ),
    Row(
        "claims out of another's account",
        offer("fresh", mandate="of-ann-mandate"),
        "insurer ann",
        Outcome.not_the_insurers_account,
    ),
    Row("what pays can be taken back", offer(mandate="revocable"), "insurer", Outcome.reserve_not_bound),
    Row("offering in another's name", offer("fresh", **FRESH), "ann", Parties.not_authorised),
    Row("offering again", offer(), "insurer", Outcome.insurance_product_exists),
    Row("amending nothing", amend("none"), "insurer", Outcome.unknown_insurance_product),
    Row("amending what is withdrawn", amend("gone"), "insurer", Outcome.insurance_product_withdrawn),
    Row("amending without something to pay from", amend(mandate="none"), "insurer", Holdings.unknown_mandate),
    Row("amending in another's name", amend(), "ann", Parties.not_authorised),
    Row("withdrawing nothing", n.Withdraw(product="none", reason="r"), "insurer", Outcome.unknown_insurance_product),
    Row("withdrawing twice", n.Withdraw(product="gone", reason="r"), "insurer", Outcome.insurance_product_withdrawn),
    Row("withdrawing another's product", n.Withdraw(product=LIFE, reason="r"), "ann", Parties.not_authorised),
]
BOUGHT: Final = [
    Row("applying for nothing", apply("fresh", product="none"), "ann", Outcome.unknown_insurance_product),
    Row("applying for what is withdrawn", apply("fresh", product="gone"), "ann", Outcome.insurance_product_withdrawn),
    Row("applying on terms to come", apply("fresh", version=2), "ann", Outcome.terms_not_current),
    Row("applying for no instrument", apply("none"), "ann", Instruments.unknown_instrument),
    Row("applying for a deed", apply("DEED"), "ann", Outcome.not_a_blank_policy),
    Row("applying for a policy of other terms", apply("share-terms"), "ann", Outcome.not_a_blank_policy),
    Row("applying with another's wallet", apply("fresh", wallet="ben-wallet"), "ann", Parties.not_authorised),
    Row("applying for what is bought", apply("mid"), "ann", Outcome.insurance_policy_exists),
    Row("buying what nobody applied for", n.Buy(policy="fresh", hold="exact"), "ann", Outcome.unknown_insurance_policy),
    Row("buying twice", n.Buy(policy="mid", hold="mid-2"), "ann", Outcome.policy_not_applied_for),
    Row("buying what is withdrawn", n.Buy(policy="gone", hold="exact"), "ann", Outcome.insurance_product_withdrawn),
    Row("buying on terms that changed", n.Buy(policy="older", hold="exact"), "ann", Outcome.terms_not_current),
    Row("buying out of no hold", n.Buy(policy="applied", hold="none"), "ann", Holdings.unknown_encumbrance),
    Row("buying with another's money", n.Buy(policy="applied", hold="ben-pays"), "ben", Outcome.not_the_policy_wallet),
    Row("buying for less", n.Buy(policy="applied", hold="short"), "ann", Outcome.premium_not_exact),
    Row(
        "buying with what another policy is paid with",
        n.Buy(policy="applied", hold="mid-2"),
        "ann",
        Outcome.premium_not_exact,
    ),
]
PAID: Final = [
    Row("a premium of nothing", pay(2, "none", hold="exact"), "ann", Outcome.unknown_insurance_policy),
    Row("a second premium before the first", pay(2, "applied", hold="exact"), "ann", Outcome.policy_not_bought),
    Row("a premium of what is over", pay(2, "over", hold="exact"), "ann", Outcome.policy_over),
    Row("a premium of what lapsed", pay(2, "lapsed", hold="exact"), "ann", Outcome.policy_lapsed),
    Row("a fourth premium of three", pay(4, "paid-up", hold="exact"), "ann", Outcome.premiums_all_paid),
    Row("the third premium before the second", pay(3, "mid", hold="mid-2"), "ann", Outcome.premium_not_next),
    Row("a premium after the days of grace", pay(2, "late", hold="exact"), "ann", Outcome.policy_lapsed),
    Row("a premium of what was sold", pay(2, "sold", hold="exact"), "ann", Outcome.policy_changed_hands),
    Row("a premium of what both ended", pay(2, "redeemed", hold="exact"), "ann", Outcome.policy_over),
    Row("a premium out of nothing", pay(2, "mid"), "ann", Outcome.one_source_needed),
    Row("a premium out of two", pay(2, "mid", hold="mid-2", mandate="ann-pays"), "ann", Outcome.one_source_needed),
    Row("a premium out of no hold", pay(2, "mid", hold="none"), "ann", Holdings.unknown_encumbrance),
    Row("a premium under no mandate", pay(2, "mid", mandate="none"), "ann", Holdings.unknown_mandate),
    Row("a premium out of another's wallet", pay(2, "mid", mandate="ben-takes"), "ann", Outcome.not_the_policy_wallet),
    Row("a premium taken before its day", pay(2, "mid", mandate="ann-pays"), "ann", Outcome.premium_not_due),
    Row("lapse of nothing", of(n.RecordLapse, "none"), "ben", Outcome.unknown_insurance_policy),
    Row("lapse twice", of(n.RecordLapse, "lapsed"), "ben", Outcome.policy_lapsed),
    Row("lapse of what is paid up", of(n.RecordLapse, "paid-up"), "ben", Outcome.premiums_all_paid),
    Row("lapse before the days of grace are over", of(n.RecordLapse, "mid"), "ben", Outcome.grace_not_over),
]


def named(policy: str, account: str = "of-ben", wallet: str = "ben-wallet") -> n.NameWallet:
    return n.NameWallet(policy=policy, account=account, wallet=wallet)


GIVEN_BACK: Final = [
    Row("a wallet for nothing", named("none"), "ben", Outcome.unknown_insurance_policy),
    Row("a wallet for what is not bought", named("applied"), "ben", Outcome.policy_not_bought),
    Row("a wallet for another's policy", named("mid"), "ben", Outcome.policy_changed_hands),
    Row("a wallet for what another gave back", named("over"), "ben", Outcome.policy_changed_hands),
    Row(
        "another wallet than the frozen one",
        named("again", "of-ann", "ben-wallet"),
        "ann ben",
        Outcome.policy_under_order,
    ),
    Row("a wallet for what both ended", named("redeemed"), "ben", Outcome.policy_over),
    Row("a wallet without its consent", named("sold", wallet="ann-wallet"), "ben", Parties.not_authorised),
    Row("cancelling nothing", of(n.Cancel, "none"), "ann", Outcome.unknown_insurance_policy),
    Row("cancelling an application", of(n.Cancel, "applied"), "ann", Outcome.policy_not_bought),
    Row("cancelling twice", of(n.Cancel, "over"), "ann", Outcome.policy_over),
    Row("cancelling after the days of cooling off", of(n.Cancel, "mid"), "ann", Outcome.cooling_off_over),
    Row("cancelling while a claim is open", of(n.Cancel, "cool-open"), "ann", Outcome.policy_claim_open),
    Row("cancelling another's policy", of(n.Cancel, "cool"), "ben", Parties.not_authorised),
    Row("surrendering nothing", of(n.Surrender, "none"), "ann", Outcome.unknown_insurance_policy),
    Row("surrendering what may be cancelled", of(n.Surrender, "cool"), "ann", Outcome.cooling_off_runs),
    Row("surrendering after the end of cover", of(n.Surrender, "paid-up"), "ann", Outcome.policy_over),
    Row("surrendering while a claim is open", of(n.Surrender, "mid-open"), "ann", Outcome.policy_claim_open),
    Row("surrendering what both ended", of(n.Surrender, "redeemed"), "ann", Outcome.policy_over),
    Row("surrendering another's policy", of(n.Surrender, "mid"), "ben", Parties.not_authorised),
]
CLAIMED: Final = [
    Row("claiming on nothing", claim("fresh", "none", occurred=1), "ann", Outcome.unknown_insurance_policy),
    Row("claiming too late", claim("fresh", "paid-up", occurred=1), "ann", Outcome.claims_too_late),
    Row("claiming twice at once", claim("fresh", "mid-open", occurred=1), "ann", Outcome.policy_claim_open),
    Row("claiming for what was before", claim("fresh", "mid", occurred=1), "ann", Outcome.not_covered_then),
    Row("claiming for what is to come", claim("fresh", "mid", occurred=10**13), "ann", Outcome.not_covered_then),
    Row(
        "claiming more than the cover",
        claim("fresh", "mid", occurred=YESTERDAY, quantity=100_001),
        "ann",
        Outcome.beyond_cover,
    ),
    Row("claiming on another's policy", claim("fresh", "mid", occurred=YESTERDAY), "ben", Parties.not_authorised),
    Row("a claim's name is taken", claim("open", "mid", occurred=YESTERDAY), "ann", Outcome.claim_exists),
]


REVIEWED: Final = [
    Row("claiming nothing once more", n.Resubmit(claim="none", document="a" * 64), "ann", Outcome.unknown_claim),
    Row("claiming a third time", n.Resubmit(claim="twice", document="a" * 64), "ann", Outcome.claim_not_declined),
    Row("while another is open", n.Resubmit(claim="once", document="a" * 64), "ann", Outcome.policy_claim_open),
    Row("dropping nothing", n.DropClaim(claim="none"), "ann", Outcome.unknown_claim),
    Row("dropping what is declined", n.DropClaim(claim="twice"), "ann", Outcome.claim_not_under_review),
    Row("dropping another's claim", n.DropClaim(claim="open"), "ben", Parties.not_authorised),
    Row("dropping the claim on what one sold", n.DropClaim(claim="moved"), "ann", Parties.not_authorised),
    Row("admitting nothing", n.Admit(claim="none", quantity=1), "insurer", Outcome.unknown_claim),
    Row("admitting twice", n.Admit(claim="admitted", quantity=1), "insurer", Outcome.claim_not_under_review),
    Row("admitting more than is claimed", n.Admit(claim="open", quantity=50_001), "insurer", Outcome.beyond_claim),
    Row("admitting for who sold it", n.Admit(claim="moved", quantity=1), "insurer", Outcome.policy_changed_hands),
    Row("admitting one's own claim", n.Admit(claim="open", quantity=1), "ann", Parties.not_authorised),
    Row("declining nothing", n.Decline(claim="none", reason="r"), "insurer", Outcome.unknown_claim),
    Row(
        "declining what is admitted", n.Decline(claim="admitted", reason="r"), "insurer", Outcome.claim_not_under_review
    ),
    Row("declining for the insurer", n.Decline(claim="open", reason="r"), "ann", Parties.not_authorised),
    Row("ending nothing", of(n.Expire, "none"), "ben", Outcome.unknown_insurance_policy),
    Row("ending what has cover", of(n.Expire, "mid"), "ben", Outcome.cover_not_over),
    Row("ending what is disputed", of(n.Expire, "disputed"), "ben", Outcome.policy_claim_open),
    Row("paying out on nothing", of(n.PayOut, "none"), "ben", Outcome.unknown_policy_wallet),
    Row("paying out twice", of(n.PayOut, "over"), "ben", Outcome.payout_not_owed),
]


def _does(event: Any) -> Any:
    return lambda ctx: ctx.cause(event)


def _moved(path: str, **changes: Any) -> Any:
    """A premium in the name of a policy, which is not one."""
    said = {
        "sender": "ann-wallet",
        "receiver": "of-insurer",
        "instrument": CASH,
        "quantity": PREMIUM,
        "part": Part.held,
    }
    said |= {"giving": ENCUMBRANCES.path("mid-2"), "taking": PRODUCTS.path(LIFE), "cause": path}
    return _does(Transferred(**(said | changes)))


MID: Final = POLICIES.path("mid")
INSURANCE_ACTS: Final = [
    Act("terms that were never offered", on_record(TERMS, LIFE, "9"), Outcome.unknown_insurance_terms),
    Act("terms offered twice", creating(TERMS, LIFE, "1"), Outcome.insurance_terms_exist),
    Act("a wallet made twice", creating(WALLETS, "mid"), Outcome.policy_wallet_exists),
    Act("less than the premium", _moved(MID, quantity=PREMIUM - 1), Holdings.consent_missing),
    Act(
        "a policy that nobody applied for",
        _does(
            Issued(
                instrument="fresh",
                account="of-ann",
                quantity=1,
                issuing=PRODUCTS.path(LIFE),
                taking=WALLETS.path("mid"),
                cause=MID,
            )
        ),
        Holdings.consent_missing,
    ),
    Act(
        "a policy issued to somebody else",
        _does(
            Issued(
                instrument="applied",
                account="of-ben",
                quantity=1,
                issuing=PRODUCTS.path(LIFE),
                taking=WALLETS.path("applied"),
                cause=POLICIES.path("applied"),
            )
        ),
        Holdings.consent_missing,
    ),
    Act(
        "a policy that ends by another's doing",
        _does(
            Redeemed(
                instrument="cool",
                account="of-ann",
                quantity=1,
                redeeming=PRODUCTS.path(LIFE),
                giving=MID,
                cause=POLICIES.path("cool"),
            )
        ),
        Holdings.consent_missing,
    ),
    Act(
        "a policy that goes to another by its terms",
        _does(
            Transferred(
                sender="of-ann",
                receiver="of-ben",
                instrument="mid",
                quantity=1,
                giving=MID,
                cause=MID,
            )
        ),
        Holdings.consent_missing,
    ),
    Act(
        "more than is owed",
        _does(
            Transferred(
                sender="of-insurer",
                receiver="ann-wallet",
                instrument=CASH,
                quantity=2,
                giving=MANDATES.path("reserve"),
                taking=WALLETS.path("owed"),
                cause=PRODUCTS.path(LIFE),
            )
        ),
        Holdings.consent_missing,
    ),
]
MARKET = insuring
"""What the rows need on a market of their own."""
