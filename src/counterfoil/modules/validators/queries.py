# SPDX-License-Identifier: Apache-2.0
"""Typed reading of validators."""

from collections.abc import Iterator

from counterfoil.identity.validators import Validator
from counterfoil.law.module import View
from counterfoil.law.moment import Reader
from counterfoil.modules.validators.records import (
    CURRENT,
    SETS,
    VALIDATORS,
    ValidatorRecord,
    ValidatorSet,
    ValidatorStatus,
)
from counterfoil.primitives.types import Timestamp


def voting(state: Reader) -> tuple[Validator, ...]:
    """Who votes on the next block and seals it, in their order; none where the chain has no validators."""
    found = state.read(SETS, CURRENT)
    return () if found is None else found.validators


def validator_set(view: View) -> ValidatorSet | None:
    """The set in force, or None."""
    return view.read(SETS, CURRENT)


def validator(view: View, name: str) -> ValidatorRecord | None:
    """A validator, or None."""
    return view.read(VALIDATORS, name)


def validators(view: View) -> Iterator[ValidatorRecord]:
    """Every validator, on offer, in the set and gone, in the order of names."""
    return (record for _, record in view.rows(VALIDATORS))


def expiring(view: View, until: Timestamp) -> Iterator[tuple[ValidatorRecord, Timestamp]]:
    """Each in the set whose keys or certificates hold no longer than until a time, and how long they do."""
    for record in validators(view):
        if record.status is ValidatorStatus.serving and record.expires is not None and record.expires <= until:
            yield record, record.expires
