# SPDX-License-Identifier: Apache-2.0
"""Outcomes of members' own large-position reports: 1855-1859."""

from counterfoil.law.outcome import Outcome


class MemberReportOutcome(Outcome):
    """Why something about what all of a member's accounts have together is refused."""

    no_member_position = 1855, "Nobody noted a large position of the member's there.", "该会员持仓未登记为大户持仓。"
    member_position_exists = 1856, "The member's position is noted already.", "该会员大户持仓已有登记。"
    members_are_no_group = (
        1857,
        "What a member's accounts have is judged by itself, and under no actual control with others.",
        "会员持仓单独计算，不与实际控制关系账户合并。",
    )
    reports_for_one = (
        1858,
        "A report is of a client, by one of its accounts, or of a member, and not of both or none.",
        "报告须注明客户账户或会员，二者择一。",
    )
