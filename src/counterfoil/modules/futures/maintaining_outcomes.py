# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the futures module about maintenance margin: 1860-1869."""

from counterfoil.law.outcome import Outcome


class MaintenanceOutcome(Outcome):
    """Why something about maintenance margin is refused."""

    no_maintenance = 1860, "The house has no rules of maintenance margin.", "该结算机构未设维持保证金规则。"
    maintenance_exists = 1861, "The house has rules of maintenance margin.", "该结算机构已有维持保证金规则。"
    maintenance_backdated = (
        1862,
        "Maintenance margin changes from now or later, and not for the day that is open.",
        "维持保证金规则不得追溯生效，亦不得变更已开启交易日的规则。",
    )
    too_many_maintenance_rules = 1863, "As many changes are to come as can be.", "待生效的维持保证金规则变更已达上限。"
