# SPDX-License-Identifier: Apache-2.0
"""One honest package of every kind of claim, each made once."""

from collections.abc import Callable
from functools import cache

from counterfoil.evidence.claims import ClaimKind
from counterfoil.evidence.package import Package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, RecordPath, Timestamp
from support.evidence_story import CASH, LI, SHARE, WANG, founded, issue, transfer
from support.evidence_told import told
from support.evidence_world import World

UNIQUE = "RECEIPT-1"
_LI, _SHARE = AccountId(LI), InstrumentId(SHARE)


def _collector() -> Collector:
    return Collector(told().world, told().log)


def _before_the_trade() -> Timestamp:
    """Just before Li gave and got at once."""
    story = told()
    height, _ = story.world.transaction_position(HexHash(story.settlement))
    return Timestamp(story.world.header(height).time - 1)


@cache
def titled() -> World:
    """A unique instrument that went from Li to Wang."""
    world = founded()
    receipt = {"instrument": UNIQUE, "issuer": "acme", "kind": "warehouse_receipt", "name": "Receipt 1", "unique": True}
    unit = {"name": "receipt", "decimals": 0}
    define = {"call": "instruments.define", **receipt, "unit": unit, "supply_limit": 1}
    active = {"call": "instruments.change_status", "instrument": UNIQUE, "status": "active", "by": "acme"}
    world.do("acme", calls=[define, active, issue(LI, 1, UNIQUE)])
    world.do("li", calls=[transfer(LI, WANG, 1, UNIQUE)])
    return world


def _provenance() -> Package:
    world = titled()
    return Collector(world, world.publish()).provenance(InstrumentId(UNIQUE))


_PACKAGES: dict[ClaimKind, Callable[[], Package]] = {
    ClaimKind.control: lambda: _collector().control(_LI, _SHARE),
    ClaimKind.transfer: lambda: _collector().transfer(HexHash(told().settlement)),
    ClaimKind.position: lambda: _collector().position(_LI, _SHARE),
    ClaimKind.absence: lambda: _collector().absence(AccountId(WANG), InstrumentId(CASH)),
    ClaimKind.record: lambda: _collector().record(RecordPath("parties/party/li")),
    ClaimKind.statement: lambda: _collector().statement(_LI, start=_before_the_trade()),
    ClaimKind.provenance: _provenance,
}


@cache
def honest(kind: ClaimKind) -> bytes:
    """The package of a kind of claim."""
    return encode_package(_PACKAGES[kind]())


@cache
def past() -> bytes:
    """Control as of before the trade."""
    return encode_package(_collector().control(_LI, _SHARE, as_of=_before_the_trade()))
