# SPDX-License-Identifier: Apache-2.0
"""What fields of records about futures are called."""

from collections.abc import Mapping
from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.law.fields import forms_of
from counterfoil.modules.futures import words_auction as auction
from counterfoil.modules.futures import words_combining as combining
from counterfoil.modules.futures import words_control as control
from counterfoil.modules.futures import words_desk as desk
from counterfoil.modules.futures import words_halting as halting
from counterfoil.modules.futures import words_handed_in as handed_in
from counterfoil.modules.futures import words_intraday as intraday
from counterfoil.modules.futures import words_locking as locking
from counterfoil.modules.futures import words_lodging as lodging
from counterfoil.modules.futures import words_maintaining as maintaining
from counterfoil.modules.futures import words_options as options
from counterfoil.modules.futures import words_quotas as quotas
from counterfoil.modules.futures import words_reports as reports
from counterfoil.modules.futures import words_stress as stress
from counterfoil.modules.futures.auction_records import TABLES as AUCTION_TABLES
from counterfoil.modules.futures.bilateral import AGREED, REGISTRATIONS
from counterfoil.modules.futures.client_records import TABLES as CLIENT_TABLES
from counterfoil.modules.futures.combining import TABLES as COMBINING
from counterfoil.modules.futures.counting import TABLES as COUNTING_TABLES
from counterfoil.modules.futures.defaults import DEFAULTS, FUNDS
from counterfoil.modules.futures.delivery import DELIVERABLES, DELIVERIES, DESKS, HALVES, INVOICES
from counterfoil.modules.futures.desk_events import TABLES as DESK_TABLES
from counterfoil.modules.futures.expiry import ENDINGS, INDEXES
from counterfoil.modules.futures.give_ups import GIVE_UPS, MOVED_ENDS
from counterfoil.modules.futures.halting import TABLES as HALT_TABLES
from counterfoil.modules.futures.handing_in import TABLES as HANDED
from counterfoil.modules.futures.intraday import TABLES as INTRADAY_TABLES
from counterfoil.modules.futures.lodging import TABLES as LODGING
from counterfoil.modules.futures.maintaining import TABLES as MAINTAINING
from counterfoil.modules.futures.openings import TABLES as OPENINGS_TABLES
from counterfoil.modules.futures.option_records import TABLES as OPTION_TABLES
from counterfoil.modules.futures.positions import POSITIONS, PUBLISHED, TRADINGS
from counterfoil.modules.futures.quotas import TABLES as QUOTA_TABLES
from counterfoil.modules.futures.records import (
    DAYS,
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    ROLLS,
)
from counterfoil.modules.futures.reduction import TABLES as REDUCTION_TABLES
from counterfoil.modules.futures.reports import TABLES as REPORT_TABLES
from counterfoil.modules.futures.selling import TABLES as SELLING
from counterfoil.modules.futures.stress import TABLES as STRESS_TABLES

NEW: Final[Mapping[str, Words]] = {
    "accrued": Words("accrued interest per 100", "每百元应计利息"),
    "bond": Words("bond", "债券"),
    "coupon_ppm": Words("coupon", "票面利率"),
    "coupons": Words("coupons a year", "每年付息次数"),
    "factor": Words("conversion factor", "转换因子"),
    "failing": Words("who fails", "违约方"),
    "goods": Words("goods", "标的"),
    "matures": Words("matures", "到期日"),
    "mode": Words("ends", "交割方式"),
    "offered": Words("goods offered", "申报标的"),
    "parcels": Words("parcels", "交割明细"),
    "said_at": Words("said at", "申报时间"),
    "total": Words("sum", "合计"),
    "computed": Words("computed", "计算得出"),
    "agreed_at": Words("both stood by it", "双方达成时间"),
    "agreed_bought": Words("bought in agreed trades", "协议成交买入"),
    "agreed_sold": Words("sold in agreed trades", "协议成交卖出"),
    "bilateral": Words("trades agreed between two", "协议成交规则"),
    "block_lots": Words("lots of a block at least", "大宗交易最低手数"),
    "block_ppm": Words("band of block trades", "大宗交易价格区间"),
    "efp_ppm": Words("band of exchanges for physicals", "期转现价格区间"),
    "carried_in": Words("carried in", "承接账户"),
    "carrying": Words("carried by", "承接会员"),
    "executed_in": Words("executed in", "执行账户"),
    "executing": Words("executed by", "执行会员"),
    "fill": Words("trade", "成交"),
    "give_up": Words("give-up", "移出编号"),
    "in_own": Words("executed in the member's own account", "于会员自有账户执行"),
    "long_besides": Words("long for other counted purposes", "其他计入用途多仓"),
    "short_besides": Words("short for other counted purposes", "其他计入用途空仓"),
    "given_up": Words("executed by another member", "他会员执行"),
    "house_agrees": Words("the house must agree", "须经结算机构同意"),
    "while_halted": Words("agreed while halted", "暂停交易期间可达成"),
    "physical": Words("goods change hands by", "现货交割依据"),
    "sides": Words("buyer and seller", "买卖双方"),
    "accounts": Words("accounts settled", "已结算账户数"),
    "announced": Words("limits announced", "已公布涨跌停板"),
    "balanced": Words("balanced by the venue", "交易场所已轧平"),
    "begins": Words("from minute", "起始分钟"),
    "billionths": Words("of the turnover", "按成交额"),
    "borne": Words("borne by", "承担"),
    "bound": Words("paid out to", "出金账户"),
    "bound_by": Words("agreed for that account", "出金账户同意方"),
    "by_date": Words("gained by closing, by date", "平仓盈亏（逐日）"),
    "by_trade": Words("gained by closing, by trade", "平仓盈亏（逐笔）"),
    "carried_long": Words("long, carried into the day", "当日期初多仓"),
    "carried_short": Words("short, carried into the day", "当日期初空仓"),
    "closed_out": Words("positions open on the day it was settled for, and no more", "结算当日持有且已不再持有的持仓"),
    "closed_today": Words("closed of the same day", "平今"),
    "closing": Words("closing", "平仓"),
    "closing_today": Words("closing of the same day", "平今"),
    "declared": Words("declared", "宣布时间"),
    "delivering": Words("contracts being delivered", "交割中合约"),
    "delivery_margin": Words("margin of what is to be delivered", "交割保证金"),
    "dropped": Words("accounts without a position left", "已无持仓账户数"),
    "ending": Words("ending", "到期规则"),
    "ends": Words("to minute", "截止分钟"),
    "fees": Words("fees", "手续费"),
    "final": Words("final price is", "交割结算价方式"),
    "fills": Words("trades of the day", "当日成交"),
    "hedge": Words("for", "用途"),
    "hedge_ppm": Words("margin of hedging positions", "套保保证金率"),
    "larger_side": Words("margin of the larger side alone", "单向大边保证金"),
    "late_bought": Words("of it in the last hour", "其中最后一小时"),
    "grades": Words("grades that are delivered", "可交割品级"),
    "layer": Words("layer", "层次"),
    "limit_ppm": Words("price limit", "涨跌停板幅度"),
    "long": Words("long", "多仓"),
    "long_ppm": Words("margin of long positions", "多头保证金率"),
    "lower": Words("lower limit", "跌停价"),
    "margin": Words("margin needed", "所需保证金"),
    "offset": Words("opens or closes", "开平"),
    "opening": Words("opening", "开仓"),
    "open_interest": Words("open interest", "持仓量"),
    "accrues_to": Words("interest accrues to", "应计利息截止日"),
    "concluded_on": Words("matching stands since", "配对确认日"),
    "counts_from": Words("days of delivery count from", "交割日程起算日"),
    "matching": Words("trading days to matching", "配对（交割结算价确定日后交易日数）"),
    "offers": Words("trading days to offers", "申报（交割结算价确定日后交易日数）"),
    "final_decimals": Words("decimals of the final price", "交割结算价小数位数"),
    "index_decimals": Words("decimals of the index", "指数小数位数"),
    "out_days": Words("last trading days without those who take no delivery", "不能交割者须平仓的最后交易日数"),
    "out_of_month": Words("nor in the last day's month", "交割月不得持仓"),
    "own_funds": Words("account of the house's own funds", "自有资金账户"),
    "payment": Words("trading days to payment", "缴款（交割结算价确定日后交易日数）"),
    "penalty_ppm": Words("penalty", "违约金比例"),
    "per_lot": Words("a lot", "每手"),
    "ported": Words("client accounts that went to others", "已移转客户账户数"),
    "position_limit": Words("position limit, in lots", "持仓限额（手）"),
    "reported_from": Words("a large position from", "大户报告标准（手）"),
    "required": Words("required", "应缴"),
    "reserve": Words("risk reserve", "风险准备金账户"),
    "schedule": Words("delivery schedule", "交割日程"),
    "sessions": Words("sessions", "交易时段"),
    "settlement": Words("settlement price, in its last decimal", "结算价（末位单位）"),
    "short": Words("short", "空仓"),
    "short_ppm": Words("margin of short positions", "空头保证金率"),
    "skin": Words("account of what it puts in first", "先行自有资金账户"),
    "tick": Words("tick, in its last decimal", "最小变动价位（末位单位）"),
    "to_member": Words("paid for it by its member", "会员代垫"),
    "traded": Words("traded", "成交"),
    "turnover": Words("turnover", "成交额"),
    "upper": Words("upper limit", "涨停价"),
    "variation": Words("variation", "盈亏合计"),
    "client": Words("client", "客户"),
    "end": Words("end", "端"),
    "number": Words("number", "编号"),
    **auction.FIELDS,
    **control.FIELDS,
    **halting.FIELDS,
    **quotas.FIELDS,
    **intraday.FIELDS,
    **desk.FIELDS,
    **reports.FIELDS,
    **handed_in.FIELDS,
    **stress.FIELDS,
    **lodging.FIELDS,
    **combining.FIELDS,
    **maintaining.FIELDS,
    **options.FIELDS,
    **locking.FIELDS,
    "awaited": Words("prices awaited", "待定价"),
    "barred": Words("offered no more", "不再接受申报"),
}
"""Fields that no other noun has."""
OTHERS: Final[Mapping[str, Words]] = {
    "units": Words("delivery units", "交割单位数"),
    "at": Words("at", "时间"),
    "waiting": Words("at the desk for it", "交割账户待交付标的"),
    "waits": Words("at the desk for it", "交割账户待交付标的"),
    "product": Words("product", "品种"),
    "multiplier": Words("worth of the last decimal, a lot", "合约乘数（末位单位）"),
    "issued": Words("issued", "发行日"),
    "side": Words("side", "买卖方"),
    "place": Words("account of its goods", "标的账户"),
    "grade": Words("grade", "品级"),
    "premium": Words("premium", "升贴水"),
    "name": Words("name", "名称"),
    "amount": Words("amount", "金额"),
    "count": Words("observations", "观测次数"),
    "reason": Words("reason", "理由"),
    "method": Words("settlement price is", "结算价方式"),
    "delivers": Words("may stand in delivery", "可参与交割"),
    "unit": Words("lots delivered together", "交割单位（手）"),
    "latest": Words("observed last", "最近观测时间"),
    "counted": Words("purposes that the limit counts", "计入限额的用途"),
    "agreed": Words("agreed between two", "协议成交"),
    "by": Words("by", "办理方"),
    "document": Words("document", "文件哈希"),
    "expires": Words("until", "有效至"),
    "kind": Words("kind", "成交类型"),
    "number": Words("number", "编号"),
    "party": Words("who speaks for it", "意思表示方"),
    "status": Words("status", "状态"),
    "late": Words("of it in the last hour", "其中最后一小时"),
    "account": Words("account", "账户"),
    "agreed_by": Words("mandate given by", "授权方"),
    "balance": Words("balance", "结存"),
    "bought": Words("bought", "买入"),
    "calls": Words("called for besides within 30 days", "三十日内追加"),
    "called": Words("called for", "追加金额"),
    "closed": Words("closed", "平仓（当日结束）"),
    "confirmed": Words("statement confirmed", "已确认结算单"),
    "contract": Words("contract", "合约"),
    "day": Words("trading day", "交易日"),
    "direction": Words("direction", "买卖"),
    "due": Words("due to it", "待付"),
    "failed": Words("in default", "已违约"),
    "first": Words("first day", "上市日"),
    "held": Words("in the account, but for what was paid in since", "扣除其后入金的账户资金"),
    "house": Words("house", "结算机构"),
    "last": Words("last day", "最后交易日"),
    "lots": Words("lots", "手数"),
    "member": Words("member", "会员"),
    "opened": Words("opened", "开仓"),
    "owed": Words("owed", "待收"),
    "own": Words("the member's own", "会员自营"),
    "paid": Words("paid in", "已缴"),
    "positions": Words("positions", "持仓"),
    "previous": Words("settlement price before", "前结算价"),
    "price": Words("price, in its last decimal", "价格（末位单位）"),
    "rules": Words("rules", "规则"),
    "settled": Words("settled for", "已结算至"),
    "sold": Words("sold", "卖出"),
    "time": Words("at", "时间"),
    "taken": Words("fees went to the house", "手续费已归结算机构"),
    "trade": Words("number", "成交编号"),
    "withdrawn": Words("paid out since it was settled", "结算后出金"),
    **locking.OTHERS,
}
"""Fields that are called otherwise in the records of other nouns."""
TABLES: Final = (
    *(HOUSES, PRODUCTS, FUTURES, MEMBERS, MARGIN_ACCOUNTS, DAYS, ROLLS),
    *INTRADAY_TABLES,
    *(POSITIONS, TRADINGS, PUBLISHED, FUNDS, DEFAULTS, INDEXES, ENDINGS),
    *(DESKS, DELIVERABLES, DELIVERIES, HALVES, INVOICES),
    *(AGREED, REGISTRATIONS, GIVE_UPS, MOVED_ENDS),
    *REDUCTION_TABLES,
)
FIELDS: Final = dict(NEW) | {
    f"{table.prefix}.{name}": words[name]
    for tables, words in (
        (TABLES, {**OTHERS, **intraday.OTHERS}),
        (DESK_TABLES, {**OTHERS, **desk.OTHERS}),
        (AUCTION_TABLES, {**OTHERS, **auction.OTHERS}),
        ((*CLIENT_TABLES, *COUNTING_TABLES, *OPENINGS_TABLES), {**OTHERS, **control.OTHERS}),
        (HALT_TABLES, {**OTHERS, **halting.OTHERS}),
        (QUOTA_TABLES, {**OTHERS, **quotas.OTHERS}),
        (REPORT_TABLES, {**OTHERS, **reports.OTHERS}),
        (HANDED, {**OTHERS, **handed_in.OTHERS}),
        (STRESS_TABLES, {**OTHERS, **stress.OTHERS}),
        (LODGING, {**OTHERS, **lodging.OTHERS}),
        (SELLING, OTHERS),
        (COMBINING, {**OTHERS, **combining.OTHERS}),
        (MAINTAINING, {**OTHERS, **maintaining.OTHERS}),
        (OPTION_TABLES, {**OTHERS, **options.OTHERS}),
    )
    for table in tables
    for name in sorted({path.rpartition(".")[2] for path in forms_of(table.record)} & words.keys())
}
