# SPDX-License-Identifier: Apache-2.0
"""Funds in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

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
            "Fund {instrument}: net assets of {net_assets} published for day {day}, version {version}",
            "基金 {instrument} 公布 {day} 净资产 {net_assets}（第 {version} 版）",
        ),
        "funds.value_confirmed": Words(
            "Fund {instrument}: the custodian confirmed the value of day {day}; {bought} units are bought, "
            "{accepted} given back are accepted",
            "托管人复核基金 {instrument} {day} 净值；申购确认 {bought} 份，赎回确认 {accepted} 份",
        ),
        "funds.lots_moved": Words(
            "Lots of {quantity} units of fund {instrument} counted", "登记基金 {instrument} 份额明细 {quantity} 份"
        ),
        "funds.ordered": Words(
            "Fund order {order} {side} {instrument}: {quantity}, at the value of day {day}",
            "基金申请 {order}（{side}）{instrument}：{quantity}，按 {day} 净值办理",
        ),
        "funds.cancelled": Words("Fund order {order} taken back", "撤销基金申请 {order}"),
        "funds.weighed": Words("Fund order {order} weighed", "计算基金申请 {order} 的余数"),
        "funds.dealt": Words(
            "Fund order {order} {side} {instrument}: {units} units dealt at the value of day {day}",
            "基金申请 {order}（{side}）{instrument}：按 {day} 净值确认 {units} 份",
        ),
        "funds.settled": Words(
            "Fund order {order} of day {day} settled: {units} units of {instrument} against {money}, fee {fee}",
            "基金申请 {order}（{day}）完成交收：{instrument} {units} 份，金额 {money}，费用 {fee}",
        ),
        "funds.given_up": Words("Fund order {order} of day {day} given up", "基金申请 {order}（{day}）终止"),
    },
    clauses={
        "put_off": Words("{put_off} put off to a later day", "顺延 {put_off} 份"),
    },
    fields={
        "accepted": Words("units accepted", "确认赎回份额"),
    },
    values={
        "subscribes": Words("subscribes to", "申购"),
        "redeems": Words("redeems", "赎回"),
        "ordering": Words("taking orders", "受理申请"),
        "weighing": Words("weighing", "计算中"),
        "dealing": Words("dealing", "确认中"),
        "closed": Words("closed", "已结束"),
        "confirmed": Words("confirmed", "已复核"),
        "placed": Words("placed", "已受理"),
        "dealt": Words("dealt", "已确认"),
        "given_up": Words("given up", "已终止"),
        "EXTERNAL": Words("on the net amount", "外扣法"),
        "INTERNAL": Words("on the gross amount", "内扣法"),
        "HALF_UP": Words("half up", "四舍五入"),
        "DOWN": Words("down", "舍去"),
    },
)
