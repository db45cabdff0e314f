# SPDX-License-Identifier: Apache-2.0
"""Calls and events of the protocol module."""

from typing import Annotated, Final

from msgspec import Meta

from counterfoil.commerce.context import EventType
from counterfoil.commerce.message import Message
from counterfoil.evidence.event import ObjectClass
from counterfoil.primitives.types import HeightField, PartyId

RULES_SET: Final = EventType("protocol.rules_set", ObjectClass.regulatory)
FEATURE_SCHEDULED: Final = EventType("protocol.feature_scheduled", ObjectClass.regulatory)
VERSION_SCHEDULED: Final = EventType("protocol.version_scheduled", ObjectClass.regulatory)


class ScheduleFeature(Message, frozen=True, tag_field="call", tag="protocol.schedule_feature"):
    """A registrar decides from which height a feature is active."""

    feature: Annotated[str, Meta(max_length=64)]
    height: HeightField
    registrar: PartyId


class ScheduleVersion(Message, frozen=True, tag_field="call", tag="protocol.schedule_version"):
    """A registrar decides from which height a protocol version is in force; nodes without it stop there."""

    protocol: Annotated[int, Meta(ge=2, le=2**31)]
    height: HeightField
    registrar: PartyId
