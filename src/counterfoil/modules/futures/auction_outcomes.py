# SPDX-License-Identifier: Apache-2.0
"""Outcomes of auctions of what was a defaulter's: 1760-1799."""

from counterfoil.law.outcome import Outcome


class AuctionOutcome(Outcome):
    """Why something about an auction is refused."""

    not_a_defaulters = (
        1760,
        "The account is not a defaulter's: its member is in no default, or it is a client's that owes nothing.",
        "该账户不属于违约方：其会员未被宣告违约，或其为无欠款且未被追加保证金的客户账户。",
        "A client that fails nothing goes over to another member: futures.port.",
    )
    auction_under_way = (
        1761,
        "Lots of this account are put up for auction: until that is over, nothing of it is traded or settled.",
        "该账户的持仓正在拍卖，拍卖结束前不得交易或结算。",
        "It is concluded by futures.award_auction, futures.give_lots and futures.take_lots, or, with"
        " nobody's bid taken, by futures.release_lots.",
    )
    auction_times = (
        1762,
        "Bids are sealed from now on until a time to come, and opened from then on until a later one.",
        "密封报价须自即日起至将来某时，启封须在其后。",
    )
    put_up_twice = 1763, "A side of a position is put up once.", "同一持仓方向只能列入一次。"
    more_than_open = 1764, "Less of this is open on that side.", "该方向持仓不足。"
    ends_by_itself = (
        1765,
        "This is the contract's last day, or its exercises are drawn: it ends by itself.",
        "该合约当日到期或其行权已配对，持仓将自行了结。",
    )
    unknown_auction = 1766, "There is no such auction on the day that is open.", "当日无此拍卖。"
    auction_exists = 1767, "There is such an auction on this day already.", "当日已有同名拍卖。"
    auction_elsewhere = (
        1768,
        "This is not what comes next of the auction: its status says what is.",
        "拍卖尚未到此步骤，请查其状态。",
    )
    bids_closed = 1769, "The time for sealing bids is over.", "密封报价时间已过。"
    bid_exists = 1770, "This member has sealed its bid: each has one.", "该会员已密封报价，每会员限一次。"
    unknown_bid = 1771, "This member has sealed no bid.", "该会员未密封报价。"
    not_being_opened = (
        1772,
        "Bids are opened once none is sealed any more, and until the time that was announced.",
        "启封须在密封截止之后、公布的启封截止之前。",
    )
    bid_opened = 1773, "This bid is open.", "该报价已启封。"
    not_what_was_sealed = (
        1774,
        "Price and salt are not what was sealed.",
        "价格与盐值与密封内容不符。",
        "counterfoil clearing auction seal writes both into a file.",
    )
    bids_not_over = 1775, "Bids may still be opened.", "启封尚未截止。"
    bid_not_open = 1776, "The bid was never opened.", "该报价未启封。"
    below_the_least = 1777, "The house takes no bid as low as this.", "该报价低于底价。"
    not_the_best = (
        1778,
        "This is not what the rule brings: the highest bid that is open, of those at one price the first sealed.",
        "与规则不符：最高的已启封报价成交，同价者以先密封者为准。",
    )
    no_such_lots = 1779, "The auction has no lots of that number.", "拍卖无此序号的持仓。"
    lots_moved = 1780, "These lots have moved at this end.", "该端持仓已移转。"
    nothing_bid = 1781, "Nothing was bid: there is nothing to pay.", "成交价为零，无须付款。"
    bid_charged = 1782, "What was bid is charged at this end.", "该端价款已入账。"
    auction_first = (
        1783,
        "An auction of the day that this waits for is not over.",
        "须待当日拍卖结束。",
        "counterfoil clearing auction show tells what is left of it.",
    )
    auction_moving = (
        1784,
        "Lots have moved, or money: the auction is carried through.",
        "持仓或资金已移转，拍卖须继续办理完毕。",
    )
    no_lots_moved = 1785, "Nothing has moved at this end.", "该端尚无移转。"
    end_exists = 1786, "Something has moved at this end already.", "该端已有移转记录。"
    not_put_up = (
        1787,
        "The house has not put up these lots, of an account of this member, for that auction.",
        "结算机构未为该拍卖列出该会员账户的上述持仓。",
        "It puts them up first, in the same transaction: futures.put_up.",
    )
    put_up_already = 1788, "Lots are put up for this auction already.", "该拍卖已列出持仓。"
    not_to_release = 1789, "The auction is going on, or its lots were sold.", "拍卖正在进行或已成交。"
