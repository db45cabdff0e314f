# SPDX-License-Identifier: Apache-2.0
"""For whom the ledger waits: firms whose validators' keys or certificates expire soon, or have. No call is due."""

from collections.abc import Iterator
from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.text import format_time
from counterfoil.law.dated import DAY_MS
from counterfoil.law.module import Now, Outstanding, View, Watched
from counterfoil.modules.validators.queries import expiring
from counterfoil.modules.validators.records import ValidatorRecord, ValidatorStatus
from counterfoil.modules.validators.words import EXPIRED
from counterfoil.primitives.types import INTEGER_MAX, Timestamp

WARNED_MS: Final = 30 * DAY_MS
"""How long before its keys expire a firm is told: a motion that adds a validator before one leaves takes days."""


def stands(validator: ValidatorRecord, now: Now) -> Words | None:
    """That its keys have expired, which no event notes: it votes on until it leaves, or the chain could stop."""
    over = validator.expires is not None and validator.expires <= now.time
    if validator.status is ValidatorStatus.left or validator.expires is None or not over:
        return None
    return EXPIRED.fill(expires=format_time(validator.expires))


def outstanding(view: View, time: Timestamp) -> Iterator[Outstanding]:
    """Each validator whose firm rotates its keys, or says until when they hold."""
    for record, expires in expiring(view, Timestamp(time + WARNED_MS)):
        over = "expired" if expires <= time else "expire soon"
        told = f"keys or certificates {over}: validators.rotate, or validators.set_expiry once they are renewed"
        since = format_time(Timestamp(max(0, expires - WARNED_MS)))
        yield Outstanding(record.party, "validator keys", record.validator, told, since, format_time(expires))


KEYS_END: Final = Watched(
    gauge="counterfoil_validator_keys_end_seconds",
    says="When the first key or certificate of a validator ends, as its firm said, since 1970",
    label="validator",
    times=lambda view: ((one.validator, ends) for one, ends in expiring(view, Timestamp(INTEGER_MAX))),
)
