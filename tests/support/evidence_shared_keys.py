# SPDX-License-Identifier: Apache-2.0
"""What an operator seals though one key, which the policies of two parties list, consented for both."""

from typing import Any, NamedTuple

from counterfoil.evidence.package import Package, encode_package
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from support.evidence_story import CASH, LI, SHARE, ZHAO, issue, leg, transfer
from support.evidence_told import tell
from support.evidence_world import START_MS, World, plain_policy

LATE = START_MS + 10**9
PATHS = {"li": f"holdings/holding/{LI}/{SHARE}", "zhao": f"holdings/holding/{ZHAO}/{SHARE}"}


class Shared(NamedTuple):
    """``pair`` share a key, ``others`` must consent too; ``record`` is what the call changes."""

    pair: str
    others: str
    call: dict[str, Any]
    record: str


def call(named: str, /, **fields: Any) -> dict[str, Any]:
    return {"call": named, **fields}


_CORRECTION = {"change": "removes", "maker": "registrar", "checker": "supervisor", "reason": "register"}
SHARED: dict[str, Shared] = {
    "transfer": Shared("li south", "", transfer(LI, ZHAO, 10), PATHS["li"]),
    "issue": Shared("acme south", "", issue(ZHAO, 10), PATHS["zhao"]),
    "redemption": Shared("acme li", "", call("holdings.redeem", account=LI, instrument=SHARE, quantity=5), PATHS["li"]),
    "correction": Shared(
        "acme li",
        "registrar supervisor",
        call("holdings.correct", account=LI, instrument=SHARE, quantity=5, document="ab" * 32, **_CORRECTION),
        PATHS["li"],
    ),
    "under a hold": Shared(
        "venue south", "", call("holdings.execute_hold", hold="h1", receiver=ZHAO, quantity=5), PATHS["li"]
    ),
    "cancelling": Shared(
        "li south", "venue", call("settlement.cancel", instruction="s1", by="venue"), "settlement/instruction/s1"
    ),
    "another keeper": Shared(
        "li south",
        "north",
        call("parties.change_account_control", account=LI, custodian="south", outgoing="holder"),
        f"parties/account/{LI}",
    ),
}
"""name → what is done"""


def prepared() -> World:
    """A hold of Li's, and a settlement that both sides affirmed."""
    world = tell().world
    hold = call("holdings.hold", account=LI, instrument=SHARE, hold="h1", executor="venue", quantity=9, expires=LATE)
    world.do("li", calls=[hold])
    legs = [leg(LI, ZHAO, SHARE, 5), leg(ZHAO, LI, CASH, 50)]
    world.do("venue", calls=[call("settlement.instruct", instruction="s1", by="venue", legs=legs, expires=LATE)])
    for signer, account in (("li", LI), ("south", ZHAO)):
        world.do(signer, calls=[call("settlement.affirm", instruction="s1", account=account)])
    return world


def shared_key(name: str, *, alone: bool = True) -> tuple[World, Package]:
    """Signed with the shared key alone, or by each of the two with its own besides."""
    shared = SHARED[name]
    world = prepared()
    pair = shared.pair.split()
    for party in pair:
        keys = plain_policy("shared")
        own = plain_policy(party)
        both = {"keys": sorted([*keys["keys"], *own["keys"]], key=lambda one: one["key"]), "threshold": 1}
        world.do(party, calls=[call("parties.rotate_keys", party=party, keys=both)])
    signers = ["shared"] if alone else ["shared", pair[1]]
    by = [*pair, *shared.others.split()]
    world.force(world.sign([shared.call], *signers, *shared.others.split(), by=by), lawfully=not alone)
    return world, Collector(world, world.publish()).record(RecordPath(shared.record))


def shared_key_transfer() -> bytes:
    """A transfer for which one key consented for the sender and for who keeps the receiver's account."""
    return encode_package(shared_key("transfer")[1])
