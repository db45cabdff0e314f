# SPDX-License-Identifier: Apache-2.0
"""Outcomes of what several accounts have together: 1680-1719."""

from counterfoil.law.outcome import Outcome


class ControlOutcome(Outcome):
    """Why something about clients, actual control, and limits of what is held together is refused."""

    unknown_client = 1680, "The party has no margin account with this house.", "该主体在该结算机构未开立保证金账户。"
    client_exists = 1681, "The client is there already.", "该客户已存在。"
    too_many_accounts = (
        1682,
        "The client has as many margin accounts as can be.",
        "该客户的保证金账户数已达上限。",
    )
    unknown_control = 1683, "No such group is under one actual control.", "该实际控制关系账户组不存在。"
    control_exists = 1684, "The group is there already.", "该实际控制关系账户组已存在。"
    controlled_already = (
        1685,
        "The client is under an actual control already.",
        "该客户已归入实际控制关系账户组。",
        "That ends first: futures.end_control.",
    )
    not_controlled = 1686, "The client is under no actual control on record.", "该客户未归入任何实际控制关系账户组。"
    too_many_controlled = 1687, "The group has as many clients as one can have.", "该账户组的客户数已达上限。"
    nothing_counted = 1688, "Nothing of this was counted.", "尚无相应的合计持仓。"
    together_exists = 1689, "It is counted already.", "相应的合计持仓已存在。"
    client_limit = (
        1690,
        "The client's accounts would have more together than the limit.",
        "该客户各账户的合计持仓将超过限额。",
        "All accounts of one holder count together, whichever members answer for them.",
    )
    control_limit = (
        1691,
        "The accounts under one actual control would have more together than the limit.",
        "实际控制关系账户组的合计持仓将超过限额。",
    )
    member_limit = (
        1692,
        "The member's accounts would have more together than its limit.",
        "该会员各账户的合计持仓将超过限额。",
    )
