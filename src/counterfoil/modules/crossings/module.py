# SPDX-License-Identifier: Apache-2.0
"""The closed half of the crossings module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.crossings.invariants import invariants
from counterfoil.modules.crossings.law import LAW
from counterfoil.modules.crossings.limits import LIMITS
from counterfoil.modules.crossings.steps import steps

MODULE: Final = Module(law=LAW, limits=LIMITS, steps=steps, invariants=invariants)
