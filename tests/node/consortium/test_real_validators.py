# SPDX-License-Identifier: Apache-2.0
"""Four members with real engines, set up as a person sets them up, and a custody tier that follows them."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from counterfoil.custody.files import waiting_lock
from counterfoil.evidence.package import encode_package
from counterfoil.evidence.seal import open_seal
from counterfoil.identity import dsse
from counterfoil.identity.keyfile import read_key
from counterfoil.identity.validators import seal_policy
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind
from counterfoil.modules.validators.calls import Join, Offer
from counterfoil.node.collect import Collector
from counterfoil.node.consortium.cards import Place, make_card
from counterfoil.node.consortium.setting_up import CUSTODY_FOLDER, ConsortiumPlan, generate_local
from counterfoil.node.drawing import draw_report
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.node.network import clock_ms
from counterfoil.node.submitting import is_committed, sign_calls
from counterfoil.primitives.types import Height, PartyId, RecordPath
from counterfoil.verify import verify_package
from support.engine import engine, free_ports
from support.network import CHAIN, ORIGIN, no_passphrase, open_network, trust_of
from support.node_service import Served, served
from support.validators import ONE_AT_A_TIME

FIRMS = ("north", "east", "south", "west")
SEALED_S = 30


def plan(url: str) -> ConsortiumPlan:
    return ConsortiumPlan(
        origin=ORIGIN,
        custody_url=url,
        witnesses=("alpha",),
        quorum=1,
        entry_auditors=("auditor",),
        state_auditors=("auditor",),
        recovery_delay_ms=0,
    )


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """What ``network generate --local 4`` makes; its path is short, for sockets have little room."""
    monkeypatch.setenv("COUNTERFOIL_COMETBFT", str(engine()))
    with waiting_lock(ONE_AT_A_TIME):
        folder = Path(tempfile.mkdtemp(prefix="cf-"))
        try:
            first = min(free_ports(1)[0], 60_000)
            generate_local(folder / "n", 4, CHAIN, plan, no_passphrase, time=clock_ms(), first_port=first)
            yield folder / "n"
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def members(root: Path) -> Iterator[list[Served]]:
    """All four, each with its service."""
    with ExitStack() as ending:
        yield [ending.enter_context(served(root / firm, rows=False)) for firm in FIRMS]


def follow(root: Path, members: list[Served]) -> Path:
    """The custody tier's folder, with the addresses at which the members' services are just now."""
    folder = root / CUSTODY_FOLDER
    config = json.loads(Layout(folder).config.read_bytes())
    for source, member in zip(config["chains"][CHAIN]["follower"]["sources"], members, strict=True):
        source["url"] = member.url
    Layout(folder).config.write_text(json.dumps(config))
    return folder


def test_it_orders_seals_and_is_followed_anchored_and_proved(root: Path, members: list[Served]) -> None:
    """What one member orders all have, with one complete seal; the custody tier proves it to a stranger."""
    custody = follow(root, members)
    depository = read_key(Layout(custody).keys / f"{DEPOSITORY}.key", None)
    registered = RegisterParty(party=PartyId("alice"), registrar=DEPOSITORY, kind=PartyKind.organisation, name="Alice")
    [transaction] = [sign_calls(members[0].node, [registered], depository)]
    [ticket] = members[0].running.submit(members[0].node, [transaction])
    result = ticket.result(SEALED_S)
    with open_network(custody) as network:
        network.publish()
        node = network.chain(CHAIN)
        assert node.height > 0
        policy = seal_policy(node.ledger.validators)
        for height in range(node.height + 1):
            block = node.block_log.read(Height(height))
            open_seal(node.reader.header(Height(height)), dsse.decode(block.seal), policy)
            assert {member.node.block_log.read(Height(height)).header for member in members} == {block.header}
        trust = trust_of(custody)
        collector = Collector(node.reader, network.published(), render=lambda package: draw_report(package, trust))
        report = verify_package(encode_package(collector.record(RecordPath("parties/party/alice"))), trust)
        assert report.proved, report.to_text()
    assert result.code == 0
    refused = members[0].post(
        "north", f"/chains/{CHAIN}/evidence", b'{"claim":"record","record":"parties/party/north"}'
    )
    assert refused.status_code == 422
    assert "this folder has none (ask http://127.0.0.1:" in refused.json()["detail"]
    assert members[0].get("north", "/chains").json()["checkpoint"] is None


def test_a_firm_joins_and_the_log_takes_what_the_new_set_seals(root: Path, members: list[Served]) -> None:
    """Those before sign the rotation for the log; what comes after is sealed by four of five, anchored and proved."""
    custody, fifth = follow(root, members), root / "fifth"
    ring = Keyring(Layout(fifth).keys, no_passphrase)
    place = Place(engine="127.0.0.1:1", seals="127.0.0.1:2")
    card = make_card(fifth, ring, CHAIN, PartyId("fifth"), "fifth-1", place)
    keys = {name: read_key(Layout(custody).keys / f"{name}.key", None) for name in (DEPOSITORY, SUPERVISOR)}
    registered = RegisterParty(
        party=PartyId("fifth"),
        registrar=DEPOSITORY,
        kind=PartyKind.organisation,
        name="Fifth",
        keys=card.party_keys,
    )
    offer = Offer(validator="fifth-1", party=card.party, keys=card.keys, moniker="fifth", address=card.engine)
    joins = Join(validator="fifth-1", registrar=DEPOSITORY, supervisor=SUPERVISOR, reason="Decision 1")
    for call, signers in (
        (registered, [keys[DEPOSITORY]]),
        (offer, [ring.get("fifth")]),
        (joins, [keys[DEPOSITORY], keys[SUPERVISOR]]),
    ):
        [ticket] = members[0].running.submit(members[0].node, [sign_calls(members[0].node, [call], *signers)])
        answer = ticket.result(SEALED_S)
        assert is_committed(answer), answer
    with open_network(custody) as network:
        network.publish()
        network.publish()
        node, seals = network.chain(CHAIN), network.custody().seals(CHAIN)
        assert len(node.ledger.validators) == 5
        assert len(seals.rotations) == 1
        assert (len(seals.current.keys), seals.current.threshold) == (5, 4)
        assert network.custody().height(CHAIN) == node.height > seals.rotations[0][1].last_height
        trust = trust_of(custody)
        collector = Collector(node.reader, network.published(), render=lambda package: draw_report(package, trust))
        report = verify_package(encode_package(collector.record(RecordPath("validators/set/current"))), trust)
        assert report.proved, report.to_text()


def test_without_one_member_it_goes_on(root: Path) -> None:
    """Three of four order and seal; the custody tier follows the three, and is told of the fourth."""
    with ExitStack() as ending:
        members = [ending.enter_context(served(root / firm, rows=False)) for firm in FIRMS[:3]]
        absent = Served(root / FIRMS[3], "http://127.0.0.1:9", members[0].running, [])
        custody = follow(root, [*members, absent])
        with ThreadPoolExecutor(1) as asking, open_network(custody) as network:
            asking.submit(network.publish).result(120)
            assert network.custody().height(CHAIN) >= 1
