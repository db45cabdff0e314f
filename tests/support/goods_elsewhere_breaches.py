# SPDX-License-Identifier: Apache-2.0
"""Things that another chain has too, and one breach for each rule about them: see ``law_breaches``."""

from typing import Any

from counterfoil.law.call import Call
from counterfoil.law.dated import SCHEDULED_MAX
from support.evidence_story import open_account, register
from support.evidence_world import World
from support.law_breaches import LATE as FAR
from support.law_breaches import Breach
from support.peered import plain
from support.receipted import open_scheme
from support.receipts_story import stage
from support.refused_goods_elsewhere import (
    BOTH,
    EARLIER,
    LATE,
    REGISTERING,
    TWICE,
    asking,
    document_on,
    goods_asked,
    registering,
)

SCHEME = "receipts/scheme/copper"


def world() -> World:
    found: Any = goods_asked(stage())
    world: World = found.world
    return world


def broken(call: Call, record: str = SCHEME, signers: str = BOTH) -> Breach:
    return Breach(record, signers, plain(call))


def on(epc: str) -> Breach:
    return broken(registering(epc), f"receipts/document/{document_on(epc)}", REGISTERING)


WORLD = world
OF_ONE = [
    ("registrar", register("self", "issuer", "venue", "supervisor")),
    ("self", open_account("of-self", "self", "holder")),
    ("self", plain(open_scheme("own", registered_by="self", account="of-self"))),
]
"""Its registrar is a supervisor too."""
MANY = [(BOTH, plain(asking(since=FAR + number))) for number in range(SCHEDULED_MAX)]
BREACHES = {
    "receipts.set_peers.scheme_peers_backdated": broken(asking(since=1)),
    "receipts.set_peers.two_must_set_scheme_peers": Breach(
        "receipts/scheme/own", "self", plain(asking("own", by="self")), OF_ONE
    ),
    "receipts.set_peers.no_such_peer_of_scheme": broken(asking(chains=TWICE)),
    "receipts.PeersSet.touches.fold.too_many_receipt_rules": Breach(
        SCHEME, BOTH, plain(asking(since=FAR + SCHEDULED_MAX)), MANY
    ),
    "receipts._require_not_there.goods_not_asked_elsewhere": on(LATE),
    "receipts._require_not_there.goods_on_another_chain": on(EARLIER),
}
UNCOVERED: dict[str, str] = {}
