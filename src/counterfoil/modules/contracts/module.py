# SPDX-License-Identifier: Apache-2.0
"""The closed half of the contracts module: what code decides, and what needs the whole state."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.contracts.invariants import invariants
from counterfoil.modules.contracts.law import LAW
from counterfoil.modules.contracts.limits import LIMITS
from counterfoil.modules.contracts.running import DECIDES

MODULE: Final = Module(law=LAW, limits=LIMITS, decides=DECIDES, invariants=invariants)
