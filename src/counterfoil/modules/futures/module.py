# SPDX-License-Identifier: Apache-2.0
"""The closed half of the futures module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.futures.follows import FOLLOWS
from counterfoil.modules.futures.invariants import invariants
from counterfoil.modules.futures.law import LAW
from counterfoil.modules.futures.limits import LIMITS
from counterfoil.modules.futures.outstanding import outstanding
from counterfoil.modules.futures.steps import lasts, steps

MODULE: Final = Module(
    law=LAW, limits=LIMITS, follows=FOLLOWS, steps=steps, lasts=lasts, outstanding=outstanding, invariants=invariants
)
