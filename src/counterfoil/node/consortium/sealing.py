# SPDX-License-Identifier: Apache-2.0
"""A member's seals: its own share of each header, those of the others, and what they come to."""

import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.genesis import decode_genesis
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.cometbft.runs import Restart
from counterfoil.consensus.replay import replay
from counterfoil.consensus.sealing.book import SealBook
from counterfoil.consensus.sealing.exchange import Peer, Reach, SealExchange
from counterfoil.consensus.sealing.validator_policy import validator_policy
from counterfoil.evidence.header import decode_header
from counterfoil.identity.policy import KeyPolicy, PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.identity.validators import seal_policy
from counterfoil.modules.parties.records import Role
from counterfoil.node.chain import ChainParts
from counterfoil.node.consortium.described import MemberConfig, endpoint
from counterfoil.node.consortium.executed_policies import note_executed_policies
from counterfoil.node.contracts.running_here import programs
from counterfoil.primitives.types import Height, KeyId, Timestamp
from counterfoil.storage.blocklog import NO_HEIGHT
from counterfoil.storage.state import MemoryStateStore


class MemberSealing:
    """Complete seals, as a chain's node asks for them; open as long as the engine is."""

    def __init__(
        self,
        folder: Path,
        member: MemberConfig,
        keys: Sequence[PrivateKey],
        notice: Callable[[str], None],
        restart: Restart | None = None,
    ) -> None:
        """``keys``: those that this member seals by, or did. ``restart``: the order by which a lost quorum goes on."""
        self._folder, self._member, self._keys, self._notice = folder, member, keys, notice
        self._restart = restart
        self._book: SealBook

    def begin(self, parts: ChainParts) -> SealBook:
        """Bring the chain level with its log, and begin to exchange shares; raises as the book and the exchange do."""
        application, first = parts.application, [one.seal_key for one in self._member.validators]
        chain = parts.reader.chain
        fresh = LedgerApplication(Ledger(chain, MemoryStateStore(), programs))
        note_executed_policies(self._folder, fresh, parts.block_log, genesis=parts.genesis)
        replay(application, parts.block_log, genesis=parts.genesis)  # the policy of the next height is in its state
        restored = self._restored(parts)

        def policy(height: Height) -> KeyPolicy:
            if height == restored[0]:
                return restored[1]
            return validator_policy([one.seal_key for one in application.validators()] if height else first)

        self._book = SealBook.open(self._folder, chain, parts.block_log, policy=policy, keys=self._keys)
        parts.closing.callback(self._book.close)
        exchange = SealExchange(
            self._book,
            self._keys,
            Reach(endpoint(self._member.seals_listen), tuple(self._peers())),
            chance=secrets.token_bytes,
            followers=_supervisors(parts.genesis),
            on_failure=lambda failure: self._notice(f"{chain}: seals are exchanged no more: {failure}"),
        )
        parts.closing.callback(exchange.close)
        exchange.start()
        return self._book

    def _restored(self, parts: ChainParts) -> tuple[Height | None, KeyPolicy]:
        """The height at which those who are left go on, if the order for it is still to be executed, and who they are.

        They seal its block, which names them: of those before, too few are there.
        """
        last = parts.block_log.height
        nobody = KeyPolicy(keys=(), threshold=1)
        if self._restart is None or last == NO_HEIGHT:
            return None, nobody
        time = Timestamp(decode_header(parts.block_log.read(last).header).time + 1)
        height = Height(last + 1)
        left = self._restart.left(parts.application, height, time)
        return (None, nobody) if left is None else (height, seal_policy(left))

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
