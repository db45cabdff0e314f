# SPDX-License-Identifier: Apache-2.0
"""Outcomes of who pays what is owed, and in which order: 1870-1889."""

from counterfoil.law.outcome import Outcome


class PayingOutcome(Outcome):
    """Why nobody else pays, or nothing is taken out."""

    own_means_first = (
        1870,
        "The account has cash, or is due something: that pays what it owes before anybody else does.",
        "该账户尚有资金或待付款项，须先以其清偿。",
        "It is set off, and collected: futures.collect.",
    )
    set_off_first = (
        1871,
        "The account owes something: what is due to it pays that first.",
        "该账户有欠款，待付款项须先予抵销。",
        "It is set off: futures.collect.",
    )
    less_is_due = (
        1872,
        "Less than that is due to the member's own account.",
        "会员自有账户的待付款项不足此数。",
    )
    failed_takes_nothing = (
        1873,
        "The member is in default: nothing goes out of its own account before that is concluded.",
        "该会员处于违约状态，处置结束前其自有账户不得出金。",
    )
    clients_owe = (
        1874,
        "Clients of the member owe this, for which it answers: it stays in its own account.",
        "该会员的客户尚有欠款，会员须代为清偿，相应资金不得转出。",
        "It is paid out of there: futures.cover.",
    )
    bid_stays = (
        1875,
        "What was bid and is open stays until the auction is over.",
        "已启封的报价金额在拍卖结束前不得转出或再用于报价。",
    )
