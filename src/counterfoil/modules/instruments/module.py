# SPDX-License-Identifier: Apache-2.0
"""The closed half of the instruments module; how much of one is outstanding, holdings know."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.instruments.invariants import invariants
from counterfoil.modules.instruments.law import LAW

MODULE: Final = Module(law=LAW, invariants=invariants)
