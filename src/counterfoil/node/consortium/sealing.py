# SPDX-License-Identifier: Apache-2.0
"""A member's seals: its own share of each header, those of the others, and what they come to."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from counterfoil.application import Application
from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.cometbft.runs import Restart
from counterfoil.consensus.replay import replay
from counterfoil.consensus.sealing.book import SealBook
from counterfoil.consensus.sealing.conflicts import Contradicted, read_conflicts
from counterfoil.consensus.sealing.exchange import Peer, Reach, SealExchange
from counterfoil.consensus.sealing.share import with_signatures
from counterfoil.consensus.sealing.validator_policy import validator_policy
from counterfoil.evidence.header import decode_header
from counterfoil.identity.policy import KeyPolicy, PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.identity.validators import seal_policy
from counterfoil.law.module import View
from counterfoil.modules.parties.queries import known_key, party
from counterfoil.modules.parties.records import Role, Standing
from counterfoil.node.chain import ChainParts
from counterfoil.node.consortium.described import MemberConfig, endpoint
from counterfoil.node.consortium.executed_policies import note_executed_policies
from counterfoil.node.contracts.running_here import programs
from counterfoil.primitives.errors import CorruptionError, CounterfoilError
from counterfoil.primitives.types import ChainId, Height, KeyId, Timestamp
from counterfoil.storage.blocklog import NO_HEIGHT, BlockLog
from counterfoil.storage.state import MemoryStateStore

CONFLICTS: Final = "conflicts"
"""Where the book keeps what validators signed in the place of what was executed here."""


SIGNED_FILE: Final = "signed-until"
"""Beside the blocks of a member that set wrong ones aside: up to this height its key signed headers, and signs no more.

One that signed the right header as well would be known to have signed two of one height, as a liar does.
"""


def signed_until(folder: Path) -> Height:
    """The height up to which a member's key signs nothing any more; -1 where it set nothing aside."""
    path = folder / SIGNED_FILE
    if not path.exists():
        return NO_HEIGHT
    text = path.read_text().strip()
    if not text.isdecimal():
        raise CorruptionError(path, 0, "it is no height")
    return Height(int(text))


@dataclass(frozen=True)
class _SignedBefore:
    """A book whose own key leaves out the heights that it signed in a log that was set aside."""

    book: SealBook
    until: Height

    def share(self, header: bytes) -> bytes:
        share = self.book.share(header)
        return share if decode_header(header).height > self.until else with_signatures(header, ())

    def committed(self, header: bytes, share: bytes) -> None:
        self.book.committed(header, share)


class SealsEnded(CounterfoilError):
    """This node can seal no further block as the others do: it is to end, and loses nothing."""


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
        self._turn = Lock()
        self._failure: SealsEnded | None = None
        self._end: Callable[[SealsEnded], None] | None = None

    def end_with(self, end: Callable[[SealsEnded], None]) -> None:
        """Have it told, once and from any thread, why this node must not go on."""
        with self._turn:
            self._end, failure = end, self._failure
        if failure is not None:
            end(failure)

    def begin(self, parts: ChainParts) -> SealBook | _SignedBefore:
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
        if (height := self._book.outvoted()) is not None:
            raise SealsEnded(self._differs(application, parts.block_log, chain, height))
        exchange = SealExchange(
            self._book,
            self._keys,
            Reach(endpoint(self._member.seals_listen), tuple(self._peers())),
            chance=secrets.token_bytes,
            followers=lambda keyid: supervisor_key(application.view, keyid),
            on_failure=lambda failure: self._fail(f"seals are exchanged no more: {failure}"),
        )
        self._book.on_conflict(lambda told: self._contradicted(application, parts.block_log, told))
        parts.closing.callback(exchange.close)
        exchange.start()
        until = signed_until(self._folder.parent)
        return self._book if until == NO_HEIGHT else _SignedBefore(self._book, until)

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

    def _contradicted(self, application: Application, log: BlockLog, told: Contradicted) -> None:
        found = told.conflict
        if told.outvoted:
            self._fail(self._differs(application, log, found.chain, found.height))
            return
        party = next(
            (one.party for one in application.validators() if one.seal_key.keyid == found.keyid), "an earlier one"
        )
        did = "two headers" if found.is_equivocation else "another header than was made here"
        where = f"{found.chain}, block {found.height}"
        self._notice(f"{where}: the validator of {party} signed {did}; kept in {self._folder / CONFLICTS}")

    def _differs(self, application: Application, log: BlockLog, chain: ChainId, height: Height) -> str:
        """What of the block only newer software knows is told, as far as their header and the block here show it."""
        theirs = {one.other.payload for one in read_conflicts(self._folder / CONFLICTS) if one.height == height}
        transactions = log.read(height).transactions
        newer = dict.fromkeys(words for header in sorted(theirs) for words in application.newer(header, transactions))
        why = (
            f"The block asks for newer software than this: {'; '.join(newer)}"
            if newer
            else "This node runs other rules than they do who decide, or its state is damaged"
        )
        return (
            f"{chain}, block {height}: more than two thirds of the validators signed another header than was made "
            f"here. {why}; what they signed is in {self._folder / CONFLICTS}. With the others' rules in place, "
            "counterfoil network rejoin sets the wrong blocks aside, and the next start takes the chain from the others"
        )

    def _fail(self, reason: str) -> None:
        with self._turn:
            if self._failure is not None:
                return
            self._failure, end = SealsEnded(reason), self._end
        if end is not None:
            end(self._failure)

    def _peers(self) -> list[Peer]:
        """The other members, whichever of the validators' keys they have by now."""
        found = [endpoint(one.seals) for one in self._member.peers]
        return [Peer(*one) for one in found if one is not None]


def supervisor_key(view: View, keyid: KeyId) -> PublicKey | None:
    """The key, if it is in force for a supervisor of the chain just now, whenever he was appointed; else None.

    They ask for signatures on rotations without being a validator.
    """
    known = known_key(view, keyid)
    found = None if known is None else party(view, known.party)
    if known is None or found is None or found.keys is None or keyid not in found.keys.keyid_set:
        return None
    if Role.supervisor not in found.roles or found.status is Standing.suspended:
        return None
    return PublicKey(key=known.key, scheme=known.scheme)
