# SPDX-License-Identifier: Apache-2.0
"""`counterfoil network`: from cards to a consortium, as its members type it; and what is said of how it stands."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterfoil.node.layout import Layout
from support.followed import make_custody, make_member
from support.network import CHAIN, copy_network, open_network
from support.node_service import Served, served

MEMBERS = ("north", "east", "south", "west")


def make_cards(run, folder: Path) -> list[Path]:
    for party in MEMBERS:
        place = ("--engine", f"{party}.example:26656", "--seals", f"{party}.example:26659")
        service = ("--service", f"https://{party}.example:8403")
        names = ("--chain", "alliance", "--party", party, "--validator", f"{party}-1")
        run("network", "card", folder / party, *names, *place, *service, "--no-encrypt")
    return [folder / party / "card.json" for party in MEMBERS]


@pytest.fixture(scope="session")
def member(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_member(tmp_path_factory.mktemp("member") / "network")


@pytest.fixture
def service(member: Path, tmp_path: Path) -> Iterator[Served]:
    with served(copy_network(member, tmp_path / "member"), rows=False) as running:
        yield running


def test_cards_a_bundle_and_members(run, run_json, tmp_path):
    """Each step is typed by whoever does it; what it leaves is what the next one needs."""
    cards = make_cards(run, tmp_path)
    made = run_json(
        "network", "generate", tmp_path / "out", *cards, "--custody", "https://custody.example", "--no-encrypt"
    )
    assert made["validators"] == [f"{party}-1" for party in MEMBERS]
    for party in MEMBERS:
        joined = run_json("network", "join", made["bundle"], "--network", tmp_path / party)
        assert joined["validator"] == f"{party}-1"
        assert len(joined["peers"]) == 3
    again = run("network", "join", made["bundle"], "--network", tmp_path / "north")
    assert "Joined" in again.stdout
    terms = joined["terms"]
    assert (terms["threshold"], len(terms["validators"])) == (3, 4)
    roles = {one["party"]: one["roles"] for one in terms["parties"]}
    assert (roles["supervisor"], roles["north"]) == (["supervisor"], [])
    assert roles["depository"] == ["registrar", "issuer", "custodian"]
    [recovery] = terms["recovery"]["keys"]
    before, _, _ = again.stdout.partition("Joined")
    assert "3 of 4 validators" in before
    assert recovery in before.replace("\n", "")


def test_who_joins_later_says_what_it_believes(run, run_json, tmp_path):
    """Its first start begins from a snapshot unless it says otherwise; what it was told is kept, and must fit."""
    cards = make_cards(run, tmp_path)
    made = run_json(
        "network", "generate", tmp_path / "out", *cards, "--custody", "https://custody.example", "--no-encrypt"
    )
    told = {}
    for party, more in (
        ("plain", ()),
        ("told", ("--anchored", f"7:{'AB' * 32}", "--trust", f"1200:{'cd' * 32}")),
        ("all", ("--from-genesis",)),
    ):
        place = ("--engine", f"{party}.example:26656", "--seals", f"{party}.example:26659")
        names = ("--chain", "alliance", "--party", party, "--validator", f"{party}-1")
        run("network", "card", tmp_path / party, *names, *place, "--no-encrypt")
        run("network", "join", made["bundle"], "--later", *more, "--network", tmp_path / party)
        config = json.loads(Layout(tmp_path / party).config.read_bytes())
        told[party] = config["chains"]["alliance"]["member"]["snapshot"]
    assert told["plain"] == dict.fromkeys(("trust_height", "trust_hash", "anchored_height", "anchored_hash"))
    assert (told["told"]["anchored_height"], told["told"]["anchored_hash"]) == (7, "ab" * 32)
    assert (told["told"]["trust_height"], told["told"]["trust_hash"]) == (1_200, "cd" * 32)
    assert told["all"] is None
    join = ("network", "join", made["bundle"], "--network", tmp_path / "plain")
    for wrong in ("7", "7:ab", f"-1:{'ab' * 32}", f"{'9' * 20}:{'ab' * 32}"):
        assert "is no height and hash" in run(*join, "--later", "--trust", wrong, code=2).output
    assert "no snapshot to judge by it" in run(*join, "--anchored", f"7:{'ab' * 32}", code=2).output
    assert "no snapshot" in run(*join, "--later", "--from-genesis", "--trust", f"7:{'ab' * 32}", code=2).output


def test_what_is_typed_wrongly(run, tmp_path):
    """Is said with what would be right; nothing is made."""
    out = tmp_path / "out"
    assert "either cards, or --local" in run("network", "generate", out, "--no-encrypt", code=2).stderr
    cards = make_cards(run, tmp_path)
    assert "name its address" in run("network", "generate", out, *cards, "--no-encrypt", code=2).stderr
    told = run("network", "generate", out, "--local", 17, "--no-encrypt", code=2).stderr
    assert "1 to 16" in told
    cards[0].write_text(cards[0].read_text().replace("north.example:26656", "north.example"))
    told = run("network", "generate", out, *cards, "--custody", "https://c.example", "--no-encrypt", code=2).stderr
    assert "is not HOST:PORT" in told
    assert not out.exists()
    told = run("network", "join", cards[1], "--network", tmp_path / "east", code=2).stderr
    assert "no bundle of a consortium" in told


def test_a_trial_begins_with_nothing_running(run, run_json, tmp_path):
    """All folders are there; nobody answers yet, and status says so of each."""
    made = run_json("network", "generate", tmp_path / "trial", "--local", 4, "--no-encrypt", "--first-port", 28_000)
    assert made["services"] == [f"http://127.0.0.1:{28_002 + 3 * number}" for number in range(4)]
    found = run_json("network", "status", "--network", tmp_path / "trial" / "north", code=1)
    assert [one["name"] for one in found["nodes"]] == ["here", "east-1", "south-1", "west-1"]
    assert all("no answer" in one["problem"] for one in found["nodes"][1:])
    assert len(found["problems"]) == 4


def test_a_member_changes_its_keys_and_knows_another(run, run_json, tmp_path):
    """Keys are made once, and taken when the chain has them; who comes later is named by its card, once."""
    made = run_json("network", "generate", tmp_path / "trial", "--local", 4, "--no-encrypt", "--first-port", 28_100)
    north = tmp_path / "trial" / "north"
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("of north")
    mine = ("--network", north, "--passphrase-file", passphrase)
    keys = run_json("network", "keys", *mine)
    assert keys == {"chain": made["chain"], "consensus_key": "north-1-engine-2", "seal_key": "north-1-seal-2"}
    assert run_json("network", "keys", *mine) == keys
    assert "there is no block" in run("network", "keys", "--take", *mine, code=3).stderr
    names = ("--chain", made["chain"], "--party", "fifth", "--validator", "fifth-1", "--no-encrypt")
    place = ("--engine", "fifth.example:26656", "--seals", "fifth.example:26659", "--service", "https://fifth.example")
    run("network", "card", tmp_path / "fifth", *names, *place)
    card = tmp_path / "fifth" / "card.json"
    for _ in range(2):
        assert run_json("network", "admit", card, "--network", north)["validator"] == "fifth-1"
    assert (north / "network.json").read_text().count("fifth.example:26656") == 1
    assert "no network here" in run("network", "admit", card, "--network", tmp_path / "fifth", code=2).stderr


def test_a_member_that_made_nothing_has_nothing_to_set_aside(run, tmp_path):
    """It is said, and nothing is moved."""
    run("network", "generate", tmp_path / "trial", "--local", 4, "--no-encrypt", "--first-port", 28_200)
    told = run("network", "rejoin", "--unproved", "--network", tmp_path / "trial" / "west", code=2).stderr
    assert "there is no block to set aside" in told
    assert (
        "is no member of main" in run("network", "rejoin", "--network", tmp_path / "trial" / "custody", code=2).stderr
    )


def test_what_needs_the_log_is_refused_in_a_members_folder(run, tmp_path):
    """With the address of whoever has it."""
    run("network", "generate", tmp_path / "trial", "--local", 4, "--no-encrypt")
    folder = tmp_path / "trial" / "north"
    told = run("custody", "publish", "--network", folder, code=2).stderr
    assert "this folder has none (ask http://127.0.0.1:26612)" in told


def test_the_state_of_a_network_that_is_followed(run, run_json, service, tmp_path):
    """Heights, complete seals and cosigners; a member that is away is a problem, and the exit code says so."""
    root = make_custody(tmp_path / "custody", service.root, [service.url])
    with open_network(root) as network:
        network.publish()
    found = run_json("network", "status", "--network", root)
    here, source = found["nodes"]
    assert here["height"] == source["height"] == source["complete"] == service.node.height
    assert found["published"] == found["audited"] == {CHAIN: service.node.height}
    assert found["cosigners"] == {"alpha": True, "entries-auditor": True}
    assert found["problems"] == []
    assert "All is well." in run("network", "status", "--network", root).stdout
    config = json.loads(Layout(root).config.read_bytes())
    config["chains"][CHAIN]["follower"]["sources"].append({"name": "away", "url": "http://127.0.0.1:9"})
    Layout(root).config.write_text(json.dumps(config))
    found = run_json("network", "status", "--network", root, code=1)
    assert [one for one in found["problems"] if one.startswith("main, away: no answer")]
    assert "Not well: main, away" in run("network", "status", "--network", root, code=1).stdout
