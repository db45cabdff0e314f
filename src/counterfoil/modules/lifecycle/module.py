# SPDX-License-Identifier: Apache-2.0
"""The closed half of the lifecycle module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.lifecycle.actions import ENTITLEMENTS
from counterfoil.modules.lifecycle.follows import FOLLOWS
from counterfoil.modules.lifecycle.invariants import invariants
from counterfoil.modules.lifecycle.law import LAW
from counterfoil.modules.lifecycle.limits import LIMITS
from counterfoil.modules.lifecycle.records import SNAPSHOTS, TERMS
from counterfoil.modules.lifecycle.steps import owes, pays, stands, steps

MODULE: Final = Module(
    law=LAW,
    limits=LIMITS,
    follows=FOLLOWS,
    stands={TERMS: pays, SNAPSHOTS: stands, ENTITLEMENTS: owes},
    steps=steps,
    invariants=invariants,
)
