# SPDX-License-Identifier: Apache-2.0
"""Outcomes of shocks by contract: 1850-1854."""

from counterfoil.law.outcome import Outcome


class StressOutcome(Outcome):
    """Why a shock of some contracts of a product is refused."""

    shock_of_another_product = (
        1850,
        "The contract that is shocked is of another product.",
        "情景冲击所指合约属于其他品种。",
    )
    shocked_two_ways = (
        1851,
        "A shock is of one contract, or of those that end within so many days, and not both.",
        "一项冲击只能指定单个合约，或指定若干日内到期的合约，不得同时指定。",
    )
