# SPDX-License-Identifier: Apache-2.0
"""An engine's home: what is written is what is read, the engine itself takes it, and nothing is replaced unasked."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from counterfoil.consensus.cometbft.engine_config import Peer, decode_config, encode_config, peers_of
from counterfoil.consensus.cometbft.engine_files import EngineHome, read_home, replace_config, write_home
from counterfoil.consensus.cometbft.engine_genesis import Voter, engine_genesis
from counterfoil.consensus.cometbft.engine_keys import node_id, validator_address
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId
from support.engine import BEGINNING, alone, engine, key


@pytest.fixture
def home(tmp_path: Path) -> EngineHome:
    made = EngineHome(tmp_path / "engine")
    write_home(made, alone(tmp_path, 26656))
    return made


def test_what_is_written_is_what_is_read(home: EngineHome) -> None:
    """Every file, and a second writing of the same changes nothing."""
    files = alone(home.root.parent, 26656)
    before = {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()}
    assert read_home(home) == files
    write_home(home, files)
    assert {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()} == before
    assert {path.stat().st_mode & 0o077 for path in home.root.rglob("*")} == {0}


def test_the_engine_reads_the_keys_and_their_names(home: EngineHome) -> None:
    """It calls them as we do: the node by its identifier, the validator by its address."""
    command = [engine(), "--home", home.root]
    shown = subprocess.run([*command, "show-node-id"], capture_output=True, check=True)
    assert shown.stdout.decode().strip() == node_id(key("node"))
    shown = subprocess.run([*command, "show-validator"], capture_output=True, check=True)
    value = msgspec.json.decode(shown.stdout)["value"]
    assert msgspec.json.encode(bytes.fromhex(key("vote").public.key)).decode().strip('"') == value
    assert validator_address(bytes.fromhex(key("vote").public.key)) in home.validator_key.read_text()


def test_a_home_of_another_member_is_not_written_over(home: EngineHome) -> None:
    """A file that says something else is left as it is."""
    before = home.config.read_bytes()
    with pytest.raises(InputError, match="it is there, and says something else"):
        write_home(home, alone(home.root.parent, 26657))
    assert home.config.read_bytes() == before


def test_settings_are_replaced_when_asked(home: EngineHome) -> None:
    """Such as peers, and nothing else of the home."""
    files, kept = read_home(home), home.validator_key.read_bytes()
    peers = peers_of([Peer(node_id(key("other")), "10.0.0.2:26656"), Peer(node_id(key("third")), "[fd00::2]:1")])
    replace_config(home, msgspec.structs.replace(files.config, p2p=msgspec.structs.replace(files.config.p2p, **peers)))
    assert read_home(home).config.p2p.persistent_peers.count("@") == 2
    assert home.validator_key.read_bytes() == kept


def test_a_validator_that_forgot_its_votes_is_not_given_new_ones(home: EngineHome) -> None:
    """Neither by making the home again nor by reading it."""
    home.votes.unlink()
    with pytest.raises(InputError, match="might vote twice"):
        write_home(home, alone(home.root.parent, 26656))
    with pytest.raises(InputError, match="might vote twice"):
        read_home(home)
    assert not home.votes.exists()


def test_a_home_that_a_crash_left_half_made_is_finished(tmp_path: Path) -> None:
    """Whichever of its files were there."""
    files, whole = alone(tmp_path, 1), EngineHome(tmp_path / "whole")
    write_home(whole, files)
    order = (whole.config, whole.genesis, whole.node_key, whole.votes, whole.validator_key)
    for count in range(len(order) + 1):
        half = EngineHome(tmp_path / f"half-{count}")
        for path in order[:count]:
            place = half.root / path.relative_to(whole.root)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())
        write_home(half, files)
        assert read_home(half) == files


def edit(name: str, old: str, new: str) -> Callable[[EngineHome], None]:
    def change(home: EngineHome) -> None:
        path: Path = getattr(home, name)
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return change


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (edit("config", "[mempool]", "[mempool]\nkeep-invalid-txs-in-cache = true"), "unknown field"),
        (edit("config", "recheck = false", "recheck = 0"), "Expected `bool`"),
        (edit("config", 'abci = "socket"', 'abci = "grpc"'), "grpc"),
        (edit("config", "[rpc]", "[rpc"), "config.toml"),
        (edit("genesis", '"power": "2"', '"power": 2'), "Expected `str`"),
        (edit("genesis", '"app_hash"', '"app_hush"'), "unknown field"),
        (edit("genesis", '"address": "', '"address": "0'), "not that of its key"),
        (edit("node_key", "tendermint/", "other/"), "of type"),
        (edit("validator_key", '"address": "', '"address": "0'), "not those of its private key"),
        (lambda home: home.genesis.unlink(), "it is not there"),
        (lambda home: home.node_key.write_bytes(home.node_key.read_bytes().replace(b"A", b"B")), "node_key.json"),
    ],
)
def test_a_home_that_was_changed_is_refused_with_the_file(
    home: EngineHome, damage: Callable[[EngineHome], None], said: str
) -> None:
    """Each file is read strictly."""
    damage(home)
    with pytest.raises(InputError, match=said):
        read_home(home)


def test_every_setting_has_its_reason_beside_it(home: EngineHome) -> None:
    """In the file too, for whoever operates it."""
    lines = encode_config(read_home(home).config).decode().splitlines()
    settings = [at for at, line in enumerate(lines) if " = " in line and not line.startswith("#")]
    assert len(settings) > 30
    assert all(len(lines[at - 1]) > 10 and lines[at - 1].startswith("# ") for at in settings)


def test_settings_that_were_found_to_matter(home: EngineHome) -> None:
    """What makes a lone transaction quick and a flood harmless; a default in its place would be another system."""
    config = decode_config(home.config.read_bytes())
    assert (config.p2p.flush_throttle_timeout, config.consensus.peer_gossip_sleep_duration) == ("1ms", "2ms")
    assert (config.consensus.timeout_commit, config.consensus.create_empty_blocks_interval) == ("0s", "1s")
    assert (config.mempool.size, config.mempool.recheck, config.p2p.pex) == (5_000, False, False)
    assert config.tx_index.indexer == "null"


@pytest.mark.parametrize(
    ("chain", "voters", "said"),
    [
        ("c" * 51, [Voter("a", b"a" * 32)], "51 characters"),
        ("c", [], "one validator or more"),
        ("c", [Voter("a", b"a" * 32), Voter("b", b"a" * 32)], "its own key"),
    ],
)
def test_a_chain_that_the_engine_would_not_begin(chain: str, voters: list[Voter], said: str) -> None:
    """Is refused before anything is written."""
    with pytest.raises(InputError, match=said):
        engine_genesis(ChainId(chain), BEGINNING, voters, document=b"{}")


@pytest.mark.parametrize("peer", [Peer("A" * 40, "host:1"), Peer("a" * 39, "host:1"), Peer("a" * 40, "host")])
def test_a_peer_that_is_none(peer: Peer) -> None:
    """Would be dialled for ever."""
    with pytest.raises(InputError, match="peer"):
        peers_of([peer])
