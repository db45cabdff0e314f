# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the futures module about positions whose margins offset each other: 1530-1539."""

from counterfoil.law.outcome import Outcome


class CombiningOutcome(Outcome):
    """Why something about combinations is refused."""

    no_combinations = 1530, "The house lets no products offset each other's margin.", "该结算机构未设组合保证金优惠。"
    combinations_exist = 1531, "The house says so already.", "该结算机构已有组合保证金规则。"
    combinations_backdated = (
        1532,
        "Combinations change from now or later, and not for the day that is open.",
        "组合保证金规则不得追溯生效，亦不得变更已开启交易日的规则。",
    )
    too_many_combination_rules = 1533, "As many changes are to come as can be.", "待生效的组合规则变更已达上限。"
    combined_twice = (
        1534,
        "A group, or a product, is named twice.",
        "组合名称或品种重复。",
    )
