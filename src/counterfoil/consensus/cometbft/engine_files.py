# SPDX-License-Identifier: Apache-2.0
"""An engine's home: the folder that it is started in. Made from values, read back strictly, nothing replaced unasked.

``data/priv_validator_state.json`` says what the validator last voted for. It is made once, together with the key, and
never again: a key that forgets its votes may vote twice for one height, and that is evidence against its member.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from counterfoil.consensus.cometbft.engine_config import EngineConfig, decode_config, encode_config
from counterfoil.consensus.cometbft.engine_genesis import EngineGenesis, decode_genesis, encode_genesis
from counterfoil.consensus.cometbft.engine_keys import (
    decode_node_key,
    decode_validator_key,
    encode_node_key,
    encode_validator_key,
    encode_votes,
)
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.storage.directory import sync_directory


@dataclass(frozen=True)
class EngineHome:
    """Where things are below an engine's home."""

    root: Path

    @property
    def config(self) -> Path:
        return self.root / "config" / "config.toml"

    @property
    def genesis(self) -> Path:
        return self.root / "config" / "genesis.json"

    @property
    def node_key(self) -> Path:
        return self.root / "config" / "node_key.json"

    @property
    def validator_key(self) -> Path:
        return self.root / "config" / "priv_validator_key.json"

    @property
    def votes(self) -> Path:
        """what was last voted for; see above"""
        return self.root / "data" / "priv_validator_state.json"

    @property
    def log(self) -> Path:
        return self.root / "engine.log"


@dataclass(frozen=True)
class EngineFiles:
    """What an engine's home says."""

    config: EngineConfig
    genesis: EngineGenesis
    node_key: PrivateKey
    validator_key: PrivateKey


def write_home(home: EngineHome, files: EngineFiles) -> None:
    """Make a home that lasts. What is there already and says the same is left; what says otherwise is InputError.

    Raises InputError, too, for a validator's key that is there without what it voted for.
    """
    for folder in (home.root, home.config.parent, home.votes.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(home.config, encode_config(files.config))
    _write(home.genesis, encode_genesis(files.genesis))
    _write(home.node_key, encode_node_key(files.node_key))
    if home.validator_key.exists():
        _write(home.validator_key, encode_validator_key(files.validator_key))
        _require_votes(home)
    else:
        # First what it voted for: a key without it could be left by a crash, and is refused.
        if not home.votes.exists():
            _write(home.votes, encode_votes())
        _write(home.validator_key, encode_validator_key(files.validator_key))
    for folder in (home.votes.parent, home.config.parent, home.root, home.root.parent):
        sync_directory(folder)


def replace_config(home: EngineHome, config: EngineConfig) -> None:
    """Other settings, such as other peers, for an engine that is not running; the rest of its home stays."""
    written = home.config.with_suffix(".new")
    written.unlink(missing_ok=True)
    _write(written, encode_config(config))
    written.replace(home.config)
    sync_directory(home.config.parent)


def replace_validator_key(home: EngineHome, key: PrivateKey) -> None:
    """Another key to vote by, for an engine that is not running, once the chain has it as this validator's.

    What was voted for stays: it only keeps the new key from voting for heights that the old one voted for.
    """
    _require_votes(home)
    written = home.validator_key.with_suffix(".new")
    written.unlink(missing_ok=True)
    _write(written, encode_validator_key(key))
    written.replace(home.validator_key)
    sync_directory(home.validator_key.parent)


def read_home(home: EngineHome) -> EngineFiles:
    """What a home says; InputError naming the file that is missing, or is not as Counterfoil writes it."""
    _require_votes(home)
    files = EngineFiles(
        config=decode_config(_read(home.config)),
        genesis=decode_genesis(_read(home.genesis)),
        node_key=decode_node_key(_read(home.node_key)),
        validator_key=decode_validator_key(_read(home.validator_key)),
    )
    if files.config.abci != "socket":
        raise InputError(f"abci = {files.config.abci!r}", where=str(home.config), remedy="socket")
    return files


def _require_votes(home: EngineHome) -> None:
    if not home.votes.exists():
        raise InputError(
            "what its validator's key last voted for is missing, and it might vote twice for one height",
            where=str(home.votes),
            remedy="put the file back; or have the validators take another key for this one, and make a home for that",
        )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        remedy = "make the engine's home first, or name another folder"
        raise InputError("it is not there", where=str(path), remedy=remedy) from error
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror or error}") from error


def _write(path: Path, data: bytes) -> None:
    """A new file for its owner alone, synced; one that is there and says something else is left, and InputError."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        if _read(path) == data:
            return
        remedy = "nothing is replaced unasked: name another folder, or move the file away"
        raise InputError("it is there, and says something else", where=str(path), remedy=remedy) from error
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
