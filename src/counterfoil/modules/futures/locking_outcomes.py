# SPDX-License-Identifier: Apache-2.0
"""Outcomes of locked days: 1590-1629."""

from counterfoil.law.outcome import Outcome


class LockingOutcome(Outcome):
    """Why something about a locked day is refused."""

    no_widening = (
        1590,
        "The product's rules have no steps for days after a locked one.",
        "该品种规则未规定单边市后的调整幅度。",
        "The house says by which steps limits and margins widen: futures.set_rules, with widening.",
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
