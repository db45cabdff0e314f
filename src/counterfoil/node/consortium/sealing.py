# SPDX-License-Identifier: Apache-2.0
"""A member's seals: its own share of each header, those of the others, and what they come to."""

import secrets
from collections.abc import Callable
from pathlib import Path

from counterfoil.commerce.genesis import decode_genesis
from counterfoil.consensus.replay import replay
from counterfoil.consensus.sealing.book import SealBook
from counterfoil.consensus.sealing.exchange import Peer, Reach, SealExchange
from counterfoil.consensus.sealing.validator_policy import validator_policy
from counterfoil.identity.policy import KeyPolicy, PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.modules.parties.records import Role
from counterfoil.node.chain import ChainParts
from counterfoil.node.consortium.described import MemberConfig, endpoint
from counterfoil.primitives.types import Height, KeyId


class MemberSealing:
    """Complete seals, as a chain's node asks for them; open as long as the engine is."""

    def __init__(self, folder: Path, member: MemberConfig, key: PrivateKey, notice: Callable[[str], None]) -> None:
        self._folder, self._member, self._key, self._notice = folder, member, key, notice
        self._book: SealBook

    def begin(self, parts: ChainParts) -> SealBook:
        """Bring the chain level with its log, and begin to exchange shares; raises as the book and the exchange do."""
        application, first = parts.application, [one.seal_key for one in self._member.validators]

        def policy(height: Height) -> KeyPolicy:
            return validator_policy([one.seal_key for one in application.validators()] if height else first)

        replay(application, parts.block_log, genesis=parts.genesis)  # the policy of the next height is in its state
        chain = parts.reader.chain
        self._book = SealBook.open(self._folder, chain, parts.block_log, policy=policy, keys=[self._key])
        parts.closing.callback(self._book.close)
        exchange = SealExchange(
            self._book,
            [self._key],
            Reach(endpoint(self._member.seals_listen), tuple(self._peers())),
            chance=secrets.token_bytes,
            followers=_supervisors(parts.genesis),
            on_failure=lambda failure: self._notice(f"{chain}: seals are exchanged no more: {failure}"),
        )
        parts.closing.callback(exchange.close)
        exchange.start()
        return self._book

    def seal(self, height: Height) -> bytes | None:
        return self._book.seal(height)

    def complete_until(self) -> Height:
        """Every header up to here has its seal; that is good before it is on the disk, for it proves itself."""
        return self._book.collected_until()

    def follow(self, observer: Callable[[], None]) -> None:
        self._book.follow(lambda _height, _seal: observer())

    def _peers(self) -> list[Peer]:
        """The other members, whichever of the validators' keys they have by now."""
        found = [endpoint(one.seals) for one in self._member.peers]
        return [Peer(*one) for one in found if one is not None]


def _supervisors(genesis: bytes) -> dict[KeyId, PublicKey]:
    """Who asks for signatures without being a validator: the supervisors that the chain began with."""
    policies = [one.keys for one in decode_genesis(genesis).parties if Role.supervisor in one.roles]
    return {key.keyid: key for policy in policies if policy is not None for key in policy.keys}
