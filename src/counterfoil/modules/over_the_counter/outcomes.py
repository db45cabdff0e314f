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
    not_a_side = 606, "The party is no side of it.", "该主体不是当事方。"
    nothing_amended = 607, "The amendment says what the version before said.", "修订内容与前一版本相同。"
    collateral_named_twice = 608, "An instrument stands twice in a list.", "列表中同一产品出现两次。"
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
    other_terms = 621, "The terms are not those of the deal.", "交易要素与对方所提不一致。"
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
    not_a_uti = 636, "It is no unique transaction identifier under ISO 23897.", "不是符合 ISO 23897 的唯一交易识别码。"
    report_of_another = 637, "The identifier is that of another deal.", "该识别码属于其他交易。"
    reported_already = 638, "The side has reported, and the reports match.", "该方已报告且双方报告一致。"
    not_late_yet = 639, "The report is not late, or is recorded as late.", "报告尚未逾期，或已记为逾期。"
