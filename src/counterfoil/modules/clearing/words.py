# SPDX-License-Identifier: Apache-2.0
"""Clearing in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

DUE: Final = Words(
    "nets to receive {net}, of which {rest} is still to be handed out as of {when}",
    "净额应收 {net}，截至 {when} 尚待交付 {rest}",
)
OWES: Final = Words(
    "nets to deliver {net}, of which {rest} is still to be collected as of {when}",
    "净额应付 {net}，截至 {when} 尚待收取 {rest}",
)
EVEN: Final = Words("nets to nothing as of {when}", "截至 {when} 净额为零")
WORDS: Final = Vocabulary(
    sentences={
        "clearing.market_opened": Words(
            "Market {market} is cleared by {house} against {cash}, through account {account}; "
            "penalties go to {penalties}",
            "{house} 开始以 {cash} 为对价清算市场 {market}，清算交收账户 {account}，违约金账户 {penalties}",
        ),
        "clearing.rules_changed": Words("Rules of market {market} changed", "清算市场 {market} 的规则变更"),
        "clearing.joined": Words(
            "Account {account} takes part in the clearing of market {market}", "账户 {account} 参加市场 {market} 的清算"
        ),
        "clearing.left": Words(
            "Account {account} takes part in no new trades of market {market}",
            "账户 {account} 退出市场 {market} 的清算，不再参加新的交易",
        ),
        "clearing.day_opened": Words(
            "Business day {day} of market {market} opened by {house}", "{house} 开启市场 {market} 的营业日 {day}"
        ),
        "clearing.day_closed": Words(
            "Business day {day} of market {market} closed, certificate {hash}",
            "市场 {market} 的营业日 {day} 结束，日终证明 {hash}",
        ),
        "clearing.trade_entered": Words(
            "Trade {trade} entered by account {account}: {quantity} of {instrument} from {seller} to "
            "{buyer} for {amount} of {cash}",
            "账户 {account} 录入交易 {trade}：{seller} 以 {cash} {amount} 卖给 {buyer} {instrument} {quantity}",
        ),
        "clearing.trade_agreed": Words("Account {account} agreed to trade {trade}", "账户 {account} 确认交易 {trade}"),
        "clearing.trade_cancelled": Words("Trade {trade} cancelled", "交易 {trade} 已撤销"),
        "clearing.trade_netted": Words(
            "Trade {trade} netted in cycle {cycle}: {quantity} of {instrument} from {seller} to {buyer} for {amount} "
            "of {cash}",
            "交易 {trade} 进入清算轮次 {cycle} 轧差：{seller} "
            "以 {cash} {amount} 向 {buyer} 交付 {instrument} {quantity}",
        ),
        "clearing.trade_withdrawn": Words(
            "Trade {trade} taken out of cycle {cycle} before its cut-off",
            "交易 {trade} 在截止前退出清算轮次 {cycle}",
        ),
        "clearing.trade_dropped": Words(
            "Trade {trade} failed in cycle {cycle} for {quantity} of {instrument}: account {account} lacks {lacking}; "
            "the trade is {status}, the penalty {penalty} of {cash}",
            "交易 {trade} 在清算轮次 {cycle} 中有 {instrument} {quantity} 交收失败：账户 {account} 缺少 {lacking}；"
            "交易状态为{status}，违约金 {cash} {penalty}",
        ),
        "clearing.trade_concluded": Words(
            "Trade {trade} settled in cycle {cycle}: {quantity} of {instrument} for {amount} of {cash}; the trade is "
            "{status}",
            "交易 {trade} 在清算轮次 {cycle} 中完成交收 {instrument} {quantity}，对价 {cash} {amount}；"
            "交易状态为{status}",
        ),
        "clearing.cycle_cut": Words("Netting cycle {cycle} cut", "清算轮次 {cycle} 截止"),
        "clearing.collected": Words(
            "Account {account} delivered what it owed netting cycle {cycle}: {quantity} of {instrument}",
            "账户 {account} 向清算轮次 {cycle} 交付净额应付 {instrument} {quantity}",
        ),
        "clearing.line_shortened": Words(
            "Trades that left netting cycle {cycle} stand no longer in the line of account {account} in {instrument}",
            "已退出清算轮次 {cycle} 的交易不再列入账户 {account} 的 {instrument} 队列",
        ),
        "clearing.cycle_settled": Words(
            "Netting cycle {cycle} settled: all that is owed is collected",
            "清算轮次 {cycle} 完成交收：净额应付全部收齐",
        ),
        "clearing.handed_out": Words(
            "Account {account} was handed out what netting cycle {cycle} brought it: {quantity} of {instrument}",
            "清算轮次 {cycle} 向账户 {account} 交付净额应收 {instrument} {quantity}",
        ),
        "clearing.penalty_paid": Words(
            "Account {account} paid {amount} of {cash} as penalties in market {market}",
            "账户 {account} 支付市场 {market} 的违约金 {cash} {amount}",
        ),
    },
    clauses={
        "late_for": Words("after the last cut-off of day {late_for}", "晚于营业日 {late_for} 的最后截止时点"),
    },
    values={
        "awaiting_cycle": Words("waiting for a cycle", "等待清算轮次"),
        "netted": Words("netted in a cycle", "已轧差"),
        "gathering": Words("taking trades in", "接收交易"),
        "collecting": Words("collecting what is owed", "收取净额应付"),
        "handed_out": Words("handed out in full", "已全部交付"),
        "joined": Words("taking part", "参加中"),
        "left": Words("left", "已退出"),
        "opened": Words("open", "进行中"),
        "cut_off": Words("past its last cut-off", "已截止"),
        "certified": Words("closed with its certificate", "已日终结束并出具证明"),
    },
    fields={
        "adds_up": Words("adds up", "轧平"),
        "cash_bp": Words("rate for cash", "资金违约金率"),
        "failed": Words("failed", "失败"),
        "finish_within": Words("to be finished within", "完成时限"),
        "market": Words("market", "市场"),
        "partial": Words("in part allowed by", "允许部分交收方"),
        "positions": Words("positions", "净额头寸数"),
        "previous": Words("certificate before", "前一证明"),
        "securities_bp": Words("rate for securities", "证券违约金率"),
        "settled": Words("settled", "已交收"),
        "trade": Words("trade", "交易"),
        "trades": Words("trades", "交易数"),
        "agreed": Words("agreed to by", "确认方"),
        "amount": Words("amount", "金额或数量"),
        "before_cash": Words("paid for before by", "前一笔付款交易"),
        "before_units": Words("delivered before by", "前一笔交付交易"),
        "cash_in_cycle": Words("cash netted", "本轮对价"),
        "certificate": Words("certificate", "日终证明"),
        "certified": Words("last certificate", "上一份日终证明"),
        "collect_by": Words("collected until", "收取截止"),
        "collect_within": Words("collected within", "收取时限"),
        "collected": Words("collected", "已收取"),
        "cut_off": Words("cut-off", "截止时点"),
        "cut_offs": Words("cut-offs", "截止时点"),
        "cycle": Words("cycle", "清算轮次"),
        "cycle_hash": Words("hash of the cycle", "轮次摘要"),
        "cycles": Words("cycles", "清算轮次"),
        "delivers": Words("to deliver by its trades", "全额应付"),
        "entered": Words("entered", "进入轮次"),
        "finish_by": Words("finished by", "完成时限"),
        "gross": Words("gross", "总额"),
        "handed_out": Words("handed out", "已交付"),
        "clearing/position.last": Words("last trade in its line", "队列中最后一笔交易"),
        "house": Words("clearing house", "结算机构"),
        "in_cycle": Words("units netted", "本轮数量"),
        "netted": Words("netted", "已轧差"),
        "owed": Words("owed", "应付"),
        "parted": Words("cut off in part", "部分失败"),
        "penalised": Words("penalised on", "违约金计收日"),
        "penalised_for": Words("price that a penalty was taken on that day", "当日计收违约金的价款"),
        "penalties": Words("penalties", "违约金"),
        "positions_due": Words("positions with something due", "尚有应收的净额数"),
        "positions_owing": Words("positions that owe", "尚有应付的净额数"),
        "receives": Words("to receive by its trades", "全额应收"),
        "recycled": Words("recycled", "滚入后续轮次"),
        "clearing/trade.recycled": Words("cycles in which it failed", "未完成交收的轮次数"),
        "recycles": Words("times recycled at most", "最多滚入次数"),
        "rolled": Words("too late for the day", "滚入次日"),
        "uneven": Words("instruments not all handed out", "尚未全部交付的标的数"),
        "withdrawn": Words("withdrawn", "截止前撤回"),
    },
)
