# SPDX-License-Identifier: Apache-2.0
"""Who may seal which height: a policy made from the validators' keys, and what is remembered of it.

The state answers for the last heights only, and seals are asked for of any height. So the policies that were ever in
force are kept beside the seals, each with the first height that is under it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Self

import msgspec

from counterfoil.identity.policy import POLICY_KEYS_MAX, KeyPolicy, PublicKey, require_sound
from counterfoil.identity.validators import sealed_by
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CorruptionError, InputError, InvariantBroken, StorageError
from counterfoil.primitives.types import Height, HeightField, KeyId
from counterfoil.storage.directory import replace_durably

PolicyOf = Callable[[Height], KeyPolicy]
"""The policy of a header: of the validators in the state after the block before it, and of genesis for header 0."""
POLICIES_FILE: Final = "policies.json"
"""Where a book of seals remembers its policies."""


class PolicyFrom(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A policy and the first height under it."""

    height: HeightField
    policy: KeyPolicy


def validator_policy(keys: Iterable[PublicKey]) -> KeyPolicy:
    """More than two thirds of these seal keys, one vote each, in one order for everybody.

    Raises InputError for no keys, one that stands twice, or more than a policy holds.
    """
    policy = sealed_by(keys)
    if not policy.keys:
        raise InputError("a chain needs a validator", where="seal policy")
    if len(policy.keys) > POLICY_KEYS_MAX:
        raise InputError(f"{len(policy.keys)} keys; a policy holds {POLICY_KEYS_MAX}", where="seal policy")
    return require_sound(policy, where="seal policy")


class PolicyHistory:
    """The policies that were in force, in a file that is written anew when another comes; it happens rarely."""

    def __init__(self, path: Path, known: list[PolicyFrom]) -> None:
        self._path = path
        self._known = known
        self._keys: dict[Height, dict[KeyId, PublicKey]] = {}

    @classmethod
    def open(cls, path: Path, *, first: KeyPolicy | None = None) -> Self:
        """What the file says; raises CorruptionError.

        Without a file: nothing, or the policy of header 0 by the word of whoever set the folder up, which is written
        down with the first that follows it. Raises InputError where a file says another.
        """
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return cls(path, [] if first is None else [PolicyFrom(Height(0), first)])
        except OSError as error:
            raise StorageError(f"{path} cannot be read: {error}") from error
        try:
            known = canonical.decode(data, list[PolicyFrom])
        except InputError as error:
            raise CorruptionError(path, 0, str(error)) from error
        heights = [one.height for one in known]
        if heights != sorted(set(heights)) or (heights and heights[0] != 0):
            raise CorruptionError(path, 0, "the heights do not begin with 0, or do not increase")
        if first is not None and known and known[0].policy != first:
            raise InputError("blocks were sealed from the first one on under another policy", where=str(path))
        return cls(path, known)

    @property
    def is_empty(self) -> bool:
        return not self._known

    def knows(self, height: Height) -> bool:
        """Whether a policy was noted for this height or a later one."""
        return bool(self._known) and height <= self._known[-1].height

    def threshold(self, height: Height) -> int:
        """How many keys seal a height."""
        return self.at(height).threshold

    def at(self, height: Height) -> KeyPolicy:
        """The policy of a height; of one that is not noted yet, the last noted."""
        found = bisect_right(self._known, height, key=lambda one: one.height)
        if not found:
            raise InvariantBroken(f"no seal policy is known for height {height}")
        return self._known[found - 1].policy

    def keys_at(self, height: Height) -> dict[KeyId, PublicKey]:
        """The keys of a height's policy, named once and not for every share."""
        policy = self.at(height)
        since = self._known[bisect_right(self._known, height, key=lambda one: one.height) - 1].height
        if since not in self._keys:
            self._keys[since] = {key.keyid: key for key in policy.keys}
        return self._keys[since]

    def from_on(self, height: Height) -> list[KeyPolicy]:
        """The policies in force at a height and since."""
        found = bisect_right(self._known, height, key=lambda one: one.height)
        return [one.policy for one in self._known[max(found - 1, 0) :]]

    def note(self, height: Height, policy: KeyPolicy) -> None:
        """Remember, durably, what a height is under; raises InvariantBroken where another was noted for it."""
        if self.knows(height):
            if self.at(height) != policy:
                raise InvariantBroken(f"the seal policy of height {height} is another than was noted before")
            return
        if self._known and self._known[-1].policy == policy:
            return
        self._write([*self._known, PolicyFrom(height, policy)])

    def keep_until(self, last: Height) -> None:
        """Forget, durably, what was noted for heights behind this one: their blocks are void."""
        kept = [one for one in self._known if one.height <= last]
        if kept != self._known:
            self._write(kept)
            self._keys.clear()

    def _write(self, known: list[PolicyFrom]) -> None:
        try:
            replace_durably(self._path, canonical.encode(known))
        except OSError as error:
            raise StorageError(f"{self._path} cannot be written: {error}") from error
        self._known = known
