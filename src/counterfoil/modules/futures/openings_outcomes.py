# SPDX-License-Identifier: Apache-2.0
"""Outcomes of what is opened in a day: 1830-1839."""

from counterfoil.law.outcome import Outcome


class OpeningOutcome(Outcome):
    """Why no more is opened on a day."""

    opened_too_many = (
        1830,
        "The account would have opened more lots in the day than may be.",
        "该账户当日开仓量将超过交易限额。",
        "Bought and sold count together, and closing gives nothing back; what has a quota is not counted.",
    )
    client_opened_too_many = (
        1831,
        "The client's accounts would have opened more lots together in the day than may be.",
        "该客户各账户的当日合计开仓量将超过交易限额。",
    )
    control_opened_too_many = (
        1832,
        "The accounts under one actual control would have opened more lots together in the day than may be.",
        "实际控制关系账户组的当日合计开仓量将超过交易限额。",
    )
    openings_unordered = (
        1833,
        "A contract is named twice among those that have another limit of openings.",
        "交易限额中同一合约重复列示。",
    )
    nothing_opened = 1834, "Nothing that was opened is counted there.", "尚无相应的开仓量合计。"
    openings_exist = 1835, "What was opened is counted there already.", "相应的开仓量合计已存在。"
