# SPDX-License-Identifier: Apache-2.0
"""Events of the parties module: what each touches, and whose consent it needs."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import UNSET, UnsetType

from counterfoil.evidence.event import ObjectClass
from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.event import Changes, Consents, EventData, Touch, Write
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.parties.attestations import ATTESTATION_EVENTS
from counterfoil.modules.parties.authority import (
    RECORDERS,
    require_alone,
    require_no_council,
    require_parties,
    require_party,
    require_role,
    require_standing,
    require_unstopped,
)
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import (
    ACCOUNTS,
    HOLDER_ACCOUNTS,
    KEYS,
    PARTIES,
    Account,
    AccountStatus,
    Control,
    HolderAccount,
    KnownKey,
    Party,
    PartyKind,
    Role,
    Roles,
    Standing,
)
from counterfoil.primitives.types import AccountId, HashField, PartyId, RecordPath

_PARTIES: Changes[Party] = Changes(PARTIES)
_ACCOUNTS: Changes[Account] = Changes(ACCOUNTS)


class SubjectEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.subject


class AccountEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.account


class PartyRegistered(SubjectEvent, frozen=True):
    """A registrar brought a party onto the chain."""

    type: ClassVar[str] = "parties.registered"
    party: PartyId
    registrar: PartyId
    kind: PartyKind
    name: str
    commitment: HashField | None
    lei: str | None
    uscc: str | None
    document: HashField | None
    roles: Roles
    keys: KeyPolicy | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        party = Party(
            party=self.party,
            kind=self.kind,
            name=self.name,
            commitment=self.commitment,
            lei=self.lei,
            uscc=self.uscc,
            document=self.document,
            roles=self.roles,
            keys=self.keys,
            status=Standing.active,
        )
        yield _PARTIES.create(party, self.party)

    def writes(self, moment: Moment) -> Iterator[Write]:
        return _remembered(self.keys, self.party)

    def permit(self, moment: Moment) -> Consents:
        if not self.roles:
            require_role(moment, self.registrar, *RECORDERS)
        else:
            require_role(moment, self.registrar, Role.registrar)
            require_alone(moment, self.registrar, self.party, self.roles)
        return ()


class CouncilFounded(SubjectEvent, frozen=True):
    """A council came into being, by a registrar, who gives way to it."""

    type: ClassVar[str] = "parties.council_founded"
    council: PartyId
    name: str
    roles: Roles
    by: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        council = Party(
            party=self.council,
            kind=PartyKind.council,
            name=self.name,
            commitment=None,
            lei=None,
            uscc=None,
            document=None,
            roles=self.roles,
            keys=None,
            status=Standing.active,
        )
        yield _PARTIES.create(council, self.council)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.registrar)
        return ()


class StandingChanged(SubjectEvent, frozen=True):
    """What suspension and reinstatement share."""

    party: PartyId
    by: PartyId
    reference: str
    document: HashField

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.supervisor)
        return ()


class PartySuspended(StandingChanged, frozen=True):
    """A supervisor stopped a party from authorising anything."""

    type: ClassVar[str] = "parties.suspended"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _PARTIES.replace(self.party, status=Standing.suspended)

    def permit(self, moment: Moment) -> Consents:
        require_no_council(moment, self.party)
        require_role(moment, self.by, Role.supervisor)
        return ()


class PartyReinstated(StandingChanged, frozen=True):
    """A supervisor lifted a suspension."""

    type: ClassVar[str] = "parties.reinstated"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _PARTIES.replace(self.party, status=Standing.active)


class RolesAssigned(SubjectEvent, frozen=True):
    """A registrar replaced a party's roles."""

    type: ClassVar[str] = "parties.roles_assigned"
    party: PartyId
    registrar: PartyId
    roles: Roles

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _PARTIES.replace(self.party, roles=self.roles)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.registrar, Role.registrar)
        require_alone(moment, self.registrar, self.party, self.roles)
        return ()


class KeysRotated(SubjectEvent, frozen=True):
    """A party's key policy was replaced; ``registrar`` did it for a party that had no keys."""

    type: ClassVar[str] = "parties.keys_rotated"
    party: PartyId
    keys: KeyPolicy
    registrar: PartyId | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _PARTIES.replace(self.party, keys=self.keys)

    def writes(self, moment: Moment) -> Iterator[Write]:
        return _remembered(self.keys, self.party)

    def permit(self, moment: Moment) -> Consents:
        require_no_council(moment, self.party)
        if self.registrar is None:
            require_party(moment, self.party)
        else:
            require_role(moment, self.registrar, Role.registrar)
        return ()


class AccountOpened(AccountEvent, frozen=True):
    """An account was opened."""

    type: ClassVar[str] = "parties.account_opened"
    account: AccountId
    holder: PartyId
    custodian: PartyId | None
    incoming: Control
    outgoing: Control
    moved_by: RecordPath | UnsetType = UNSET

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        account = Account(
            account=self.account,
            holder=self.holder,
            custodian=self.custodian,
            incoming=self.incoming,
            outgoing=self.outgoing,
            status=AccountStatus.active,
            suspended_by=None,
            moved_by=self.moved_by,
        )
        yield _ACCOUNTS.create(account, self.account)

    def writes(self, moment: Moment) -> Iterator[Write]:
        yield Write(HOLDER_ACCOUNTS, (self.holder, self.account), HolderAccount(self.account, self.holder))

    def permit(self, moment: Moment) -> Consents:
        require_standing(moment, self.holder)
        if self.moved_by is UNSET:  # a council signs for no account; one that a record moves needs no signature
            require_no_council(moment, self.holder)
        # Nobody could ever move what waits for a record that is not there.
        there = self.incoming is not Control.record or self.moved_by is not UNSET
        require(there, PartiesOutcome.no_record_moves_it, self.account)
        named = (self.outgoing is Control.record) == (self.moved_by is not UNSET)
        require(named, PartiesOutcome.no_record_moves_it, self.account)
        if self.custodian is None:
            require_party(moment, self.holder)
        else:
            require_role(moment, self.custodian, Role.custodian, Role.operating_bank)
        _require_consenting_holder(moment, self.holder, self)
        return ()


class AccountClosed(AccountEvent, frozen=True):
    """The record that alone moved an account has ended, which this says for good: no verifier needs that record.

    Whatever module's record moves an account closes it so, in the transaction in which the record ends.
    """

    type: ClassVar[str] = "parties.account_closed"
    account: AccountId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.replace(self.account, incoming=Control.record, status=AccountStatus.closed)

    def permit(self, moment: Moment) -> Consents:
        account = known(moment, ACCOUNTS, self.account)
        # A stop stays until it is lifted: it does not end by the doing of who is stopped.
        require_unstopped(account)
        require(account.moved_by is not UNSET, PartiesOutcome.no_record_moves_it, self.account)
        require_party(moment, account.holder)
        return ()


class AccountControlChanged(AccountEvent, frozen=True):
    """Custodian or rules of an account were replaced, with the consent of all concerned."""

    type: ClassVar[str] = "parties.account_control_changed"
    account: AccountId
    custodian: PartyId | None
    incoming: Control
    outgoing: Control

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.replace(self.account, custodian=self.custodian, incoming=self.incoming, outgoing=self.outgoing)

    def permit(self, moment: Moment) -> Consents:
        before = known(moment, ACCOUNTS, self.account)
        require(before.moved_by is UNSET, PartiesOutcome.moved_by_record, self.account)
        waits = Control.record in (self.incoming, self.outgoing)
        require(not waits, PartiesOutcome.no_record_moves_it, self.account)
        holder = known(moment, PARTIES, before.holder)
        concerned = [before.holder] if holder.keys is not None else []
        concerned += [party for party in (before.custodian, self.custodian) if party is not None]
        require(bool(concerned), PartiesOutcome.not_authorised, before.holder)
        require_parties(moment, *concerned)
        if self.custodian is not None:
            require_role(moment, self.custodian, Role.custodian, Role.operating_bank)
        _require_consenting_holder(moment, before.holder, self)
        return ()


class AccountSuspended(AccountEvent, frozen=True):
    """A supervisor, or the custodian, stopped all movements of an account."""

    type: ClassVar[str] = "parties.account_suspended"
    account: AccountId
    by: PartyId
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.replace(self.account, status=AccountStatus.suspended, suspended_by=self.by)

    def permit(self, moment: Moment) -> Consents:
        _require_keeper(moment, self.by, known(moment, ACCOUNTS, self.account).custodian)
        return ()


class AccountReinstated(AccountEvent, frozen=True):
    """Whoever suspended the account, or a supervisor, lifted the suspension."""

    type: ClassVar[str] = "parties.account_reinstated"
    account: AccountId
    by: PartyId
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.replace(self.account, status=AccountStatus.active, suspended_by=None)

    def permit(self, moment: Moment) -> Consents:
        _require_keeper(moment, self.by, known(moment, ACCOUNTS, self.account).suspended_by)
        return ()


EVENTS: tuple[Any, ...] = (
    PartyRegistered,
    CouncilFounded,
    PartySuspended,
    PartyReinstated,
    RolesAssigned,
    KeysRotated,
    AccountOpened,
    AccountClosed,
    AccountControlChanged,
    AccountSuspended,
    AccountReinstated,
    *ATTESTATION_EVENTS,
)


def _remembered(keys: KeyPolicy | None, party: PartyId) -> Iterator[Write]:
    for key in keys.keys if keys is not None else ():
        yield Write(KEYS, (key.keyid,), KnownKey(key=key.key, party=party, scheme=key.scheme))


def _require_keeper(moment: Moment, by: PartyId, entitled: PartyId | None) -> None:
    """A supervisor, or the one other party that is entitled."""
    if by == entitled:
        require_party(moment, by)
    else:
        require_role(moment, by, Role.supervisor)


def _require_consenting_holder(moment: Moment, holder: PartyId, rules: AccountOpened | AccountControlChanged) -> None:
    """A rule that waits for a holder without keys would wait for ever; ``either`` is the holder without a custodian."""
    waits = {Control.holder, Control.both} | ({Control.either} if rules.custodian is None else set())
    if {rules.incoming, rules.outgoing} & waits:
        require(known(moment, PARTIES, holder).keys is not None, PartiesOutcome.holder_cannot_consent, holder)
