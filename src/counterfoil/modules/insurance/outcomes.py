# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the insurance module: 560-599 and 700-709."""

from counterfoil.law.outcome import Outcome


class InsuranceOutcome(Outcome):
    """Why something about a product, a policy or a claim is refused."""

    unknown_insurance_product = 560, "No such insurance product is offered.", "没有此保险产品。"
    insurance_product_exists = (
        561,
        "An insurance product of this name exists already.",
        "此保险产品编号已存在。",
    )
    unknown_insurance_terms = 562, "The insurance product has no such version.", "该保险产品没有此版本条款。"
    insurance_terms_exist = 563, "This version of the terms exists already.", "此版本条款已存在。"
    unknown_insurance_policy = 564, "No such policy was applied for.", "没有此保单。"
    insurance_policy_exists = 565, "The policy was bought already.", "此保单已售出。"
    unknown_policy_wallet = 566, "The policy has no wallet.", "该保单没有登记钱包。"
    policy_wallet_exists = 567, "The policy has its wallet already.", "该保单已登记钱包。"
    unknown_claim = 568, "No such claim was made.", "没有此理赔申请。"
    claim_exists = 569, "A claim with this identifier exists already.", "此理赔申请编号已存在。"
    insurance_terms_unsound = (
        570,
        "Every premium is due while cover lasts, and what may be paid can be counted.",
        "各期保费须在保障期内到期，且金额不得超出可计范围。",
    )
    premiums_not_in_cash = 571, "Premiums are paid in an instrument of kind cash.", "保费须以现金类产品支付。"
    not_the_insurers_account = 572, "The account is not the insurer's.", "该账户不属于保险人。"
    reserve_not_bound = (
        573,
        "What refunds and claims are paid from is an irrevocable mandate to this product over an account of the "
        "insurer, without end, bound to no receiver and no sum.",
        "退保金与赔款须由保险人账户上以本产品为执行方的不可撤销委托支付，不限期限、收方与总额。",
    )
    insurance_product_withdrawn = 574, "The insurance product is withdrawn from sale.", "该保险产品已停售。"
    terms_not_current = 575, "The policy is applied for on another version of the terms.", "投保所依条款并非现行版本。"
    not_a_blank_policy = (
        576,
        "A policy is a unique instrument of kind insurance_policy of the insurer, with the hash of these terms.",
        "保单须为该保险人的唯一保单类产品，且载明本条款摘要。",
    )
    policy_not_applied_for = 577, "The policy does not wait for its first premium.", "该保单不处于待缴首期保费状态。"
    premium_not_exact = (
        578,
        "A premium is paid out of a hold of exactly that much for this policy.",
        "保费须以为本保单预留的等额资金支付。",
    )
    not_the_policy_wallet = 579, "Premiums are paid out of the policy's wallet.", "保费须由该保单登记的钱包支付。"
    one_source_needed = (
        580,
        "A premium is paid out of a hold or under a mandate.",
        "保费须以预留或委托之一支付。",
    )
    policy_over = 581, "The policy has ended.", "该保单已终止。"
    policy_not_bought = 582, "The first premium is not paid, and there is no cover.", "首期保费未缴，保障尚未开始。"
    policy_lapsed = 583, "The policy has lapsed: a premium was not paid within the days of grace.", "该保单已失效。"
    premiums_all_paid = 584, "Every premium is paid.", "各期保费均已缴清。"
    premium_not_next = 585, "This is not the premium that is to be paid next.", "该期保费不是下一期应缴保费。"
    premium_not_due = 586, "Under a mandate a premium is taken from its day on.", "依委托扣缴保费须待到期日。"
    grace_not_over = 587, "The days of grace are not over.", "宽限期尚未届满。"
    cooling_off_over = 588, "The days of cooling off are over.", "犹豫期已届满。"
    cooling_off_runs = (
        589,
        "The days of cooling off run: all that was paid goes back by insurance.cancel.",
        "仍在犹豫期内，可全额退保。",
    )
    policy_changed_hands = (
        590,
        "The policy is not in the account that its wallet was named for.",
        "保单持有账户与登记钱包所对应的账户不符。",
        "Whoever holds it names a wallet: insurance.name_wallet.",
    )
    policy_claim_open = 591, "A claim on the policy is not decided.", "该保单有未决理赔申请。"
    not_covered_then = 592, "The policy did not cover that time.", "该时间不在保障期内。"
    claims_too_late = 593, "The time for claims on the policy is over.", "该保单理赔申请期限已过。"
    beyond_cover = 594, "More is claimed than the policy covers.", "申请金额超过保险金额。"
    claim_not_under_review = 595, "The claim is decided or dropped.", "该理赔申请已决定或已撤回。"
    beyond_claim = 596, "More is accepted than was claimed.", "核赔金额超过申请金额。"
    claim_not_declined = (
        597,
        "Only a declined claim is made once more, and only once.",
        "仅被拒赔的申请可再次提交，且仅一次。",
    )
    cover_not_over = 598, "Cover, or the time for claims, is not over.", "保障期或理赔申请期限尚未届满。"
    payout_not_owed = 599, "Nothing is owed on the policy.", "该保单没有应付款项。"
    policy_under_order = (
        700,
        "An order freezes the policy, or the wallet named so far: what is owed waits.",
        "保单或原登记钱包已被冻结，应付款项须待解冻。",
        "Whoever gave the order lifts it: supervision.lift.",
    )
