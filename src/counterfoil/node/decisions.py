# SPDX-License-Identifier: Apache-2.0
"""What became of motions in blocks: passed or voted down, with the votes, carried out, vetoed, lapsed, withdrawn."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from counterfoil.modules.governance.events import Executed, Lapsed, OfMotion, Passed, Vetoed, VotedDown, Withdrawn
from counterfoil.modules.governance.motion import MOTIONS, Motion
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.types import Height

_ENDS: Final[dict[str, type[OfMotion]]] = {
    kind.type: kind for kind in (Passed, VotedDown, Executed, Vetoed, Lapsed, Withdrawn)
}


class Decision(NamedTuple):
    """A motion, and what became of it by an event."""

    motion: Motion
    became: str

    @property
    def plain(self) -> dict[str, Any]:
        """For machines."""
        tally = self.motion.tally()
        return {
            "motion": self.motion.motion,
            "status": self.became,
            "in_favour": tally.in_favour,
            "against": tally.against,
            "abstain": tally.abstain,
            "needed": self.motion.needed,
            "power": sum(member.power for member in self.motion.electorate),
            "sentence": self.sentence,
        }

    @property
    def sentence(self) -> str:
        """For people; the votes where they were what decided."""
        said = f"Motion {self.motion.motion}: {self.became.replace('_', ' ')}"
        if self.became not in (Passed.status, VotedDown.status):
            return f"{said}."
        votes, power = self.motion.tally(), sum(member.power for member in self.motion.electorate)
        told = f"{votes.in_favour} of {power} in favour, {self.motion.needed} needed"
        return f"{said}, with {told}; against {votes.against}, abstained {votes.abstain}."


def decisions_in(node: ChainNode, heights: Iterable[Height]) -> dict[str, list[Decision]]:
    """Transactions of some blocks by which something became of motions, with what did."""
    found = dict[str, list[Decision]]()
    for event in node.reader.events_of(heights, _ENDS):
        motion = node.ledger.view.read(MOTIONS, event.data["motion"])
        assert motion is not None, "it was proposed"
        found.setdefault(event.transaction, []).append(Decision(motion, _ENDS[event.type].status.value))
    return found
