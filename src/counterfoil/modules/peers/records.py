# SPDX-License-Identifier: Apache-2.0
"""Records of the peers module: whom to believe about another chain, and what was shown of its records."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.evidence.seal import SealHistory
from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.dated import in_force
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.peers.outcomes import PeersOutcome
from counterfoil.primitives.types import (
    ChainId,
    Duration,
    HashField,
    Height,
    JsonText,
    PartyId,
    RecordPath,
    Timestamp,
)

RECORDS_MAX: Final = 16
"""Records that one answer shows: the invoices of a voucher."""
VALUE_LENGTH_MAX: Final = 8_192
"""Characters of a record that is shown; an invoice with as many proposals as may wait has less than half."""
POLICY_LENGTH_MAX: Final = 8_192
ElsewherePath = Annotated[
    RecordPath,
    Meta(
        pattern=r"^[a-z_]{1,32}/[a-z_]{1,32}/[A-Za-z0-9._:/-]{1,160}\Z",
        examples=["receivables/invoice/registry/" + "f" * 64],
    ),
]
"""Where a record stands on another chain."""
Value = Annotated[JsonText, Meta(max_length=VALUE_LENGTH_MAX)]


class PeerTrust(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to believe about a chain, from a time on: what a verifier's trust file says of it."""

    since: Timestamp
    number: int
    """which change of trust it is, from 1 on"""
    policy: str
    """the custody log's key, its witnesses and entry auditors, and which of them are enough (C2SP tlog-policy)"""
    entry_auditors: str | None
    """the group of the policy that cosigns only where the log kept its rules; None: nobody does"""
    seal: KeyPolicy
    """under which the chain was registered in the log; its rotations are shown"""
    recovery: KeyPolicy | None
    recovery_delay: Duration
    auditors: KeyPolicy | None
    """state auditors; None: that the chain's state is right is its sealers' word"""

    def seals(self, chain: ChainId) -> SealHistory:
        """Who may seal it before any rotation."""
        return SealHistory(chain, self.seal, self.recovery, self.recovery_delay)


class PeerChain(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another chain, and whom to believe about it. What answers: ``law.elsewhere``."""

    chain: ChainId
    genesis: HashField
    keeper: PartyId
    changes: int
    """how often trust in it was set"""
    entries: tuple[PeerTrust, ...]

    def trust(self, time: Timestamp) -> PeerTrust | None:
        """The trust in force at a time; None before the first."""
        return in_force(self.entries, time)

    def believed(self, time: Timestamp) -> int | None:
        """Its number."""
        trust = self.trust(time)
        return None if trust is None else trust.number

    def answer_about(self, record: RecordPath) -> RecordPath:
        """Where the last answer about a record of it stands."""
        return ANSWERS.path(self.chain, record)


class PeerAnswer(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a record of a peer was, at a header of the peer."""

    peer: ChainId
    record: RecordPath
    value: JsonText | None
    """None: it was not there"""
    height: Height
    header: HashField
    time: Timestamp
    """of the header"""
    believed: int
    """the number of the trust under which it was proved"""
    by: PartyId
    """who brought it; it proves itself"""


PEERS: Final = Table("peers/chain", PeerChain, PeersOutcome.unknown_peer, PeersOutcome.peer_exists)
ANSWERS: Final = Table("peers/answer", PeerAnswer, PeersOutcome.unknown_answer, PeersOutcome.answer_exists)
