# SPDX-License-Identifier: Apache-2.0
"""The validators hand on who seals: when block n changed them, those before it sign that n was the last under them.

The rotation that the custody log takes names the log's index of the rotation before, which only the log knows. So
whoever follows the chain for the log proposes the rotation, and each member signs it if all else is what its own state
says. The index is taken on trust: a signature is good for this one height, this one header and this one policy, and
the log takes no rotation that does not follow its last one and its last anchored header.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from counterfoil.consensus.sealing.book import SealBook
from counterfoil.evidence.header import header_hash
from counterfoil.evidence.seal import ROTATION_TYPE, Rotation, SealHistory, decode_rotation
from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope, Signature
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import Signer, sign_envelope
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import ClosedError, InputError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Hash, Height, KeyId, Timestamp

AT_ONCE: Final = Timestamp(0)
"""The ``effective`` of a rotation by the policy that it retires."""

Ask = Callable[[bytes], bytes]
"""Ask one member to sign the payload of a rotation; raises InputError, OSError or ClosedError where it does not."""


class RotationSigner:
    """Signs for a member what follows from its own state, and nothing else."""

    def __init__(self, book: SealBook, keys: Sequence[Signer]) -> None:
        self._book = book
        self._keys = tuple(keys)

    def sign(self, payload: bytes) -> bytes:
        """The envelope of a rotation with this member's signature; raises InputError for any that it does not sign."""
        rotation = canonical.decode(payload, Rotation)
        height, book = rotation.last_height, self._book
        if rotation.chain != book.chain:
            raise InputError(f"it rotates the seal of {rotation.chain}, not of {book.chain}", where="rotation")
        if rotation.effective != AT_ONCE:
            raise InputError("it has an effective time: that is for the recovery policy to sign", where="rotation")
        if not 0 <= height <= book.height:
            raise InputError(f"block {height} is not executed here; the last is {book.height}", where="rotation")
        if rotation.last_hash != to_hex(header_hash(book.header(height))):
            raise InputError(f"header {height} is another one here", where="rotation")
        old, new = book.policy(height), book.policy(Height(height + 1))
        if old == new:
            raise InputError(f"block {height} did not change who seals", where="rotation")
        if rotation.seal != new:
            raise InputError(f"block {height} made another policy than that", where="rotation")
        own = [key for key in self._keys if key.keyid in old.keyid_set]
        if not own:
            raise InputError(f"no key of this member sealed header {height}", where="rotation")
        return sign_envelope(ROTATION_TYPE, payload, *own).encode()


def propose_rotation(seals: SealHistory, last_height: Height, last_hash: Hash, new: KeyPolicy) -> Rotation:
    """The rotation to a policy after the last anchored header, as the log's history of seals asks for it."""
    return Rotation(
        chain=seals.chain,
        effective=AT_ONCE,
        last_hash=to_hex(last_hash),
        last_height=last_height,
        previous=seals.last_rotation,
        seal=new,
    )


def collect_rotation(rotation: Rotation, old: KeyPolicy, members: Iterable[Ask]) -> Envelope:
    """Have members sign until the policy that retires is satisfied.

    Raises InputError with what each of them said when too few did.
    """
    payload = canonical.encode(rotation)
    keys = {key.keyid: key for key in old.keys}
    signed: dict[KeyId, Signature] = {}
    said: list[str] = []
    for ask in members:
        try:
            answer = dsse.decode(ask(payload))
            if answer.payload != payload or answer.payload_type != ROTATION_TYPE:
                raise InputError("it signed something else", where="rotation")
        except (InputError, ClosedError, OSError) as error:
            said.append(str(error))
            continue
        valid = dsse.valid_signers(answer, keys)
        signed |= {one.keyid: one for one in answer.signatures if one.keyid in valid}
        if old.satisfied_by(signed):
            ordered = tuple(signed[keyid] for keyid in sorted(signed))
            envelope = Envelope(payload=payload, payload_type=ROTATION_TYPE, signatures=ordered)
            decode_rotation(envelope)
            return envelope
    problem = f"{len(signed)} of {old.threshold} signatures on the rotation after header {rotation.last_height}"
    raise InputError(problem, where=str(rotation.chain), remedy="; ".join(said) or "ask more members")
