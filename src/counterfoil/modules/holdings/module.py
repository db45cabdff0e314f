# SPDX-License-Identifier: Apache-2.0
"""The closed half of the holdings module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.holdings.invariants import invariants
from counterfoil.modules.holdings.law import LAW
from counterfoil.modules.holdings.limits import LIMITS
from counterfoil.modules.holdings.reasons import REASONS

MODULE: Final = Module(law=LAW, limits=LIMITS, reasons=REASONS, invariants=invariants)
