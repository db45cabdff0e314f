# SPDX-License-Identifier: Apache-2.0
"""With real engines: a fifth member begins from a snapshot of four, votes and seals, and is proved offline."""

from collections.abc import Iterator

import pytest

from counterfoil.consensus.cometbft.rpc import EngineRefused
from counterfoil.consensus.cometbft.snapshots import Snapshots
from counterfoil.evidence.header import header_hash
from counterfoil.evidence.package import encode_package
from counterfoil.evidence.seal import open_seal
from counterfoil.identity import dsse
from counterfoil.modules.validators.calls import Join, Offer
from counterfoil.node.collect import Collector
from counterfoil.node.consortium.beginning import BEGINNING_FILE, read_began
from counterfoil.node.consortium.cards import Card, read_card
from counterfoil.node.consortium.changing import admit
from counterfoil.node.consortium.described import SnapshotConfig
from counterfoil.node.consortium.status import network_status
from counterfoil.node.drawing import draw_report
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.layout import Layout
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Height, HexHash, PartyId, RecordPath
from counterfoil.storage.blocklog import BlockLog
from counterfoil.verify import verify_package
from support.engine import engine
from support.joined import FIFTH, believing, fifth, four_that_offer, registered, ring
from support.members import FIRMS, Members
from support.network import CHAIN, open_network, trust_of

WRONG = HexHash("5a" * 32)


@pytest.fixture
def members(monkeypatch: pytest.MonkeyPatch) -> Iterator[Members]:
    monkeypatch.setenv("COUNTERFOIL_COMETBFT", str(engine()))
    with four_that_offer() as members:
        yield members


def test_a_fifth_begins_from_a_snapshot_votes_and_is_proved(members: Members, monkeypatch: pytest.MonkeyPatch) -> None:
    """What contradicts its operator's word ends its start, and who lies is named; then it is a member like others."""
    card = fifth(members)
    chain = Layout(members.root / FIFTH).chain(CHAIN)
    believing(members, SnapshotConfig(trust_height=3, trust_hash=WRONG))
    with pytest.raises(InputError, match="no member has the block 3 of the engine that is trusted; they say"):
        members.start(FIFTH)
    believing(members, SnapshotConfig(anchored_height=2, anchored_hash=WRONG))
    with pytest.raises(InputError, match="block 2 that members have is another than the one that is anchored"):
        members.start(FIFTH)
    assert (chain / BEGINNING_FILE).exists(), "it is still to begin"
    anchored = header_hash(members["north"].node.block_log.read(Height(2)).header).hex()
    believing(members, SnapshotConfig(anchored_height=2, anchored_hash=HexHash(anchored)))
    liars = whoever_is_asked_first_lies(monkeypatch)
    members.start(FIFTH)
    began = read_began(chain)
    assert began is not None
    [liar] = [firm for firm in FIRMS if members[firm].node.block_log is liars[0]]
    told = f"{CHAIN}: not taken of {liar}-1: chunk 0: it is not the one that the manifest names"
    assert told in members[FIFTH].notices
    assert not (chain / BEGINNING_FILE).exists()
    require_same(members, began.height)
    asked = members[FIFTH].node.engine_asked
    assert asked is not None
    with pytest.raises(EngineRefused, match=f"lowest height is {began.engine_height + 1}"):
        asked("commit", {"height": 2})
    takes_part(members, card)
    require_proved(members)
    members.stop(FIFTH)
    with open_network(members.root / FIFTH) as network:
        [here] = [one for one in network_status(network).nodes if one.name == "here"]
    assert (here.began, here.engine_began) == (began.height, began.engine_height)


def whoever_is_asked_first_lies(monkeypatch: pytest.MonkeyPatch) -> list[BlockLog]:
    """The log of the member whose chunks are changed, once there is one."""
    liars, true = list[BlockLog](), Snapshots.load

    def load(self: Snapshots, engine_height: int, index: int) -> bytes:
        chunk = true(self, engine_height, index)
        if not liars:
            liars.append(self._block_log)
        return chunk[:-1] + bytes([chunk[-1] ^ 1]) if self._block_log is liars[0] else chunk

    monkeypatch.setattr(Snapshots, "load", load)
    return liars


def require_same(members: Members, height: int) -> None:
    """Every block since genesis is there, as the others have it."""
    here, there = members[FIFTH].node, members["north"].node
    for number in range(height + 1):
        own, other = (node.block_log.read(Height(number)) for node in (here, there))
        assert (own.header, own.transactions) == (other.header, other.transactions)


def takes_part(members: Members, card: Card) -> None:
    """It is taken in; then it is needed with another away, and has the seals of all blocks."""
    depository, supervisor = members.officer(DEPOSITORY), members.officer(SUPERVISOR)
    offer = Offer(validator="fifth-1", party=card.party, keys=card.keys, moniker=FIFTH, address=card.engine)
    members.do("north", offer, ring(members, FIFTH).get(FIFTH))
    joined = Join(validator="fifth-1", registrar=DEPOSITORY, supervisor=PartyId(SUPERVISOR), reason="Decision 1")
    members.do("north", joined, depository, supervisor)
    members.do("north", registered("between"), depository)
    members.stop("west")
    height = members.do(FIFTH, registered("alice"), depository)
    for one in ("north", FIFTH):
        members.sealed(one, height)
    members.start("west")
    members.wait_for("west", height)
    signed = dsse.decode(members[FIFTH].node.sealed_block(height).seal).signatures
    assert card.keys.seal_key.keyid in {one.keyid for one in signed}


def require_proved(members: Members) -> None:
    for folder in (*FIRMS, "custody"):
        admit(members.root / folder, read_card((members.root / FIFTH / "card.json").read_bytes(), "card"))
    members.followed(FIFTH)
    with open_network(members.custody) as network:
        network.publish()
        node, seals = network.chain(CHAIN), network.custody().seals(CHAIN)
        assert network.custody().height(CHAIN) == node.height
        for height in range(node.height + 1):
            block = node.block_log.read(Height(height))
            open_seal(node.reader.header(Height(height)), dsse.decode(block.seal), seals.at(height))
        trust = trust_of(members.custody)
        collector = Collector(node.reader, network.published(), render=lambda package: draw_report(package, trust))
        for path in ("validators/set/current", "parties/party/alice"):
            report = verify_package(encode_package(collector.record(RecordPath(path))), trust)
            assert report.proved, report.to_text()


def test_whom_nobody_knows_begins_at_genesis(members: Members) -> None:
    """Its firm is no party yet: members' services say so, it is told, and the chain is executed instead."""
    fifth(members, known=False)
    members.start(FIFTH)
    assert read_began(Layout(members.root / FIFTH).chain(CHAIN)) is None
    members.wait_for(FIFTH, members["north"].node.height)
    told = [one for one in members[FIFTH].notices if "from genesis on" in one]
    assert len(told) == 1
    assert "2 members must say what the engine decided, and 0 do" in told[0]
    assert "north-1: 401" in told[0]
