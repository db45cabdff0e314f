# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the funds module: 500-559."""

from counterfoil.law.outcome import Outcome


class FundsOutcome(Outcome):
    """Why something about a fund is refused."""

    unknown_trading_calendar = 500, "No such trading calendar was opened.", "没有此交易日历。"
    trading_calendar_exists = (
        501,
        "A trading calendar with this identifier was opened already.",
        "此交易日历编号已存在。",
    )
    unknown_fund = 502, "The instrument was not set up as a fund.", "该产品未设立为基金。"
    fund_exists = 503, "The instrument was set up as a fund already.", "该产品已设立为基金。"
    unknown_fund_book = 504, "The fund has no book.", "该基金没有登记簿。"
    fund_book_exists = 505, "The fund has a book already.", "该基金已有登记簿。"
    unknown_dealing_day = 506, "Nobody ordered for that dealing day.", "该开放日没有申请。"
    dealing_day_exists = 507, "The dealing day is recorded already.", "该开放日已存在。"
    unknown_fund_value = 508, "No net asset value was published for that day.", "该日未公布基金净值。"
    fund_value_exists = 509, "A net asset value for that day is recorded already.", "该日基金净值已存在。"
    unknown_fund_order = 510, "No such fund order was placed.", "没有此基金申请。"
    fund_order_exists = 511, "A fund order with this identifier was placed already.", "此基金申请编号已存在。"
    unknown_dealing = 512, "Nothing of the order was dealt on that day.", "该申请在该日未确认。"
    dealing_exists = 513, "The order was dealt on that day already.", "该申请在该日已确认。"
    unknown_lots = 514, "The account never had units of the fund.", "该账户从未持有该基金份额。"
    lots_exist = 515, "The account has units of the fund already.", "该账户已持有该基金份额。"
    trading_calendar_not_so = (
        516,
        "Days of a calendar lie within its range, and only weekends are opened.",
        "日历中的日期须在其范围内，且仅周末可调为开放日。",
    )
    trading_calendar_backdated = (
        517,
        "A calendar changes for days to which no order comes yet: after the next trading day.",
        "交易日历只可变更尚不受理申请的日期，即下一交易日之后。",
    )
    trading_calendar_crowded = (
        518,
        "As many changes of the calendar as can be are to come already.",
        "该交易日历待生效变更已达上限。",
    )
    beyond_trading_calendar = 519, "The calendar does not reach that far.", "交易日历未覆盖该日期。"
    not_the_calendars_keeper = 520, "Another party keeps the calendar.", "该交易日历由其他主体维护。"
    not_a_fund_unit = 521, "Only units of a fund are dealt so.", "仅基金份额可如此办理。"
    not_in_cents = 522, "A fund is paid for in money that is counted in cents.", "基金须以按分计量的货币支付。"
    fund_cash_elsewhere = 523, "The custodian does not keep the fund's cash account.", "托管人未保管该基金的资金账户。"
    older_than_the_fund = 524, "Units were issued before the fund was set up.", "设立基金之前已发行份额。"
    fee_tiers_not_so = (
        525,
        "Tiers of fees ascend, and none takes more than it is taken from.",
        "费率分档须递增，且不得超过本金。",
    )
    fund_terms_backdated = (
        526,
        "Terms change for days to which no order comes yet: after the one that takes orders now.",
        "基金条款只可变更尚不受理申请的开放日，即当前受理日之后。",
    )
    fund_terms_crowded = (
        527,
        "As many changes of the terms as can be are to come already.",
        "该基金待生效条款已达上限。",
    )
    below_minimum = 528, "The order is below the fund's minimum.", "申请低于基金最低限额。"
    hold_not_for_order = (
        529,
        "The order is paid by an active hold of that instrument for this very order.",
        "申请须以专为此申请设定的有效预留支付。",
    )
    hold_ends_early = 530, "The hold ends before the order can have settled.", "预留在申请交收前即到期。"
    wallet_of_another = (
        531,
        "Money and units of an order are of one holder.",
        "申请所涉资金与份额须属同一持有人。",
    )
    value_is_known = (
        532,
        "The value of that day is published: no order deals at it any more.",
        "该日净值已公布，不再接受申请。",
    )
    too_many_open_days = 533, "As many dealing days as can be wait for their value.", "待公布净值的开放日已达上限。"
    fund_order_not_open = 534, "The order is dealt or cancelled.", "该申请已确认或已撤销。"
    after_cut_off = 535, "The cut-off of the order's day has passed.", "该申请所属开放日的截止时间已过。"
    value_before_cut_off = (
        536,
        "A value is published after the cut-off of its day, by the block's time.",
        "净值须在该日截止时间（以区块时间为准）之后公布。",
    )
    not_a_dealing_day = 537, "The fund does not deal on that day.", "该日不是基金开放日。"
    earlier_day_open = 538, "An earlier day is not dealt yet.", "较早的开放日尚未处理完毕。"
    dealing_begun = 539, "The day is being dealt, or is over.", "该日已开始处理或已结束。"
    fund_value_confirmed = 540, "The value is confirmed already.", "该净值已经复核。"
    fund_value_differs = (
        541,
        "The custodian confirms another value than was published.",
        "托管人复核的净值与公布的不同。",
    )
    keys_not_apart = 542, "Manager and custodian share a key.", "管理人与托管人共用密钥。"
    fund_value_unusable = (
        543,
        "At this value units have no price, or cannot be counted.",
        "按此净值份额无价或无法计数。",
    )
    not_priced = 544, "The day has no confirmed value, or is weighed already.", "该日净值未经复核，或已完成计算。"
    not_next_in_line = (
        545,
        "Orders of a day come one by one, in the order in which they were placed.",
        "须按申请先后逐笔处理。",
    )
    not_weighed = (
        546,
        "Not all orders of the day are weighed, or all are dealt.",
        "该日申请尚未全部计算，或已全部确认。",
    )
    dealing_over = 547, "What was dealt is settled or given up already.", "该确认已交收或已终止。"
    settlement_to_come = 548, "The settlement day has not come.", "交收日未到。"
    still_payable = 549, "The hold still pays for what was dealt.", "预留仍可用于交收。"
    nothing_allotted = 550, "The order was too small for a unit; it is given up.", "申请过小，未分得份额，应予终止。"
    fees_into_the_fund = (
        551,
        "Fees go to another account than the fund's money.",
        "费用账户不得与基金资金账户为同一账户。",
    )
    paid_by_the_fund = (
        552,
        "No order is paid out of the fund's account, or that of its fees, nor into the fund's.",
        "申请不得由基金资金账户或费用账户支付，赎回款亦不得付入基金资金账户。",
    )
    trading_day_begins_otherwise = 553, "The days of a calendar begin when they did.", "交易日历的日界不得变更。"
