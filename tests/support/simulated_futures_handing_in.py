# SPDX-License-Identifier: Apache-2.0
"""Batches that members of a simulated market hand in: in their order, now and then out of it, twice, or too late."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from counterfoil.law.call import SealedAttachment
from counterfoil.modules.futures import handing_in_calls as k
from counterfoil.modules.futures.handing_in import HANDED_IN, SUITE, HandedKind
from support.simulation_floor import HOUSE, FuturesPart
from support.simulation_part import Intent

SUPERVISOR: Final = "supervisor"
MEMBERS: Final = ("broker", "dealer")


@dataclass
class HandingIn(FuturesPart):
    """A supervisor that collects, and members that hand in."""

    PLAYED = frozenset(
        f"futures.{what}"
        for what in (
            *("set_collection", "hand_in", "hand_in that ends a day"),
            *("hand_in: batch_out_of_order", "hand_in: batch_exists", "hand_in: day_ended_already"),
        )
    )
    root: str = ""
    """of the last batch"""

    def founding(self) -> list[Intent]:
        """Sealed to the supervisor, by nine in the morning after."""
        key = self.scene.key(SUPERVISOR).keyid
        call = k.SetCollection(house=HOUSE, supervisor=SUPERVISOR, sealed_to=key, due_min=1_980)
        return [self.by(call, signed=SUPERVISOR)]

    def goes_on(self, _now: int) -> list[Intent]:
        """Some rows; now and then those of before, or with another number."""
        return [self._handed(self.random.choice(MEMBERS), ends=False)]

    def settled(self, _now: int) -> list[Intent]:
        """Nothing of the day lacks, says one of them; now and then again."""
        return [self._handed(MEMBERS[0], ends=True)] if self.likely(0.3) else []

    def _handed(self, member: str, *, ends: bool) -> Intent:
        kind, day = HandedKind.orders if ends else self.random.choice(tuple(HandedKind)), self.day
        assert day is not None
        before = self.view.read(HANDED_IN, HOUSE, member, kind)
        number = 1 if before is None else before.batches + 1
        root = sha256(self.scene.name("batch").encode()).hexdigest()
        if self.likely(0.15):
            number += 1
        elif self.root and self.likely(0.2):
            root = self.root
        key = self.scene.key(SUPERVISOR).keyid
        sealed = SealedAttachment(ciphertext=b"?", encapsulated=b"!", recipient=key, suite=SUITE)
        about = {"house": HOUSE, "member": member, "kind": kind, "number": number, "day": day}
        call = k.HandIn(**about, rows=3, root=root, ends_day=ends, sealed=(sealed,))

        def remember() -> None:
            self.root = root
            if ends:
                self.happened("futures.hand_in that ends a day")

        return [call], (member,), remember
