# SPDX-License-Identifier: Apache-2.0
"""One breach for each rule of insurance's open half: see ``law_breaches``."""

from support.evidence_story import register
from support.insurance_story import (
    CASH,
    LIFE,
    TERMS,
    YESTERDAY,
    amend,
    apply,
    call,
    claim,
    decided,
    hold,
    insured,
    mandate,
    of,
    offer,
    premium,
)
from support.law_breaches import Breach


def policy(name: str) -> str:
    return f"insurance/policy/{name}"


def wallet(name: str) -> str:
    return f"insurance/wallet/{name}"


FRESH = "insurance/product/fresh"
TAKEN_OVER = "the call takes account, instrument and quantity from the record itself"
GONE = "a policy that is over has no unit left to give back, and its record says so twice"
SECOND = ("lin", hold("second", "mid"))
FROZEN = [
    ("registrar", register("court", "supervisor")),
    (
        "court",
        call(
            "holdings.freeze",
            freeze="f",
            supervisor="court",
            account="of-lin",
            instrument="mid",
            quantity=1,
            reference="ruling 1",
            document="ef" * 32,
        ),
    ),
]
PAYS = ("lin", mandate("lin-pays", policy("mid"), "lin-wallet", revocable=True))

WORLD = insured
"""In which the rules are broken."""
BREACHES = {
    "insurance._require_sale.insurance_terms_unsound": Breach(
        FRESH, "insurer", offer("fresh", terms=TERMS | {"premiums": 6})
    ),
    "insurance._require_sale.premiums_not_in_cash": Breach(
        "insurance/product/fresh",
        "insurer",
        offer("fresh", instrument="fresh", mandate="pays-deeds"),
        [
            (
                "insurer",
                call(
                    "holdings.grant_mandate",
                    mandate="pays-deeds",
                    account="of-insurer",
                    executor=FRESH,
                    revocable=False,
                ),
            )
        ],
    ),
    "insurance._require_sale.not_the_insurers_account": Breach(
        FRESH, "insurer lin", offer("fresh", account="lin-wallet")
    ),
    "insurance._require_sale.reserve_not_bound": Breach(
        FRESH, "insurer", offer("fresh", mandate="loose"), [("insurer", mandate("loose", FRESH, revocable=True))]
    ),
    "insurance._offered.insurance_product_withdrawn": Breach(
        f"insurance/product/{LIFE}",
        "insurer",
        amend(LIFE),
        [("insurer", call("insurance.withdraw", product=LIFE, reason="new tables"))],
    ),
    "insurance.apply.terms_not_current": Breach(policy("fresh"), "lin", apply("fresh", "newer", 1)),
    "insurance._require_blank.not_a_blank_policy": Breach(policy("e-CNY"), "lin", apply(CASH)),
    "insurance.buy.terms_not_current": Breach(policy("older"), "lin", of("buy", "older", hold="older")),
    "insurance._held.premium_not_exact": Breach(
        policy("applied"), "lin", of("buy", "applied", hold="more"), [("lin", hold("more", "applied", 2_000))]
    ),
    "insurance.pay_premium.premium_not_next": Breach(policy("mid"), "lin", premium("mid", 3, hold="second"), [SECOND]),
    "insurance.pay_premium.policy_lapsed": Breach(
        policy("late"), "lin", premium("late", 2, hold="second"), [("lin", hold("second", "late"))]
    ),
    "insurance.pay_premium.premiums_all_paid": Breach(
        policy("mid"),
        "lin",
        premium("mid", 4, hold="fourth"),
        [
            SECOND,
            ("lin", premium("mid", 2, hold="second")),
            ("lin", hold("third", "mid")),
            ("lin", premium("mid", 3, hold="third")),
            ("lin", hold("fourth", "mid")),
        ],
    ),
    "insurance._source.one_source_needed": Breach(
        policy("mid"), "lin", premium("mid", 2, hold="second", mandate="lin-pays"), [SECOND, PAYS]
    ),
    "insurance._source.premium_not_due": Breach(
        policy("mid"), "insurer", premium("mid", 2, mandate="lin-pays"), [PAYS]
    ),
    "insurance.record_lapse.policy_lapsed": Breach(policy("lapsed"), "tao", of("record_lapse", "lapsed")),
    "insurance.record_lapse.premiums_all_paid": Breach(policy("paid-up"), "tao", of("record_lapse", "paid-up")),
    "insurance.record_lapse.grace_not_over": Breach(policy("mid"), "tao", of("record_lapse", "mid")),
    "insurance.name_wallet.policy_changed_hands": Breach(
        wallet("mid"), "tao", of("name_wallet", "mid", account="of-tao", wallet="tao-wallet")
    ),
    "insurance.name_wallet.policy_not_bought": Breach(
        wallet("applied"), "lin", of("name_wallet", "applied", account="of-lin", wallet="lin-wallet")
    ),
    "insurance.require_unfrozen.policy_under_order": Breach(
        wallet("mid"), "lin tao", of("name_wallet", "mid", account="of-lin", wallet="tao-wallet"), FROZEN
    ),
    "insurance.cancel.cooling_off_over": Breach(policy("mid"), "lin", of("cancel", "mid")),
    "insurance.surrender.cooling_off_runs": Breach(policy("cool"), "lin", of("surrender", "cool")),
    "insurance.surrender.policy_over": Breach(policy("late"), "lin", of("surrender", "late")),
    "insurance._undisputed.policy_claim_open": Breach(policy("mid-open"), "lin", of("surrender", "mid-open")),
    "insurance.in_named_hands.policy_changed_hands": Breach(policy("sold"), "lin", claim("fresh", "sold", YESTERDAY)),
    "insurance.claim.claims_too_late": Breach(
        policy("paid-up"), "lin", claim("fresh", "paid-up", YESTERDAY - 5 * 365 * 86_400_000)
    ),
    "insurance.claim.not_covered_then": Breach(policy("mid"), "lin", claim("fresh", "mid", 1)),
    "insurance.claim.beyond_cover": Breach(policy("mid"), "lin", claim("fresh", "mid", YESTERDAY, 100_001)),
    "insurance.resubmit.claim_not_declined": Breach(
        "insurance/claim/twice", "lin", decided("resubmit", "twice", document="8" * 64)
    ),
    "insurance._under_review.claim_not_under_review": Breach(
        "insurance/claim/twice", "insurer", decided("decline", "twice", reason="clause 5")
    ),
    "insurance.admit.beyond_claim": Breach(
        "insurance/claim/open", "insurer", decided("admit", "open", quantity=50_001)
    ),
    "insurance.expire.cover_not_over": Breach(policy("mid"), "tao", of("expire", "mid")),
    "insurance.expire.policy_claim_open": Breach(policy("disputed"), "tao", of("expire", "disputed")),
}
UNCOVERED = {
    "insurance.Policy.grants.consent_missing": TAKEN_OVER,
    "insurance.PolicyWallet.grants.consent_missing": TAKEN_OVER,
    "insurance.Product.grants.consent_missing": TAKEN_OVER,
    "insurance.Product.issued_by.consent_missing": TAKEN_OVER,
    "insurance.buy.policy_not_applied_for": "the product issues, and the wallet takes, only what is applied for",
    "insurance.in_hands.policy_over": "a unit that is nowhere is redeemed from no account",
    "insurance.live.policy_not_bought": "what is not bought is not live either",
    "insurance.live.policy_over": GONE,
    "insurance._require_wallet.not_the_policy_wallet": "a hold or a mandate lets units go from its own account alone",
    "insurance.pay_out.payout_not_owed": "a transfer of nothing has no form",
}
