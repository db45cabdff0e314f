# SPDX-License-Identifier: Apache-2.0
"""The closed half of the peers module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.peers.invariants import invariants
from counterfoil.modules.peers.law import LAW

MODULE: Final = Module(law=LAW, invariants=invariants)
