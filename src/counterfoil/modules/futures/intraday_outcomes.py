# SPDX-License-Identifier: Apache-2.0
"""Outcomes of margin calls within a day: 1800-1809."""

from counterfoil.law.outcome import Outcome


class IntradayOutcome(Outcome):
    """Why something about a call within a day is refused, or something because of one."""

    nothing_marked = 1800, "No price was announced within a day.", "该合约尚无盘中计算价。"
    mark_exists = 1801, "A price was announced within a day already.", "该合约已有盘中计算价。"
    call_until_passed = 1802, "A call is answered by a time to come.", "追加保证金的时限须晚于当前。"
    nothing_lacks = (
        1803,
        "The account has its margin at the prices of now.",
        "按当前价格计算，该账户保证金充足。",
        "The house announces others: futures.mark_price.",
    )
    no_call_today = 1804, "The account is under no call within the day.", "该账户不在盘中追加保证金状态。"
    called_today = (
        1805,
        "A call within the day was not answered by its time: the account opens nothing.",
        "盘中追加保证金逾时未满足，该账户不得开仓。",
        "Whoever holds it pays in, or closes lots, and then: futures.answer_today.",
    )
    needed_today = (
        1806,
        "The account needs this at the prices that were announced within the day.",
        "按盘中公布的价格计算，该账户须保留此部分资金或质押。",
    )
