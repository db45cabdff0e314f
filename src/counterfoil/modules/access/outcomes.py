# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the access module: 2400-2439."""

from counterfoil.law.outcome import Outcome


class AccessOutcome(Outcome):
    """Why something about noting who looks at what is refused."""

    no_access_policy = (
        2400,
        "The chain has no policy of whose questions are noted.",
        "本链尚无查询留痕规则。",
        "A registrar sets one: access.set_policy.",
    )
    access_policy_exists = 2401, "There is a policy of access already.", "查询留痕规则已存在。"
    access_policy_backdated = 2402, "A policy of access begins now or later.", "查询留痕规则不得追溯生效。"
    too_many_access_changes = (
        2403,
        "As many changes of the policy of access as can be are to come.",
        "待生效的查询留痕规则变更已达上限。",
    )
    access_policy_unsound = (
        2404,
        "A rule names each thing once, and tables only of questions about records.",
        "规则所列各项不得重复，且仅记录类查询可限定表。",
    )
    guard_needed = (
        2405,
        "The policy in force is changed with the consent of one of its guards.",
        "变更现行规则须经其所列监督方之一同意。",
    )
    no_access_journal = 2406, "This party has noted nothing yet.", "该主体尚未登记任何留痕批次。"
    access_journal_exists = 2407, "The party has a journal already.", "该主体的留痕簿已存在。"
    unknown_access_batch = 2408, "No such batch was noted.", "无此留痕批次。"
    access_batch_exists = 2409, "The batch is noted already.", "此留痕批次已登记。"
    access_batch_not_next = (
        2410,
        "Batches follow each other without a gap: this is not the number that comes next.",
        "批次须依次连续编号：此编号并非下一批次。",
    )
    access_batch_forked = (
        2411,
        "The batch follows another than the one that stands on the ledger.",
        "该批次所接续的并非账本上的上一批次。",
        "Use the journal that made the batch on the ledger, and not an old copy of it.",
    )
    not_the_noter = (
        2412,
        "No policy that was in force in the period has this party note.",
        "期间内有效的规则并未指定该主体登记留痕。",
    )
    access_period_empty = (
        2413,
        "A period ends after the one before it: periods neither overlap nor stand still.",
        "期间须晚于上一期间结束，不得重叠或停滞。",
    )
    access_period_to_come = 2414, "The period is not over yet.", "该期间尚未结束。"
    access_batch_uneven = (
        2415,
        "A batch is filled up to a power of two, and to no less than the policy says.",
        "批次须补足至二的幂次，且不少于规则所定下限。",
    )
