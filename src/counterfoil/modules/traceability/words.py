# SPDX-License-Identifier: Apache-2.0
"""Traceability in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "traceability.repository_opened": Words(
            "Repository {repository} of events about goods opened by its keeper {keeper}: {title}",
            "{keeper} 开设货物事件库 {repository}：{title}",
        ),
        "traceability.anchored": Words(
            "Batch {batch} of repository {repository} anchored by its keeper {keeper}: {events} events, root {root}",
            "{keeper} 锚定事件库 {repository} 第 {batch} 批：{events} 个事件，根摘要 {root}",
        ),
        "traceability.repository_closed": Words(
            "Repository {repository} closed by its keeper {keeper}; reason: {reason}",
            "{keeper} 关闭事件库 {repository}；原因：{reason}",
        ),
    },
    fields={
        "anchored": Words("anchored at", "锚定时间"),
        "batch": Words("batch", "批次"),
        "traceability/repository.batches": Words("number of the last batch", "最后批次编号"),
        "events": Words("events", "事件数"),
        "traceability/repository.opened": Words("opened at", "开设时间"),
        "traceability/batch.repository": Words("repository of events", "事件库"),
        "traceability/repository.repository": Words("repository of events", "事件库"),
        "traceability/batch.root": Words("root over its events", "事件根摘要"),
        "traceability/repository.keeper": Words("keeper", "管理方"),
    },
)
