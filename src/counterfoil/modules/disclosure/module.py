# SPDX-License-Identifier: Apache-2.0
"""The closed half of the disclosure module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.disclosure.invariants import invariants
from counterfoil.modules.disclosure.law import LAW
from counterfoil.modules.disclosure.limits import LIMITS
from counterfoil.modules.disclosure.records import DUTIES
from counterfoil.modules.disclosure.steps import stands, steps

MODULE: Final = Module(law=LAW, limits=LIMITS, stands={DUTIES: stands}, steps=steps, invariants=invariants)
