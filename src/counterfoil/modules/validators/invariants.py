# SPDX-License-Identifier: Apache-2.0
"""What is always true of validators."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.validators.queries import validator_set, validators
from counterfoil.modules.validators.records import (
    SETS,
    USED_KEYS,
    VALIDATORS,
    KeyPurpose,
    ValidatorStatus,
    consensus_keyid,
)


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    found = validator_set(view)
    seats = {} if found is None else {seat.validator: seat for seat in found.seats}
    if found is not None:
        path = SETS.path("current")
        held = [key for seat in found.seats for key in (consensus_keyid(seat.consensus_key), seat.seal_key.keyid)]
        if not seats or len(seats) != len(found.seats) or len(set(held)) != len(held):
            yield f"{path}: no validators, one twice, or one key twice: {', '.join(seats)}"
        if found.number < 1 or not found.goes_on:
            yield f"{path}: set {found.number} changed by more than it outlasts"
    for record in validators(view):
        path = VALIDATORS.path(record.validator)
        serving = record.status is ValidatorStatus.serving
        if seats.get(record.validator) != (record.seat if serving else None):
            yield f"{path}: {record.status}, and the set has {seats.get(record.validator)}"
        keys = {
            KeyPurpose.consensus: consensus_keyid(record.consensus_key),
            KeyPurpose.seal: record.seal_key.keyid,
        }
        for purpose, keyid in keys.items():
            kept = view.read(USED_KEYS, keyid)
            if kept is None or (kept.validator, kept.purpose) != (record.validator, purpose):
                yield f"{path}: its {purpose} key is not kept as its own"
