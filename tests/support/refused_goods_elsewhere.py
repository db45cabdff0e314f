# SPDX-License-Identifier: Apache-2.0
"""What receipts refuse of things that another chain has too: per call, in the order checked."""

from typing import Any, Final

from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.elsewhere_outcomes import GoodsElsewhereOutcome as Outcome
from counterfoil.modules.receipts.goods import ITEMS, GoodsItem, item_key
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome as Receipts
from counterfoil.modules.receipts.terms import Item
from support.evidence_world import START_MS, World
from support.ledger import Ledger
from support.market import Row
from support.peered import EAST, answering, chain_named, trusting
from support.receipted import COPPER, contents, draft, open_scheme, stored, with_schemes

APART: Final = True
BOTH: Final = "exchange supervisor"
REGISTERING: Final = "exchange ann"
HOUR_MS: Final = 3_600_000
EARLIER, LATER, GONE, ABSENT, FOREIGN, LATE, UNASKED, BOX, THING, PALLET, INNER, SHUT, NEVER = (
    f"https://id.example/{name}"
    for name in (
        *("earlier", "later", "gone", "absent", "foreign", "late", "unasked", "box", "thing"),
        *("pallet", "inner", "shut", "never"),
    )
)
ASKED: Final = (EARLIER, LATER, GONE, ABSENT, FOREIGN, BOX, THING, PALLET, INNER, SHUT)
"""Of what is in a shut pallet nobody asked."""


def path_of(epc: str) -> str:
    return ITEMS.path(item_key(epc))


def asking(scheme: str = COPPER, **changed: Any) -> r.SetPeers:
    said = {"by": "supervisor", "chains": (f"peers/chain/{EAST}",), "reason": "agreement"}
    return r.SetPeers(scheme=scheme, **(said | changed))


def kept_elsewhere() -> World:
    """East has taken in some of the things: earlier, later, and not any more; and something else for one."""
    east = chain_named(EAST)
    said = {"scheme": "metals", "goods_keeper": "depot", "of_lot": "L-9", "packed_in": None}
    held = {
        EARLIER: {"since": 1},
        LATER: {"since": 10**14},
        GONE: {"since": 1, "here": False},
        BOX: {"since": 1},
        INNER: {"since": 1},
    }

    def write(ctx: Any) -> None:
        for epc, more in held.items():
            ctx.state.write(path_of(epc), GoodsItem(epc=epc, **said, **more))
        ctx.state.write(path_of(FOREIGN), ctx.state.find("parties/party/registrar"))

    east.rogue_block(write)
    return east


def document_on(epc: str) -> str:
    return f"on-{epc.rpartition('/')[2]}"


def goods_asked(market: Any) -> Any:
    """Things taken in and drafted, of which east was asked about all but one, and about one too early."""
    east = kept_elsewhere()
    with_schemes(market)
    market.do(trusting(east), signed_by="registrar supervisor")
    market.do(asking(), signed_by=BOTH)
    market.do(answering(east, path_of(LATE)), signed_by="registrar")
    market.wait(HOUR_MS)
    single = (*ASKED[:5], LATE, UNASKED, BOX, PALLET, SHUT)
    packed = ((THING, BOX), (INNER, PALLET), (NEVER, SHUT))
    items = (*(Item(epc=epc) for epc in single), *(Item(epc=one, packed_in=outer) for one, outer in packed))
    stored(market, "in", declared=400_000, items=items)
    for epc in (*single, THING):
        named = contents(market, items=(epc,))
        market.do(draft(market, document_on(epc), "in", contents=named), signed_by="shed")
    east.waited_ms += 2 * HOUR_MS
    east.block()
    market.do(answering(east, *map(path_of, ASKED)), signed_by="registrar")
    return market


def market(_usual: Ledger) -> Ledger:
    """And a scheme of which as many changes are to come as can be."""
    ledger = Ledger()
    ledger.time = START_MS
    goods_asked(ledger)
    ledger.do(open_scheme("busy"), signed_by="exchange")
    for number in range(SCHEDULED_MAX):
        ledger.do(asking("busy", since=ledger.time + 10**9 + number), signed_by=BOTH)
    return ledger


def registering(epc: str) -> d.Register:
    return d.Register(document=document_on(epc))


MARKET = market
TWICE: Final = asking().chains * 2
ASKING_REFUSED = [
    Row("nobody's scheme asks", asking("none"), BOTH, Receipts.unknown_receipt_scheme),
    Row("from yesterday on", asking(since=1), BOTH, Outcome.scheme_peers_backdated),
    Row("a registrar agrees with itself", asking(by="exchange"), "exchange", Outcome.two_must_set_scheme_peers),
    Row("of whom nothing is known", asking(chains=("peers/chain/none",)), BOTH, Outcome.no_such_peer_of_scheme),
    Row("one chain twice", asking(chains=TWICE), BOTH, Outcome.no_such_peer_of_scheme),
    Row("without the supervisor", asking(), "exchange", Parties.not_authorised),
    Row("without the registrar", asking(), "supervisor", Parties.not_authorised),
    Row("agreed to by a lender", asking(by="lender"), "exchange lender", Parties.role_missing),
    Row("nine changes to come", asking("busy", since=10**14), BOTH, Receipts.too_many_receipt_rules),
]
REGISTERING_REFUSED = [
    Row("nobody asked elsewhere", registering(UNASKED), REGISTERING, Outcome.goods_not_asked_elsewhere),
    Row("asked before it came", registering(LATE), REGISTERING, Outcome.goods_not_asked_elsewhere),
    Row("something else stands there", registering(FOREIGN), REGISTERING, Outcome.no_goods_elsewhere),
    Row("taken in earlier elsewhere", registering(EARLIER), REGISTERING, Outcome.goods_on_another_chain),
    Row(
        "a pallet with a thing in it that is elsewhere",
        registering(PALLET),
        REGISTERING,
        Outcome.goods_on_another_chain,
    ),
    Row("a pallet of which alone it was asked", registering(SHUT), REGISTERING, Outcome.goods_not_asked_elsewhere),
    Row("in a box that is elsewhere", registering(THING), REGISTERING, Outcome.goods_on_another_chain),
]
