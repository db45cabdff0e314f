# SPDX-License-Identifier: Apache-2.0
"""The closed half of the funds module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.funds.follows import FOLLOWS
from counterfoil.modules.funds.invariants import invariants
from counterfoil.modules.funds.law import LAW
from counterfoil.modules.funds.limits import LIMITS
from counterfoil.modules.funds.steps import steps

MODULE: Final = Module(law=LAW, limits=LIMITS, follows=FOLLOWS, steps=steps, invariants=invariants)
