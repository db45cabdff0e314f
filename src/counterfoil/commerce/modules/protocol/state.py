# SPDX-License-Identifier: Apache-2.0
"""Records of the protocol module and the features this software knows."""

from typing import Annotated, Final

import msgspec

from counterfoil.commerce.state import Table, TrailedRecord
from counterfoil.primitives.types import NATURAL, Height

PROTOCOL_VERSIONS: Final = (1,)
"""Protocol versions this software can run."""
IMMEDIATE_SETTLEMENT: Final = "immediate_settlement"
FEATURES: Final = frozenset({IMMEDIATE_SETTLEMENT})
"""Features this software knows; a chain activates each at a height of its own."""
VALIDITY_WINDOW_BLOCKS: Final = 1_000


class Activation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From ``height`` on, ``protocol`` is the version in force."""

    height: Height
    protocol: int


class Rules(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the chain has decided about its own rules."""

    features: dict[str, Height]
    """feature → height from which it is active"""
    protocols: tuple[Activation, ...]
    """in order of height; the first is the genesis version"""
    window: Annotated[int, NATURAL]
    """how many blocks ahead a transaction's ``valid_until`` may lie"""


RULES: Final = Table("protocol/rules", Rules)
RULES_KEY: Final = "current"


def active_features(rules: Rules, height: Height) -> frozenset[str]:
    """The features active at ``height``."""
    return frozenset(name for name, activation in rules.features.items() if height >= activation)


def protocol_at(rules: Rules, height: Height) -> int:
    """The protocol version in force at ``height``."""
    return [activation.protocol for activation in rules.protocols if activation.height <= height][-1]
