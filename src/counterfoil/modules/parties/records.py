# SPDX-License-Identifier: Apache-2.0
"""Records of the parties module and where they live."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.primitives.types import AccountId, HashField, HexHash, PartyId, RecordPath

GOVERNANCE_FEATURE: Final = "governance"
"""The feature from which on nobody changes its own roles, or the version alone, and a chain can have a charter."""


class PartyKind(StrEnum):
    organisation = "organisation"
    person = "person"
    council = "council"
    """the members of a chain, who act by decisions alone"""


class Role(StrEnum):
    """What a party may do beyond holding and transferring."""

    registrar = "registrar"
    supervisor = "supervisor"
    issuer = "issuer"
    custodian = "custodian"
    operating_bank = "operating_bank"
    venue = "venue"
    clearing_house = "clearing_house"
    recorder = "recorder"
    """keeps the register from day to day: what a registrar does but for roles, keys and the chain's own rules"""


Roles = Annotated[tuple[Role, ...], Meta(max_length=len(Role))]
"""Each at most once."""


class Control(StrEnum):
    """Who must authorise a movement of an account."""

    nobody = "nobody"
    holder = "holder"
    custodian = "custodian"
    either = "either"
    both = "both"
    record = "record"
    """no signature: the one record that the account names, such as a contract, and orders"""


class Standing(StrEnum):
    active = "active"
    suspended = "suspended"


class AccountStatus(StrEnum):
    """Of an account."""

    active = "active"
    suspended = "suspended"
    closed = "closed"
    """the record that alone moved it has ended: orders and the terms of instruments alone move anything into it, and
    out of it these and what was reserved or pledged there before"""


ACCOUNT_CYCLE: Final[dict[AccountStatus, frozenset[AccountStatus]]] = {
    AccountStatus.active: frozenset({AccountStatus.suspended, AccountStatus.closed}),
    AccountStatus.suspended: frozenset({AccountStatus.active}),
    AccountStatus.closed: frozenset(),
}
"""status → the statuses it may change to; only what a record moves is ever closed"""


class Party(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A subject. ``commitment`` stands in for a person's identity, which is kept off the ledger."""

    party: PartyId
    kind: PartyKind
    name: str
    commitment: HexHash | None
    lei: str | None
    uscc: str | None
    document: HashField | None
    """the certificate on which a registrar took a credit code with another check character"""
    roles: Roles
    keys: KeyPolicy | None
    status: Standing


class Account(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account: whose it is, who keeps it, and who must authorise movements."""

    account: AccountId
    holder: PartyId
    custodian: PartyId | None
    incoming: Control
    outgoing: Control
    status: AccountStatus
    suspended_by: PartyId | None
    moved_by: RecordPath | UnsetType = UNSET
    """of an account that no signature moves: the record that alone does"""

    def may_be_stopped_by(self, by: PartyId) -> bool:
        """Whether nobody stopped it, or its custodian alone did, whose stop another takes over."""
        return self.status is not AccountStatus.suspended or self.suspended_by == self.custodian != by


class HolderAccount(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """That an account is a party's, found by the party: an account's holder never changes."""

    account: AccountId
    holder: PartyId


class KnownKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A public key that some party has or had, found by its key identifier, and the first party that had it."""

    key: str
    party: PartyId
    scheme: str


PARTIES: Final = Table("parties/party", Party, PartiesOutcome.unknown_party, PartiesOutcome.party_exists)
ACCOUNTS: Final = Table("parties/account", Account, PartiesOutcome.unknown_account, PartiesOutcome.account_exists)
HOLDER_ACCOUNTS: Final = Table(
    "parties/holder_account",
    HolderAccount,
    PartiesOutcome.unknown_holder_account,
    PartiesOutcome.holder_account_exists,
)
KEYS: Final = Table("parties/key", KnownKey, PartiesOutcome.unknown_key_entry, PartiesOutcome.key_exists)
