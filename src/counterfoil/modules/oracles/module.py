# SPDX-License-Identifier: Apache-2.0
"""The closed half of the oracles module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.oracles.invariants import invariants
from counterfoil.modules.oracles.law import LAW
from counterfoil.modules.oracles.limits import LIMITS
from counterfoil.modules.oracles.records import FEEDS
from counterfoil.modules.oracles.steps import stands, steps

MODULE: Final = Module(law=LAW, limits=LIMITS, stands={FEEDS: stands}, steps=steps, invariants=invariants)
