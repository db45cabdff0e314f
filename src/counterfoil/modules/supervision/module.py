# SPDX-License-Identifier: Apache-2.0
"""The closed half of the supervision module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.supervision.follows import FOLLOWS
from counterfoil.modules.supervision.invariants import invariants
from counterfoil.modules.supervision.law import LAW
from counterfoil.modules.supervision.limits import LIMITS
from counterfoil.modules.supervision.reasons import REASONS
from counterfoil.modules.supervision.steps import steps

MODULE: Final = Module(law=LAW, limits=LIMITS, follows=FOLLOWS, reasons=REASONS, steps=steps, invariants=invariants)
