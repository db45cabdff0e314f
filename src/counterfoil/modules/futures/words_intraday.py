# SPDX-License-Identifier: Apache-2.0
"""Margin within a day, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.price_marked": Words(
        "Contract {contract} marked at {price} by {house} within {day}; computed {computed}; {reason}",
        "{house} 于 {day} 盘中公布合约 {contract} 的计算价 {price}；计算得出 {computed}；{reason}",
    ),
    "futures.margin_called": Words(
        "Account {account} called for {called} by {until}, within {day}: {before} before, paid in {deposited}, out "
        "{withdrawn}, variation {variation}, fees {fees}, balance {balance}; margin {margin}; {reason}; "
        "{parts} parts of its lines before; {lines}",
        "账户 {account} 于 {day} 盘中追加保证金 {called}，时限 {until}：此前结存 {before}，入金 {deposited}，"
        "出金 {withdrawn}，盈亏 {variation}，手续费 {fees}，结存 {balance}，保证金 {margin}；{reason}；"
        "此前已列 {parts} 部分；{lines}",
    ),
    "futures.margin_called_part": Words(
        "Account {account}, part {number} of how it stands within {day}: {lines}",
        "账户 {account} 于 {day} 盘中状况第 {number} 部分：{lines}",
    ),
    "futures.answered_today": Words(
        "Account {account} has its margin again within {day}, having been called for {called}",
        "账户 {account} 于 {day} 盘中已满足追加保证金 {called}",
    ),
}
FIELDS: Final = {"intraday": Words("called within the day", "盘中追加保证金"), "answered": Words("answered", "已满足")}
"""Fields that no other noun has."""
OTHERS: Final = {"until": Words("by", "时限")}
"""Fields that are called otherwise in the records of other nouns."""
