# SPDX-License-Identifier: Apache-2.0
"""Four members with real engines, set up as a person sets them up, and a custody tier that follows them."""

from collections.abc import Iterator

import pytest

from counterfoil.evidence.package import encode_package
from counterfoil.evidence.seal import open_seal
from counterfoil.identity import dsse
from counterfoil.identity.validators import seal_policy
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind
from counterfoil.node.collect import Collector
from counterfoil.node.drawing import draw_report
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.primitives.types import Height, PartyId, RecordPath
from counterfoil.verify import verify_package
from support.engine import engine
from support.members import FIRMS, Members, four_folders
from support.network import CHAIN, open_network, trust_of


@pytest.fixture
def members(monkeypatch: pytest.MonkeyPatch) -> Iterator[Members]:
    """All four, each with its service."""
    monkeypatch.setenv("COUNTERFOIL_COMETBFT", str(engine()))
    with four_folders() as root, Members(root) as members:
        members.start(*FIRMS)
        yield members


def test_it_orders_seals_and_is_followed_anchored_and_proved(members: Members) -> None:
    """What one member orders all have, with one complete seal; the custody tier proves it, also without one of them."""
    custody = members.followed()
    registered = RegisterParty(party=PartyId("alice"), registrar=DEPOSITORY, kind=PartyKind.organisation, name="Alice")
    members.do("north", registered, members.officer(DEPOSITORY))
    with open_network(custody) as network:
        network.publish()
        node = network.chain(CHAIN)
        assert node.height > 0
        policy = seal_policy(node.ledger.validators)
        for height in range(node.height + 1):
            block = node.block_log.read(Height(height))
            open_seal(node.reader.header(Height(height)), dsse.decode(block.seal), policy)
            assert {members[name].node.block_log.read(Height(height)).header for name in FIRMS} == {block.header}
        anchored = network.custody().height(CHAIN)
        trust = trust_of(custody)
        collector = Collector(node.reader, network.published(), render=lambda package: draw_report(package, trust))
        report = verify_package(encode_package(collector.record(RecordPath("parties/party/alice"))), trust)
        assert report.proved, report.to_text()
    refused = members["north"].post(
        "north", f"/chains/{CHAIN}/evidence", b'{"claim":"record","record":"parties/party/north"}'
    )
    assert refused.status_code == 422
    assert "this folder has none (ask http://127.0.0.1:" in refused.json()["detail"]
    assert members["north"].get("north", "/chains").json()["checkpoint"] is None
    members.stop("west")
    with open_network(members.followed()) as network:
        network.publish()
        assert network.custody().height(CHAIN) > anchored
