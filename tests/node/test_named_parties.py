# SPDX-License-Identifier: Apache-2.0
"""Parties as people name them: those that no chain has, and which one was meant."""

import pytest

from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind
from counterfoil.node.named_parties import LISTED, NEXT, brought_by, meant, require_parties
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, PartyId
from support.ledger import Ledger
