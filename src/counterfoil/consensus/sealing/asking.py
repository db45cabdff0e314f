# SPDX-License-Identifier: Apache-2.0
"""Asking one member's node for its signature on a rotation, over the exchange's own protocol."""

import asyncio
import ssl
from dataclasses import dataclass
from typing import Final

from counterfoil.consensus.sealing.exchange import Chance, Peer, dial
from counterfoil.consensus.sealing.handshake import Dialling
from counterfoil.consensus.sealing.messages import NONCE_LENGTH, Kind, Refused, frame
from counterfoil.consensus.sealing.wire import Wire
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import Signer
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import ClosedError, InputError
from counterfoil.primitives.types import ChainId

ANSWER_S: Final = 10


@dataclass(frozen=True)
class RotationAsker:
    """Asks the node at one address, by a key that it knows. One connection for each question: they are rare."""

    chain: ChainId
    own: Signer
    peer: Peer
    validators: tuple[KeyPolicy, ...]
    """those before and those after the change, one of whose keys must answer: a member may have changed its own"""
    chance: Chance
    tls: ssl.SSLContext | None = None

    def __call__(self, payload: bytes) -> bytes:
        """The member's envelope; raises InputError where it refuses or does not answer. Not for an event loop."""
        try:
            return asyncio.run(self._ask(payload))
        except (OSError, ClosedError) as error:  # TimeoutError is one of them
            problem = str(error) or "it does not answer"
            raise InputError(problem, where=f"{self.peer.host}:{self.peer.port}") from error

    async def _ask(self, payload: bytes) -> bytes:
        members = {key.keyid: key for policy in self.validators for key in policy.keys}
        wire = await dial(self.peer, self.tls)
        try:
            side = Dialling(self.chain, self.own, members, self.chance(NONCE_LENGTH))
            await wire.meet(side, side.begin())
            wire.say(frame(Kind.rotation, payload))
            async with asyncio.timeout(ANSWER_S):
                return await self._answer(wire)
        finally:
            wire.close()

    async def _answer(self, wire: Wire) -> bytes:
        """Passing over what a member says besides."""
        while True:
            received = await wire.receive()
            if received.kind == Kind.signed:
                return received.body
            if received.kind == Kind.refused:
                reason = canonical.decode(received.body, Refused).reason
                raise InputError(reason, where=f"{self.peer.host}:{self.peer.port}")
