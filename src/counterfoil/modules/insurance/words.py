# SPDX-License-Identifier: Apache-2.0
"""Insurance in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

BY_TIME: Final = {
    "cooling_off": Words("in its days of cooling off as of {when}", "截至 {when} 处于犹豫期"),
    "in_grace": Words(
        "a premium is due and not paid as of {when}; cover goes on for the days of grace",
        "截至 {when} 有保费到期未缴，宽限期内保障持续",
    ),
    "lapsed": Words(
        "without cover as of {when}: a premium was not paid, and nobody has recorded the lapse",
        "截至 {when} 因保费未缴保障已终止，尚未登记失效",
    ),
    "cover_over": Words("its cover is over as of {when}", "截至 {when} 保障期已满"),
}
"""What time makes of a policy, by how it stands."""
OWED: Final = Words("owed on it to wallet {wallet} as of {when}: {owed}", "截至 {when} 应付钱包 {wallet}：{owed}")
WORDS: Final = Vocabulary(
    sentences={
        "insurance.offered": Words(
            "{insurer} offers insurance product {product}: premiums in {instrument} go to {account}, refunds and "
            "claims are paid under mandate {mandate}",
            "{insurer} 推出保险产品 {product}：保费以 {instrument} 缴入 {account}，退保金与赔款依委托 {mandate} 支付",
        ),
        "insurance.amended": Words(
            "{insurer} sells insurance product {product} on version {version} of its terms: premiums in {instrument} "
            "go to {account}, refunds and claims are paid under mandate {mandate}",
            "{insurer} 以第 {version} 版条款销售保险产品 {product}：保费以 {instrument} 缴入 {account}，"
            "退保金与赔款依委托 {mandate} 支付",
        ),
        "insurance.withdrawn": Words(
            "Insurance product {product} withdrawn from sale; reason: {reason}",
            "保险产品 {product} 停售；原因：{reason}",
        ),
        "insurance.applied": Words(
            "Policy {policy} of {insurer} on version {version} of product {product} applied for: for account {account}"
            ", paid in {instrument} out of wallet {wallet}",
            "投保 {insurer} 产品 {product} 第 {version} 版条款，保单 {policy}：归入账户 {account}，"
            "由钱包 {wallet} 以 {instrument} 缴费",
        ),
        "insurance.wallet_named": Words(
            "Wallet {wallet} pays for policy {policy} in account {account}, and is paid what is owed on it",
            "账户 {account} 所持保单 {policy} 由钱包 {wallet} 缴费并收取应付款项",
        ),
        "insurance.bought": Words(
            "Policy {policy} on version {version} of product {product} bought for a first premium of {quantity} of "
            "{instrument}: cover from {time} until {cover_until}, cooling off until {cooling_off_until}",
            "购入产品 {product} 第 {version} 版条款保单 {policy}，首期保费 {instrument} {quantity}："
            "保障自 {time} 起至 {cover_until} 止，犹豫期至 {cooling_off_until} 止",
        ),
        "insurance.premium_paid": Words(
            "Premium {premium} of policy {policy} paid: {quantity} of {instrument}",
            "保单 {policy} 第 {premium} 期保费已缴：{instrument} {quantity}",
        ),
        "insurance.lapsed": Words(
            "Policy {policy} lapsed, for premium {premium} was not paid; cover ended {since}",
            "保单 {policy} 因第 {premium} 期保费未缴而失效；保障于 {since} 终止",
        ),
        "insurance.run_out": Words(
            "Policy {policy} ended: its cover and the time for claims are over", "保单 {policy} 期满终止"
        ),
        "insurance.cancelled": Words(
            "Policy {policy} given back by {account} in the days of cooling off; owed: all that was paid, {quantity} "
            "of {instrument}",
            "{account} 于犹豫期内退保，保单 {policy}；应退全部已缴保费 {instrument} {quantity}",
        ),
        "insurance.surrendered": Words(
            "Policy {policy} surrendered by {account} in policy year {policy_year}; owed: {quantity} of {instrument}, "
            "which is {share_ppm} of the premiums that were due, and {prepaid} paid before its day",
            "{account} 于第 {policy_year} 保单年度退保，保单 {policy}；应付 {instrument} {quantity}，"
            "其中现金价值为已到期保费的 {share_ppm}，未到期预缴保费 {prepaid} 全额退还",
        ),
        "insurance.claimed": Words(
            "Claim {claim} of {quantity} of {instrument} on policy {policy} made by {account}, for what happened "
            "{occurred}",
            "{account} 就保单 {policy} 提出理赔申请 {claim}：{instrument} {quantity}，出险时间 {occurred}",
        ),
        "insurance.claim_resubmitted": Words(
            "Claim {claim} on policy {policy} made once more by {account}",
            "{account} 就保单 {policy} 再次提交理赔申请 {claim}",
        ),
        "insurance.claim_dropped": Words(
            "Claim {claim} on policy {policy} dropped by {account}", "{account} 撤回保单 {policy} 的理赔申请 {claim}"
        ),
        "insurance.claim_admitted": Words(
            "Claim {claim} on policy {policy} admitted by {insurer}; owed: {quantity} of {instrument}",
            "{insurer} 核准保单 {policy} 的理赔申请 {claim}；应付 {instrument} {quantity}",
        ),
        "insurance.claim_declined": Words(
            "Claim {claim} on policy {policy} declined by {insurer}; reason: {reason}",
            "{insurer} 拒绝保单 {policy} 的理赔申请 {claim}；原因：{reason}",
        ),
        "insurance.paid_out": Words(
            "{quantity} of {instrument} owed on policy {policy} paid to wallet {wallet}",
            "保单 {policy} 应付款项 {instrument} {quantity} 已付至钱包 {wallet}",
        ),
    },
    values={
        "offered": Words("offered", "在售"),
        "off_sale": Words("no longer sold", "已停售"),
        "applied": Words("applied for", "已投保"),
        "in_force": Words("in force", "生效"),
        "lapsed": Words("lapsed", "已失效"),
        "cooled_off": Words("given back in the days of cooling off", "犹豫期退保"),
        "surrendered": Words("surrendered", "已退保"),
        "claimed": Words("ended by a claim", "理赔终止"),
        "run_out": Words("run out", "期满终止"),
        "under_review": Words("under review", "审核中"),
        "admitted": Words("admitted", "已核赔"),
        "declined": Words("declined", "已拒赔"),
        "dropped": Words("dropped", "已撤回申请"),
        "down": Words("down", "舍去"),
        "up": Words("up", "进一"),
        "half_up": Words("half up", "四舍五入"),
    },
    enumerated=frozenset({"rounding"}),
    fields={
        "admitted": Words("admitted", "核赔金额"),
        "bought": Words("bought", "购入时间"),
        "case": Words("claim", "理赔申请"),
        "claim_days": Words("days for claims after cover", "保障期后理赔申请天数"),
        "cooling_off_days": Words("days of cooling off", "犹豫期天数"),
        "cooling_off_until": Words("cooling off until", "犹豫期截止"),
        "cover": Words("cover", "保险金额"),
        "cover_until": Words("cover until", "保障期截止"),
        "decided": Words("decided", "决定时间"),
        "grace_days": Words("days of grace", "宽限期天数"),
        "insurer": Words("insurer", "保险人"),
        "interval_months": Words("months between premiums", "缴费间隔月数"),
        "lapsed": Words("lapsed since", "失效时间"),
        "occurred": Words("happened", "出险时间"),
        "owed": Words("owed", "应付"),
        "paid": Words("paid", "已付"),
        "paid_to": Words("paid to", "支付给"),
        "policy": Words("policy", "保单"),
        "premium": Words("premium", "每期保费"),
        "premiums": Words("number of premiums", "缴费期数"),
        "premiums_paid": Words("premiums paid", "已缴期数"),
        "product": Words("insurance product", "保险产品"),
        "rounding": Words("rounding", "取整规则"),
        "submissions": Words("times made", "提交次数"),
        "submitted": Words("made", "提交时间"),
        "surrender_ppm": Words("surrender value by policy year", "各保单年度现金价值比例"),
        "taken_by": Words("agreed by for the policy's account", "保单账户同意方"),
        "term_months": Words("months of cover", "保障期月数"),
        "wallet": Words("wallet", "钱包"),
    },
)
