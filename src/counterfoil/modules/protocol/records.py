# SPDX-License-Identifier: Apache-2.0
"""Records of the protocol module, and which rules are in force at a height."""

from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.protocol.outcomes import ProtocolOutcome
from counterfoil.primitives.types import NATURAL, Height


class Activation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From ``height`` on, ``protocol`` is the version in force."""

    height: Height
    protocol: int


Window = Annotated[int, Meta(ge=1, le=1_000_000)]
"""How many blocks ahead a transaction's ``valid_until`` may lie."""


class WindowActivation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From ``height`` on, ``window`` is the one in force."""

    height: Height
    window: Window


class Rules(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the chain has decided about its own rules."""

    features: dict[str, Height]
    """feature → height from which it is active"""
    protocols: tuple[Activation, ...]
    """in order of height; the first is the genesis version"""
    log: str
    """origin of the custody log that keeps this chain's headers"""
    window: Annotated[int, NATURAL]
    """how many blocks ahead a transaction's ``valid_until`` may lie, from genesis on"""
    windows: tuple[WindowActivation, ...] | UnsetType = UNSET
    """other windows, in order of height, once one was decided"""


RULES: Final = Table("protocol/rules", Rules, ProtocolOutcome.no_rules, ProtocolOutcome.rules_exist).opened()
RULES_KEY: Final = "current"


def active_features(rules: Rules, height: Height) -> tuple[str, ...]:
    """The features active at ``height``, sorted, as a header names them."""
    return tuple(sorted(name for name, activation in rules.features.items() if height >= activation))


def protocol_at(rules: Rules, height: Height) -> int:
    """The protocol version in force at ``height``."""
    return [activation.protocol for activation in rules.protocols if activation.height <= height][-1]


def windows_of(rules: Rules) -> tuple[WindowActivation, ...]:
    """The windows that were decided after genesis, in order of height."""
    return () if rules.windows is UNSET else rules.windows


def window_at(rules: Rules, height: Height) -> int:
    """How many blocks beyond the one before it a transaction in the block at ``height`` may be valid."""
    return [rules.window, *(decided.window for decided in windows_of(rules) if decided.height <= height)][-1]
