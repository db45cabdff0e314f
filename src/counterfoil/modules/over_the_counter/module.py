# SPDX-License-Identifier: Apache-2.0
"""The closed half of the over-the-counter module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.over_the_counter.invariants import invariants
from counterfoil.modules.over_the_counter.law import LAW
from counterfoil.modules.over_the_counter.limits import LIMITS
from counterfoil.modules.over_the_counter.steps import steps

MODULE: Final = Module(law=LAW, limits=LIMITS, steps=steps, invariants=invariants)
