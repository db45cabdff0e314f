# SPDX-License-Identifier: Apache-2.0
"""One invoice on two chains: reserved on both, asked about through the custody log, promised on one alone."""

from typing import Final

from counterfoil.demo.plan import CASH
from counterfoil.demo.scenes.vouchers import (
    CABLE,
    CHECKER,
    CORE,
    INVOICE,
    MINT,
    REGISTRY,
    found,
    invoice,
    of,
    terms_of,
)
from counterfoil.demo.stage import Scene, Stage
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.holdings.calls import GrantMandate
from counterfoil.modules.peers.records import ANSWERS, PEERS
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables.invoices import INVOICES
from counterfoil.modules.receivables.records import ROOTS
from counterfoil.modules.receivables.registries import AskedPeer, SameCash
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.supply.answering import answers_of
from counterfoil.node.supply.peer_asking import trust_call
from counterfoil.primitives.types import ChainId, InstrumentId, Timestamp
from counterfoil.verify import parse_trust

COAST, RIVER = ChainId("coast"), ChainId("river")
CHAINS: Final = (COAST, RIVER)


def play(stage: Stage) -> None:
    """The cable works takes its invoice to two platforms, each on a chain of its own."""
    coast, river = (stage.on(chain) for chain in CHAINS)
    for one, other in ((coast, river), (river, coast)):
        one.mint(MINT)
        found(one)
        invoice(one)
        _believe(one, other)
    _draft(coast, "the cable works proposes a voucher on the chain of the coast, and the shipyard prepares it")
    _draft(river, "the cable works proposes one on the same invoice on the chain of the river")
    unasked = "the shipyard's checker confirms that of the river, and nobody asked the coast"
    river.refuse(unasked, _confirmed(river), by=[CHECKER], outcome="not_asked_elsewhere")
    _answer(river, coast)
    earlier = "the coast had reserved the invoice before: it is confirmed once more"
    river.refuse(earlier, _confirmed(river), by=[CHECKER], outcome="promised_on_another_chain")
    _answer(coast, river)
    coast.do("the river reserved it later: the voucher of the coast is confirmed", _confirmed(coast), by=[CHECKER])
    _answer(river, coast)
    promised = "the coast has promised it by now: that of the river is confirmed a third time"
    river.refuse(promised, _confirmed(river), by=[CHECKER], outcome="promised_on_another_chain")
    coast.prove(voucher=lambda collector: collector.record(ROOTS.path(_voucher(coast))))
    answer = ANSWERS.path(COAST, INVOICES.path(REGISTRY, INVOICE))
    river.prove(answer=lambda collector: collector.record(answer))


def _voucher(stage: Stage) -> str:
    return f"{stage.chain}-1"


def _believe(stage: Stage, peer: Stage) -> None:
    """What the network's trust file says of the other chain; and that it is asked about the registry's invoices."""
    stage.network.publish()
    trust = parse_trust(stage.network.layout.trust.read_bytes())
    believed = trust_call(trust, peer.chain, DEPOSITORY, SUPERVISOR, reason="agreement of the two platforms")
    stage.set(believed, by=[DEPOSITORY, SUPERVISOR])
    asked = (AskedPeer(peer=PEERS.path(peer.chain), registry=REGISTRY, money=(SameCash(here=CASH, there=CASH),)),)
    asks = c.SetPeers(registry=REGISTRY, by=SUPERVISOR, peers=asked, reason="agreement of the two platforms")
    stage.set(asks, by=[REGISTRY, SUPERVISOR])


def _draft(stage: Stage, said: str) -> None:
    until = Timestamp(stage.now + 7 * DAY_MS)
    stage.do(said, c.Propose(root=_voucher(stage), by=CABLE, terms=terms_of(stage), until=until), by=[CABLE])
    pays = GrantMandate(
        mandate=f"pays-{stage.chain}",
        account=of(CORE),
        executor=ROOTS.path(_voucher(stage)),
        instrument=CASH,
        revocable=False,
    )
    stage.set(pays, c.Prepare(root=_voucher(stage)), by=[CORE])


def _confirmed(stage: Stage) -> c.Confirm:
    lot = InstrumentId(f"{_voucher(stage)}-whole")
    return c.Confirm(root=_voucher(stage), mandate=f"pays-{stage.chain}", lot=lot)


def _answer(stage: Stage, peer: Stage) -> None:
    """Publish, and show on one chain what the other has of the invoice."""
    stage.network.publish()
    [shown] = answers_of(peer.node.reader, stage.network.published(), [INVOICES.path(REGISTRY, INVOICE)], DEPOSITORY)
    stage.do(f"what the {peer.chain} has of the invoice is shown on the {stage.chain}", shown, by=[DEPOSITORY])


SCENE: Final = Scene(
    number=76,
    name="double-financing",
    title="One invoice on two chains 一票两押: reserved on both, promised on one, refused on the other",
    play=play,
    chains=CHAINS,
)
