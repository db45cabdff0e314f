# SPDX-License-Identifier: Apache-2.0
"""The closed half of the restrictions module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.restrictions.follows import FOLLOWS
from counterfoil.modules.restrictions.invariants import invariants
from counterfoil.modules.restrictions.law import LAW
from counterfoil.modules.restrictions.limits import LIMITS
from counterfoil.modules.restrictions.reasons import REASONS

MODULE: Final = Module(law=LAW, limits=LIMITS, follows=FOLLOWS, reasons=REASONS, invariants=invariants)
