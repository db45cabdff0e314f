# SPDX-License-Identifier: Apache-2.0
"""Typed reading of settlement instructions."""

from counterfoil.law.module import View
from counterfoil.modules.settlement.records import INSTRUCTIONS, OPEN, Instruction
from counterfoil.primitives.types import AccountId


def instruction(view: View, instruction: str) -> Instruction | None:
    """The instruction, or None."""
    return view.read(INSTRUCTIONS, instruction)


def open_instructions_of(view: View, account: AccountId) -> list[Instruction]:
    """Instructions with a leg of the account that can still settle. Reader every instruction of the chain."""
    return [found for _, found in view.rows(INSTRUCTIONS) if found.status in OPEN and account in found.accounts]
