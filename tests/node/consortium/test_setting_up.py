# SPDX-License-Identifier: Apache-2.0
"""A consortium begins from its members' cards; each member checks what it is handed; nothing is overwritten."""

import base64
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.cometbft.engine_files import EngineHome, read_home
from counterfoil.node.consortium.bundle import BUNDLE_FILE, Bundle, encode_bundle, read_bundle
from counterfoil.node.consortium.cards import CARD_FILE, Card, Place, encode_card, make_card, read_card
from counterfoil.node.consortium.joining import join
from counterfoil.node.consortium.setting_up import CUSTODY_FOLDER, ConsortiumPlan, generate, generate_local
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout, read_config
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, PartyId, Timestamp
from counterfoil.storage.state import MemoryStateStore
from support.network import ORIGIN, no_passphrase

TIME: Final = Timestamp(1_790_000_000_000)
ALLIANCE: Final = ChainId("alliance")
MEMBERS: Final = ("north", "east", "south", "west")


def plan(url: str = "https://custody.example") -> ConsortiumPlan:
    return ConsortiumPlan(
        origin=ORIGIN,
        custody_url=url,
        witnesses=("alpha",),
        quorum=1,
        entry_auditors=("auditor",),
        state_auditors=("auditor",),
        recovery_delay_ms=0,
    )


def keyring(root: Path) -> Keyring:
    return Keyring(Layout(root).keys, no_passphrase)


def card_of(folder: Path, party: str, validator: str = "") -> Card:
    place = Place(
        engine=f"{party}.example:26656", seals=f"{party}.example:26659", service=f"https://{party}.example:8403"
    )
    return make_card(folder, keyring(folder), ALLIANCE, PartyId(party), validator or f"{party}-1", place)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four members' folders with their cards, and what was generated of these; not to be changed."""
    root = tmp_path_factory.mktemp("alliance")
    cards = [card_of(root / party, party) for party in MEMBERS]
    generate(root / "out", cards, plan(), no_passphrase, time=TIME)
    return root


@pytest.fixture
def bundle(made: Path) -> Bundle:
    return read_bundle((made / "out" / BUNDLE_FILE).read_bytes(), "bundle")


def member(made: Path, tmp_path: Path, party: str = "north") -> Path:
    """A member's folder of one's own."""
    folder = tmp_path / party
    Layout(folder).keys.mkdir(parents=True)
    for path in (made / party).rglob("*"):
        if path.is_file():
            target = folder / path.relative_to(made / party)
            target.write_bytes(path.read_bytes())
            target.chmod(0o600)
    return folder


def test_a_card_is_public_and_proves_its_keys(made: Path) -> None:
    """It is read again as it was made, and no private key is in it."""
    data = (made / "north" / CARD_FILE).read_bytes()
    assert encode_card(read_card(data, "card")) == data
    for path in Layout(made / "north").keys.glob("*.key"):
        seed = json.loads(path.read_bytes()).get("seed") or keyring(made / "north").get(path.stem).seed.hex()
        assert str(seed).encode() not in data


FORGED: Final[dict[str, tuple[Callable[[dict[str, Any]], object], str]]] = {
    "another party": (lambda card: card.update(party="east"), "not proved"),
    "another validator": (lambda card: card.update(validator="north-2"), "not proved"),
    "another chain": (lambda card: card.update(chain="other"), "not proved"),
    "another engine's key": (lambda card: card["keys"].update(consensus_key="ab" * 32), "not proved"),
    "a proof of nothing": (lambda card: card["keys"].update(seal_proof="00" * 64), "not proved"),
    "no address": (lambda card: card.update(engine="north"), "is not HOST:PORT"),
    "no address of a service": (lambda card: card.update(service="north"), "is no address of a service"),
    "another format": (lambda card: card.update(format="v9"), "format 'v9'"),
    "a field more": (lambda card: card.update(more=1), "unknown field"),
    "a name that is none": (lambda card: card.update(validator="../x"), "is no name"),
}


@pytest.mark.parametrize(("forge", "problem"), FORGED.values(), ids=FORGED.keys())
def test_a_forged_card_is_refused(made: Path, forge: Callable[[dict[str, Any]], object], problem: str) -> None:
    """Whatever of it was changed, its proofs or its form show it."""
    card = json.loads((made / "north" / CARD_FILE).read_bytes())
    forge(card)
    with pytest.raises(InputError, match=problem):
        read_card(json.dumps(card).encode(), "card")


def test_the_chain_begins_with_the_validators_of_the_cards(bundle: Bundle) -> None:
    """In their order, each with its firm and both keys."""
    ledger = Ledger(bundle.chain, MemoryStateStore())
    ledger.execute_genesis(bundle.genesis)
    ledger.commit()
    assert [(one.party, one.consensus_key, one.seal_key) for one in ledger.validators] == [
        (card.party, card.keys.consensus_key, card.keys.seal_key) for card in bundle.cards
    ]


def test_members_join_alike(made: Path, tmp_path: Path, bundle: Bundle) -> None:
    """Each has its validator, the others as peers, its engine's keys, the one genesis; again changes nothing."""
    for party in MEMBERS:
        folder = member(made, tmp_path, party)
        join(folder, bundle, keyring(folder))
        config = read_config(Layout(folder))
        described: Any = config.chains[ALLIANCE].member
        assert described.validator == f"{party}-1"
        assert {one.validator for one in described.peers} == {f"{other}-1" for other in MEMBERS} - {f"{party}-1"}
        assert config.custody_is_elsewhere
        home = read_home(EngineHome(Layout(folder).engine(ALLIANCE)))
        assert home.genesis.app_state == bundle.genesis == Layout(folder).genesis(ALLIANCE).read_bytes()
        own = next(card for card in bundle.cards if card.party == party)
        assert home.validator_key.public.key == own.keys.consensus_key
        assert home.config.p2p.persistent_peers.count("@") == len(MEMBERS) - 1
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        join(folder, bundle, keyring(folder))
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_member_whose_engine_is_gone_does_not_begin_it_anew(made: Path, tmp_path: Path, bundle: Bundle) -> None:
    """Its key is still there, and would vote a second time for heights for which it voted."""
    folder = member(made, tmp_path, "north")
    join(folder, bundle, keyring(folder))
    shutil.rmtree(Layout(folder).engine(ALLIANCE))
    with pytest.raises(InputError, match="last voted for is gone"):
        join(folder, bundle, keyring(folder))
    assert not Layout(folder).engine(ALLIANCE).exists()


def test_the_custody_folder_follows(made: Path, bundle: Bundle) -> None:
    """It has the chain's genesis and its members as sources, and the recovery key that the chain knows."""
    layout = Layout(made / "out" / CUSTODY_FOLDER)
    config = read_config(layout)
    follower: Any = config.chains[ALLIANCE].follower
    assert [one.url for one in follower.sources] == [card.service for card in bundle.cards]
    assert follower.seal.threshold == 3
    assert layout.genesis(ALLIANCE).read_bytes() == bundle.genesis
    recovery = keyring(layout.root).public(config.chains[ALLIANCE].recovery_keys[0])
    begin = json.loads(bundle.genesis)["calls"][-1]
    assert begin["call"] == "validators.begin"
    assert begin["recovery"]["keys"] == [msgspec.to_builtins(recovery)]


def other_genesis(bundle: dict[str, Any]) -> None:
    document = json.loads(base64.b64decode(bundle["genesis"]))
    document["calls"] = document["calls"][1:-1]
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    bundle["genesis"] = base64.b64encode(text.encode()).decode()


WRONG_BUNDLES: Final[dict[str, tuple[Callable[[dict[str, Any]], object], str]]] = {
    "a validator fewer in the genesis": (other_genesis, "are not those of the cards"),
    "a card fewer": (lambda bundle: bundle["cards"].pop(), "are not those of the cards"),
    "cards in another order": (lambda bundle: bundle["cards"].reverse(), "are not those of the cards"),
    "a card twice": (lambda bundle: bundle["cards"].append(bundle["cards"][0]), "stands on two cards"),
    "a card that proves nothing": (
        lambda bundle: bundle["cards"][0]["keys"].update(seal_proof="00" * 64),
        "not proved to be its own",
    ),
    "another chain": (lambda bundle: bundle.update(chain="other"), "are not of chain other"),
    "another log": (
        lambda bundle: bundle["custody"].update(vkey=bundle["custody"]["vkey"].replace("custody.example", "x.example")),
        "vkey|names the log",
    ),
    "no genesis": (lambda bundle: bundle.update(genesis=""), "bundle: "),
    "another format": (lambda bundle: bundle.update(format="v9"), "format 'v9'"),
}


@pytest.mark.parametrize(("change", "problem"), WRONG_BUNDLES.values(), ids=WRONG_BUNDLES.keys())
def test_a_bundle_whose_parts_do_not_fit_is_refused(
    bundle: Bundle, change: Callable[[dict[str, Any]], object], problem: str
) -> None:
    """Whoever made it wrong, or forged it, no member takes it in."""
    told = json.loads(encode_bundle(bundle))
    change(told)
    with pytest.raises(InputError, match=problem):
        read_bundle(json.dumps(told).encode(), "bundle")


def test_a_member_takes_no_bundle_that_is_not_its_own(made: Path, tmp_path: Path, bundle: Bundle) -> None:
    """No card, one that is not in the bundle, another one, another key, another network: refused."""
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(InputError, match="has no card"):
        join(empty, bundle, keyring(empty))
    fifth = tmp_path / "fifth"
    card_of(fifth, "fifth")
    with pytest.raises(InputError, match="has no card of fifth-1"):
        join(fifth, bundle, keyring(fifth))
    again = tmp_path / "again"
    card_of(again, "north")
    with pytest.raises(InputError, match="another card of north-1"):
        join(again, bundle, keyring(again))
    swapped = member(made, tmp_path, "north")
    (Layout(swapped).keys / "north-1-seal.key").write_bytes((Layout(again).keys / "north-1-seal.key").read_bytes())
    with pytest.raises(InputError, match="not the one of the card"):
        join(swapped, bundle, keyring(swapped))
    assert not Layout(swapped).config.exists()
    taken = member(made, tmp_path, "east")
    join(taken, bundle, keyring(taken))
    config = json.loads(Layout(taken).config.read_bytes())
    config["chains"][ALLIANCE]["member"]["peers"].pop()
    Layout(taken).config.write_text(json.dumps(config))
    with pytest.raises(InputError, match="another network's"):
        join(taken, bundle, keyring(taken))


def test_a_firm_joins_a_chain_that_runs(tmp_path: Path, bundle: Bundle) -> None:
    """With its own card and the bundle of the others, all of whom are its peers."""
    folder = tmp_path / "fifth"
    card_of(folder, "fifth")
    join(folder, bundle, keyring(folder), later=True)
    described: Any = read_config(Layout(folder)).chains[ALLIANCE].member
    assert {one.validator for one in described.peers} == {f"{other}-1" for other in MEMBERS}


def test_a_card_is_made_once(tmp_path: Path) -> None:
    """Keys that a run left that was interrupted are gone on with; a card that is there stays."""
    folder = tmp_path / "north"
    keyring(folder).create("north-1-engine")
    kept = keyring(folder).public("north-1-engine").key
    assert card_of(folder, "north").keys.consensus_key == kept
    with pytest.raises(InputError, match="there is a card already"):
        card_of(folder, "north")


def test_cards_that_do_not_go_together(tmp_path: Path) -> None:
    """One key, one name, one place for each."""
    first, second = card_of(tmp_path / "a", "north"), card_of(tmp_path / "b", "north", "north-2")
    with pytest.raises(InputError, match="address of an engine north"):
        generate(tmp_path / "out", [first, second], plan(), no_passphrase, time=TIME)
    with pytest.raises(InputError, match="validator north-1 stands on two cards"):
        generate(tmp_path / "out", [first, first], plan(), no_passphrase, time=TIME)
    with pytest.raises(InputError, match="there is no card"):
        generate(tmp_path / "out", [], plan(), no_passphrase, time=TIME)
    assert not (tmp_path / "out").exists()


def test_a_trial_on_one_machine(tmp_path: Path) -> None:
    """Members and custody tier with ports of their own; the folder must be empty."""
    bundle = generate_local(tmp_path / "t", 4, ALLIANCE, plan, no_passphrase, time=TIME, first_port=30_000)
    ports = [one.rpartition(":")[2] for card in bundle.cards for one in (card.engine, card.seals, card.service or "")]
    assert ports == [str(30_000 + number) for number in range(12)]
    assert bundle.custody.url.endswith(":30012")
    for card in bundle.cards:
        assert read_config(Layout(tmp_path / "t" / card.party)).custody_is_elsewhere
    with pytest.raises(InputError, match="not empty"):
        generate_local(tmp_path / "t", 4, ALLIANCE, plan, no_passphrase, time=TIME)
