# SPDX-License-Identifier: Apache-2.0
"""Calls of the peers module."""

from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.evidence.package import Hashes, Index
from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.call import Call, LegalReference
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.peers.records import POLICY_LENGTH_MAX, RECORDS_MAX, ElsewherePath, Value
from counterfoil.primitives.authmap.proof import MapProof
from counterfoil.primitives.types import IDENTIFIER, ChainId, Duration, HashField, PartyId, TimestampField

Entry = Annotated[str, Meta(min_length=1, max_length=60_000)]


class LoggedEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the custody log as text, and its path to the checkpoint's root, the sibling first."""

    entry: Entry
    index: Index
    path: Hashes


class ShownRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record's JSON, or null where there is none, with its proof under the header's state root."""

    record: ElsewherePath
    proof: MapProof
    value: Value | None


class Trust(Call, frozen=True, tag_field="call", tag="peers.trust"):
    """Say whom to believe about another chain from a time on; by who keeps its record here, and a supervisor."""

    chain: Annotated[ChainId, IDENTIFIER]
    """as the custody log has it"""
    genesis: HashField
    """of its genesis header; fixed once"""
    keeper: PartyId
    """a venue, registrar or recorder; fixed once"""
    by: PartyId
    """the supervisor that agrees"""
    policy: Annotated[str, Meta(min_length=1, max_length=POLICY_LENGTH_MAX)]
    """the custody log, its witnesses and entry auditors, and which are enough, as in a trust file"""
    seal: KeyPolicy
    """under which the log registered the chain"""
    reason: LegalReference
    entry_auditors: Annotated[str, Meta(max_length=64)] | None = None
    """the group of the policy that cosigns only where the log kept its rules; None: nobody is asked"""
    auditors: KeyPolicy | None = None
    """state auditors, of whom a quorum executes the chain up to what it answers by; None: nobody is asked"""
    recovery: KeyPolicy | None = None
    recovery_delay: Annotated[Duration, Meta(ge=0, le=3_660 * DAY_MS)] = Duration(0)
    since: TimestampField | None = None
    """None: from this block on"""


class AnswerFor(Call, frozen=True, tag_field="call", tag="peers.answer"):
    """Show what records of another chain are at an anchored header of it; by any party. It proves itself."""

    peer: str
    by: PartyId
    """who brings it"""
    checkpoint: Annotated[str, Meta(min_length=1, max_length=32_768)]
    """of the custody log, with its cosignatures"""
    roll: LoggedEntry
    """the log's last entry: where every chain stands"""
    anchor: LoggedEntry
    """of the header"""
    genesis: Entry
    """the chain's genesis header"""
    ancestry: Hashes
    """the genesis header's path to the header's ``ancestors``; empty for the genesis itself"""
    records: Annotated[tuple[ShownRecord, ...], Meta(min_length=1, max_length=RECORDS_MAX)]
    rotations: Annotated[tuple[LoggedEntry, ...], Meta(max_length=16)] = ()
    """of the chain's seal policy, in order"""
    audits: Annotated[tuple[LoggedEntry, ...], Meta(max_length=32)] = ()
    """of the header"""
