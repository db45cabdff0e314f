# SPDX-License-Identifier: Apache-2.0
"""What fields of records about futures are called."""

from collections.abc import Mapping
from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.law.fields import forms_of
from counterfoil.modules.futures.defaults import DEFAULTS, FUNDS
from counterfoil.modules.futures.positions import POSITIONS, PUBLISHED, TRADINGS
from counterfoil.modules.futures.records import (
    DAYS,
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    ROLLS,
)

NEW: Final[Mapping[str, Words]] = {
    "accounts": Words("accounts settled", "已结算账户数"),
    "announced": Words("limits announced", "已公布涨跌停板"),
    "balanced": Words("balanced by the venue", "交易场所已轧平"),
    "begins": Words("from minute", "起始分钟"),
    "billionths": Words("billionths of the turnover", "按成交额（十亿分之一）"),
    "borne": Words("borne by", "承担"),
    "bound": Words("paid out to", "出金账户"),
    "bound_by": Words("agreed for that account", "出金账户同意方"),
    "by_date": Words("gained by closing, by date", "平仓盈亏（逐日）"),
    "by_trade": Words("gained by closing, by trade", "平仓盈亏（逐笔）"),
    "called_from": Words("called for since", "追加起始日"),
    "carried_long": Words("long, carried into the day", "当日期初多仓"),
    "carried_short": Words("short, carried into the day", "当日期初空仓"),
    "closed_today": Words("closed of the same day", "平今"),
    "closing": Words("closing", "平仓"),
    "closing_today": Words("closing of the same day", "平今"),
    "declared": Words("declared", "宣布时间"),
    "dropped": Words("accounts without a position left", "已无持仓账户数"),
    "ends": Words("to minute", "截止分钟"),
    "fees": Words("fees", "手续费"),
    "fills": Words("trades of the day", "当日成交"),
    "hedge": Words("for", "用途"),
    "hedge_ppm": Words("margin of hedging positions", "套保保证金率"),
    "larger_side": Words("margin of the larger side alone", "单向大边保证金"),
    "late_bought": Words("of it in the last hour", "其中最后一小时"),
    "layer": Words("layer", "层次"),
    "limit_ppm": Words("price limit", "涨跌停板幅度"),
    "long": Words("long", "多仓"),
    "long_ppm": Words("margin of long positions", "多头保证金率"),
    "lower": Words("lower limit", "跌停价"),
    "margin": Words("margin needed", "所需保证金"),
    "offset": Words("opens or closes", "开平"),
    "opening": Words("opening", "开仓"),
    "open_interest": Words("open interest", "持仓量"),
    "own_funds": Words("account of the house's own funds", "自有资金账户"),
    "per_lot": Words("a lot", "每手"),
    "ported": Words("client accounts that went to others", "已移转客户账户数"),
    "position_limit": Words("position limit, in lots", "持仓限额（手）"),
    "recovered": Words("paid back since", "其后追回"),
    "reported_from": Words("a large position from", "大户报告标准（手）"),
    "required": Words("required", "应缴"),
    "reserve": Words("risk reserve", "风险准备金账户"),
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
}
"""Fields that no other noun has."""
OTHERS: Final[Mapping[str, Words]] = {
    "late": Words("of it in the last hour", "其中最后一小时"),
    "account": Words("account", "账户"),
    "agreed_by": Words("mandate given by", "授权方"),
    "balance": Words("balance", "结存"),
    "bought": Words("bought", "买入"),
    "called": Words("called for", "追加金额"),
    "closed": Words("closed", "平仓（当日结束）"),
    "confirmed": Words("statement confirmed", "已确认结算单"),
    "contract": Words("contract", "合约"),
    "day": Words("trading day", "交易日"),
    "direction": Words("direction", "买卖"),
    "due": Words("due to it", "待付"),
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
}
"""Fields that are called otherwise in the records of other nouns."""
TABLES: Final = (
    *(HOUSES, PRODUCTS, FUTURES, MEMBERS, MARGIN_ACCOUNTS, DAYS, ROLLS),
    *(POSITIONS, TRADINGS, PUBLISHED, FUNDS, DEFAULTS),
)
FIELDS: Final = dict(NEW) | {
    f"{table.prefix}.{name}": OTHERS[name]
    for table in TABLES
    for name in {path.rpartition(".")[2] for path in forms_of(table.record)} & OTHERS.keys()
}
