# SPDX-License-Identifier: Apache-2.0
"""Access in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "access.policy_set": Words(
            "From {since} on {noter} notes who looks at what, as {by} says; {delay_ms} may pass until a note, "
            "lines are kept for {kept_ms}; reason: {reason}",
            "自 {since} 起由 {noter} 按 {by} 所定规则登记查询留痕："
            "最迟 {delay_ms} 内登记，留存 {kept_ms}；原因：{reason}",
        ),
        "access.noted": Words(
            "{noter} noted who looked at what from {since} to {until} as batch {batch}: {lines} lines, filled up, "
            "root {root}",
            "{noter} 登记 {since} 至 {until} 的查询留痕第 {batch} 批：补足后 {lines} 行，根摘要 {root}",
        ),
        "access.noted_late": Words(
            "Batch {batch} of {noter} came late: it was due at {due} and is of {time}",
            "{noter} 的第 {batch} 批查询留痕迟于规则：应于 {due} 前登记，实为 {time}",
        ),
    },
    values={
        "operator": Words("who runs the service", "服务运营方"),
        "member": Words("member", "成员"),
        "record_read": Words("one record", "单条记录"),
        "records_listed": Words("lists of records", "记录列表"),
        "trail_read": Words("trails", "流转轨迹"),
        "events_read": Words("events", "事件"),
        "transaction_read": Words("transactions", "交易"),
        "evidence_made": Words("evidence", "证据"),
        "rehearsed": Words("rehearsals", "预演"),
        "other_question": Words("anything else", "其他查询"),
    },
    fields={
        "access/batch.lines": Words("lines, filled up", "补足后行数"),
        "access/batch.noted": Words("noted at", "登记时间"),
        "access/batch.previous": Words("hash of the batch before", "上一批摘要"),
        "access/batch.root": Words("root over its lines", "各行根摘要"),
        "access/batch.since": Words("from", "期间起点"),
        "access/batch.until": Words("to", "期间终点"),
        "access/journal.batches": Words("number of the last batch", "最后批次编号"),
        "access/journal.head": Words("hash of the last batch", "最后批次摘要"),
        "access/journal.late": Words("batches that were late", "迟登批次数"),
        "access/journal.until": Words("noted up to", "已登记至"),
        "access/policy.delay_ms": Words("until a note may pass", "最迟登记期限"),
        "access/policy.guards": Words("guards", "监督方"),
        "access/policy.kept_ms": Words("lines are kept for", "留存期限"),
        "access/policy.lines_min": Words("filled up to at least", "补足下限"),
        "access/policy.watched": Words("whose questions are noted", "留痕规则"),
        "askers": Words("who asks", "查询方"),
        "kept_first": Words("kept before the answer", "先留痕后答复"),
        "noter": Words("noted by", "留痕方"),
        "questions": Words("kinds of questions", "查询类别"),
        "tables": Words("tables", "表"),
    },
)
