# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the over-the-counter module: 600-639 and 660-699."""

from counterfoil.law.outcome import Outcome


class OverTheCounterOutcome(Outcome):
    """Why something between two parties is refused."""

    unknown_agreement = 600, "No such master agreement was made.", "没有此主协议。"
    agreement_exists = 601, "A master agreement with this identifier was made already.", "此主协议编号已存在。"
    unknown_agreement_version = 602, "The agreement has no such version.", "该主协议没有此版本。"
    agreement_version_exists = 603, "The version is recorded already.", "该版本已存在。"
    agreement_over = 604, "The agreement was terminated.", "该主协议已终止。"
    not_between_these = (
        605,
        "The agreement is between other parties, or both sides are one.",
        "该主协议的当事方不是这两方，或双方为同一方。",
    )
    not_a_side_of_it = 606, "The party is no side of it.", "该主体不是当事方。"
    nothing_amended = 607, "The amendment says what the version before said.", "修订内容与前一版本相同。"
    collateral_named_twice = 608, "An instrument stands twice in a list.", "列表中同一产品出现两次。"
    beyond_counting = 609, "The amount is beyond what can be counted.", "金额超出可计范围。"
    unknown_quote = 610, "No such quote was made.", "没有此报价。"
    quote_exists = 611, "A quote with this identifier was made already.", "此报价编号已存在。"
    quote_over = 612, "The quote has expired, was withdrawn or is used up.", "该报价已过期、已撤回或已用尽。"
    quote_indicative = 613, "An indicative quote binds nobody.", "意向报价不具约束力，不可成交。"
    quote_for_others = 614, "The quote is addressed to others.", "该报价未向该主体发出。"
    quote_consumed = 615, "What is left of the quote is less.", "报价剩余数量不足。"
    not_whole_lots = 616, "A quote is taken in whole lots.", "须按整手数量成交。"
    ends_too_early = 617, "It would end before it begins, or in the past.", "期限早于起始时间或已过。"
    unknown_deal = 618, "No such deal was proposed.", "没有此交易。"
    deal_exists = 619, "A deal with this identifier was proposed already.", "此交易编号已存在。"
    deal_not_so_far = (
        620,
        "The deal is not at the stage at which this can happen.",
        "该交易所处阶段不允许此操作。",
    )
    deal_of_other_terms = 621, "The terms are not those of the deal.", "交易要素与对方所提不一致。"
    offer_lapsed = 622, "The time to affirm has passed.", "确认期限已过。"
    offer_lasts = 623, "The time to affirm has not passed.", "确认期限未过。"
    account_of_another = 624, "The account is another party's.", "该账户属于其他主体。"
    before_settlement = 625, "The time of settlement has not come.", "交收时间未到。"
    still_to_settle = 626, "The last time to settle has not passed.", "最后交收时间未过。"
    still_reserved = 627, "What it is reserved for is not over.", "预留所为之事尚未终结。"
    no_record_of_ours = 628, "Nothing of this module is there.", "该记录不属于场外业务。"
    no_reporting_policy = 630, "No policy on reporting is in force.", "没有生效的交易报告规则。"
    reporting_policy_exists = 631, "The policy is recorded already.", "该报告规则已存在。"
    too_much_to_come = 632, "Too many changes of the policy are to come.", "待生效的规则变更过多。"
    policy_for_the_past = 633, "A policy begins now or later.", "规则不得追溯生效。"
    unknown_report = 634, "No deal has this transaction identifier.", "没有使用此唯一交易识别码的交易。"
    uti_taken = 635, "Another deal has this transaction identifier.", "此唯一交易识别码已用于其他交易。"
    not_a_uti = (
        636,
        "It is no unique transaction identifier under ISO 23897.",
        "唯一交易识别码的构成或校验位不正确。",
    )
    report_of_another = 637, "The identifier is that of another deal.", "该识别码属于其他交易。"
    reported_already = 638, "The side has reported, and the reports match.", "该方已报告且双方报告一致。"
    not_late_yet = 639, "The report is not late, or is recorded as late.", "报告尚未逾期，或已记为逾期。"
    unknown_placement = 660, "No such placement was opened.", "没有此定向发行。"
    placement_exists = 661, "A placement with this identifier was opened already.", "此定向发行编号已存在。"
    unknown_subscription = 662, "The account has not subscribed.", "该账户未认购。"
    subscription_exists = 663, "The account has subscribed already.", "该账户已认购。"
    below_placement_minimum = (
        664,
        "The subscription is below the minimum, or above all that is placed.",
        "认购数量低于下限或超出发行总量。",
    )
    too_many_subscribers = (
        665,
        "An instrument is placed with 200 investors at most, over all its placements.",
        "同一产品非公开发行的特定对象累计不得超过二百人。",
    )
    not_professional = (
        666,
        "No trusted attester says that the investor is a professional one.",
        "未经认定为专业投资者。",
    )
    placement_not_open = (
        667,
        "The placement takes no subscriptions now, or ends nothing any more.",
        "该定向发行不在认购期。",
    )
    still_taking = 668, "The placement still takes subscriptions.", "认购期未结束。"
    allotment_not_whole = 669, "What is allotted does not add up to the whole.", "配售合计与应配总量不符。"
    not_allotted = 670, "Nothing is allotted yet.", "尚未配售。"
    subscription_over = 671, "The subscription has its units or its money back.", "该认购已完成或已退款。"
    money_not_set_aside = (
        672,
        "The hold is not for this subscription, of what it costs, until the last time to close.",
        "预留资金并非用于本次认购，或金额、期限不符。",
    )
    placement_of_another = (
        673,
        "The placement is another issuer's or underwriter's.",
        "该定向发行属于其他发行人或承销商。",
    )
    unknown_offering = 674, "Nobody has subscribed for the instrument.", "该产品尚无认购人。"
    offering_exists = 675, "Subscribers of the instrument are counted already.", "该产品的认购人已在统计。"
    no_feed_of_prices = (
        676,
        "A price is to be taken from a record that is no feed, or from a closed one.",
        "约定的价格来源不是数据源，或该数据源已关闭。",
        "A feed is defined by its keeper and a supervisor: oracles.define_feed.",
    )
    unknown_valuation = 680, "No such valuation was published.", "没有此估值。"
    valuation_exists = 681, "A valuation of this day was published already.", "该日估值已存在。"
    no_credit_support = 682, "The agreement has no credit support.", "该主协议没有履约保障安排。"
    day_not_next = (
        683,
        "The day is not after the one valued last, or is to come.",
        "估值日须晚于上一估值日且不得为未来日期。",
    )
    prices_not_those = (
        684,
        "The prices are not those of what is eligible, each once.",
        "价格须与合格履约保障品逐一对应。",
    )
    valuation_not_so_far = (
        685,
        "The valuation is not at the stage at which this can happen.",
        "该估值所处阶段不允许此操作。",
    )
    answer_too_late = 686, "The time to dispute has passed.", "异议期限已过。"
    no_difference = 687, "The number gives the same call.", "所提数额得出相同的追加金额。"
    not_the_arbiter = (
        688,
        "A dispute is ended by both sides, or by the calculation agent.",
        "争议须由双方或计算代理人解决。",
    )
    not_eligible = 689, "The instrument is no eligible collateral.", "该产品不是合格履约保障品。"
    amount_disputed = 690, "What is disputed moves nothing until the dispute ends.", "争议部分在解决前不得过户。"
    more_than_due = 691, "It is worth more than is due.", "价值超出应交付金额。"
    not_in_default = 692, "Nothing is due, or its time has not passed.", "没有到期未交付的款项。"
    default_unrecorded = (
        693,
        "What was due before is overdue: its default is recorded first.",
        "前次应交付已逾期，须先记录违约。",
    )
    collateral_out = 694, "Collateral is still out under it.", "该主协议下仍有未返还的履约保障品。"
    return_of_others = (
        695,
        "What goes back is collateral that the other side delivered, and no more of it than is out.",
        "返还履约保障品须为对方已交付的品种，且不得超出未返还数量。",
    )
    no_price_fixed = (
        696,
        "The feed that says the price was never fixed.",
        "约定的价格数据源尚无定盘值。",
        "Reporters of the feed observe, and anybody has it fixed: oracles.observe, oracles.fix.",
    )
    price_void = (
        697,
        "The last fixing of the feed that says the price is void.",
        "约定的价格数据源最近一次定盘值已作废。",
        "Reporters of the feed observe anew: oracles.observe, oracles.fix.",
    )
    price_stale = (
        698,
        "The last fixing of the feed that says the price is older than the agreement allows.",
        "约定的价格数据源最近一次定盘值已超过主协议允许的时限。",
        "Reporters of the feed observe anew: oracles.observe, oracles.fix.",
    )
    price_not_as_fixed = (
        699,
        "The price is another than the feed was fixed at.",
        "价格与约定数据源的定盘值不符。",
        "The price is said that the last fixing gives.",
    )
