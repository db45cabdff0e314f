# SPDX-License-Identifier: Apache-2.0
"""A consortium in memory: the real ledger, a book of seals for each validator, and a real custody log."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from counterfoil.consensus.sealing.book import SealBook
from counterfoil.consensus.sealing.rotating import RotationSigner
from counterfoil.evidence.entries import ChainEntry
from counterfoil.evidence.header import decode_header
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import single_key_policy
from counterfoil.node.published_log import PublishedLog
from counterfoil.node.validator_rotation import anchor_consortium
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import MemoryBlockLog, StoredBlock
from counterfoil.verify.trust import Trust, TrustedChain
from support.custody import ORIGIN, LogClock, local_witnesses, open_custody_log, private_key, two_of_three
from support.custody import Clock as WitnessClock
from support.evidence_world import CHAIN, World
from support.sealing import policy_of, validator

RECOVERY_DELAY_MS = 3_600_000


class Consortium(World):
    """Validators 0 to 3 begin. ``validators`` is who seals from the block after the next one on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.policies: list[KeyPolicy] = [policy_of(0, 1, 2, 3)]
        self.validators: Sequence[int] = (0, 1, 2, 3)
        self.deaf: set[int] = set()
        """who executes, and tells nobody"""
        self.books: dict[int, tuple[SealBook, MemoryBlockLog]] = {}
        self.history: list[bytes] = []
        for number in self.validators:
            self._join(number)
        self.clock = LogClock()
        self.custody = open_custody_log(
            folder, local_witnesses(folder, WitnessClock(self.clock.now_ms // 1_000)), clock=self.clock
        )
        super().__init__()
        self.clock.now_ms = self.next_time
        self.custody.register_chain(self.entry)

    @property
    def entry(self) -> ChainEntry:
        return ChainEntry(
            chain=self.chain,
            genesis=self.genesis_hash,
            recovery=single_key_policy(private_key("recoverer")),
            recovery_delay_ms=RECOVERY_DELAY_MS,
            seal=policy_of(0, 1, 2, 3),
        )

    def policy(self, height: Height) -> KeyPolicy:
        """Who seals a height, as whoever executed the block before it says."""
        return self.policies[min(height, len(self.policies) - 1)]

    def change(self, *numbers: int) -> None:
        """A block after which these are the validators."""
        self.validators = numbers
        for number in numbers:
            if number not in self.books:
                self._join(number)
        self.block()

    def ask(self, *numbers: int) -> list[Any]:
        """What asks these validators to sign a rotation."""
        return [RotationSigner(self.books[number][0], [validator(number)]).sign for number in numbers]

    def anchor(self, *asked: int) -> int:
        """Follow the chain into the log; these are asked where it must be handed on."""
        self.clock.now_ms = max(self.clock.now_ms, self.next_time)
        return anchor_consortium(self.custody, self, self.policy, self.ask(*asked))

    def published(self) -> PublishedLog:
        """The log as published now."""
        self.custody.publish()
        return PublishedLog(self.folder / "custody")

    def offline_trust(self) -> Trust:
        """What a stranger knows: the validators of the beginning, and the witnesses."""
        entry = self.entry
        chain = TrustedChain(
            genesis=self.sealed_header(Height(0)).hash,
            log=ORIGIN,
            seal=entry.seal,
            recovery=entry.recovery,
            recovery_delay_ms=entry.recovery_delay_ms,
        )
        return Trust(two_of_three(), {self.chain: chain})

    def _join(self, number: int) -> None:
        blocks = MemoryBlockLog()
        book = SealBook.open(
            self.folder / f"validator-{number}", CHAIN, blocks, policy=self.policy, keys=[validator(number)]
        )
        self.books[number] = (book, blocks)
        for header in self.history:
            self._execute(number, header)

    def _execute(self, number: int, header: bytes) -> bytes:
        book, blocks = self.books[number]
        share = book.share(header)
        blocks.append(StoredBlock(header, share, ()))
        book.committed(header, share)
        return share

    def _store_block(self, header: bytes, transactions: Sequence[bytes]) -> None:
        """All execute and tell their shares; the follower keeps the block with the seal that came together."""
        height = decode_header(header).height
        if height:
            self.policies += [self.policies[-1]] * (height + 1 - len(self.policies))
        self.policies.append(policy_of(*self.validators))
        self.history.append(header)
        shares = {number: self._execute(number, header) for number in self.books}
        first = next(number for number in self.books if number not in self.deaf)
        book = self.books[first][0]
        wanted = self.policy(height).keyid_set
        for number, share in shares.items():
            if number not in self.deaf and number != first and validator(number).keyid in wanted:
                book.add(share)
        seal = book.seal(height)
        assert seal is not None, "too few validators told their share"
        book.flush()
        self.blocks.append(StoredBlock(header, seal, tuple(transactions)))
        self.ledger.commit()
