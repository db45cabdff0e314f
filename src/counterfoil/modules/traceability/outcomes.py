# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the traceability module: 2200-2219."""

from counterfoil.law.outcome import Outcome


class TraceabilityOutcome(Outcome):
    """Why something about a repository of events, or a batch of them, is refused."""

    unknown_repository = 2200, "No such repository of events is opened.", "没有此事件库。"
    repository_exists = 2201, "A repository with this identifier is opened already.", "此事件库编号已存在。"
    repository_closed = 2202, "The repository is closed: nothing more is anchored of it.", "该事件库已关闭，不再锚定。"
    event_batch_not_next = (
        2203,
        "Batches follow each other without a gap: this is not the number that comes next.",
        "批次须依次连续编号：此编号并非下一批次。",
    )
    unknown_event_batch = 2204, "The repository has no batch of this number.", "该事件库没有此批次。"
    event_batch_exists = 2205, "The batch is anchored already.", "此批次已锚定。"
