# SPDX-License-Identifier: Apache-2.0
"""Outcomes of pools, their lots, notes and payment days: 2300-2379."""

from counterfoil.law.outcome import Outcome


class SecuritisationOutcome(Outcome):
    """Why something about a pool, a lot in it, a note or a payment day is refused."""

    unknown_pool = 2300, "No such pool was opened.", "没有此专项计划。"
    pool_exists = 2301, "A pool with this identifier exists already.", "此专项计划编号已存在。"
    lot_not_pooled = 2302, "The lot is in no pool.", "该份额未入池。"
    lot_in_a_pool = 2303, "The lot is, or was, in a pool already.", "该份额已入池，不得再次入池。"
    unknown_note = 2304, "No pool has such a note.", "没有此资产支持证券。"
    note_exists = 2305, "A pool has this note already.", "此资产支持证券编号已存在。"
    not_subscribed = 2306, "The account has not subscribed to the note.", "该账户未认购此证券。"
    subscribed_already = 2307, "The account has subscribed to the note already.", "该账户已认购此证券。"
    unknown_payment_day = 2308, "The pool has had no such payment day.", "该计划没有此兑付日。"
    payment_day_exists = 2309, "The payment day was counted already.", "此兑付日已计算。"
    share_unknown = 2310, "Nothing is on record of the account on that payment day.", "没有该账户在该兑付日的记录。"
    share_exists = 2311, "The account is on record for that payment day already.", "该账户在该兑付日已有记录。"
    account_not_pooled = 2312, "The account is no pool's.", "该账户不是专项计划账户。"
    account_of_a_pool = 2313, "The account is another pool's.", "该账户已为其他专项计划所用。"
    pool_not_in_cash = 2314, "A pool collects an instrument of kind cash.", "专项计划须以现金类产品归集。"
    account_not_for_pool = (
        2315,
        "A pool's account is its manager's, and a bank keeps it; what services it has an account of its own.",
        "专项计划账户须以管理人名义开立并由托管银行保管，服务费账户须属服务机构。",
    )
    account_not_empty = 2316, "The pool's account has money already.", "专项计划账户开立时已有资金。"
    ranks_not_sound = (
        2317,
        "Ranks are 1 to n, each note has a name of its own, and only the last of several may be a residual.",
        "分层须自一起连续编号，证券编号互异，且仅最末一层可为剩余层。",
    )
    days_not_sound = (
        2318,
        "The first payment day comes after the cut-off day, and the final day is not before it.",
        "首个兑付日须晚于封包日，法定到期日不得早于首个兑付日。",
    )
    triggers_not_sound = 2319, "Of each kind of trigger there is one at most.", "每类触发条件至多一项。"
    pool_not_so_far = (
        2320,
        "The pool is not in a state in which this can be done.",
        "专项计划所处状态不可为此操作。",
    )
    no_right_to_money = 2321, "The record is of no right to money that can be owned.", "该记录不是可持有的债权。"
    right_in_other_money = 2322, "The right is to other money than the pool collects.", "该债权的币种与计划不符。"
    not_in_pools_account = (
        2323,
        "The lot is not at rest in the pool's account, free of pledges and freezes, and paid into it.",
        "该份额未无负担地存于专项计划账户并向其付款。",
    )
    not_sold_truly = (
        2324,
        "The lot was given, or somebody stands for it: it was not sold without recourse.",
        "该份额并非无追索权的真实出售。",
    )
    exposure_unknown = 2325, "Nothing of the pool is of that party.", "该计划中没有该主体的资产。"
    not_owed_in_time = 2326, "The debtor has not promised it, or has not paid on its day.", "债务人未确权或已逾期。"
    tenor_beyond_pool = (
        2327,
        "It falls due by the cut-off day, or later than the pool takes.",
        "到期日不晚于封包日或超过计划允许的期限。",
    )
    claimed_by_another = 2328, "Another says to have paid for the lot.", "他人对该份额提出主张。"
    debtor_takes_part = (
        2329,
        "The debtor takes part in the pool: manager, originator, servicer or custodian.",
        "债务人不得为计划参与方。",
    )
    exposure_exists = 2330, "How much of the pool is of that party is on record already.", "该主体占比已有记录。"
    debtor_share_exceeded = (
        2331,
        "One debtor owes more of the pool than it lets one owe.",
        "单一债务人占比超过集中度上限。",
    )
    seller_share_exceeded = 2332, "More of the pool comes from one seller than it lets.", "单一出售方占比超过上限。"
    pool_worth_less = (
        2333,
        "The notes come to more than the pool's lots, discounted.",
        "证券面额合计超过入池资产折现值。",
    )
    pool_empty = 2334, "The pool has no lots.", "资产池为空。"
    beyond_what_is_left = 2335, "So much of the note is not left to subscribe to.", "认购额超过剩余额度。"
    too_many_investors = 2336, "A pool's notes are placed with 200 at most.", "认购人数已达二百人上限。"
    residual_is_retained = (
        2337,
        "The last rank is kept by the account that the terms name.",
        "次级份额须由条款载明的账户自持。",
    )
    order_money_not_held = (
        2338,
        "Exactly the note's nominal is held for the subscription, and has not been taken or expired.",
        "须为认购足额冻结资金，且未被取用或到期。",
    )
    order_is_over = 2339, "The subscription was fulfilled or withdrawn.", "该认购已完成或已撤回。"
    not_wholly_subscribed = 2340, "A note is not subscribed to its whole nominal.", "证券未获足额认购。"
    proceeds_too_small = (
        2341,
        "What was paid for the notes does not fill the reserve.",
        "认购款不足以拨付准备金。",
    )
    payment_day_not_come = 2342, "The payment day has not come.", "兑付日尚未到来。"
    debt_noted_so = 2343, "The debt stands as it is noted.", "该债权状态与记录一致。"
    lateness_not_noted = (
        2344,
        "A lot's debt is late or in default, and it is not noted.",
        "有债权逾期或违约尚未登记。",
        "Anybody records it where the debt stands, and notes it here: counterfoil due.",
    )
    share_paid = 2345, "The account was paid on that day.", "该账户在该兑付日已获兑付。"
    held_nothing = 2346, "The account held nothing of the note at that day's record.", "登记时该账户未持有此证券。"
    rank_has_nothing = 2347, "The day pays nothing to the rank.", "该兑付日未向此层分配。"
    investor_agreed_before = 2348, "The account has agreed to be paid already.", "该账户已同意收款。"
    lot_is_pooled = (
        2349,
        "The lot is in a pool: until that is over it is only paid.",
        "该份额已入池，计划存续期间只能兑付。",
    )
    pools_money = (
        2350,
        "What a pool's account has leaves it by the pool's order of payments alone.",
        "专项计划账户资金只能依兑付顺序支付。",
    )
    too_much_left = 2351, "More of the pool is left than may be called.", "剩余资产高于清仓回购比例。"
    price_not_held = (
        2352,
        "Exactly what is unpaid on the lots is held for the pool by the originator.",
        "须由原始权益人为计划足额冻结全部未偿金额。",
    )
    not_wound_up_yet = (
        2353,
        "Lots may still be paid, the final day has not come, or money is undistributed.",
        "仍有资产可回收、法定到期日未至或资金尚未分配完毕。",
    )
    note_not_over = 2354, "The pool is not over: its notes live on.", "专项计划尚未结束，证券仍存续。"
    sums_not_sound = (
        2355,
        "Notes come to at most 10^14 smallest units of money, and a fixed fee to at most a hundredth of them.",
        "证券面额合计不得超过 10^14 个最小单位，固定费用不得超过其百分之一。",
    )
    first_payment_passed = (
        2356,
        "Notes are issued before the first payment day.",
        "证券须在首个兑付日之前发行。",
        "The manager calls the pool off: securitisation.call_off.",
    )
    note_back_to_pool = (
        2357,
        "A pool's account takes none of its own notes: it would be owed what it owes.",
        "专项计划账户不得持有本计划的证券。",
    )
    seller_takes_part = (
        2358,
        "The pool's manager and its custodian sell it nothing of their own.",
        "管理人与托管人不得向专项计划出售自有资产。",
    )
    order_too_small = (
        2359,
        "The subscription is of less than the terms allow, and not of all that is left.",
        "认购额低于最低认购额，且非全部剩余份额。",
    )
    money_not_paid_out = (
        2360,
        "Notes end when all that the pool has is paid out, and all holders of the note have been paid.",
        "计划资金分配完毕且全体持有人获兑付后，证券方可注销。",
        "Anybody counts the day, and pays: securitisation.count_day, securitisation.pay.",
    )
    others_come_first = (
        2361,
        "So little of the pool's money is free that whoever comes before could not be paid.",
        "专项计划可用资金不足以先付在前顺位。",
        "It is paid when more comes in, or what is frozen is free again.",
    )
    not_to_set_aside_yet = (
        2362,
        "What a holder does not take is set aside from a later day on.",
        "持有人未领取的款项尚未到提存之日。",
    )
    units_are_out = (
        2363,
        "Units of the pool's notes are out, or not all that it has is paid out.",
        "尚有证券存续，或资金尚未分配完毕。",
    )
    nothing_to_pay_out = (
        2364,
        "The day has nothing for that payee, or it has been paid.",
        "该兑付日无应付该收款方的款项，或已付讫。",
    )
    lot_is_over = (
        2365,
        "The lot was paid, bought back, or taken by an order.",
        "该份额已清偿、已回购或依命令移出。",
    )
    lot_price_not_held = (
        2366,
        "Exactly what is unpaid on the lot is held for it by the originator, or by who sold it.",
        "须由原始权益人或出售方为该份额足额冻结未偿金额。",
    )
    money_reserved_before = (
        2367,
        "Money of the pool's account is held or pledged: nobody would be paid out of it.",
        "专项计划账户资金已被预留或质押，不得用于兑付。",
        "It is set free before the cut-off.",
    )
