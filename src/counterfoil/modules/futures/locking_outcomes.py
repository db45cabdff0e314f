# SPDX-License-Identifier: Apache-2.0
"""Outcomes of locked days: 1590-1629."""

from counterfoil.law.outcome import Outcome


class LockingOutcome(Outcome):
    """Why something about a locked day is refused."""

    no_widening = (
        1590,
        "The product's rules have no steps for days after a locked one.",
        "该品种规则未规定单边市后的调整幅度。",
        "The house says by which steps limits and margins widen: counterfoil clearing product, with widening.",
    )
    locked_too_early = (
        1591,
        "No day is locked before its last session ends.",
        "当日最后交易时段结束前不得认定单边市。",
    )
    locked_already = (
        1592,
        "The day was said to be locked already.",
        "当日已认定为单边市。",
        "Other limits, and other margins, are announced: futures.announce_limits, futures.announce_margins.",
    )
    tiers_unordered = 1593, "Who gained more is reduced before who gained less.", "减仓层级须按盈利由高到低排列。"
    no_reduction = (
        1600,
        "The house has no forced reduction of this contract and day to decide.",
        "该合约当日无强制减仓事项。",
    )
    reduction_exists = 1601, "The house decides about this already.", "该强制减仓事项已存在。"
    reduction_elsewhere = (
        1602,
        "This is not what comes next of the forced reduction: its status says what is.",
        "强制减仓尚未到此步骤，请查其状态。",
    )
    no_unfilled = (
        1603,
        "The venue has not said that the account asked to close this.",
        "交易场所未申报该账户的未成交平仓。",
    )
    unfilled_exists = 1604, "The venue has said this already.", "该未成交平仓已申报。"
    not_so_much_open = 1605, "Less of this is open, on that side more than on the other.", "该方向净持仓不足。"
    reduced_already = 1606, "This position is reduced already.", "该持仓已减仓。"
    reduced_otherwise = (
        1607,
        "This is not what the rule closes of the position.",
        "与减仓规则的计算结果不符。",
        "counterfoil clearing reduction computes it.",
    )
    reduction_unfinished = 1608, "Positions are still to be reduced.", "尚有持仓未减仓。"
    reduction_first = (
        1609,
        "The house has not decided about the forced reduction, or it is not done.",
        "强制减仓尚未决定或尚未办理完毕。",
        "It orders or waives it: futures.order_reduction, futures.waive_reduction.",
    )
