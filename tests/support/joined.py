# SPDX-License-Identifier: Apache-2.0
"""A member that joins four who run: they offer snapshots every few blocks, and it is told where they are."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import msgspec

from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind
from counterfoil.node.consortium.bundle import BUNDLE_FILE, read_bundle
from counterfoil.node.consortium.cards import Card
from counterfoil.node.consortium.described import SnapshotConfig
from counterfoil.node.consortium.joining import join
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.primitives.types import PartyId
from support.members import FIRMS, Members, four_folders, new_member
from support.network import CHAIN, no_passphrase

EVERY: Final = 20
"""Blocks of the engine from one snapshot to the next; at rest it makes one a second."""
FIFTH: Final = "fifth"


@contextmanager
def four_that_offer() -> Iterator[Members]:
    """Four members with blocks enough for a snapshot."""
    with four_folders() as root, Members(root) as members:
        for firm in FIRMS:
            _configure(members, firm, snapshot_every=EVERY)
        members.start(*FIRMS)
        for number in range(EVERY):
            members.do("north", registered(f"firm-{number}"), members.officer(DEPOSITORY))
        yield members


def registered(name: str, **more: Any) -> RegisterParty:
    return RegisterParty(
        party=PartyId(name), registrar=DEPOSITORY, kind=PartyKind.organisation, name=name.title(), **more
    )


def fifth(members: Members, *, known: bool = True) -> Card:
    """Its card, its firm's registration, and its folder."""
    root = members.root
    card = new_member(root, FIFTH, FIFTH, "fifth-1")
    if known:
        members.do("north", registered(FIFTH, keys=card.party_keys), members.officer(DEPOSITORY))
    bundle = read_bundle((root / BUNDLE_FILE).read_bytes(), BUNDLE_FILE)
    join(root / FIFTH, bundle, ring(members, FIFTH), later=True, snapshot=SnapshotConfig())
    believing(members, SnapshotConfig())
    return card


def believing(members: Members, snapshot: SnapshotConfig) -> None:
    """It is told what to believe, and where the others' services are just now."""
    _configure(members, FIFTH, snapshot=msgspec.to_builtins(snapshot))


def ring(members: Members, folder: str) -> Keyring:
    return Keyring(Layout(members.root / folder).keys, no_passphrase)


def _configure(members: Members, folder: str, **given: Any) -> None:
    path = Layout(members.root / folder).config
    config = json.loads(path.read_bytes())
    member = config["chains"][CHAIN]["member"]
    member.update(given)
    for peer in member["peers"]:
        if (name := peer["validator"].removesuffix("-1")) in members.running:
            peer["service"] = members[name].url
    path.write_text(json.dumps(config))
