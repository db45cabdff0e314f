# SPDX-License-Identifier: Apache-2.0
"""Between the engine's words and ours: genesis, times, validators, misbehaviour."""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from typing import Final

import msgspec
from google.protobuf.timestamp_pb2 import Timestamp as WireTime

from counterfoil.application import Validator
from counterfoil.consensus.cometbft.engine_genesis import POWER
from counterfoil.consensus.cometbft.heights import EngineHeight
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.consensus.cometbft.wire import crypto_keys_pb2 as keys
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import Timestamp

GONE: Final = 0


class Misbehaviour(msgspec.Struct, frozen=True):
    """What the engine proved against a validator, and has in a decided block."""

    kind: str
    """``DUPLICATE_VOTE`` or ``LIGHT_CLIENT_ATTACK``."""
    address: str
    """Hex of the first 20 bytes of SHA-256 of its key of consensus."""
    engine_height: EngineHeight
    time: Timestamp


def app_state_of(genesis: bytes) -> str:
    """What stands as ``app_state`` in the engine's genesis: base64, since the engine writes JSON anew as it likes."""
    return b64encode(genesis).decode()


def genesis_of(app_state: bytes) -> bytes:
    """The genesis document that the engine hands over; raises InvariantBroken when it is none."""
    try:
        text = msgspec.json.decode(app_state)
        if isinstance(text, str):
            return b64decode(text, validate=True)
    except (msgspec.MsgspecError, Base64Error, ValueError) as error:
        raise InvariantBroken(f"app_state of the engine's genesis is not base64 in JSON: {error}") from error
    raise InvariantBroken("app_state of the engine's genesis is not a text")


def milliseconds(time: WireTime) -> Timestamp:
    """The engine's time, cut off to our milliseconds."""
    return Timestamp(time.seconds * 1000 + time.nanos // 1_000_000)


def updates(before: Sequence[Validator], after: Sequence[Validator]) -> list[abci.ValidatorUpdate]:
    """What the engine must learn when the validators change, in order of their keys."""
    old, new = ({one.consensus_key for one in validators} for validators in (before, after))
    powers = dict.fromkeys(new - old, POWER) | dict.fromkeys(old - new, GONE)
    return [
        abci.ValidatorUpdate(pub_key=keys.PublicKey(ed25519=bytes.fromhex(key)), power=powers[key])
        for key in sorted(powers)
    ]


def misbehaviour_of(said: abci.Misbehavior) -> Misbehaviour:
    """The engine's word for it."""
    return Misbehaviour(
        kind=abci.MisbehaviorType.Name(said.type),
        address=said.validator.address.hex(),
        engine_height=EngineHeight(said.height),
        time=milliseconds(said.time),
    )
