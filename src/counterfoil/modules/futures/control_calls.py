# SPDX-License-Identifier: Apache-2.0
"""Calls about actual control."""

from counterfoil.law.call import Call, LegalReference, Reference
from counterfoil.primitives.types import HashField, PartyId


class RecordControl(Call, frozen=True, tag_field="call", tag="futures.record_control"):
    """Record that a client is under the same actual control as the others of a group, from now on; by the house.

    What their accounts have together counts against the limit of positions of one. The first makes the group.
    """

    house: str
    group: Reference
    holder: PartyId
    reason: LegalReference
    document: HashField | None = None
    """hash of what it rests on"""


class EndControl(Call, frozen=True, tag_field="call", tag="futures.end_control"):
    """Record that a client is under no actual control with others any more, from now on; by the house."""

    house: str
    holder: PartyId
    reason: LegalReference
    document: HashField | None = None
    """hash of what it rests on"""
