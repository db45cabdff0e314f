# SPDX-License-Identifier: Apache-2.0
"""The closed half of the governance module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.governance.calls import Propose
from counterfoil.modules.governance.invariants import invariants
from counterfoil.modules.governance.law import LAW
from counterfoil.modules.governance.limits import LIMITS, gate
from counterfoil.modules.governance.motion import MOTIONS
from counterfoil.modules.governance.records import PAUSES
from counterfoil.modules.governance.steps import foreseen, paused, stands, steps

MODULE: Final = Module(
    law=LAW,
    limits=LIMITS,
    gate=gate,
    foresees={Propose: foreseen},
    stands={MOTIONS: stands, PAUSES: paused},
    steps=steps,
    invariants=invariants,
)
