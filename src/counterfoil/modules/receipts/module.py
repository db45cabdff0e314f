# SPDX-License-Identifier: Apache-2.0
"""The closed half of the receipts module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.receipts.documents import DOCUMENTS
from counterfoil.modules.receipts.follows import FOLLOWS
from counterfoil.modules.receipts.invariants import invariants
from counterfoil.modules.receipts.law import LAW
from counterfoil.modules.receipts.limits import LIMITS
from counterfoil.modules.receipts.steps import outstanding, stands, steps

MODULE: Final = Module(
    law=LAW,
    limits=LIMITS,
    follows=FOLLOWS,
    stands={DOCUMENTS: stands},
    steps=steps,
    outstanding=outstanding,
    invariants=invariants,
)
