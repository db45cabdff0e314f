# SPDX-License-Identifier: Apache-2.0
"""Whose accounts are counted together: those of one holder, of a group under one actual control, of a member.

What they have together is counted as it changes, so that no trade has to look through all positions.
"""

from enum import StrEnum
from typing import Final

from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.futures.control_outcomes import ControlOutcome
from counterfoil.modules.futures.records import HedgeFlag, Lots
from counterfoil.primitives.types import AccountId, HexHash, PartyId, Timestamp

ACCOUNTS_MAX: Final = 256
"""Margin accounts of one holder with one house."""
CONTROLLED_MAX: Final = 1_024
"""Clients of one group."""


class Client(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A holder of margin accounts with a house, whichever members answer for them."""

    house: str
    holder: PartyId
    accounts: tuple[AccountId, ...] = ()
    """in the order in which they were opened"""
    group: str | None = None
    """under whose actual control it is; None: under nobody's on record"""
    since: Timestamp | None = None
    """when that was recorded, or ended"""
    reason: str = ""
    document: HexHash | None = None
    """hash of what it rests on"""


class Group(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Clients under one actual control (实际控制关系账户组)."""

    house: str
    group: str
    holders: tuple[PartyId, ...] = ()


class Whose(StrEnum):
    """Whose accounts are counted together."""

    of_client = "of_client"
    of_control = "of_control"
    of_member = "of_member"


class Together(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What several accounts have open together of a contract, for one purpose."""

    house: str
    whose: Whose
    named: str
    """the client, the group, or the member"""
    contract: str
    hedge: HedgeFlag
    long: Lots = 0
    short: Lots = 0


CLIENTS: Final = Table("futures/client", Client, ControlOutcome.unknown_client, ControlOutcome.client_exists)
GROUPS: Final = Table("futures/control", Group, ControlOutcome.unknown_control, ControlOutcome.control_exists)
TOGETHER: Final = Table("futures/together", Together, ControlOutcome.nothing_counted, ControlOutcome.together_exists)
TABLES: Final = (CLIENTS, GROUPS, TOGETHER)
