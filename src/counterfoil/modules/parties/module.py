# SPDX-License-Identifier: Apache-2.0
"""The closed half of the parties module. It has no limits: a party's own words are all law."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.parties.invariants import invariants
from counterfoil.modules.parties.law import LAW

MODULE: Final = Module(law=LAW, invariants=invariants)
