# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the clearing module: 420-499."""

from counterfoil.law.outcome import Outcome


class ClearingOutcome(Outcome):
    """Why something about netting or a business day is refused."""

    unknown_market = 420, "No such market is cleared here.", "没有此清算市场。"
    market_exists = 421, "A market with this identifier is cleared already.", "此清算市场编号已存在。"
    netted_in_cash = 422, "Trades are netted against an instrument of kind cash.", "净额清算的对价须为现金类产品。"
    cut_offs_unordered = 423, "The day's cut-offs are not each later than the one before.", "各截止时点须依次递增。"
    times_unordered = (
        424,
        "What is owed is collected before a cycle must be finished.",
        "收取时限须早于轮次完成时限。",
    )
    market_rules_backdated = 425, "A market's rules begin now or later.", "市场规则不得追溯生效。"
    market_rules_too_many = 426, "Too many changes of a market's rules are to come.", "待生效的市场规则过多。"
    penalties_apart = (
        427,
        "Penalties go to another account than what is cleared.",
        "违约金账户须与清算交收账户分开。",
    )
    unknown_clearing_account = 428, "No such clearing account is in use.", "没有此清算交收账户。"
    clearing_account_taken = 429, "Another market clears through this account.", "该账户已用于其他清算市场。"
    clearing_account_reserved = (
        430,
        "Into a clearing account and out of it only the cycles of its market move units.",
        "清算交收账户仅可由本市场的清算轮次过户。",
    )
    unknown_member = 431, "The account takes no part in this market's clearing.", "该账户未参加此市场的清算。"
    member_exists = 432, "The account takes part in this market's clearing already.", "该账户已参加此市场的清算。"
    member_left = 433, "The account takes part in no new trades of this market.", "该账户已退出此市场的清算。"
    no_penalty_owed = 434, "The account owes no penalty.", "该账户没有应付违约金。"
    unknown_business_day = 435, "No such business day was opened.", "没有此营业日。"
    business_day_exists = 436, "The business day was opened already.", "该营业日已开启。"
    business_day_open = 437, "The business day before is still open.", "前一营业日尚未结束。"
    no_business_day_open = 438, "No business day of the market is open.", "该市场没有已开启的营业日。"
    last_cut_off_passed = 439, "The day's last cut-off has passed.", "当日最后截止时点已过。"
    cycle_unfinished = 440, "A cycle of the day has not settled.", "当日有清算轮次尚未交收。"
    unknown_cycle = 441, "No such cycle was opened.", "没有此清算轮次。"
    cycle_exists = 442, "A cycle with this identifier was opened already.", "此清算轮次已存在。"
    before_cut_off = 443, "The cycle's cut-off has not come by the block's time.", "按区块时间，该轮次截止时点未到。"
    cut_already = 444, "The cycle is cut already.", "该轮次已截止。"
    cycle_not_cut = 445, "The cycle is not cut: trades still come in.", "该轮次尚未截止。"
    cycle_settled = 446, "The cycle has settled.", "该轮次已交收。"
    cycle_not_settled = 447, "The cycle has not settled.", "该轮次尚未交收。"
    still_owing = 448, "An account still owes the cycle what it nets to deliver.", "仍有账户未交付净额应付。"
    no_cycle_gathers = 449, "No cycle takes trades in now.", "目前没有接收交易的清算轮次。"
    cut_off_passed = (
        450,
        "By the block's time another cycle takes trades in than the one named.",
        "按区块时间，所指定轮次已截止。",
    )
    unknown_trade = 451, "No such trade was entered.", "没有此交易。"
    trade_exists = 452, "A trade with this identifier was entered already.", "此交易编号已存在。"
    traded_with_itself = 453, "Seller and buyer are one account.", "买卖双方为同一账户。"
    traded_for_itself = 454, "What is traded is what it is paid in.", "交易标的与对价相同。"
    not_a_side = 455, "The account is neither seller nor buyer.", "该账户不是交易的任何一方。"
    agreed_already = 456, "The account agreed to the trade already.", "该账户已确认此交易。"
    trade_not_open = 457, "The trade is not in a state to change so.", "该交易状态不允许此操作。"
    trade_cut = 458, "The trade is in a cycle that is cut.", "该交易所在轮次已截止。"
    unknown_net_position = (
        459,
        "The account has nothing of this instrument in the cycle.",
        "该账户在本轮次无此标的净额。",
    )
    net_position_exists = 460, "The net position is there already.", "该净额已存在。"
    net_not_gross = (
        461,
        "The net that is named is not the sum of the gross obligations.",
        "所列净额与全额合计不符。",
    )
    nothing_owed = 462, "The account owes the cycle nothing more of this.", "该账户对本轮次已无应付。"
    nothing_due = 463, "Nothing more of this is due to the account.", "本轮次对该账户已无应收。"
    still_collected = 464, "What is owed may still be delivered.", "尚在收取时限内。"
    units_at_hand = (
        465,
        "The account has the units: they are collected, not failed.",
        "该账户标的充足，应收取而非判定违约。",
    )
    beyond_net = 466, "The movement is not what the account nets to in the cycle.", "该过户与本轮次净额不符。"
    unknown_cycle_balance = 467, "The cycle has nothing of this instrument.", "本轮次无此标的。"
    cycle_balance_exists = 468, "The cycle's balance is there already.", "本轮次此标的合计已存在。"
    cycle_too_large = 469, "The cycle has no room for more.", "本轮次合计已达上限。"
    trade_too_large = 470, "The trade is of more than an account's trades of a cycle may be.", "单笔交易超过上限。"
    share_used_up = (
        471,
        "An account's trades of this cycle would be of more than they may be.",
        "该账户在本轮次的交易合计超过上限。",
    )
    counted_on_the_way = (
        472,
        "Holders of the instrument are counted while its units would be on their way in the cycle.",
        "该标的的权益登记时点落在本轮次的交收期间内。",
    )
    trade_not_listed = 473, "The trade is not listed there.", "该交易未列于此。"
    trade_listed_already = 474, "The trade is listed there already.", "该交易已列于此。"
    another_fails_first = (
        475,
        "Another position of the cycle that lacks is to fail before: units before cash, account by account.",
        "本轮次另有应先判定失败的净额：先标的后资金，按账户顺序。",
    )
