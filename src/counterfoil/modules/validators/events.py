# SPDX-License-Identifier: Apache-2.0
"""Events of the validators module."""

from collections.abc import Iterator
from typing import Any, ClassVar

from counterfoil.evidence.event import ObjectClass
from counterfoil.identity.policy import KeyPolicy, PublicKey
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.modules.parties.authority import is_council, require_parties, require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.modules.validators.outcomes import ValidatorsOutcome
from counterfoil.modules.validators.records import (
    CURRENT,
    SETS,
    USED_KEYS,
    VALIDATORS,
    ConsensusKey,
    KeyPurpose,
    Seat,
    ValidatorKey,
    ValidatorRecord,
    ValidatorSet,
    ValidatorStatus,
    consensus_keyid,
)
from counterfoil.primitives.types import Height, LedgerHashField, PartyId, Timestamp

_SETS: Changes[ValidatorSet] = Changes(SETS)
_VALIDATORS: Changes[ValidatorRecord] = Changes(VALIDATORS)
_KEYS: Changes[ValidatorKey] = Changes(USED_KEYS)


class ValidatorEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.regulatory


class Offered(ValidatorEvent, frozen=True):
    """A firm offered to run a validator, with keys that are its own."""

    type: ClassVar[str] = "validators.offered"
    validator: str
    party: PartyId
    consensus_key: ConsensusKey
    seal_key: PublicKey
    moniker: str
    address: str
    expires: Timestamp | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        record = ValidatorRecord(
            validator=self.validator,
            party=self.party,
            consensus_key=self.consensus_key,
            seal_key=self.seal_key,
            moniker=self.moniker,
            address=self.address,
            expires=self.expires,
        )
        yield _VALIDATORS.create(record, self.validator)
        yield _used(self.validator, KeyPurpose.consensus, consensus_keyid(self.consensus_key))
        yield _used(self.validator, KeyPurpose.seal, self.seal_key.keyid)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.party)
        return ()


class Begun(ValidatorEvent, frozen=True):
    """The chain has its first validators."""

    type: ClassVar[str] = "validators.begun"
    registrar: PartyId
    supervisor: PartyId | None
    seats: tuple[Seat, ...]
    recovery: KeyPolicy | None
    height: Height

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        first = ValidatorSet(number=1, height=self.height, seats=self.seats, recent=(), recovery=self.recovery)
        yield _SETS.create(first, CURRENT)
        for seat in self.seats:
            yield _VALIDATORS.replace(seat.validator, status=ValidatorStatus.serving, since=self.height)

    def permit(self, moment: Moment) -> Consents:
        require_decided(moment, self.registrar, self.supervisor)
        require_parties(moment, *(seat.party for seat in self.seats))
        return ()


class Joined(ValidatorEvent, frozen=True):
    """A validator is one of the set from the next block on."""

    type: ClassVar[str] = "validators.joined"
    seat: Seat
    registrar: PartyId
    supervisor: PartyId | None
    reason: str
    height: Height

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _SETS.change(lambda before: before.with_(self.seat, self.height), CURRENT)
        yield _VALIDATORS.replace(self.seat.validator, status=ValidatorStatus.serving, since=self.height)

    def permit(self, moment: Moment) -> Consents:
        require_decided(moment, self.registrar, self.supervisor)
        return ()


class Left(ValidatorEvent, frozen=True):
    """A validator, or the offer of one, is gone for good."""

    type: ClassVar[str] = "validators.left"
    validator: str
    by: PartyId
    supervisor: PartyId | None
    own: bool
    """whether its firm took it out"""
    served: bool
    """whether it was one of the set"""
    reason: str
    height: Height

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _VALIDATORS.replace(self.validator, status=ValidatorStatus.left)
        if self.served:
            yield _SETS.change(lambda before: before.without(self.validator, self.height), CURRENT)

    def permit(self, moment: Moment) -> Consents:
        if self.own:
            require_party(moment, self.by)
        else:
            require_decided(moment, self.by, self.supervisor)
        return ()


class Rotated(ValidatorEvent, frozen=True):
    """A validator votes and seals with other keys from the next block on."""

    type: ClassVar[str] = "validators.rotated"
    seat: Seat
    new_keys: tuple[KeyPurpose, ...]
    """which of its keys are new"""
    expires: Timestamp | None
    height: Height
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        seat = self.seat
        yield _SETS.change(lambda before: before.with_(seat, self.height), CURRENT)
        yield _VALIDATORS.replace(
            seat.validator,
            consensus_key=seat.consensus_key,
            seal_key=seat.seal_key,
            expires=self.expires,
            rotated=self.time,
        )
        if KeyPurpose.consensus in self.new_keys:
            yield _used(seat.validator, KeyPurpose.consensus, consensus_keyid(seat.consensus_key))
        if KeyPurpose.seal in self.new_keys:
            yield _used(seat.validator, KeyPurpose.seal, seat.seal_key.keyid)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.seat.party)
        return ()


class ExpirySet(ValidatorEvent, frozen=True):
    """A firm said until when its validator's keys and certificates hold."""

    type: ClassVar[str] = "validators.expiry_set"
    validator: str
    party: PartyId
    expires: Timestamp | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _VALIDATORS.replace(self.validator, expires=self.expires)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.party)
        return ()


class Restored(ValidatorEvent, frozen=True):
    """After a loss of the quorum, the validators that remained go on alone, under a supervisor's order."""

    type: ClassVar[str] = "validators.restored"
    supervisor: PartyId
    reference: str
    remaining: tuple[str, ...]
    firms: tuple[PartyId, ...]
    """whose they are"""
    gone: tuple[str, ...]
    last: Height
    last_hash: LedgerHashField
    """of the header after which they go on, as the log's rotation says"""
    height: Height

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _SETS.change(lambda before: before.restored(self.remaining, self.height), CURRENT)
        for validator in self.gone:
            yield _VALIDATORS.replace(validator, status=ValidatorStatus.left)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.supervisor, Role.supervisor)
        require_parties(moment, self.supervisor, *self.firms)
        return ()


EVENTS: tuple[Any, ...] = (Offered, Begun, Joined, Left, Rotated, ExpirySet, Restored)


def require_decided(moment: Moment, registrar: PartyId, supervisor: PartyId | None) -> None:
    """The council decided, whose decision is nobody else's word; or a registrar and a supervisor did together."""
    by_council = is_council(moment, registrar)
    two = supervisor is not None and supervisor != registrar
    told = registrar if supervisor is None else f"{registrar} and {supervisor}"
    require(by_council is not two, ValidatorsOutcome.validators_decided_wrongly, told)
    require_role(moment, registrar, Role.registrar)
    if supervisor is not None:
        require_role(moment, supervisor, Role.supervisor)
        require_parties(moment, registrar, supervisor)


def _used(validator: str, purpose: KeyPurpose, keyid: str) -> Touch:
    return _KEYS.create(ValidatorKey(validator=validator, purpose=purpose), keyid)
