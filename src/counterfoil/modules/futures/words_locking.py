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
    "futures.margins_announced": Words(
        "Margins of contract {contract} announced on {day}, until the next day's price is fixed: long {long_ppm}, "
        "short {short_ppm}, hedging {hedge_ppm}; {reason}",
        "{day} 公布合约 {contract} 的保证金率，至下一交易日结算价确定为止：多头 {long_ppm}，空头 {short_ppm}，"
        "套保 {hedge_ppm}；{reason}",
    ),
}
VALUES: Final = {
    "at_upper": Words("at the upper limit", "涨停"),
    "at_lower": Words("at the lower limit", "跌停"),
}
FIELDS: Final = {
    "announced_margins": Words("margins announced", "已公布保证金率"),
    "locked": Words("locked at a limit", "单边市"),
    "on_ppm": Words("limit of that day", "当日涨跌停板幅度"),
    "margin_ppm": Words("margin at least", "保证金率不低于"),
    "widening": Words("after locked days", "单边市后调整"),
}
"""Fields that no other noun has."""
