# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the lifecycle module: 360-419 and 710-719."""

from counterfoil.law.outcome import Outcome


class LifecycleOutcome(Outcome):
    """Why something about terms, registers and corporate actions is refused."""

    unknown_terms = 360, "No terms that compute are registered of the instrument.", "该产品未登记可计算条款。"
    terms_exist = 361, "The instrument's terms are registered already; they never change.", "该产品的条款已登记。"
    terms_not_computable = 362, "These are no terms that compute a bond's payments.", "条款无法计算付款。"
    floating_terms = (
        363,
        "Terms that take reference rates name who publishes them, or a feed and how old it may be; no other terms do.",
        "取用参考利率的条款须指明利率发布方，或指明数据源及其定盘值的时限；其他条款不得指明。",
    )
    other_terms = (
        364,
        "The terms have another hash than the instrument's terms document.",
        "条款的摘要与产品条款文件的摘要不同。",
    )
    no_more_due = 365, "Nothing more falls due under the terms.", "条款项下已无到期款项。"
    register_full = 366, "As many record times as can be are to come on the instrument.", "该产品待登记的时点过多。"
    unknown_register = 367, "No record time was ever set on the instrument.", "该产品从未设定登记时点。"
    register_exists = 368, "The instrument's record times are kept already.", "该产品的登记时点已有记录。"
    unknown_snapshot = 369, "No such snapshot of the register is scheduled.", "没有此名册快照。"
    snapshot_exists = 370, "A snapshot with this identifier exists.", "此快照编号已存在。"
    record_time_passed = 371, "The record time has passed, or would be in the past.", "登记时点已过。"
    record_time_to_come = 372, "The record time has not passed yet.", "登记时点尚未过去。"
    snapshot_not_open = 373, "The snapshot is not in the state for this.", "快照所处状态不允许此操作。"
    set_by_terms = 374, "What the terms of the instrument set, nobody moves or cancels.", "条款所定，不得更改或取消。"
    not_on_register = (
        375,
        "The account is not on the register as of the record time.",
        "该账户不在登记时点的名册上。",
    )
    counted_already = 376, "The account is counted already.", "该账户已计入名册。"
    nothing_held = 377, "The account held nothing at the record time.", "该账户在登记时点未持有。"
    register_incomplete = 378, "The holdings counted are not all that was outstanding.", "已计持有之和不等于流通总量。"
    register_closed = (
        379,
        "The register closed for the final redemption: the units no longer move.",
        "名册已因到期兑付关闭，不再过户。",
    )
    unknown_tally = 380, "Nothing was counted for it.", "尚无计数。"
    tally_exists = 381, "Its count was begun already.", "计数已开始。"
    unknown_action = 382, "No such corporate action was announced or fell due.", "没有此公司行为。"
    action_exists = 383, "An action with this identifier exists.", "此公司行为编号已存在。"
    action_not_so_far = 384, "The action is not in the state for this.", "公司行为所处状态不允许此操作。"
    action_out_of_order = (
        385,
        "The record time comes before the ex-time, and this before the payment.",
        "登记时点应早于除权除息时点，除权除息时点应不晚于派发时点。",
    )
    action_contradicts = (
        386,
        "The terms of the action are incomplete or contradict each other.",
        "公司行为条款不完整或矛盾。",
    )
    bonus_costs = 387, "A bonus or a split costs its holder nothing.", "送股或拆分不得使持有人增加成本。"
    unknown_division = 388, "No such division of the whole was begun.", "没有此分配方案。"
    division_exists = 389, "A division with this identifier exists.", "此分配方案编号已存在。"
    not_entitled = 390, "The account is not entitled: it is not in the division.", "该账户无权获得。"
    entitled_already = 391, "The account stands in this division already.", "该账户已在分配方案中。"
    sum_not_the_whole = 392, "The entitlements do not add up to the whole.", "各账户应得之和不等于总额。"
    hold_not_for_it = (
        393,
        "The hold is not the issuer's for this action, or does not cover what is owed.",
        "预留并非发行人为此公司行为所设，或不足以支付。",
    )
    not_payable_yet = 394, "The payment time has not come.", "尚未到派发时点。"
    paid_already = 395, "The entitlement is paid already.", "该权益已派发。"
    unknown_withholding = 396, "No rate is set for this income.", "该类所得未设定扣缴税率。"
    withholding_exists = 397, "The policy for this income exists.", "该类所得的扣缴政策已存在。"
    backdated_withholding = 398, "A rate begins no earlier than the block.", "税率的生效时间不得早于区块时间。"
    too_many_withholdings = 399, "As many changes of rate as can be are to come.", "待生效的税率变更过多。"
    unknown_payout = 400, "The account named no other to be paid into.", "该账户未指定收款账户。"
    payout_exists = 401, "The account named where it is paid already.", "该账户已指定收款账户。"
    nothing_to_elect = 402, "The action leaves the holder no choice.", "该公司行为无可选择事项。"
    election_closed = 403, "The time for elections is over, or has not begun.", "选择期未开始或已结束。"
    beyond_rights = 404, "More than the rights that are left.", "超出剩余认购权。"
    still_owed = 405, "Some entitlements are not paid yet.", "仍有权益未派发。"
    unknown_market_claim = 406, "No such market claim was raised.", "没有此市场索偿。"
    market_claim_exists = 407, "This trade's market claim was raised already.", "该交易的市场索偿已提出。"
    no_such_trade = (
        408,
        "No trade due by the record time, affirmed by the seller and unsettled, delivers that much.",
        "没有应于登记时点前交收、卖方已确认且尚未交收的相应交易。",
    )
    trade_not_over = 409, "The trade is neither settled nor ended.", "该交易尚未交收或终止。"
    claim_over = 410, "The market claim is settled already.", "该市场索偿已了结。"
    beyond_entitlement = (
        411,
        "More than the seller's entitlement that is not claimed yet.",
        "超出卖方尚未被索偿的权益。",
    )
    unknown_fixing = (
        412,
        "The rate of this day was not published, or no fixing of its feed is named for it.",
        "该日的参考利率尚未发布，或未指明其数据源的定盘值。",
        "Whoever publishes it does: lifecycle.publish_fixing; or the last fixing that stood then is named.",
    )
    fixing_exists = 413, "The rate of this day was published already; it is corrected.", "该日利率已发布，只可更正。"
    fixing_used = 414, "A payment was computed with this rate: nobody corrects it.", "已有付款按此利率计算，不得更正。"
    unknown_division_tally = 415, "Nothing was reckoned in this division.", "该分配方案尚无计算。"
    division_tally_exists = 416, "The division's reckoning was begun already.", "该分配方案的计算已开始。"
    hold_elsewhere = (
        417,
        "Rights are paid for out of a hold in the account that exercises them.",
        "行使认购权须以该账户自身的预留付款。",
    )
    payment_pending = (
        418,
        "The register of the payment before it is not recorded yet.",
        "前一笔付款的名册尚未登记完毕。",
    )
    time_beyond_counting = (
        419,
        "A time of the action would be beyond what can be counted.",
        "公司行为的时间将超出可计范围。",
    )
    no_such_recovery = (
        710,
        "No order of recovery of this account that is carried out stands there.",
        "没有就该账户已执行的补办迁移指令。",
    )
    no_feed_of_rates = (
        711,
        "The terms take their rates from a record that is no feed, or from a closed one.",
        "条款指明的利率来源不是数据源，或该数据源已关闭。",
        "A feed is defined by its keeper and a supervisor: oracles.define_feed.",
    )
    other_fixing = (
        712,
        "The payment takes no such fixing: it is none of the feed that the terms name, or no rate lacks it.",
        "该付款不取用此定盘值：它不属于条款指明的数据源，或所需利率均已取得。",
    )
    fixing_stands_not = (
        713,
        "The fixing is void.",
        "该定盘值已作废。",
        "The last one that stood at the time of the reset is named.",
    )
    fixing_after_reset = (
        714,
        "The fixing says what was so after the time for which the rate is set.",
        "该定盘值的观测时间晚于利率重置时点。",
        "The last one observed by then is named.",
    )
    fixing_before_long = (
        715,
        "The fixing was older, at the time for which the rate is set, than the terms allow.",
        "至利率重置时点，该定盘值已超过条款允许的时限。",
        "Reporters of the feed observe as of then, as long as it lets them: oracles.observe, oracles.fix.",
    )
    later_fixing = (
        716,
        "A later fixing stood at the time for which the rate is set.",
        "至利率重置时点已有更晚的有效定盘值。",
        "That one is named.",
    )
    no_fraction = (
        717,
        "What the feed was fixed at is no rate between -1 and 1.",
        "该定盘值不是 -1 与 1 之间的利率。",
        "A feed of rates says 3.45 % as 0.0345: 345 with four decimals.",
    )
    unknown_reset = 718, "The terms took no such rate from a feed yet.", "条款尚未自数据源取用该利率。"
    reset_exists = 719, "The terms took this rate already.", "条款已取用该利率。"
