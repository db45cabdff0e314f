# SPDX-License-Identifier: Apache-2.0
"""The closed half of the settlement module."""

from typing import Final

from counterfoil.law.module import Module, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.settlement.events import Instructed, accounts_of
from counterfoil.modules.settlement.invariants import invariants
from counterfoil.modules.settlement.law import LAW


def accounts_are_open(event: Instructed, moment: Whole) -> None:
    """An instruction names accounts that exist."""
    for account in accounts_of(event.legs):
        require(moment.read(ACCOUNTS, account) is not None, PartiesOutcome.unknown_account, account)


MODULE: Final = Module(law=LAW, limits={Instructed: accounts_are_open}, invariants=invariants)
