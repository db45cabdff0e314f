# SPDX-License-Identifier: Apache-2.0
"""The two keys of a validator where they lie: of the keyring, in a key file, or as the engine keeps its own."""

from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from counterfoil.identity.signing import PrivateKey
from counterfoil.modules.validators.possession import Possession, ProvedKeys, prove
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import read_input_file
from counterfoil.primitives.types import ChainId, PartyId

ENGINE_KEY_TYPE: Final = "tendermint/PrivKeyEd25519"
"""What CometBFT calls the only kind of key by which it votes, in ``priv_validator_key.json``."""
ReadKey = Callable[[str], PrivateKey]


class _EngineKey(msgspec.Struct):
    type: str
    value: str


class _EngineFile(msgspec.Struct):
    priv_key: _EngineKey


def read_consensus_key(name: str, read: ReadKey) -> PrivateKey:
    """The key by which a node votes: what ``read`` makes of the name, or the engine's own file.

    Raises InputError for a file of the engine that holds no Ed25519 key.
    """
    path = Path(name)
    if path.suffix != ".json" or not path.is_file():
        return read(name)
    try:
        found = canonical.decode_json(read_input_file(path), _EngineFile).priv_key
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return read(name)
    try:
        both = b64decode(found.value, validate=True)
    except ValueError as error:
        raise InputError("the engine's key is not in base64", where=name) from error
    seed, public = both[:32], both[32:]
    if found.type != ENGINE_KEY_TYPE or len(seed) != 32 or PrivateKey(seed).public.key != public.hex():
        raise InputError("no Ed25519 key of the engine", where=name, remedy=f"a file with a {ENGINE_KEY_TYPE}")
    return PrivateKey(seed)


def prove_keys(
    chain: ChainId, validator: str, party: PartyId, *, consensus: PrivateKey, seal: PrivateKey
) -> ProvedKeys:
    """The public halves of both, and what each signs."""
    said = Possession(
        chain=chain,
        consensus_key=consensus.public.key,
        party=party,
        seal_key=seal.public,
        validator=validator,
    )
    return prove(said, consensus, seal)
