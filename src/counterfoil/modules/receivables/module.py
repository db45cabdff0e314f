# SPDX-License-Identifier: Apache-2.0
"""The closed half of the receivables module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.receivables.follows import FOLLOWS
from counterfoil.modules.receivables.invariants import invariants
from counterfoil.modules.receivables.law import LAW
from counterfoil.modules.receivables.limits import LIMITS
from counterfoil.modules.receivables.outstanding import outstanding
from counterfoil.modules.receivables.records import ROOTS
from counterfoil.modules.receivables.steps import stands, steps

MODULE: Final = Module(
    law=LAW,
    limits=LIMITS,
    follows=FOLLOWS,
    stands={ROOTS: stands},
    steps=steps,
    outstanding=outstanding,
    invariants=invariants,
)
