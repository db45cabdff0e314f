# SPDX-License-Identifier: Apache-2.0
"""Receipts in the evidence world: the market of ``refused_receipts``, told once more, with every signature made."""

from collections.abc import Sequence
from typing import Any

import msgspec

from counterfoil.law.call import Call
from counterfoil.modules import laws
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Control, Role
from support.evidence_story import register
from support.evidence_world import BLOCK_MS, World
from support.refused_receipts import receipts_market


def plain(*calls: Call) -> list[dict[str, Any]]:
    """Calls as they stand in a transaction."""
    return [msgspec.to_builtins(call) for call in calls]


class Stage:
    """A world, in the words by which a market is built."""

    def __init__(self, world: World) -> None:
        self.world = world

    @property
    def time(self) -> int:
        """Of the last block."""
        return int(self.world.next_time) - BLOCK_MS

    @property
    def state(self) -> Any:
        """Whatever stands on record."""
        return self.world.context()

    def do(self, *calls: Call, signed_by: str) -> Any:
        """One transaction, which must succeed."""
        return self.world.do(*signed_by.split(), calls=plain(*calls))

    def wait(self, milliseconds: int) -> None:
        self.world.waited_ms += milliseconds

    def party(self, name: str, *roles: Role) -> None:
        self.world.do("registrar", calls=[register(name, *roles, person=not roles)])

    def account(self, name: str, holder: str, *, incoming: Control = Control.nobody) -> None:
        fields = {"account": name, "holder": holder, "outgoing": "holder"}
        fields |= {} if incoming is Control.holder else {"incoming": incoming.value}
        self.world.do(holder, calls=[{"call": "parties.open_account", **fields}])

    def instrument(self, name: str, issuer: str, *, kind: InstrumentKind = InstrumentKind.equity) -> None:
        unit = {"name": "CNY", "decimals": 2}
        about = {"instrument": name, "kind": kind.value, "issuer": issuer, "name": name, "unit": unit}
        active = {"call": "instruments.change_status", "instrument": name, "status": "active", "by": issuer}
        self.world.do(issuer, calls=[{"call": "instruments.define", **about}, active])


def stage(features: Sequence[str] | None = None) -> Stage:
    """A world with nothing on it."""
    return Stage(World(features=sorted(laws().features) if features is None else features))


def receipted() -> World:
    """Documents in every state, of goods in every state."""
    found: Any = stage()
    receipts_market(found)
    world: World = found.world
    return world
