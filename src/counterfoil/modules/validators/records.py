# SPDX-License-Identifier: Apache-2.0
"""Records of the validators module: each validator, its keys for ever, and the set in force."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.identity.policy import POLICY_KEYS_MAX, KeyPolicy, PublicKey
from counterfoil.identity.validators import Validator, votes_needed
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.validators.outcomes import ValidatorsOutcome
from counterfoil.primitives.signatures import ED25519
from counterfoil.primitives.types import Height, KeyId, PartyId, Timestamp

CURRENT: Final = "current"
SEATS_MAX: Final = POLICY_KEYS_MAX
"""As many as a seal policy has keys."""
SEATS_MIN: Final = 4
"""The fewest of whom one may fail: 3 × 1 + 1."""
SETTLED_BLOCKS: Final = 2
"""Blocks after which the engine has taken up a change: it votes under it two of its heights later, and each of our
blocks is a height of its own there."""
ConsensusKey = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z", examples=["f" * 64])]
"""An Ed25519 public key: the only kind that the engine knows."""


class ValidatorStatus(StrEnum):
    offered = "offered"
    serving = "serving"
    left = "left"


VALIDATOR_CYCLE: Final[dict[ValidatorStatus, frozenset[ValidatorStatus]]] = {
    ValidatorStatus.offered: frozenset({ValidatorStatus.serving, ValidatorStatus.left}),
    ValidatorStatus.serving: frozenset({ValidatorStatus.left}),
    ValidatorStatus.left: frozenset(),
}
"""status → the statuses it may change to; whoever comes back has another name, and other keys"""


class KeyPurpose(StrEnum):
    """What a validator does with a key."""

    consensus = "consensus"
    seal = "seal"


class Seat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A validator in the set, with one vote."""

    validator: str
    party: PartyId
    consensus_key: ConsensusKey
    seal_key: PublicKey


class RecentChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a validator came, left or changed its keys, and the engine may not have taken it up."""

    validator: str
    height: Height
    was: bool
    """whether it was in the set before"""


class ValidatorSet(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who votes on the next block and seals it, in the order in which they came."""

    number: int
    """of the sets that there were, from 1 on"""
    height: Height
    """of the block that made it: it is in force from the next on"""
    seats: tuple[Seat, ...]
    recent: tuple[RecentChange, ...]
    """since when the chain had other validators than these"""
    recovery: KeyPolicy | None
    """with which the custody log registered the chain; it never changes"""

    @property
    def validators(self) -> tuple[Validator, ...]:
        """As an ordering engine asks for them."""
        return tuple(Validator(seat.consensus_key, seat.seal_key, seat.party) for seat in self.seats)

    @property
    def goes_on(self) -> bool:
        """Whether whoever stays is a quorum of those before and after the recent changes; one may always change.

        So neither who has gone already nor who is not up yet can stop the chain.
        """
        were: dict[str, bool] = {}
        for one in self.recent:
            were.setdefault(one.validator, one.was)
        stay = sum(seat.validator not in were for seat in self.seats)
        before = stay + sum(were.values())
        return len(were) < 2 or stay >= max(votes_needed(before), votes_needed(len(self.seats)))

    def has(self, validator: str) -> bool:
        """Whether a validator is one of them."""
        return any(seat.validator == validator for seat in self.seats)

    def share(self, party: PartyId) -> tuple[int, int]:
        """(votes of a party, votes in all)"""
        return sum(seat.party == party for seat in self.seats), len(self.seats)

    def with_(self, seat: Seat, height: Height) -> "ValidatorSet":
        """With a validator more, or with other keys of one."""
        if not self.has(seat.validator):
            return self._changed((*self.seats, seat), seat.validator, height)
        seats = tuple(seat if one.validator == seat.validator else one for one in self.seats)
        return self._changed(seats, seat.validator, height)

    def without(self, validator: str, height: Height) -> "ValidatorSet":
        """Without one that was among them."""
        seats = tuple(seat for seat in self.seats if seat.validator != validator)
        return self._changed(seats, validator, height)

    def restored(self, validators: tuple[str, ...], height: Height) -> "ValidatorSet":
        """Of some of them alone; the engine begins with these, so that nothing is left for it to take up."""
        seats = tuple(seat for seat in self.seats if seat.validator in validators)
        return replace(self, number=self.number + 1, height=height, seats=seats, recent=())

    def _changed(self, seats: tuple[Seat, ...], validator: str, height: Height) -> "ValidatorSet":
        recent = tuple(one for one in self.recent if height - one.height < SETTLED_BLOCKS)
        change = RecentChange(validator=validator, height=height, was=self.has(validator))
        return replace(self, number=self.number + 1, height=height, seats=seats, recent=(*recent, change))


class ValidatorRecord(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A validator: whose it is, its keys, how people call and reach it, until when its keys and certificates hold."""

    validator: str
    party: PartyId
    consensus_key: ConsensusKey
    seal_key: PublicKey
    moniker: str
    address: str
    expires: Timestamp | None
    """the first of the times at which a key or a certificate of its node ends; None: nobody said"""
    since: Height | None = None
    """of the block that made it one of the set"""
    rotated: Timestamp | None = None
    """when its keys changed last"""
    status: ValidatorStatus = ValidatorStatus.offered

    @property
    def seat(self) -> Seat:
        """What of it stands in the set."""
        return Seat(
            validator=self.validator, party=self.party, consensus_key=self.consensus_key, seal_key=self.seal_key
        )


class ValidatorKey(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a validator has or had a key: for ever, so that none serves again."""

    validator: str
    purpose: KeyPurpose


SETS: Final = Table(
    "validators/set", ValidatorSet, ValidatorsOutcome.no_validators, ValidatorsOutcome.validators_exist
).opened()
VALIDATORS: Final = Table(
    "validators/validator",
    ValidatorRecord,
    ValidatorsOutcome.unknown_validator,
    ValidatorsOutcome.validator_exists,
).opened()
USED_KEYS: Final = Table(
    "validators/key", ValidatorKey, ValidatorsOutcome.unknown_validator_key, ValidatorsOutcome.validator_key_used
).opened()


def consensus_public(key: str) -> PublicKey:
    """The engine's key as a public key of ours."""
    return PublicKey(key=key, scheme=ED25519)


def consensus_keyid(key: str) -> KeyId:
    """Its identifier."""
    return consensus_public(key).keyid
