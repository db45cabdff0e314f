# SPDX-License-Identifier: Apache-2.0
"""Calls of the restrictions module."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId, Reference
from counterfoil.law.dated import DayOffset
from counterfoil.modules.parties.attestations import Topic
from counterfoil.modules.restrictions.records import RULES_MAX, Rule
from counterfoil.primitives.types import AccountId, HashField, InstrumentId, PartyId, TimestampField

Rules = Annotated[tuple[Rule, ...], Meta(max_length=RULES_MAX)]


class Restrict(Call, frozen=True, tag_field="call", tag="restrictions.restrict"):
    """Let an instrument have rules, or have its holders counted as well; by its issuer, or by a supervisor."""

    instrument: InstrumentId
    by: PartyId
    counted: bool = True
    """whether its holders are counted, for rules on how many they are and how much each has; then no unit is out yet"""


class SetRules(Call, frozen=True, tag_field="call", tag="restrictions.set_rules"):
    """Replace an instrument's rules from a time on: the issuer its own, a supervisor those that supervisors imposed."""

    instrument: InstrumentId
    by: PartyId
    offset_min: DayOffset
    """minutes by which the day of these rules begins before midnight UTC; 480 in China"""
    rules: Rules
    """in the order in which they are asked; none: nothing is asked any more"""
    reference: LegalReference
    since: TimestampField | None = None
    """None: from now on"""


class ListParty(Call, frozen=True, tag_field="call", tag="restrictions.list_party"):
    """Put a party on an instrument's list of those who may hold it, or take it off; by issuer or supervisor."""

    instrument: InstrumentId
    party: PartyId
    by: PartyId
    listed: bool = True


class Declare(Call, frozen=True, tag_field="call", tag="restrictions.declare"):
    """Say that something happened on which a lock-up hangs; by issuer or supervisor, and for good."""

    instrument: InstrumentId
    event: Topic
    by: PartyId
    reference: LegalReference
    document: HashField | None = None


class Propose(Call, frozen=True, tag_field="call", tag="restrictions.propose"):
    """Propose a transfer that awaits approval, of the units that a hold reserves for it; both sides sign."""

    proposal: NewId
    hold: str
    """whose executor is the proposal's record; it says how much, and until when"""
    receiver: AccountId
    reference: Reference = ""


class Approve(Call, frozen=True, tag_field="call", tag="restrictions.approve"):
    """Approve a proposed transfer, by a party whom a rule asks; with the last approval the units move.

    Who approved already does so once more where the rules ask nobody else any longer.
    """

    proposal: str
    by: PartyId


class Reject(Call, frozen=True, tag_field="call", tag="restrictions.reject"):
    """Reject a proposed transfer, by a party whom a rule asks; the units are free again."""

    proposal: str
    by: PartyId
    reference: LegalReference


class Withdraw(Call, frozen=True, tag_field="call", tag="restrictions.withdraw"):
    """Withdraw a proposed transfer that is undecided, by both sides; the units are free again."""

    proposal: str


class Lapse(Call, frozen=True, tag_field="call", tag="restrictions.lapse"):
    """Anybody may close a proposal whose time has passed; the units are free again."""

    proposal: str


class Preapprove(Call, frozen=True, tag_field="call", tag="restrictions.preapprove"):
    """Approve beforehand what a hold delivers, such as a leg that settles against payment; it counts once."""

    hold: str
    """whose executor is a record, such as a settlement instruction; it says from whom, of what and how much"""
    receiver: AccountId
    by: PartyId
    expires: TimestampField | None = None
    """until when the approval counts; None: as long as the hold"""
    reference: Reference = ""
