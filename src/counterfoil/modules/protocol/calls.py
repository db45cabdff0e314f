# SPDX-License-Identifier: Apache-2.0
"""Calls of the protocol module."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call
from counterfoil.modules.protocol.records import Window
from counterfoil.primitives.types import HeightField, PartyId


class ScheduleFeature(Call, frozen=True, tag_field="call", tag="protocol.schedule_feature"):
    """A registrar decides from which height a feature is active."""

    feature: Annotated[str, Meta(max_length=64)]
    height: HeightField
    registrar: PartyId


class ScheduleVersion(Call, frozen=True, tag_field="call", tag="protocol.schedule_version"):
    """A registrar decides from which height a protocol version is in force, a supervisor with it; others stop there."""

    protocol: Annotated[int, Meta(ge=2, le=2**31)]
    height: HeightField
    registrar: PartyId
    supervisor: PartyId | None = None
    """who agrees; none where a council is the registrar"""


class ScheduleWindow(Call, frozen=True, tag_field="call", tag="protocol.schedule_window"):
    """A registrar decides from which height transactions may be valid for another number of blocks."""

    window: Window
    height: HeightField
    registrar: PartyId
