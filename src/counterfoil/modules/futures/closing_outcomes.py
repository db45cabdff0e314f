# SPDX-License-Identifier: Apache-2.0
"""Outcomes that keep every day and every contract such that it can be closed: 1890-1899."""

from counterfoil.law.outcome import Outcome


class ClosingOutcome(Outcome):
    """Why something is refused that would leave a day, or a contract, open for ever."""

    bid_too_low = (
        1890,
        "The bid is lower than the house said, or, where it said nothing, than the margin of the lots.",
        "报价低于结算机构所定底价；未定底价的，低于所拍持仓的保证金。",
        "Who takes less says so when it announces the auction: least.",
    )
    least_too_low = (
        1891,
        "To have the lots taken would cost more than they are worth at the price fixed last.",
        "所定底价低于所拍持仓按最近结算价计算的价值。",
    )
    price_out_of_reach = (
        1892,
        "The price is more than four times the last one, and what is open could not be counted at it.",
        "价格超过上次价格的四倍，且按此价格持仓价值超出可计数范围。",
        "It is surely a slip: the house says the right one.",
    )
    price_in_use = (
        1893,
        "An account is settled by the day's prices, or something was done at this one: it stays.",
        "当日已有账户结算，或已按此价格办理业务，价格不得更改。",
    )
    prices_awaited = (
        1894,
        "Contracts that traded today, or are open, wait for their settlement price.",
        "当日有成交或有持仓的合约尚未全部公布结算价。",
        "The house fixes each: counterfoil clearing prices.",
    )
    settlement_begun = (
        1895,
        "The day is being settled: of a contract in which nothing was open nothing is booked any more today.",
        "当日结算已开始，无持仓且当日无成交的合约不再登记成交。",
        "The house waits with its last price until no contract trades any more.",
    )
