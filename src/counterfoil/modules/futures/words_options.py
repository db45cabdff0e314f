# SPDX-License-Identifier: Apache-2.0
"""Options, in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words

SENTENCES: Final = {
    "futures.level_opened": Words(
        "{house}: options may be written on {level}, {title}, with {decimals} decimals; it stands at {price}",
        "{house} 设立期权标的指数 {level}（{title}），{decimals} 位小数，现为 {price}",
    ),
    "futures.level_fixed": Words(
        "Level {level} on {day}: {price}, after {previous}; {source}",
        "标的指数 {level} 于 {day} 为 {price}（前 {previous}）；{source}",
    ),
    "futures.instructed": Words(
        "{holder}, account {account}: of options {contract} for {hedge}, on {day} {exercised} lots are exercised and "
        "{abandoned} never",
        "{holder} 就账户 {account} 的期权 {contract}（{hedge}）于 {day} 申报：行权 {exercised} 手，放弃 {abandoned} 手",
    ),
    "futures.assignment_drawn": Words(
        "{house}: on {day} {exercised} lots of options {contract} are exercised, of {open_lots} that were sold; one "
        "lot more where the remainder is above {remainder}, or is that and the name comes before {before}",
        "{house}：{day} 期权 {contract} 行权 {exercised} 手，卖方持仓 {open_lots} 手；余数大于 {remainder}，"
        "或等于该数且名称先于 {before} 者，多配一手",
    ),
    "futures.exercised": Words(
        "Account {account}: {lots} lots of options {contract} for {hedge} exercised on {day}, a {right} at {strike}, "
        "{lapsed} ended; {fills}; in contract {beneath}: {opened}",
        "账户 {account} 的期权 {contract}（{hedge}）于 {day} 行权 {lots} 手（{right}，行权价 {strike}），到期作废 "
        "{lapsed} 手；{fills}；标的合约 {beneath}：{opened}",
    ),
    "futures.assigned": Words(
        "Account {account}: {lots} lots of options {contract} for {hedge} assigned on {day}, a {right} at {strike}, "
        "{lapsed} ended; {fills}; in contract {beneath}: {opened}",
        "账户 {account} 的期权 {contract}（{hedge}）于 {day} 履约 {lots} 手（{right}，行权价 {strike}），到期作废 "
        "{lapsed} 手；{fills}；标的合约 {beneath}：{opened}",
    ),
}
ROWS: Final = {
    "opened": Words(
        "{direction} {lots}, {offset}, at {price}, as number {trade}",
        "{direction} {lots} 手，{offset}，价格 {price}，编号 {trade}",
    ),
}
VALUES: Final = {
    "call": Words("call", "看涨"),
    "put": Words("put", "看跌"),
    "american": Words("on any trading day", "美式"),
    "european": Words("on the last trading day", "欧式"),
    "exercise": Words("an exercise", "行权履约"),
    "lapse": Words("an end without exercise", "到期作废"),
}
FIELDS: Final = {
    "abandoned": Words("never exercised", "放弃行权手数"),
    "beneath": Words("contract beneath", "标的合约"),
    "in_cash": Words("ends in cash", "现金交割"),
    "least_ppm": Words("margin of what is beneath, at least", "最低保障系数"),
    "level": Words("level", "标的指数"),
    "open_lots": Words("lots sold that are open", "卖方持仓"),
    "option": Words("option", "期权"),
    "otm_ppm": Words("out-of-the-money amount, less", "虚值额扣减系数"),
    "right": Words("right", "期权类型"),
    "strike": Words("strike, in its last decimal", "行权价格（末位单位）"),
    "style": Words("may be exercised", "行权方式"),
    "underlying": Words("what is beneath", "标的"),
}
"""Fields that no other noun has."""
OTHERS: Final = {
    "done": Words("done", "已办理"),
    "remainder": Words("one lot more above", "余数界限"),
    "exercised": Words("exercised", "行权手数"),
    "lapsed": Words("ended without exercise", "到期作废手数"),
    "before": Words("of equal remainders, names before", "余数相同时，名称先于"),
    "title": Words("title", "名称"),
    "decimals": Words("decimals of prices", "价格小数位"),
    "hedge": Words("purpose", "用途"),
}
