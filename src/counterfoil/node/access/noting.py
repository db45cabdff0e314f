# SPDX-License-Identifier: Apache-2.0
"""Whose questions are noted by a running service, and that they are: one keeper a chain, and a thread for all.

The policy of each chain decides. What it has noted and this service cannot note is not to be answered.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from counterfoil.evidence.access_line import AccessReceipt
from counterfoil.identity.signing import PrivateKey
from counterfoil.modules.access.queries import entry_at, policy_of
from counterfoil.modules.access.records import AccessEntry, Asker, Question, Watching
from counterfoil.modules.parties.queries import known_key
from counterfoil.node.access.keeper import AccessKeeper, Clock, Questioned, Salts, noter_of
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.errors import StorageError
from counterfoil.primitives.types import ChainId, PartyId

ROUND_S: Final = 1.0
"""Between two looks at what is to be synced, ended and noted: so much is lost with a machine, where it may be."""
FOLDER: Final = "access"


@dataclass(frozen=True)
class Watched:
    """That a question is noted: by which rule, and by whom."""

    rule: Watching
    noter: PartyId
    asker: Asker


class AccessNoting:
    """Notes between ``__enter__`` and ``__exit__``. Without a key it notes nothing, and what is watched is refused."""

    def __init__(
        self,
        chains: Mapping[ChainId, ChainNode],
        root: Path,
        key: PrivateKey | None,
        *,
        clock: Clock,
        salts: Salts,
        notice: Callable[[str], None] = lambda _: None,
        failed: Callable[[str, Exception], None] = lambda _, __: None,
    ) -> None:
        """``root``: the network's folder, in which the lines have one of their own."""
        self._chains, self._root, self._key = chains, root, key
        self._clock, self._salts, self._notice, self._failed = clock, salts, notice, failed
        self._keepers: dict[ChainId, AccessKeeper] = {}
        self._opening = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._note_on_schedule, name="noter", daemon=True)

    def __enter__(self) -> Self:
        """What an earlier process kept and did not note is noted now."""
        for chain in self._chains:
            self._open(chain)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """The last batch is noted. Nothing is answered any more when this is asked for."""
        self._ending.set()
        self._thread.join()
        for keeper in self._keepers.values():
            keeper.close()

    def in_force(self, chain: ChainId) -> AccessEntry | None:
        """A chain's policy, by which questions are noted now; None: none is."""
        return entry_at(self._chains[chain].ledger.view, self._clock())

    @staticmethod
    def watched(entry: AccessEntry, party: PartyId, question: Question, table: str, *, all_: bool) -> Watched | None:
        """Whether a policy has such a question noted; ``all_``: who asks is a supervisor. None: it has not."""
        asker = Asker.operator if party == entry.noter else Asker.supervisor if all_ else Asker.member
        rule = entry.rule_for(asker, question, table)
        return None if rule is None else Watched(rule, entry.noter, asker)

    def require_noter(self, chain: ChainId, noter: PartyId) -> None:
        """Raise StorageError unless this service can note for that party."""
        self._keeper(chain, noter)

    def keep(self, chain: ChainId, watched: Watched, questioned: Questioned) -> AccessReceipt:
        """Keep a line before its answer is given; raises StorageError, and then it is not to be given."""
        return self._keeper(chain, watched.noter).keep(questioned, watched.rule)

    def keeper(self, chain: ChainId) -> AccessKeeper:
        """Whoever keeps the lines of a chain; KeyError where nobody does yet."""
        return self._keepers[chain]

    def work(self) -> None:
        """One round, now."""
        for chain in self._chains:
            try:
                keeper = self._open(chain)
                if keeper is not None:
                    keeper.work()
            except Exception as error:  # a thread that ended would note nothing any more, and tell nobody
                self._failed("noting who asked", error)

    def _note_on_schedule(self) -> None:
        while not self._ending.is_set():
            self.work()
            self._ending.wait(ROUND_S)

    def _keeper(self, chain: ChainId, noter: PartyId) -> AccessKeeper:
        keeper = self._open(chain)
        if keeper is None or keeper.noter != noter:
            raise StorageError(f"{noter} notes who asks about {chain}, and this service has no key of it")
        return keeper

    def _open(self, chain: ChainId) -> AccessKeeper | None:
        """The keeper of the key's party, once a policy names it; None before."""
        found = self._keepers.get(chain)
        if found is not None or self._key is None:
            return found
        with self._opening:
            if chain not in self._keepers and (noter := self._named(chain, self._key)) is not None:
                self._keepers[chain] = self._opened(chain, noter, self._key)
            return self._keepers.get(chain)

    def _opened(self, chain: ChainId, noter: PartyId, key: PrivateKey) -> AccessKeeper:
        return AccessKeeper(
            self._chains[chain],
            self._root / FOLDER / chain / noter,
            noter,
            key,
            clock=self._clock,
            salts=self._salts,
            notice=self._notice,
        )

    def _named(self, chain: ChainId, key: PrivateKey) -> PartyId | None:
        """The party of a policy on record for which the key signs alone."""
        view = self._chains[chain].ledger.view
        policy, known = policy_of(view), known_key(view, key.keyid)
        if policy is None or known is None:
            return None
        named = [one for one in policy.entries if noter_of(self._chains[chain], key, one)]
        return named[-1].noter if named else None
