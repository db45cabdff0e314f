# SPDX-License-Identifier: Apache-2.0
"""The closed half of the cash module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.cash.follows import FOLLOWS
from counterfoil.modules.cash.invariants import invariants
from counterfoil.modules.cash.law import LAW
from counterfoil.modules.cash.limits import LIMITS
from counterfoil.modules.cash.reasons import REASONS
from counterfoil.modules.cash.steps import steps

MODULE: Final = Module(law=LAW, limits=LIMITS, follows=FOLLOWS, reasons=REASONS, steps=steps, invariants=invariants)
