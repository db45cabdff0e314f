# SPDX-License-Identifier: Apache-2.0
"""Outcomes of halts: 1630-1649."""

from counterfoil.law.outcome import Outcome


class HaltingOutcome(Outcome):
    """Why something about a halt is refused, or something because of one."""

    trading_halted = (
        1630,
        "The contract was halted at that time.",
        "该合约在此时点处于暂停交易状态。",
        "Who halted it lets it go on: futures.resume. Trades before the halt, and from its end on, are booked.",
    )
    halted_already = (
        1631,
        "Whoever halts it has halted it already.",
        "该主体已暂停其交易。",
        "It goes on first: futures.resume.",
    )
    not_halted = 1632, "This party has not halted it.", "该主体未暂停其交易。"
    halt_backdated = 1633, "A halt begins and ends now or later.", "暂停交易的起止时间不得早于当前。"
    too_many_halts = 1634, "The product has as many halts on record as can be.", "该品种暂停交易的记录已达上限。"
    not_to_halt = 1635, "A contract is halted by its venue, or by its house.", "仅交易场所或结算机构可暂停交易。"
    of_another_product = 1636, "The contract is of another product.", "该合约属于其他品种。"
    nothing_halted = 1637, "No contract of the product was ever halted.", "该品种从未暂停交易。"
    halts_exist = 1638, "The product has a record of halts already.", "该品种已有暂停交易记录。"
