# SPDX-License-Identifier: Apache-2.0
"""The closed half of the traceability module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.traceability.invariants import invariants
from counterfoil.modules.traceability.law import LAW

MODULE: Final = Module(law=LAW, limits={}, invariants=invariants)
