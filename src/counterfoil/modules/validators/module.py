# SPDX-License-Identifier: Apache-2.0
"""The closed half of the validators module."""

from typing import Final

from counterfoil.law.module import Module
from counterfoil.modules.validators.invariants import invariants
from counterfoil.modules.validators.law import LAW
from counterfoil.modules.validators.limits import LIMITS
from counterfoil.modules.validators.queries import voting
from counterfoil.modules.validators.records import VALIDATORS
from counterfoil.modules.validators.steps import KEYS_END, outstanding, stands

MODULE: Final = Module(
    law=LAW,
    limits=LIMITS,
    stands={VALIDATORS: stands},
    outstanding=outstanding,
    watched=(KEYS_END,),
    invariants=invariants,
    validators=voting,
)
