# SPDX-License-Identifier: Apache-2.0
"""Where stories of vouchers happen: on a ledger in memory, or in the evidence world; told once for both."""

from typing import Any, Final, Protocol

import msgspec

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.call import Call
from counterfoil.modules import laws
from support.evidence_log import policy
from support.evidence_world import BLOCK_MS, START_MS, World
from support.ledger import Ledger, policy_of

DAY_MS: Final = 86_400_000
ZONE_MS: Final = 480 * 60_000


class Stage(Protocol):
    """A chain on which things are done; ``core-2`` is another key of core's."""

    @property
    def time(self) -> int: ...
    def keys(self, *names: str) -> KeyPolicy: ...
    def do(self, *calls: Call, signed_by: str) -> Any: ...
    def wait(self, milliseconds: int) -> None: ...


class OnLedger:
    """A ledger in memory."""

    def __init__(self, *, checked: bool = True) -> None:
        self.ledger = Ledger(checked=checked)
        self.ledger.time = START_MS

    @property
    def time(self) -> int:
        return self.ledger.time

    @property
    def state(self) -> Any:
        return self.ledger.state

    def keys(self, *names: str) -> KeyPolicy:
        return policy_of(*names)

    def do(self, *calls: Call, signed_by: str) -> None:
        answer = self.submit(*calls, signed_by=signed_by)
        assert answer.outcome.name == "ok", (answer, calls)

    def submit(self, *calls: Call, signed_by: str) -> Any:
        """The answer, whatever it is."""
        by = " ".join(dict.fromkeys(name.removesuffix("-2") for name in signed_by.split()))
        return self.ledger.submit(*calls, signed_by=signed_by, by=by)

    def refused(self, *calls: Call, signed_by: str) -> str:
        """The name of the outcome."""
        name: str = self.submit(*calls, signed_by=signed_by).outcome.name
        return name

    def wait(self, milliseconds: int) -> None:
        self.ledger.wait(milliseconds)


class OnWorld:
    """The evidence world."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World(features=sorted(laws().features))

    @property
    def time(self) -> int:
        return int(self.world.next_time) - BLOCK_MS

    def keys(self, *names: str) -> KeyPolicy:
        return policy(*names, threshold=1)

    def do(self, *calls: Call, signed_by: str) -> Any:
        return self.world.do(*signed_by.split(), calls=[msgspec.to_builtins(call) for call in calls])

    def refused(self, *calls: Call, signed_by: str) -> str:
        """The name of the outcome."""
        transaction = self.world.sign([msgspec.to_builtins(call) for call in calls], *signed_by.split())
        (answer,) = self.world.block(transaction)
        name: str = answer.outcome
        return name

    def wait(self, milliseconds: int) -> None:
        self.world.waited_ms += milliseconds


def day_of(time: int) -> int:
    """The day in China."""
    return (time + ZONE_MS) // DAY_MS


def until_day(stage: Stage, day: int) -> None:
    """Let time pass until a day has begun."""
    stage.wait(max(0, day * DAY_MS - ZONE_MS - stage.time))
