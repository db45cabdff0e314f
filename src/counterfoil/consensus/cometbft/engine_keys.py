# SPDX-License-Identifier: Apache-2.0
"""The engine's two keys: one by which other engines know it, and one that votes. Both are Ed25519, in files of JSON.

The engine reads them as they are: they cannot be encrypted. The key that votes can make its member vote twice for a
height, which is evidence against it; it moves no asset and seals no header.
"""

from hashlib import sha256
from typing import Final, TypeVar

import msgspec

from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError

PRIVATE_TYPE: Final = "tendermint/PrivKeyEd25519"
PUBLIC_TYPE: Final = "tendermint/PubKeyEd25519"
SEED_LENGTH: Final = 32
_ADDRESS_LENGTH: Final = 20


class Typed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key as the engine writes it: its type, and its bytes in base64."""

    type: str
    value: bytes


class NodeKeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``node_key.json``."""

    priv_key: Typed


class ValidatorKeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``priv_validator_key.json``."""

    address: str
    pub_key: Typed
    priv_key: Typed


class VotesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``priv_validator_state.json``: what was last voted for, so that nothing is voted for twice."""

    height: str
    round: int
    step: int
    signature: str = ""
    signbytes: str = ""


File = TypeVar("File")
NO_VOTE: Final = VotesFile("0", 0, 0)


def address_of(public_key: bytes) -> bytes:
    """The twenty bytes by which the engine names an Ed25519 key."""
    return sha256(public_key).digest()[:_ADDRESS_LENGTH]


def node_id(key: PrivateKey) -> str:
    """By which other engines know the one that has this node key."""
    return address_of(_public(key)).hex()


def validator_address(public_key: bytes) -> str:
    """By which votes name a validator's key."""
    return address_of(public_key).hex().upper()


def encode_node_key(key: PrivateKey) -> bytes:
    return _encode(NodeKeyFile(_private(key)))


def encode_validator_key(key: PrivateKey) -> bytes:
    public = _public(key)
    return _encode(ValidatorKeyFile(validator_address(public), Typed(PUBLIC_TYPE, public), _private(key)))


def encode_votes(votes: VotesFile = NO_VOTE) -> bytes:
    return msgspec.json.format(msgspec.json.encode(votes), indent=2) + b"\n"


def decode_node_key(data: bytes) -> PrivateKey:
    """Raises InputError for what is no key, or of another type."""
    return _read(_decode(data, NodeKeyFile, "node_key.json").priv_key, "node_key.json")


def decode_validator_key(data: bytes) -> PrivateKey:
    """Raises InputError for what is no key, of another type, or at odds with itself."""
    where = "priv_validator_key.json"
    file = _decode(data, ValidatorKeyFile, where)
    key = _read(file.priv_key, where)
    if encode_validator_key(key) != _encode(file):
        raise InputError("address and public key are not those of its private key", where=where)
    return key


def _encode(file: NodeKeyFile | ValidatorKeyFile) -> bytes:
    return msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n"


def _decode(data: bytes, type_: type[File], where: str) -> File:
    try:
        return canonical.decode_json(data, type_)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(str(error), where=where) from error


def _private(key: PrivateKey) -> Typed:
    return Typed(PRIVATE_TYPE, key.seed + _public(key))


def _public(key: PrivateKey) -> bytes:
    return bytes.fromhex(key.public.key)


def _read(typed: Typed, where: str) -> PrivateKey:
    if typed.type != PRIVATE_TYPE:
        raise InputError(f"a key of type {typed.type!r}", where=where, remedy=PRIVATE_TYPE)
    key = PrivateKey(typed.value[:SEED_LENGTH])
    if len(typed.value) != 2 * SEED_LENGTH or typed.value[SEED_LENGTH:] != _public(key):
        raise InputError("its second half is not the public key of its first", where=where)
    return key
