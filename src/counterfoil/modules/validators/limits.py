# SPDX-License-Identifier: Apache-2.0
"""What needs the whole state: that a key of a validator is no party's, and a party's no validator's."""

from collections.abc import Iterable
from typing import Final

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.event import EventData
from counterfoil.law.module import Limit, Whole
from counterfoil.law.outcome import require
from counterfoil.modules.parties.events import KeysRotated, PartyRegistered
from counterfoil.modules.parties.records import KEYS
from counterfoil.modules.validators.events import Offered, Rotated
from counterfoil.modules.validators.outcomes import ValidatorsOutcome
from counterfoil.modules.validators.records import USED_KEYS, consensus_keyid
from counterfoil.primitives.types import KeyId


def offers_keys_of_no_party(event: Offered, moment: Whole) -> None:
    """Whoever breaks into a node, which runs all day, signs nothing for its firm."""
    _require_no_party(moment, (consensus_keyid(event.consensus_key), event.seal_key.keyid))


def rotates_to_keys_of_no_party(event: Rotated, moment: Whole) -> None:
    """The same."""
    _require_no_party(moment, (consensus_keyid(event.seat.consensus_key), event.seat.seal_key.keyid))


def signs_with_keys_of_no_validator(event: PartyRegistered | KeysRotated, moment: Whole) -> None:
    """The same, of a party that comes later."""
    policy: KeyPolicy | None = event.keys
    for keyid in () if policy is None else policy.keyids:
        require(moment.read(USED_KEYS, keyid) is None, ValidatorsOutcome.key_of_a_validator, keyid)


def _require_no_party(moment: Whole, keyids: Iterable[KeyId]) -> None:
    for keyid in keyids:
        require(moment.read(KEYS, keyid) is None, ValidatorsOutcome.key_of_a_party, keyid)


LIMITS: Final[dict[type[EventData], Limit]] = {
    Offered: offers_keys_of_no_party,
    Rotated: rotates_to_keys_of_no_party,
    PartyRegistered: signs_with_keys_of_no_validator,
    KeysRotated: signs_with_keys_of_no_validator,
}
