# SPDX-License-Identifier: Apache-2.0
"""What this node signs itself: one header of each height, whatever happens in between."""

from collections.abc import Sequence
from typing import Final

from counterfoil.consensus.sealing.validator_policy import PolicyHistory, PolicyOf
from counterfoil.evidence.header import NO_PARENT, decode_header, header_hash
from counterfoil.evidence.seal import HEADER_TYPE
from counterfoil.identity.signing import Signer, sign_envelope
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import BlockLog


class OwnShares:
    """Shares by this node's own keys, and the policies that they are made under."""

    def __init__(self, blocks: BlockLog, policies: PolicyHistory, policy: PolicyOf, keys: Sequence[Signer]) -> None:
        self.policies: Final = policies
        self._blocks = blocks
        self._policy = policy
        self._keys = tuple(keys)
        self._last: tuple[Height, bytes] | None = None

    def share(self, header: bytes) -> bytes:
        """The share of a header, by those of the own keys that seal its height; of none, an envelope unsigned.

        Signs once for each height: the header that the block log has, or the next one, which must be appended with the
        share before anybody is told of it. Nothing that was not appended leaves the node, so whatever a crash undid was
        never signed for others. Raises InvariantBroken for a second header of one height, or one out of place.
        """
        decoded = decode_header(header)
        height, log = decoded.height, self._blocks
        if height <= log.height:
            stored = log.read(height)
            if stored.header != header:
                raise InvariantBroken(f"asked to sign another header {height} than the block log has")
        elif height > log.height + 1:
            raise InvariantBroken(f"asked to sign header {height}, but the block log ends at {log.height}")
        else:
            if decoded.parent != self._parent(height):
                raise InvariantBroken(f"asked to sign a header {height} that does not follow the block log's last")
            if self._last is not None and self._last[0] == height and self._last[1] != header:
                raise InvariantBroken(f"asked to sign a second header {height}, before the first was appended")
            self._last = (height, header)
        wanted = self.policies.keys_at(height)
        return sign_envelope(HEADER_TYPE, header, *(key for key in self._keys if key.keyid in wanted)).encode()

    def _parent(self, height: Height) -> str:
        if height == 0:
            return NO_PARENT
        before = Height(height - 1)
        if self._last is not None and self._last[0] == before:
            return to_hex(header_hash(self._last[1]))
        return to_hex(header_hash(self._blocks.read(before).header))

    def next_policy(self, committed: Height) -> None:
        """Remember who seals the height after a block that was just committed."""
        following = Height(committed + 1)
        self.policies.note(following, self._policy(following))
