# SPDX-License-Identifier: Apache-2.0
"""Disclosure in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

OVERDUE: Final = Words(
    "it is overdue as of {when}, which nobody has had recorded yet", "截至 {when} 已逾期，尚无人登记其逾期"
)
WORDS: Final = Vocabulary(
    sentences={
        "disclosure.obliged": Words(
            "{party} must disclose {topic} by {due}: duty {duty}, set by {by}",
            "{by} 设定披露义务 {duty}：{party} 须于 {due} 前披露 {topic}",
        ),
        "disclosure.waived": Words("Duty {duty} to disclose waived by {by}", "{by} 豁免披露义务 {duty}"),
        "disclosure.fell_overdue": Words(
            "Duty {duty} of {party} to disclose is overdue; it was due {due}",
            "{party} 的披露义务 {duty} 已逾期（期限 {due}）",
        ),
        "disclosure.published": Words(
            "Document {document} on {topic} published by {by}: {title}",
            "{by} 就 {topic} 披露文件 {document}：{title}",
        ),
        "disclosure.revised": Words(
            "Document {document} revised to version {version}; reason: {reason}",
            "披露文件 {document} 修订为第 {version} 版；原因：{reason}",
        ),
        "disclosure.withdrawn": Words(
            "Document {document} withdrawn; reason: {reason}", "披露文件 {document} 撤回；原因：{reason}"
        ),
    },
    clauses={
        "duty": Words("for duty {duty}", "履行披露义务 {duty}"),
        "supersedes": Words("in place of {supersedes}", "取代 {supersedes}"),
        "hash": Words("document hash {hash}", "文件摘要 {hash}"),
    },
    fields={
        "due": Words("due", "期限"),
        "duty": Words("duty to disclose", "披露义务"),
        "met": Words("met at", "履行时间"),
        "published": Words("published at", "披露时间"),
        "set_by": Words("set by", "设定方"),
        "superseded_by": Words("superseded by", "被何文件取代"),
        "supersedes": Words("supersedes", "取代"),
        "title": Words("title", "标题"),
    },
    values={
        "due": Words("due", "待履行"),
        "overdue": Words("overdue", "已逾期"),
        "met": Words("met", "已履行"),
        "met_late": Words("met late", "逾期履行"),
        "waived": Words("waived", "已豁免"),
        "published": Words("published", "已披露"),
        "superseded": Words("superseded", "已被取代"),
        "withdrawn": Words("withdrawn", "已撤回"),
    },
)
