# SPDX-License-Identifier: Apache-2.0
"""Calls by which members hand in orders and terminals to a supervisor."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call
from counterfoil.law.dated import DayField
from counterfoil.modules.futures.handing_in import ROWS_MAX, HandedKind
from counterfoil.primitives.types import INTEGER_MAX, HashField, PartyId


class SetCollection(Call, frozen=True, tag_field="call", tag="futures.set_collection"):
    """Have members of a house hand in, sealed to a key of a supervisor; by it, and by whoever collected until then."""

    house: str
    supervisor: PartyId
    sealed_to: HashField
    """identifier of the key that batches are sealed to"""
    due_min: Annotated[int, Meta(ge=0, le=43_200)]
    """minutes after a trading day begins, until when its batches are in time; 1,980 is nine in the morning after"""


class HandIn(Call, frozen=True, tag_field="call", tag="futures.hand_in"):
    """Hand in the next batch of a day's orders, or terminals; by the member. Its rows are in ``sealed``, nowhere else.

    ``counterfoil clearing orders import`` makes it from a file.
    """

    house: str
    member: PartyId
    kind: HandedKind
    number: Annotated[int, Meta(ge=1, le=INTEGER_MAX)]
    """one more than the member's last of this kind"""
    day: DayField
    """the trading day"""
    rows: Annotated[int, Meta(ge=0, le=ROWS_MAX)]
    root: HashField
    """over a head and the salted rows (RFC 6962)"""
    ends_day: bool = False
    """whether the member says that with it nothing of the day lacks"""
