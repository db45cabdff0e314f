# SPDX-License-Identifier: Apache-2.0
"""Locked days, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.day_locked": Words(
        "Contract {contract} locked {side} on {day}, whose limit was {on_ppm}: day {count} in that direction. The "
        "next day's limit is {limit_ppm}, the margin at least {margin_ppm}; {reason}",
        "合约 {contract} 于 {day} 出现单边市（{side}），当日涨跌停板幅度 {on_ppm}，同方向第 {count} 日；"
        "下一交易日涨跌停板幅度 {limit_ppm}，保证金率不低于 {margin_ppm}；{reason}",
    ),
    "futures.unfilled_stated": Words(
        "Account {account} asked in vain on {day} to close {lots} lots in contract {contract}, {hedge}, at the limit",
        "账户 {account} 至 {day} 收市以涨跌停板价申报平仓未成交：合约 {contract}（{hedge}）{lots} 手",
    ),
    "futures.reduction_ordered": Words(
        "{house} reduces positions in contract {contract} by force after {day}; {reason}",
        "{house} 于 {day} 收市后对合约 {contract} 实施强制减仓；{reason}",
    ),
    "futures.reduction_cut": Words(
        "How the forced reduction of contract {contract} on {day} falls, tier by tier: {cuts}",
        "合约 {contract} 于 {day} 的强制减仓逐层分配结果：{cuts}",
    ),
    "futures.reduction_waived": Words(
        "{house} reduces no positions in contract {contract} after {day}; {reason}",
        "{house} 于 {day} 收市后对合约 {contract} 不实施强制减仓；{reason}",
    ),
    "futures.reduced": Words(
        "Position of account {account} in contract {contract} for {hedge} reduced by force on {day}; {fills}",
        "账户 {account} 于 {day} 的合约 {contract}（{hedge}）被强制减仓；{fills}",
    ),
    "futures.reduction_concluded": Words(
        "Forced reduction of contract {contract} on {day} is done", "合约 {contract} 于 {day} 的强制减仓办理完毕"
    ),
    "futures.margins_announced": Words(
        "Margins of contract {contract} announced on {day}, until the next day's price is fixed: long {long_ppm}, "
        "short {short_ppm}, hedging {hedge_ppm}; {reason}",
        "{day} 公布合约 {contract} 的保证金率，至下一交易日结算价确定为止：多头 {long_ppm}，空头 {short_ppm}，"
        "套保 {hedge_ppm}；{reason}",
    ),
}
VALUES: Final = {
    "undecided": Words("not decided yet", "待决定"),
    "ordered": Words("ordered", "已决定减仓"),
    "not_ordered": Words("not ordered", "不减仓"),
    "reduced": Words("done", "已减仓"),
    "reduction": Words("a forced reduction", "强制减仓"),
    "over_limit": Words("forced: the account is over its limit", "强平原因：超过持仓限额"),
    "member_over_limit": Words("forced: the member is over its limit", "强平原因：会员超过持仓限额"),
    "violation": Words("forced for a violation", "强平原因：违规"),
    "at_upper": Words("at the upper limit", "涨停"),
    "at_lower": Words("at the lower limit", "跌停"),
}
FIELDS: Final = {
    "announced_margins": Words("margins announced", "已公布保证金率"),
    "locked": Words("locked at a limit", "单边市"),
    "on_ppm": Words("limit of that day", "当日涨跌停板幅度"),
    "margin_ppm": Words("margin at least", "保证金率不低于"),
    "loss_ppm": Words("loss at least", "亏损不低于"),
    "reduces": Words("the house decides about a forced reduction", "待决定强制减仓"),
    "reduction": Words("forced reduction", "强制减仓"),
    "tiers": Words("profit at least, tier by tier", "盈利层级"),
    "widening": Words("after locked days", "单边市后调整"),
    "cuts": Words("how it falls, tier by tier", "逐层分配结果"),
    "wanted_lots": Words("lots still asked for", "尚未成交的平仓手数"),
    "tier_lots": Words("lots of the tier", "该层手数"),
}
"""Fields that no other noun has."""
OTHERS: Final = {
    "steps": Words("step by step", "逐日"),
}
"""Fields that are called otherwise in the records of other nouns."""
ROWS: Final = {
    "cuts": Words(
        "{wanted_lots} of {tier_lots}, one lot more above {remainder}, or at it before {before}",
        "申报 {wanted_lots} 手，该层 {tier_lots} 手，余数高于 {remainder}（相同时名称先于 {before}）者加一手",
    ),
}
