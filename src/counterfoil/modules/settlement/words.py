# SPDX-License-Identifier: Apache-2.0
"""Settlement in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "settlement.instructed": Words(
            "Settlement instruction {instruction} entered by {instructor}: {legs}",
            "{instructor} 录入交收指令 {instruction}：{legs}",
        ),
        "settlement.affirmed": Words(
            "Account {account} affirmed settlement instruction {instruction} (now {status})",
            "账户 {account} 确认交收指令 {instruction}（现状态：{status}）",
        ),
        "settlement.allocated": Words(
            "Account {account} reserved its deliveries for settlement instruction {instruction} (now {status})",
            "账户 {account} 为交收指令 {instruction} 预留应付标的（现状态：{status}）",
        ),
        "settlement.settled": Words(
            "Settlement instruction {instruction} settled, all legs at once",
            "交收指令 {instruction} 完成交收，各笔同时生效",
        ),
        "settlement.cancelled": Words(
            "Settlement instruction {instruction} cancelled", "交收指令 {instruction} 已撤销"
        ),
        "settlement.failed": Words("Settlement instruction {instruction} failed", "交收指令 {instruction} 交收失败"),
        "settlement.ended": Words(
            "Settlement instruction {instruction} ended under order {order} about account {account}",
            "依据监管指令 {order}（涉及账户 {account}）终止交收指令 {instruction}",
        ),
    },
    clauses={"legs": Words("{legs}", "{legs}")},
    rows={
        "legs": Words(
            "{quantity} of {instrument} from {sender} to {receiver}",
            "{instrument} {quantity} 由 {sender} 至 {receiver}",
        ),
    },
    values={
        "accepted": Words("accepted", "已受理"),
        "matched": Words("matched", "已匹配"),
        "pending": Words("pending settlement", "待交收"),
        "settled": Words("settled", "已交收"),
        "cancelled": Words("cancelled", "已撤销"),
        "failed": Words("failed", "交收失败"),
        "cancelled_by_instructing_party": Words("cancelled by the instructing party", "指令方撤销"),
        "cancelled_by_agreement": Words("cancelled by agreement of all accounts", "各方协商撤销"),
        "cancelled_by_system": Words("expired", "过期自动撤销"),
        "lack_of_securities": Words("lack of securities", "证券不足"),
        "insufficient_money": Words("insufficient money", "资金不足"),
        "no_settlement_instruction": Words("the counterparty did not instruct", "对手方未提交交收指令"),
        "ended_by_order": Words("ended by an order", "依监管指令终止"),
    },
    fields={
        "affirmed": Words("affirmed by", "确认情况"),
        "allocated": Words("set aside by", "已预留应付标的的账户"),
        "instruction": Words("instruction", "交收指令"),
        "instructor": Words("instructor", "指令方"),
        "intended_settlement": Words("intended settlement", "计划交收时间"),
        "legs": Words("legs", "交收明细"),
        "reason": Words("reason", "原因"),
    },
)
