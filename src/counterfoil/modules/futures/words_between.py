# SPDX-License-Identifier: Apache-2.0
"""Trades between two, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

MORE: Final = {
    "futures.trade_proposed": Words(
        "{by} proposed a trade of {lots} lots in contract {contract} at {price} on {day}, {kind}; buyer and "
        "seller: {sides}; until {expires}; goods: {physical}",
        "{by} 提出协议成交（{kind}）：合约 {contract}，{lots} 手，价格 {price}，交易日 {day}；买方与卖方：{sides}；"
        "有效至 {expires}；现货：{physical}",
    ),
    "futures.trade_affirmed": Words("{by} affirmed trade {trade}", "{by} 确认协议成交 {trade}"),
    "futures.trade_allowed": Words("{house} agreed to trade {trade}", "{house} 同意协议成交 {trade}"),
    "futures.trade_withdrawn": Words("{by} let trade {trade} go; {reason}", "{by} 撤回协议成交 {trade}；{reason}"),
    "futures.trade_registered": Words(
        "Trade {trade}, agreed between two, registered for account {account} in contract {contract} for {hedge} on "
        "{day}; {fills}",
        "登记账户 {account} 于 {day} 的合约 {contract}（{hedge}）协议成交 {trade}；{fills}",
    ),
    "futures.given_up": Words(
        "{executing} gave a trade of {client} in contract {contract} on {day} up to {carrying}, as {give_up}",
        "{executing} 将 {client} 于 {day} 的合约 {contract} 成交移交 {carrying}，编号 {give_up}",
    ),
    "futures.give_up_taken": Words(
        "{carrying} took the trade given up as {give_up}: {offset}, {hedge}; agreed to by {client}",
        "{carrying} 承接移出成交 {give_up}：{offset}，{hedge}；客户同意：{client}",
    ),
    "futures.give_up_refused": Words(
        "{by}: the trade given up as {give_up} stays where it is; {reason}", "{by}：移出成交 {give_up} 不移转；{reason}"
    ),
    "futures.trade_carried": Words(
        "Trade given up as {give_up} booked for account {account} in contract {contract} for {hedge} on {day}; {fills}",
        "移出成交 {give_up} 登记于账户 {account}，{day} 的合约 {contract}（{hedge}）；{fills}",
    ),
    "futures.trade_let_go": Words(
        "Trade given up as {give_up} left account {account}, contract {contract}, on {day}",
        "移出成交 {give_up} 于 {day} 移出账户 {account} 的合约 {contract}",
    ),
}
ROWS: Final = {
    "sides": Words("{party} for account {account}, {offset}, {hedge}", "{party}（账户 {account}，{offset}，{hedge}）"),
}
VALUES: Final = {
    "common": Words("matched", "撮合"),
    "block": Words("a block trade", "大宗交易"),
    "efp": Words("an exchange for physicals", "期转现"),
    "proposed": Words("proposed", "已提出"),
    "affirmed": Words("affirmed", "已确认"),
    "taken_over": Words("taken", "已承接"),
    "carried": Words("carried", "已承接登记"),
    "let_go": Words("let go", "已移出"),
    "agreed": Words("agreed", "已达成"),
}
