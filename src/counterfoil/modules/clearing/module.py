# SPDX-License-Identifier: Apache-2.0
"""The closed half of the clearing module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.clearing.invariants import invariants
from counterfoil.modules.clearing.law import LAW
from counterfoil.modules.clearing.limits import LIMITS
from counterfoil.modules.clearing.netting import POSITIONS
from counterfoil.modules.clearing.steps import lasts, stands, steps

MODULE: Final = Module(
    law=LAW, limits=LIMITS, stands={POSITIONS: stands}, steps=steps, lasts=lasts, invariants=invariants
)
