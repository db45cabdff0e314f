# SPDX-License-Identifier: Apache-2.0
"""One life of a chain with real engines: a firm joins, takes part, leaves; keys change; all proved across it."""

from collections.abc import Iterator
from typing import Any

import pytest

from counterfoil.application import TransactionResult
from counterfoil.evidence.package import encode_package
from counterfoil.evidence.seal import open_seal
from counterfoil.identity import dsse
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind
from counterfoil.modules.validators.calls import Join, Leave, Offer, Rotate
from counterfoil.node.chain import ChainNode
from counterfoil.node.collect import Collector
from counterfoil.node.consortium.bundle import BUNDLE_FILE, read_bundle
from counterfoil.node.consortium.cards import read_card
from counterfoil.node.consortium.changing import admit, make_new_keys, take_new_keys
from counterfoil.node.consortium.joining import join
from counterfoil.node.drawing import draw_report
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout, read_config
from counterfoil.node.validator_keys import prove_keys
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Height, PartyId, RecordPath
from counterfoil.verify import verify_package
from support.engine import engine
from support.members import FIRMS, Members, four_folders, new_member
from support.network import CHAIN, no_passphrase, open_network, trust_of


@pytest.fixture
def members(monkeypatch: pytest.MonkeyPatch) -> Iterator[Members]:
    monkeypatch.setenv("COUNTERFOIL_COMETBFT", str(engine()))
    with four_folders() as root, Members(root) as members:
        members.start(*FIRMS)
        yield members


def registered(name: str, **more: Any) -> RegisterParty:
    return RegisterParty(
        party=PartyId(name), registrar=DEPOSITORY, kind=PartyKind.organisation, name=name.title(), **more
    )


def ring(members: Members, folder: str) -> Keyring:
    return Keyring(Layout(members.root / folder).keys, no_passphrase)


def signers(node: ChainNode, height: Height) -> set[str]:
    return {one.keyid for one in dsse.decode(node.sealed_block(height).seal).signatures}


def order_without(members: Members, absent: str, name: str, *through: str) -> Height:
    """A block that a set of five decides and seals without one: so each of the other four is needed."""
    members.stop(absent)
    height = members.do(through[0], registered(name), members.officer(DEPOSITORY))
    for one in through:
        members.sealed(one, height)
    members.start(absent)
    members.wait_for(absent, height)
    return height


def require_anchored(members: Members, rotations: int, keys: int, *paths: str) -> None:
    """The log has a rotation for each change, and what stands on the chain is proved offline across them."""
    with open_network(members.custody) as network:
        network.publish()
        node, seals = network.chain(CHAIN), network.custody().seals(CHAIN)
        assert (len(seals.rotations), len(seals.current.keys)) == (rotations, keys)
        assert network.custody().height(CHAIN) == node.height
        for height in range(node.height + 1):
            block = node.block_log.read(Height(height))
            open_seal(node.reader.header(Height(height)), dsse.decode(block.seal), seals.at(height))
        trust = trust_of(members.custody)
        collector = Collector(node.reader, network.published(), render=lambda package: draw_report(package, trust))
        for path in paths:
            report = verify_package(encode_package(collector.record(RecordPath(path))), trust)
            assert report.proved, report.to_text()


def test_a_firm_joins_keys_change_and_it_leaves(members: Members) -> None:
    """Nobody is stopped for it but the node that takes new keys, and what would break the set is refused."""
    joins(members)
    takes_other_keys(members)
    leaves(members)


def joins(members: Members) -> None:
    """It begins at genesis and is level before it is taken in; two heights later it is needed, and votes and seals."""
    root, depository, supervisor = members.root, members.officer(DEPOSITORY), members.officer(SUPERVISOR)
    card = new_member(root, "fifth", "fifth", "fifth-1")
    own = ring(members, "fifth")
    join(root / "fifth", read_bundle((root / BUNDLE_FILE).read_bytes(), BUNDLE_FILE), own, later=True)
    members.start("fifth")
    members.do("north", registered("fifth", keys=card.party_keys), depository)
    offer = Offer(validator="fifth-1", party=card.party, keys=card.keys, moniker="fifth", address=card.engine)
    members.do("north", offer, own.get("fifth"))
    joined = Join(validator="fifth-1", registrar=DEPOSITORY, supervisor=supervisor_name(), reason="Decision 1")
    since = members.do("north", joined, depository, supervisor)
    members.do("north", registered("between"), depository)
    height = order_without(members, "west", "alice", "north", "fifth")
    assert card.keys.seal_key.keyid in signers(members["north"].node, height)
    assert card.keys.seal_key.keyid not in signers(members["fifth"].node, since), "those before it seal the block"
    for folder in (*FIRMS, "custody"):
        admit(root / folder, read_card((root / "fifth" / "card.json").read_bytes(), "card"))
    members.followed("fifth")
    require_anchored(members, 1, 5, "validators/set/current", "parties/party/alice")


def supervisor_name() -> PartyId:
    return PartyId(SUPERVISOR)


def takes_other_keys(members: Members) -> None:
    """Keys are made, said on the chain, and taken by the node while it is stopped; those before hand on the seal."""
    folder, own = members.root / "north", ring(members, "north")
    made = make_new_keys(folder, CHAIN, own)
    assert make_new_keys(folder, CHAIN, own) == made
    keys = prove_keys(CHAIN, "north-1", PartyId("north"), consensus=own.get(made.consensus), seal=own.get(made.seal))
    members.stop("north")
    with pytest.raises(InputError, match="no new keys of north-1 yet"):
        take_new_keys(folder, CHAIN, own)
    members.start("north")
    members.do("north", Rotate(validator="north-1", keys=keys), own.get("north"))
    members.stop("north")
    assert take_new_keys(folder, CHAIN, own) == made
    members.start("north")
    members.followed()
    members.do("east", registered("later"), members.officer(DEPOSITORY))
    height = order_without(members, "west", "bob", "east", "north")
    assert own.public(made.seal).keyid in signers(members["east"].node, height)
    assert read_config(Layout(folder)).chains[CHAIN].member.former_seal_keys == ("north-1-seal",)  # type: ignore[union-attr]
    members.followed()
    require_anchored(members, 2, 5, "validators/validator/north-1", "parties/party/bob")


def leaves(members: Members) -> None:
    """A second validator would give its firm a third; it leaves by its own word; then nobody else may."""
    depository, supervisor = members.officer(DEPOSITORY), members.officer(SUPERVISOR)
    firm = ring(members, "fifth").get("fifth")
    second = new_member(
        members.root, "sixth", "fifth", "fifth-2", keys=[Layout(members.root / "fifth").keys / "fifth.key"]
    )
    offer = Offer(validator="fifth-2", party=second.party, keys=second.keys, moniker="second", address=second.engine)
    members.do("north", offer, firm)
    joined = Join(validator="fifth-2", registrar=DEPOSITORY, supervisor=supervisor_name(), reason="Decision 2")
    require_rejected(members.ask("north", joined, depository, supervisor), "firm_too_strong")
    members.do("fifth", Leave(validator="fifth-1", by=PartyId("fifth"), reason="it ends"), firm)
    members.do("north", registered("carol"), depository)
    gone = Leave(validator="west-1", by=DEPOSITORY, supervisor=supervisor_name(), reason="Decision 3")
    require_rejected(members.ask("north", gone, depository, supervisor), "too_few_validators")
    members.followed()
    require_anchored(members, 3, 4, "validators/validator/fifth-1", "validators/set/current", "parties/party/carol")


def require_rejected(answer: Any, outcome: str) -> None:
    assert isinstance(answer, TransactionResult), answer
    assert answer.outcome == outcome
