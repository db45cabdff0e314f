# SPDX-License-Identifier: Apache-2.0
"""The closed half of the funds module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.funds.follows import FOLLOWS
from counterfoil.modules.funds.invariants import invariants
from counterfoil.modules.funds.law import LAW
from counterfoil.modules.funds.limits import LIMITS
from counterfoil.modules.funds.orders import DEALINGS, FUND_ORDERS
from counterfoil.modules.funds.steps import gives, steps, worth

MODULE: Final = Module(
    law=LAW,
    limits=LIMITS,
    follows=FOLLOWS,
    stands={FUND_ORDERS: gives, DEALINGS: worth},
    steps=steps,
    invariants=invariants,
)
