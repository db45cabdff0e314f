# SPDX-License-Identifier: Apache-2.0
"""What members hand in, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.collection_set": Words(
        "Members of {house} hand in orders and terminals to {supervisor}, sealed to key {sealed_to}, within {due_min} "
        "minutes of a trading day's beginning",
        "{house} 的会员向 {supervisor} 报送报单与终端信息，以密钥 {sealed_to} 加封，时限为交易日零时起 {due_min} 分钟",
    ),
    "futures.handed_in": Words(
        "{member} handed in to {supervisor} batch {number} of its {kind} at {house} for {day}: {rows} rows, root "
        "{root}, sealed to key {sealed_to}; late: {late}, amends: {amends}, ends the day: {ends_day}",
        "{member} 向 {supervisor} 报送其在 {house} 的{kind}第 {number} 批，交易日 {day}：{rows} 行，根哈希 {root}，"
        "以密钥 {sealed_to} 加封；逾期：{late}，补报：{amends}，当日报毕：{ends_day}",
    ),
}
VALUES: Final = {"orders": Words("orders", "报单"), "terminals": Words("terminals", "终端信息")}
FIELDS: Final = {
    "rows": Words("rows", "行数"),
    "supervisor": Words("handed in to", "报送对象"),
    "batches": Words("batches", "批数"),
    "sealed_to": Words("sealed to key", "加封密钥"),
    "due_min": Words("minutes until when batches are in time", "报送时限（分钟）"),
}
"""Fields that no other noun has."""
OTHERS: Final = {
    "ended": Words("nothing lacks up to", "已报毕至"),
    "kind": Words("what is handed in", "报送种类"),
    "late": Words("batches that came late", "逾期批数"),
    "number": Words("number", "批号"),
}
"""Fields that are called otherwise in the records of other nouns, or of this one."""
