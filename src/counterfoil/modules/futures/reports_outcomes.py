# SPDX-License-Identifier: Apache-2.0
"""Outcomes of large-position reports: 1740-1759."""

from counterfoil.law.outcome import Outcome


class ReportOutcome(Outcome):
    """Why something about a large position is refused, or something because of one that is not reported."""

    nothing_is_reported = (
        1740,
        "The product's rules have no large position reported.",
        "该品种规则未规定大户报告标准。",
    )
    day_not_over = (
        1741,
        "A position is judged at a day's end: once its price is fixed, and before another day trades.",
        "大户持仓以当日收市后持仓为准：结算价已定且下一交易日尚无成交。",
    )
    report_asked_already = 1742, "A report of this position was asked for already.", "该持仓已要求报告。"
    nothing_to_note = 1743, "The position is no large one, and nothing changes.", "该持仓未达标准，无变化可登记。"
    lots_are_others = (
        1744,
        "The client has other lots open, or those that count together do not reach the threshold.",
        "与账本合计持仓不符，或合并持仓未达标准。",
    )
    no_large_position = 1745, "Nobody noted a large position there.", "该持仓未登记为大户持仓。"
    large_position_exists = 1746, "The position is noted already.", "该大户持仓已有登记。"
    no_report_awaited = 1747, "No report of this position is asked for.", "该持仓无须报告。"
    report_sealed_otherwise = (
        1748,
        "A report is sealed to a key of the house, as HPKE in base mode, and to no other.",
        "大户报告须以结算机构的密钥按约定方式加封，且不得加封给他人。",
        "counterfoil clearing report send seals it.",
    )
    report_in_time_yet = 1749, "The report is not overdue.", "该报告尚未逾期。"
    report_missing_first = (
        1750,
        "A report of the client's large position is missing: it opens nothing of the contract.",
        "该客户未提交大户报告，不得在该合约开仓。",
        "The client reports, through its member: futures.report_position.",
    )
