# SPDX-License-Identifier: Apache-2.0
"""Auctions of what was a defaulter's, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.lots_put_up": Words(
        "{house} put up lots of account {account}, for which {member} answers, for auction {auction} on {day}; "
        "{portfolio}",
        "{house} 将账户 {account}（会员 {member}）的持仓列入 {day} 的拍卖 {auction}；{portfolio}",
    ),
    "futures.lots_released": Words(
        "Lots of account {account} that were put up for auction {auction} of {day} are traded again",
        "账户 {account} 列入 {day} 拍卖 {auction} 的持仓恢复交易",
    ),
    "futures.auction_announced": Words(
        "{house} auctions lots of {member}, or of a client of it, on {day} as {auction}: bids sealed until "
        "{sealed_until}, opened until {opened_until}, least {least}; {portfolio}; {reason}",
        "{house} 于 {day} 拍卖违约会员 {member}（或其违约客户）的持仓，编号 {auction}：密封报价截止 {sealed_until}，"
        "启封截止 {opened_until}，底价 {least}；{portfolio}；{reason}",
    ),
    "futures.bid_sealed": Words(
        "{bidder} sealed its bid in auction {auction} of {house} on {day} for account {account}",
        "{bidder} 为账户 {account} 在 {house} 于 {day} 的拍卖 {auction} 中密封报价",
    ),
    "futures.bid_opened": Words(
        "{bidder} opened its bid in auction {auction} of {house} on {day}: {price}",
        "{bidder} 启封其在 {house} 于 {day} 的拍卖 {auction} 中的报价：{price}",
    ),
    "futures.auction_awarded": Words(
        "Auction {auction} of {house} on {day}: {winner} takes the lots into {taker} for {price}",
        "{house} 于 {day} 的拍卖 {auction}：{winner} 以 {price} 承接持仓至 {taker}",
    ),
    "futures.auction_unsold": Words(
        "Auction {auction} of {house} on {day}: nobody takes the lots",
        "{house} 于 {day} 的拍卖 {auction} 流拍",
    ),
    "futures.auction_called_off": Words(
        "{house} called auction {auction} of {day} off; {reason}",
        "{house} 撤销 {day} 的拍卖 {auction}；{reason}",
    ),
    "futures.lots_given": Words(
        "Lots number {number} of auction {auction} left account {account}, contract {contract}, {hedge}, on {day}; "
        "{fills}",
        "拍卖 {auction} 第 {number} 项持仓于 {day} 移出账户 {account} 的合约 {contract}（{hedge}）；{fills}",
    ),
    "futures.lots_taken": Words(
        "Lots number {number} of auction {auction} stand in account {account}, contract {contract}, {hedge}, on {day}; "
        "{fills}",
        "拍卖 {auction} 第 {number} 项持仓于 {day} 移入账户 {account} 的合约 {contract}（{hedge}）；{fills}",
    ),
    "futures.bid_charged": Words(
        "What was bid in auction {auction} of {day} brings account {account} {gained}, of it against what it owes "
        "{set_off}",
        "{day} 的拍卖 {auction} 价款计入账户 {account}：{gained}，其中抵欠 {set_off}",
    ),
}
VALUES: Final = {
    "announced": Words("announced", "已公告"),
    "awarded": Words("awarded", "已成交"),
    "unsold": Words("unsold", "流拍"),
    "auction_dropped": Words("called off", "已撤销"),
    "auction": Words("an auction", "拍卖"),
    "giving_end": Words("the account in default", "移出端"),
    "taking_end": Words("who takes it", "承接端"),
    "member_default": Words("forced: the member is in default", "强平原因：会员违约"),
}
FIELDS: Final = {
    "auction": Words("auction", "拍卖"),
    "auctions": Words("auctions", "拍卖数"),
    "portfolio": Words("lots put up", "拍卖持仓"),
    "sealed_until": Words("bids sealed until", "密封报价截止"),
    "opened_until": Words("bids opened until", "启封截止"),
    "winner": Words("winner", "成交会员"),
    "taker": Words("into account", "承接账户"),
    "bidder": Words("bidder", "报价会员"),
    "seal": Words("seal", "密封值"),
    "sealed_at": Words("sealed", "密封时间"),
    "charged": Words("charged", "已入账"),
}
"""Fields that no other noun has."""
OTHERS: Final = {
    "moved": Words("moved", "已移转"),
    "least": Words("least", "底价"),
    "price": Words("price for all of it", "总价"),
}
"""Fields that are called otherwise in the records of other nouns."""
ROWS: Final = {
    "portfolio": Words("{lots} {side} of {contract}, {hedge}", "{contract}（{hedge}）{side} {lots} 手"),
}
