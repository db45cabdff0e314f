# SPDX-License-Identifier: Apache-2.0
"""A simulated network of members: messages are lost, doubled, reordered and held back, and members restart; by seed."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

from counterfoil.consensus.sealing.conversation import Conversation
from counterfoil.consensus.sealing.messages import Splitter, share_frame
from counterfoil.consensus.sealing.validator_policy import PolicyOf
from counterfoil.primitives.types import Height
from support.sealing import HEADERS, Headers, Member


class Network:
    """Members, and what is on its way between them. ``step`` does one thing, whatever chance says."""

    def __init__(
        self, folder: Path, numbers: Sequence[int], seed: int, *, policy: PolicyOf, liars: Sequence[int] = ()
    ) -> None:
        self.random = Random(seed)
        self.members = [
            Member(
                folder / str(number),
                number,
                policy=policy,
                headers=Headers(states={3: "lie"}) if number in liars else HEADERS,
            )
            for number in numbers
        ]
        self.liars = [member for member in self.members if member.number in liars]
        self.honest = [member for member in self.members if member.number not in liars]
        self.flying: list[tuple[int, int, bytes]] = []
        self.apart: frozenset[int] = frozenset()
        """who hears nobody outside, and is heard by nobody outside"""
        self.words: dict[tuple[int, int], Conversation] = {}
        self.lossy = True
        for at in range(len(self.members)):
            self.begin(at)

    def begin(self, at: int) -> None:
        """A member has just started: its connections are new, on both sides."""
        member = self.members[at]
        member.book.on_share(lambda _, share: self.tell_all(at, share))
        for other in range(len(self.members)):
            if other != at:
                for pair in ((at, other), (other, at)):
                    self.words[pair] = Conversation(self.members[pair[0]].book)
                    self.send(*pair, self.words[pair].ask())

    def tell_all(self, at: int, share: bytes) -> None:
        for other in range(len(self.members)):
            if other != at:
                self.send(at, other, share_frame(share))

    def send(self, sender: int, receiver: int, data: bytes) -> None:
        """Put it on its way, if it is not lost; once, or twice."""
        if not data or ((sender in self.apart) != (receiver in self.apart)):
            return
        if self.lossy and self.random.random() < 0.2:
            return
        self.flying += [(sender, receiver, data)] * (2 if self.lossy and self.random.random() < 0.1 else 1)

    def deliver(self) -> None:
        """One of the messages on their way arrives, in no order."""
        if not self.flying:
            return
        sender, receiver, data = self.flying.pop(self.random.randrange(len(self.flying)))
        if (sender in self.apart) != (receiver in self.apart):
            return
        words, splitter = self.words[receiver, sender], Splitter()
        splitter.feed(data)
        frame = splitter.take()
        assert frame is not None
        self.send(receiver, sender, words.hear(frame))
        for told in words.tell():
            self.send(receiver, sender, told)

    def ask(self) -> None:
        """Somebody finds that a seal does not come, and asks one of the others."""
        asking, asked = self.random.sample(range(len(self.members)), 2)
        self.send(asking, asked, self.words[asking, asked].ask())

    def restart(self) -> None:
        """A member is killed and begins again; what is on its way to it is lost."""
        at = self.random.randrange(len(self.members))
        self.flying = [flight for flight in self.flying if at not in flight[:2]]
        self.members[at].restart()
        self.begin(at)

    def split(self) -> None:
        """Some of the members are cut off, or nobody is any more."""
        count = self.random.randrange(len(self.members))
        self.apart = frozenset(
            self.random.sample(range(len(self.members)), count) if self.random.random() < 0.5 else ()
        )

    def step(self, height_max: int) -> None:
        """One thing happens."""
        what = self.random.random()
        if what < 0.6:
            self.deliver()
        elif what < 0.8:
            ready = [member for member in self.members if member.blocks.height < height_max]
            if ready:
                self.random.choice(ready).commit()
        elif what < 0.9:
            self.ask()
        elif what < 0.96:
            self.random.choice(self.members).book.flush()
        elif what < 0.98:
            self.split()
        else:
            self.restart()

    def heal(self, height: int, *, steps_max: int = 20_000) -> int:
        """Nothing is lost any more: how many steps until every honest member has all seals, or too many."""
        self.apart, self.lossy = frozenset(), False
        for member in self.members:
            if member.blocks.height < height:
                member.commit(height - member.blocks.height)
        for step in range(steps_max):
            if all(member.book.complete_until() == height for member in self.honest):
                return step
            self.deliver()
            if step % 10 == 0:
                self.ask()
            if step % 50 == 0:
                for member in self.members:
                    member.book.flush()
        raise AssertionError([Height(member.book.complete_until()) for member in self.honest])
