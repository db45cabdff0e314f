# SPDX-License-Identifier: Apache-2.0
"""With real engines: a fifth member begins from a snapshot of four, votes and seals, and is proved offline."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind
from counterfoil.node.consortium.beginning import read_began
from counterfoil.node.consortium.bundle import BUNDLE_FILE, read_bundle
from counterfoil.node.consortium.described import SnapshotConfig
from counterfoil.node.consortium.joining import join
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.primitives.types import PartyId
from support.engine import engine
from support.members import FIRMS, Members, four_folders, new_member
from support.network import CHAIN, no_passphrase

EVERY = 20


@pytest.fixture
def members(monkeypatch: pytest.MonkeyPatch) -> Iterator[Members]:
    monkeypatch.setenv("COUNTERFOIL_COMETBFT", str(engine()))
    with four_folders() as root, Members(root) as members:
        for firm in FIRMS:
            path = Layout(root / firm).config
            config = json.loads(path.read_bytes())
            member = config["chains"][CHAIN]["member"]
            member["snapshot_every"] = EVERY
            for peer in member["peers"]:
                peer["service"] = None
            path.write_text(json.dumps(config))
        members.start(*FIRMS)
        yield members


def registered(name: str, **more: Any) -> RegisterParty:
    return RegisterParty(
        party=PartyId(name), registrar=DEPOSITORY, kind=PartyKind.organisation, name=name.title(), **more
    )


def ring(members: Members, folder: str) -> Keyring:
    return Keyring(Layout(members.root / folder).keys, no_passphrase)


def test_a_fifth_begins_from_a_snapshot(members: Members) -> None:
    root, depository = members.root, members.officer(DEPOSITORY)
    card = new_member(root, "fifth", "fifth", "fifth-1")
    own = ring(members, "fifth")
    members.do("north", registered("fifth", keys=card.party_keys), depository)
    for number in range(EVERY):
        members.do("north", registered(f"p{number}"), depository)
    bundle = read_bundle((root / BUNDLE_FILE).read_bytes(), BUNDLE_FILE)
    join(root / "fifth", bundle, own, later=True, snapshot=SnapshotConfig())
    path = Layout(root / "fifth").config
    config = json.loads(path.read_bytes())
    for peer in config["chains"][CHAIN]["member"]["peers"]:
        peer["service"] = members[peer["validator"].removesuffix("-1")].url
    path.write_text(json.dumps(config))
    members.start("fifth")
    began = read_began(Layout(root / "fifth").chain(CHAIN))
    assert began is not None
    print(began)
    height = members.do("north", registered("after"), depository)
    members.wait_for("fifth", height)
    members.sealed("fifth", height)
