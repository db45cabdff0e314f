# SPDX-License-Identifier: Apache-2.0
"""What a rule is: for one kind of call, the events it causes and the consent it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from counterfoil.verify.authority import Moment
from counterfoil.verify.checks import CheckFailed

_ENCODER: Final = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class Caused:
    """An event that a call causes: its type and all of its data, as plain JSON."""

    type: str
    data: dict[str, Any]

    def same_as(self, other: "Caused") -> bool:
        """Equal in JSON, where unlike in Python ``true`` is not 1."""
        return self == other and _ENCODER.encode(self.data) == _ENCODER.encode(other.data)


@dataclass(frozen=True, slots=True)
class Rule:
    """``events``: what the call causes, in order, as far as the facts tell. ``authorise``: CheckFailed if not."""

    events: Callable[[Any, Moment], list[Caused]]
    authorise: Callable[[Any, Moment], None]


def caused(type_: str, **data: Any) -> Caused:
    """An event with this data."""
    return Caused(type_, msgspec.json.decode(msgspec.json.encode(data)))


def require(holds: bool, en: str, zh: str) -> None:
    """CheckFailed with these words unless it holds."""
    if not holds:
        raise CheckFailed(en, zh)
