# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the futures module about options: 1560-1589."""

from counterfoil.law.outcome import Outcome


class OptionOutcome(Outcome):
    """Why something about options is refused."""

    unknown_level = 1560, "There is no such level.", "没有此标的指数。", "The house names one: futures.open_level."
    level_exists = 1561, "A level with this identifier exists already.", "此标的指数编号已存在。"
    another_kind_of_contract = (
        1562,
        "The contracts of a product are options, or they are futures, for good.",
        "品种的合约或为期权，或为期货，不得变更。",
        "Options are listed by futures.list_option, futures by futures.list_contract.",
    )
    option_rules_apart = (
        1563,
        "A product of options has no ending, no agreed trades and no larger side.",
        "期权品种不设交割、协议成交与单边保证金规则。",
    )
    underlying_unlike = (
        1564,
        "What is beneath is of another house, has other decimals or another worth, ends earlier, or is an option.",
        "标的属其他结算机构，或小数位、乘数不同，或更早到期，或本身即为期权。",
    )
    not_an_option = 1565, "The contract is no option.", "该合约不是期权。"
    premium_negative = 1566, "A premium is nothing or more.", "权利金不得为负。"
    on_the_last_day = (
        1567,
        "This is said on the last trading day: it is European, or is abandoned.",
        "仅可于最后交易日申报：该期权为欧式，或申报为放弃行权。",
    )
    exercises_more_than_held = 1568, "The account has fewer lots than that.", "账户的买方持仓少于申报手数。"
    nothing_instructed = 1569, "Nothing was said of this position.", "该持仓没有行权申报。"
    instructed_already = 1570, "Something was said of this position already.", "该持仓已有行权申报。"
    not_drawn = (
        1571,
        "The house has not said how the day's exercises are assigned.",
        "结算机构尚未公布当日行权的配对。",
        "It says so: counterfoil clearing options draw.",
    )
    drawn_already = 1572, "The day's exercises are assigned already.", "当日行权已配对。"
    drawn_otherwise = (
        1573,
        "What is exercised, what is open, or where the rule cuts is otherwise.",
        "行权手数、卖方持仓或配对界限与实际不符。",
    )
    nothing_to_exercise = 1574, "Nothing of this position is exercised today.", "该持仓今日没有可行权的手数。"
    nothing_assigned = 1575, "Nothing is assigned to this position.", "该持仓今日没有被配对的手数。"
    exercise_first = (
        1576,
        "What is exercised or assigned of the account's options comes before it is settled.",
        "账户的期权须先行权或履约，方可结算。",
        "Anybody does it: futures.exercise, futures.assign.",
    )
