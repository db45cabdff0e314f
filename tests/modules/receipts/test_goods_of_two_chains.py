# SPDX-License-Identifier: Apache-2.0
"""Two chains whose keepers took in the same things, packed and unpacked; each asks the other before a document."""

from typing import Final

import msgspec
import pytest

from counterfoil.evidence.event import Trail
from counterfoil.law.call import Call
from counterfoil.modules.peers.records import VALUE_LENGTH_MAX
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.goods import THINGS_MAX, GoodsItem
from counterfoil.modules.receipts.steps import outstanding
from counterfoil.modules.receipts.terms import Item
from counterfoil.primitives import canonical
from support.peered import EAST, WEST, answering, chain_named, trusting
from support.receipted import contents, draft, issued, leaves, load_out, stored, surrendering, with_schemes
from support.receipts_story import Stage
from support.refused_goods_elsewhere import BOTH, REGISTERING, asking, path_of

PALLET, BOX, THING = (f"https://id.gs1.org/{key}" for key in ("00/1", "00/2", "01/3/21/4"))
PACKED: Final = (Item(epc=PALLET), Item(epc=BOX, packed_in=PALLET), Item(epc=THING, packed_in=BOX))
LATER_MS: Final = 60_000
Two = tuple[Stage, Stage]


@pytest.fixture
def two() -> Two:
    """East took in the box alone; west, later, the pallet in which it is said to be. Each asks the other."""
    found = Stage(chain_named(EAST)), Stage(chain_named(WEST))
    for stage in found:
        with_schemes(stage)
    for stage, peer in (found, found[::-1]):
        stage.do(trusting(peer.world), signed_by="registrar supervisor")
        stage.do(asking(chains=(f"peers/chain/{peer.world.chain}",)), signed_by=BOTH)
    east, west = found
    stored(east, items=(Item(epc=BOX),))
    west.wait(max(0, east.time - west.time) + LATER_MS)
    stored(west, items=PACKED)
    return east, west


def asked(stage: Stage, peer: Stage, *epcs: str) -> None:
    """The peer makes a block later than all on the chain, and shows what it has of things."""
    peer.wait(max(0, stage.time - peer.time) + LATER_MS)
    peer.world.block()
    stage.do(answering(peer.world, *map(path_of, epcs)), signed_by="registrar")


def answered(stage: Stage, *calls: Call, by: str) -> str:
    """The outcome of calls."""
    transaction = stage.world.sign([msgspec.to_builtins(call) for call in calls], *by.split())
    (answer,) = stage.world.block(transaction)
    name: str = answer.outcome
    return name


def drafted(stage: Stage, document: str, *epcs: str) -> None:
    stage.do(draft(stage, document, contents=contents(stage, items=epcs)), signed_by="shed")


def registered(stage: Stage, document: str) -> str:
    return answered(stage, d.Register(document=document), by=REGISTERING)


def test_a_pallet_is_registered_with_an_answer_about_the_pallet_alone(two: Two) -> None:
    """Parent and child both receipted: the box in it is asked about too, and so is what is in the box."""
    east, west = two
    asked(east, west, BOX)
    drafted(east, "E", BOX)
    assert registered(east, "E") == "ok"
    drafted(west, "W", PALLET)
    asked(west, east, PALLET)
    assert registered(west, "W") == "goods_not_asked_elsewhere"
    asked(west, east, BOX)
    assert registered(west, "W") == "goods_on_another_chain"


def test_what_is_in_a_box_is_asked_about_as_well(two: Two) -> None:
    """However deep: a box that is free elsewhere is not enough."""
    east, west = two
    east.do(leaves(items=(BOX,)), signed_by="shed inspector")
    drafted(west, "W", PALLET)
    asked(west, east, PALLET, BOX)
    assert registered(west, "W") == "goods_not_asked_elsewhere"
    asked(west, east, THING)
    assert registered(west, "W") == "ok"


def test_goods_taken_out_without_a_document_never_leave_for_a_peer(two: Two) -> None:
    """Whoever takes them out names them, and they are gone: the peer is free to register."""
    east, west = two
    drafted(west, "W", PALLET)
    asked(west, east, PALLET, BOX, THING)
    assert registered(west, "W") == "goods_on_another_chain"
    east.do(leaves(items=(BOX,)), signed_by="shed inspector")
    asked(west, east, BOX)
    assert registered(west, "W") == "ok"


def test_what_was_in_a_pallet_leaves_with_its_document(two: Two) -> None:
    """Loaded out as a pallet: for a peer the box in it has left too, though no document named it."""
    east, west = two
    east.do(leaves(items=(BOX,)), signed_by="shed inspector")
    asked(west, east, PALLET, BOX, THING)
    issued(west, "W", items=(PALLET,))
    east.wait(LATER_MS)
    stored(east, "again", items=(Item(epc=BOX),))
    drafted(east, "E", BOX)
    asked(east, west, BOX)
    assert registered(east, "E") == "goods_on_another_chain"
    west.do(*surrendering("W"), d.Accept(document="W"), load_out("W"), signed_by="ann shed exchange")
    asked(east, west, BOX)
    assert registered(east, "E") == "ok"


def test_what_is_due_says_what_nobody_asked(two: Two) -> None:
    """A draft waits for its registrar; until the peer answered, for that too."""
    east, west = two

    def told() -> list[str]:
        view = west.world.ledger.view
        return [one.told for one in outstanding(view, west.world.last_time) if one.of == "W"]

    drafted(west, "W", PALLET)
    asked(west, east, PALLET)
    assert told() == [f"not asked yet: peers/chain/east: {BOX}, peers/chain/east: {THING}"]
    asked(west, east, BOX, THING)
    assert told() == []


def test_the_record_of_a_full_pallet_can_be_shown() -> None:
    """However long its names are, it is no longer than what an answer shows of a record."""
    long = GoodsItem(
        epc="urn:" + "x" * 196,
        scheme="s" * 64,
        goods_keeper="k" * 64,
        of_lot="l" * 64,
        since=10**14,
        packed_in="f" * 64,
        document="d" * 64,
        inside=THINGS_MAX,
        holds=tuple("f" * 64 for _ in range(THINGS_MAX)),
        trail=Trail(seq=10**9, head="f" * 64),
    )
    assert len(canonical.encode(long)) <= VALUE_LENGTH_MAX
