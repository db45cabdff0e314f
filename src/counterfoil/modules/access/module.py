# SPDX-License-Identifier: Apache-2.0
"""The closed half of the access module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.access.invariants import invariants
from counterfoil.modules.access.law import LAW
from counterfoil.modules.access.steps import outstanding

MODULE: Final = Module(law=LAW, limits={}, outstanding=outstanding, invariants=invariants)
