# SPDX-License-Identifier: Apache-2.0
"""The closed half of the insurance module. No rule of it needs the whole state."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.insurance.invariants import invariants
from counterfoil.modules.insurance.law import LAW
from counterfoil.modules.insurance.records import POLICIES
from counterfoil.modules.insurance.steps import stands, steps

MODULE: Final = Module(law=LAW, stands={POLICIES: stands}, steps=steps, invariants=invariants)
