# SPDX-License-Identifier: Apache-2.0
"""Outcomes of quotas: 1720-1739."""

from counterfoil.law.outcome import Outcome


class QuotaOutcome(Outcome):
    """Why something about a quota is refused, or something because of one."""

    no_quota = (
        1720,
        "For this purpose the client opens within a quota, and has none on this day.",
        "该用途须在额度内开仓，该客户当日无额度。",
        "The house grants one: futures.grant_quota.",
    )
    beyond_quota = (
        1721,
        "The client would have more open for this purpose than its quota.",
        "该用途持仓将超过该客户的额度。",
        "What is open stays open, and may be closed.",
    )
    quota_for_speculation = 1722, "No quota is for speculation.", "投机持仓不设额度。"
    quota_backdated = 1723, "A quota begins on the open day, or later.", "额度不得追溯生效。"
    quota_days_unordered = 1724, "A quota ends before it begins.", "额度的截止日早于起始日。"
    too_many_quotas = 1725, "The client has as many quotas of this kind as can be.", "该客户的此类额度已达上限。"
    quota_of_another_product = 1726, "The contract is of another product.", "该合约属于其他品种。"
    no_such_quota = 1727, "The client has no such quota.", "该客户没有此额度。"
    quota_exists = 1728, "The client has such quotas already.", "该客户已有此类额度记录。"
    client_beyond_quota = (
        1729,
        "The client's accounts would have more open together for this purpose than its quota.",
        "该客户各账户的该用途合计持仓将超过其额度。",
    )
