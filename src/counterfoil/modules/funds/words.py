# SPDX-License-Identifier: Apache-2.0
"""Funds in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Remark, Vocabulary

GIVES: Final = Words("gives {amount}", "申请数额 {amount}")
WORTH: Final = Words("{units} for {money}, fee {fee}", "{units}，对价 {money}，费用 {fee}")
WORDS: Final = Vocabulary(
    sentences={
        "funds.calendar_opened": Words("Trading calendar {calendar} opened by {by}", "{by} 建立交易日历 {calendar}"),
        "funds.calendar_set": Words("Trading calendar {calendar} set by {by}", "{by} 更新交易日历 {calendar}"),
        "funds.established": Words(
            "Fund {instrument} set up by manager {manager}; custodian {custodian}",
            "管理人 {manager} 设立基金 {instrument}，托管人 {custodian}",
        ),
        "funds.terms_set": Words("Terms of fund {instrument} set", "变更基金 {instrument} 条款"),
        "funds.value_published": Words(
            "Fund {instrument}: net assets of {net_assets} cents published for {day}, version {version}",
            "基金 {instrument} 公布 {day} 净资产 {net_assets} 分（第 {version} 版）",
        ),
        "funds.value_confirmed": Words(
            "Fund {instrument}: the custodian confirmed the value of {day}; {bought} are bought, "
            "{accepted} given back are accepted",
            "托管人复核基金 {instrument} {day} 净值；申购确认 {bought}，赎回确认 {accepted}",
        ),
        "funds.lots_moved": Words(
            "Lots of {quantity} of fund {instrument} counted", "登记基金 {instrument} 份额明细 {quantity}"
        ),
        "funds.ordered": Words(
            "Fund order {fund_order} {side} {instrument}: {amount} (cents of money, or smallest units), "
            "at the value of {day}",
            "基金申请 {fund_order}（{side}）{instrument}：{amount}（金额以分计，份额以最小单位计），按 {day} 净值办理",
        ),
        "funds.cancelled": Words("Fund order {fund_order} taken back", "撤销基金申请 {fund_order}"),
        "funds.weighed": Words("Fund order {fund_order} weighed", "计算基金申请 {fund_order} 的余数"),
        "funds.dealt": Words(
            "Fund order {fund_order} {side} {instrument}: {units} dealt at the value of {day}",
            "基金申请 {fund_order}（{side}）{instrument}：按 {day} 净值确认 {units}",
        ),
        "funds.settled": Words(
            "Fund order {fund_order} of {day} settled: {units} of {instrument} against {consideration} cents, "
            "fee {fee} cents",
            "基金申请 {fund_order}（{day}）完成交收：{instrument} {units}，金额 {consideration} 分，费用 {fee} 分",
        ),
        "funds.given_up": Words("Fund order {fund_order} of {day} given up", "基金申请 {fund_order}（{day}）终止"),
    },
    clauses={
        "put_off": Words("{put_off} put off to a later day", "顺延 {put_off}"),
        "dropped": Words(
            "{dropped} neither dealt nor put off, for the hold ends first", "因预留先到期而不顺延 {dropped}"
        ),
    },
    quantities=frozenset({"units", "put_off", "dropped", "bought", "accepted"}),
    fields={
        "above": Words("above the range", "区间以上数"),
        "begun": Words("begun", "已开始"),
        "buckets": Words("counts by part of the range", "分段计数"),
        "calendar": Words("trading calendar", "交易日历"),
        "count": Words("count", "计数"),
        "cut": Words("who gets one more", "余数截断"),
        "fee_takes_by": Words("for the fees' account agreed by", "费用账户同意方"),
        "floors": Words("whole units", "整数份合计"),
        "high": Words("below", "上界"),
        "least": Words("least", "最小余数"),
        "low": Words("from", "下界"),
        "most": Words("greatest", "最大余数"),
        "open": Words("days with orders", "待处理交易日"),
        "opened": Words("days of trading besides", "补充交易日"),
        "pays_by": Words("for what it pays agreed by", "付款同意方"),
        "redeemed": Words("redeemed", "已赎回"),
        "rounds": Words("rounds", "轮数"),
        "subscribed": Words("subscribed", "已申购"),
        "sure": Words("from, for sure", "确定下限"),
        "takes_by": Words("for what it takes agreed by", "收款同意方"),
        "ties": Words("first of equals", "并列取前"),
        "weight": Words("weights in all", "权重合计"),
        "accepted": Words("units accepted", "确认赎回份额"),
        "closed": Words("days without trading, or dealt to", "休市日或已确认至"),
        "consideration": Words("consideration", "对价"),
        "fee_ppm": Words("fee", "费率"),
        "first_value": Words("first value of a unit, in the last decimal", "初始净值（末位小数）"),
        "from_amount": Words("from this amount on, in cents", "金额起点（分）"),
        "from_days": Words("from so many days on", "持有天数起点"),
        "method": Words("the fee is a share", "计费方式"),
        "minimum": Words("minimum", "最低额"),
        "nav_decimals": Words("decimals of the value", "净值小数位数"),
        "net_money": Words("money for units, in cents", "净申购金额（分）"),
        "redemption": Words("fee of redemptions", "赎回费"),
        "redemption_days": Words("trading days to the settlement of redemptions", "赎回交收交易日数"),
        "redemptions_settle": Words("redemptions settle on", "赎回交收日"),
        "rounding": Words("rounding", "取整规则"),
        "subscription": Words("fee of subscriptions", "申购费"),
        "subscription_days": Words("trading days to the settlement of subscriptions", "申购交收交易日数"),
        "subscriptions_settle": Words("subscriptions settle on", "申购交收日"),
        "valued": Words("valued to", "最近估值日"),
        "amount": Words("amount", "金额或数量"),
        "cash_account": Words("cash account", "资金账户"),
        "confirmed_on": Words("confirmed on", "确认日"),
        "cut_off": Words("cut-off", "截止时点"),
        "custodian": Words("custodian", "托管人"),
        "fee": Words("fee, in cents", "费用（分）"),
        "fee_account": Words("account for fees", "费用账户"),
        "fund_order": Words("fund order", "基金申请"),
        "kept_bp": Words("share of the fee that stays in the fund", "赎回费计入基金财产比例"),
        "large_bp": Words("share beyond which redemptions are put off", "巨额赎回比例"),
        "lots": Words("lots", "份额明细"),
        "manager": Words("manager", "管理人"),
        "nav": Words("value of a unit, in the last decimal", "单位净值（末位小数）"),
        "net_assets": Words("net assets, in cents", "净资产（分）"),
        "place": Words("place in line", "排队序号"),
        "placed": Words("placed at", "申请时间"),
        "settles": Words("settles", "交收"),
        "side": Words("side", "方"),
        "funds/book.units": Words("units counted", "份额合计"),
        "funds/day.done": Words("orders done in this round", "本轮已处理申请数"),
        "funds/day.orders": Words("orders placed", "申请数"),
        "funds/day.redeemed": Words("how redemptions are shared out", "赎回分配"),
        "funds/day.subscribed": Words("how units are shared out to those who pay", "申购分配"),
        "funds/day.units": Words("units to be given back", "申请赎回份额"),
        "funds/dealing.consideration": Words("money for the units, in cents", "对价（分）"),
        "funds/dealing.settles": Words("settles from this day on", "最早交收日"),
        "funds/order.amount": Words("amount, in the smallest unit of what is given", "数额（所付标的的最小单位）"),
    },
    remarks={
        "funds/dealing": (
            Remark(
                Words(
                    "what the units are worth, and the fee, is known once they are paid",
                    "份额对应金额及费用于支付时确定",
                ),
                {"side": "redeems", "status": "due"},
            ),
        ),
    },
    values={
        "subscribes": Words("subscribes to", "申购"),
        "redeems": Words("redeems", "赎回"),
        "ordering": Words("taking orders", "受理申请"),
        "weighing": Words("weighing", "计算中"),
        "dealing": Words("dealing", "确认中"),
        "closed": Words("closed", "已结束"),
        "confirmed": Words("confirmed", "已确认"),
        "placed": Words("placed", "已受理"),
        "dealt": Words("dealt", "已确认"),
        "given_up": Words("given up", "已终止"),
        "lapsed": Words("lapsed", "已失效"),
        "EXTERNAL": Words("on the net amount", "外扣法"),
        "INTERNAL": Words("on the gross amount", "内扣法"),
        "HALF_UP": Words("half up", "四舍五入"),
        "DOWN": Words("down", "舍去"),
    },
)
