# SPDX-License-Identifier: Apache-2.0
"""The law of validators: how a set comes to be, how it changes, and how it goes on after it lost its quorum."""

from collections.abc import Collection, Iterable
from typing import Final

from msgspec.structs import replace

from counterfoil.evidence.text import format_time
from counterfoil.identity.policy import check_policy
from counterfoil.law.detail import from_then, not_so_far
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, Rule, under
from counterfoil.law.moment import Moment, known, require_new
from counterfoil.law.outcome import require
from counterfoil.modules.parties.authority import require_standing
from counterfoil.modules.validators import calls as c
from counterfoil.modules.validators import events as e
from counterfoil.modules.validators.membership import (
    current,
    firms,
    handed_on,
    require_balance,
    require_lasting,
    require_left,
    require_remaining,
    require_sound,
)
from counterfoil.modules.validators.outcomes import ValidatorsOutcome
from counterfoil.modules.validators.possession import ProvedKeys
from counterfoil.modules.validators.records import (
    SETS,
    USED_KEYS,
    VALIDATORS,
    KeyPurpose,
    ValidatorRecord,
    ValidatorSet,
    ValidatorStatus,
    consensus_keyid,
)
from counterfoil.modules.validators.words import WORDS
from counterfoil.primitives.types import LedgerHash, PartyId, Timestamp

VALIDATORS_FEATURE: Final = "validators"
"""The feature that lets a chain have validators."""
ROTATION_PAUSE_MS: Final = 3_600_000
"""Between two changes of a validator's keys: a firm that changed them in every block would let nobody else change."""


def offer(call: c.Offer, moment: Moment) -> Iterable[EventData]:
    require_new(moment, VALIDATORS, call.validator)
    _require_proved(moment, call.keys, call.validator, call.party)
    _require_holding(call.validator, call.expires, moment.time)
    yield e.Offered(
        validator=call.validator,
        party=call.party,
        consensus_key=call.keys.consensus_key,
        seal_key=call.keys.seal_key,
        moniker=call.moniker,
        address=call.address,
        expires=call.expires,
    )


def begin(call: c.Begin, moment: Moment) -> Iterable[EventData]:
    _require_distinct(call.validators)
    seats = tuple(_on_offer(moment, name).seat for name in call.validators)
    problem = None if call.recovery is None else check_policy(call.recovery)
    require(problem is None, ValidatorsOutcome.recovery_unsound, problem or "")
    first = ValidatorSet(number=1, height=moment.height, seats=seats, recent=(), recovery=call.recovery)
    require_sound(first)
    require_balance(None, first)
    yield e.Begun(
        registrar=call.registrar,
        supervisor=call.supervisor,
        seats=seats,
        recovery=call.recovery,
        height=moment.height,
    )


def join(call: c.Join, moment: Moment) -> Iterable[EventData]:
    before = current(moment)
    seat = _on_offer(moment, call.validator).seat
    after = before.with_(seat, moment.height)
    require_sound(after)
    require_balance(before, after)
    require_lasting(after)
    yield e.Joined(
        seat=seat, registrar=call.registrar, supervisor=call.supervisor, reason=call.reason, height=moment.height
    )


def leave(call: c.Leave, moment: Moment) -> Iterable[EventData]:
    validator = known(moment, VALIDATORS, call.validator)
    require(validator.status is not ValidatorStatus.left, ValidatorsOutcome.validator_left, call.validator)
    served = validator.status is ValidatorStatus.serving
    if served:
        before = current(moment)
        after = before.without(call.validator, moment.height)
        require_left(after)
        require_balance(before, after)
        require_lasting(after)
    yield e.Left(
        validator=call.validator,
        by=call.by,
        supervisor=call.supervisor,
        own=call.by == validator.party and call.supervisor is None,
        served=served,
        reason=call.reason,
        height=moment.height,
    )


def rotate(call: c.Rotate, moment: Moment) -> Iterable[EventData]:
    validator = _serving(moment, call.validator)
    if validator.rotated is not None:
        until = Timestamp(validator.rotated + ROTATION_PAUSE_MS)
        told = from_then(call.validator, until, moment.time)
        require(moment.time >= until, ValidatorsOutcome.rotated_lately, told)
    new_keys = _renewed(validator, call.keys)
    require(bool(new_keys), ValidatorsOutcome.validator_keys_as_before, call.validator)
    _require_proved(moment, call.keys, call.validator, validator.party)
    _require_holding(call.validator, call.expires, moment.time)
    keys = call.keys
    seat = replace(validator.seat, consensus_key=keys.consensus_key, seal_key=keys.seal_key)
    after = current(moment).with_(seat, moment.height)
    require_sound(after)
    require_lasting(after)
    yield e.Rotated(seat=seat, new_keys=new_keys, expires=call.expires, height=moment.height, time=moment.time)


def set_expiry(call: c.SetExpiry, moment: Moment) -> Iterable[EventData]:
    validator = known(moment, VALIDATORS, call.validator)
    require(validator.status is not ValidatorStatus.left, ValidatorsOutcome.validator_left, call.validator)
    require(call.expires != validator.expires, ValidatorsOutcome.expiry_as_before, call.validator)
    _require_holding(call.validator, call.expires, moment.time)
    yield e.ExpirySet(validator=call.validator, party=validator.party, expires=call.expires)


def restore(call: c.Restore, moment: Moment) -> Iterable[EventData]:
    """Without deciding: those who could decide are gone. So what may be in it is little, and is all said here."""
    before = current(moment)
    _require_distinct(call.remaining)
    for name in call.remaining:
        require(before.has(name), ValidatorsOutcome.validator_not_serving, name)
    after = before.restored(call.remaining, moment.height)
    require_remaining(before, after)
    rotation = handed_on(call.rotation, moment.chain, before, after, call.last)
    told = f"after {call.last}, and this block is {moment.height}"
    require(call.last == moment.height - 1, ValidatorsOutcome.restored_elsewhere, told)
    yield e.Restored(
        supervisor=call.supervisor,
        reference=call.reference,
        remaining=call.remaining,
        firms=firms(after),
        gone=tuple(seat.validator for seat in before.seats if seat.validator not in call.remaining),
        last=call.last,
        last_hash=LedgerHash(rotation.last_hash),
        height=moment.height,
    )


def _on_offer(moment: Moment, name: str) -> ValidatorRecord:
    """A validator that may come into the set now."""
    found = known(moment, VALIDATORS, name)
    told = not_so_far(name, found.status, "on offer")
    require(found.status is ValidatorStatus.offered, ValidatorsOutcome.validator_not_offered, told)
    _require_holding(name, found.expires, moment.time)
    require_standing(moment, found.party)
    return found


def _serving(moment: Moment, name: str) -> ValidatorRecord:
    found = known(moment, VALIDATORS, name)
    told = not_so_far(name, found.status, "one of the set")
    require(found.status is ValidatorStatus.serving, ValidatorsOutcome.validator_not_serving, told)
    return found


def _renewed(validator: ValidatorRecord, keys: ProvedKeys) -> tuple[KeyPurpose, ...]:
    """Which of its keys would be others."""
    differs = {
        KeyPurpose.consensus: keys.consensus_key != validator.consensus_key,
        KeyPurpose.seal: keys.seal_key != validator.seal_key,
    }
    return tuple(purpose for purpose, new in differs.items() if new)


def _require_proved(moment: Moment, keys: ProvedKeys, validator: str, party: PartyId) -> None:
    """Two keys, each of which says itself whose it is."""
    apart = keys.seal_key.keyid != consensus_keyid(keys.consensus_key)
    require(apart, ValidatorsOutcome.keys_of_validator_alike, validator)
    proved = keys.proved(moment.chain, validator, party)
    require(proved, ValidatorsOutcome.possession_not_proved, f"{validator}, of {party}")


def _require_holding(validator: str, expires: Timestamp | None, now: Timestamp) -> None:
    """Its keys hold still."""
    told = "" if expires is None else f"{validator}: {format_time(expires)}"
    require(expires is None or expires > now, ValidatorsOutcome.validator_keys_expired, told)


def _require_distinct(names: Collection[str]) -> None:
    require(len(set(names)) == len(names), ValidatorsOutcome.validators_repeated, ", ".join(names))


LAW: Final = Law(
    noun="validators",
    calls={
        **under(
            VALIDATORS_FEATURE,
            {
                c.Offer: offer,
                c.Begin: begin,
                c.Join: join,
                c.Leave: leave,
                c.Rotate: rotate,
                c.SetExpiry: set_expiry,
            },
        ),
        c.Restore: Rule(restore, VALIDATORS_FEATURE, restarts=True),
    },
    events=e.EVENTS,
    tables=(SETS, VALIDATORS, USED_KEYS),
    outcomes=ValidatorsOutcome,
    words=WORDS,
)
