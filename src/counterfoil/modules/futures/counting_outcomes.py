# SPDX-License-Identifier: Apache-2.0
"""Outcomes of positions that are counted anew in steps: 1840-1849."""

from counterfoil.law.outcome import Outcome


class CountingOutcome(Outcome):
    """Why something about positions that are counted anew is refused, or something because they are not all yet."""

    nothing_to_count = 1840, "Nothing waits to be counted anew.", "没有待重新合计的持仓。"
    counting_exists = 1841, "What waits to be counted is noted already.", "待重新合计的登记已存在。"
    counted_first = (
        1842,
        "Positions are still being counted anew because of what was decided before.",
        "此前决定所涉持仓尚未全部重新合计。",
        "Anybody goes on with it: futures.count_on, or counterfoil due.",
    )
    too_many_counted = (
        1843,
        "The positions of as many are being counted anew as can be at once.",
        "同时重新合计的主体数已达上限。",
        "Anybody goes on with it: futures.count_on, or counterfoil due.",
    )
