# SPDX-License-Identifier: Apache-2.0
"""By whom which heights of a followed chain are sealed: as its own blocks said, kept beside it."""

from bisect import bisect_right
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.custody.files import decode_kept, write_durably
from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives import canonical
from counterfoil.primitives.types import INTEGER_MAX, Height


class PolicyFrom(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A seal policy, and the first height under it."""

    first: Annotated[Height, Meta(ge=0, le=INTEGER_MAX)]
    seal: KeyPolicy


class SealPolicies:
    """The policy of every height that was taken, and of the next one."""

    def __init__(self, path: Path, first: KeyPolicy) -> None:
        """``first``: of the first header, by the word of whoever set the folder up."""
        self._path = path
        self._changes = [PolicyFrom(Height(0), first)]
        if path.exists():
            self._changes += decode_kept(path, lambda data: canonical.decode(data, list[PolicyFrom]))

    def at(self, height: Height) -> KeyPolicy:
        place = bisect_right(self._changes, height, key=lambda one: one.first)
        return self._changes[place - 1].seal

    def note(self, height: Height, seal: KeyPolicy) -> None:
        """From this height on another policy holds, unless it is the one that holds already."""
        if self._changes[-1].first >= height or self._changes[-1].seal == seal:
            return
        self._changes.append(PolicyFrom(height, seal))
        write_durably(self._path, canonical.encode(self._changes[1:]))
