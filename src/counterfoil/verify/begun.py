# SPDX-License-Identifier: Apache-2.0
"""A call of which events are shown: what it causes, with what it carries out, as far as has been looked at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Laws
from counterfoil.law.moment import NOBODY, Moment, Spoken
from counterfoil.law.outcome import Refused
from counterfoil.primitives.types import AccountId
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.shown import DatedEvent


@dataclass
class BegunCall:
    """Calls that it carries out begin one after the other, each by the facts that those before left."""

    caused: list[EventData] | None
    """None: no module has its law"""
    left: Sequence[Call] = ()
    """calls that it carries out, of which no event has been looked at"""
    features: Collection[str] = ()
    """that were active"""
    spoken: Spoken = NOBODY
    """who consents to it by a decision on record"""
    programmed: bool = False
    """whether programs decide more, by its doing"""
    tells: bool = False
    """whether an event of it says something"""
    seen: int = -1
    """which of what it causes was seen last"""
    shown: int = 0
    """how much of it"""
    frees: set[AccountId] = field(default_factory=set)
    """accounts whose units it frees, as is shown whole"""

    @classmethod
    def begin(cls, call: Call, laws: Laws, moment: Moment, features: Collection[str], spoken: Spoken) -> "BegunCall":
        """A call whose first event is looked at, by what is known before it."""
        caused, left = list(laws.causes(call, moment, features)), laws.carried(call, moment)
        return cls(caused, left, features, spoken, laws.programmed(call, moment))

    def says(self, data: EventData | None, laws: Laws, moment: Moment) -> bool:
        """Whether its law says the event, or that of a call carried out which begins with it, by what is known now."""
        if self.caused is None or data in self.caused[self.seen + 1 :]:
            return self.caused is not None
        said = list(self.caused)
        for number, one in enumerate(self.left, 1):
            try:
                caused = laws.causes(one, moment, self.features)
            except Refused:
                if self.programmed:
                    break  # it waits for what a program does now
                raise
            said += caused
            if data in caused:
                self.caused, self.left = said, self.left[number:]
                return True
        return data in self.caused

    def pass_to(self, dated: DatedEvent) -> Sequence[EventData]:
        """What lies between the event before and this one; CheckFailed when this is not among what comes after it."""
        caused, data = self.caused or [], dated.data
        for number in range(self.seen + 1, len(caused)):
            if caused[number] == data and type(caused[number]) is type(data):
                between = caused[self.seen + 1 : number]
                self.seen, self.shown = number, self.shown + 1
                return between
        if data in caused[: self.seen + 1]:
            raise CheckFailed("the call that would cause it was used by an earlier event", "该调用已被先前事件使用")
        raise CheckFailed(f"its call causes no {dated.event.type} with this data", "其调用并不引起该事件")

    def run_out(self, laws: Laws, moment: Moment) -> None:
        """What it carries out without an event that is shown happened by what is known now."""
        if self.caused is None or not self.tells:
            return
        for one in self.left:
            self.caused += laws.causes(one, moment, self.features)
        self.left = ()

    @property
    def unseen(self) -> Sequence[EventData]:
        """What comes after the event that was seen last."""
        return () if self.caused is None else self.caused[self.seen + 1 :]

    @property
    def whole(self) -> bool:
        """Whether all that it causes was seen."""
        return self.caused is not None and not self.left and self.shown == len(self.caused)
