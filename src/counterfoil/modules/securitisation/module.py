# SPDX-License-Identifier: Apache-2.0
"""The closed half of the securitisation module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.securitisation.follows import FOLLOWS
from counterfoil.modules.securitisation.invariants import invariants
from counterfoil.modules.securitisation.law import LAW
from counterfoil.modules.securitisation.limits import LIMITS
from counterfoil.modules.securitisation.steps import lasts, outstanding, steps

MODULE: Final = Module(
    law=LAW,
    limits=LIMITS,
    follows=FOLLOWS,
    steps=steps,
    lasts=lasts,
    outstanding=outstanding,
    invariants=invariants,
)
