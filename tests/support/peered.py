# SPDX-License-Identifier: Apache-2.0
"""Two chains in memory, east and west, whose programmes take the same invoices; each may ask the other."""

from typing import Any, Final

import msgspec

from counterfoil.modules import laws
from counterfoil.modules.peers import calls as pc
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables.invoices import INVOICES as TABLE
from counterfoil.modules.receivables.registries import AskedPeer, SameCash
from counterfoil.node.supply.answering import answers_of
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height
from support.evidence_log import Log, policy, witness_policy
from support.evidence_world import AUDITORS, World
from support.vouchers import (
    CASH,
    CORE,
    FACE,
    INVOICES,
    REGISTRY,
    confirm,
    founded,
    print_of,
    propose,
    share,
    standing,
)
from support.vouchers_stage import OnWorld, Stage

EAST: Final = "east"
WEST: Final = "west"


def chain_named(name: str, **more: Any) -> World:
    """A chain with all features, and nobody on it yet."""
    return World(chain=name, features=sorted(laws().features), seal=(f"operator of {name}",), **more)


def trusting(peer: World, **changes: Any) -> pc.Trust:
    """What a chain says of another: its genesis, its log, who seals, who audits."""
    said: dict[str, Any] = {
        "chain": peer.chain,
        "genesis": to_hex(peer.sealed_header(Height(0)).hash),
        "keeper": "registrar",
        "by": "supervisor",
        "policy": witness_policy().encode(),
        "entry_auditors": "entry-auditors",
        "seal": policy(*peer.seal),
        "recovery": policy("recovery"),
        "auditors": policy(*AUDITORS, threshold=1),
        "reason": "agreement of the two programmes",
    }
    return pc.Trust(**(said | changes))


def asking(peer: str, registry: str = "registry", by: str = "supervisor", **changes: Any) -> c.SetPeers:
    """A registry's invoices are asked of a peer, which calls it, and their money, the same."""
    peers = (AskedPeer(peer=f"peers/chain/{peer}", registry=REGISTRY, money=(SameCash(here=CASH, there=CASH),)),)
    return c.SetPeers(registry=registry, by=by, **({"peers": peers, "reason": "agreement"} | changes))


def invoice_path(name: str, registry: str = REGISTRY) -> str:
    return TABLE.path(registry, print_of(name))


def answering(peer: World, *records: str, by: str = "registrar", log: Log | None = None) -> pc.AnswerFor:
    """What a chain shows of its records, published for it."""
    [answer] = answers_of(peer, log or peer.publish(), records, by)
    return answer


def plain(call: Any) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(call)
    return made


def stage_named(name: str) -> OnWorld:
    """A chain with a platform, a core enterprise and its suppliers, and invoices."""
    return founded(OnWorld(chain_named(name)))


def believing(stage: Stage, peer: OnWorld) -> None:
    """A chain says whom to believe about another, and its registry asks it from now on."""
    stage.do(trusting(peer.world), signed_by="registrar supervisor")
    stage.do(asking(peer.world.chain), signed_by="registry supervisor")


def drafted(stage: Stage, root: str = "R", face: int = FACE, name: str = INVOICES[0], **more: Any) -> None:
    """Proposed, and made: it waits for its checker alone."""
    stage.do(propose(stage, root, face=face, invoices=(share(name, face),), **more), signed_by="first")
    stage.do(standing(root), c.Prepare(root=root), signed_by=CORE)


def asked(stage: Stage, peer: OnWorld, *names: str, registry: str = REGISTRY) -> None:
    """The peer makes a block, later than all on the chain, and publishes; what it has of invoices is shown there."""
    peer.wait(max(0, stage.time - peer.time))
    peer.world.block()
    paths = (invoice_path(name, registry) for name in names or INVOICES[:1])
    stage.do(answering(peer.world, *paths), signed_by="registrar")


def confirmed(stage: OnWorld, root: str = "R") -> str:
    """The outcome of a confirmation."""
    return stage.refused(confirm(root), signed_by="core-2")
