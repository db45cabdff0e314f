# SPDX-License-Identifier: Apache-2.0
"""The recorded chains of ``vectors/light``, and blocks that their validators could have signed but did not.

The keys are known: seeds are hashes of words. So an honest block can be made again, and every dishonest one.
"""

import json
from functools import cache
from hashlib import sha256, sha512
from typing import Any, Final

from msgspec.structs import replace
from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_scalar_add,
    crypto_core_ed25519_scalar_mul,
    crypto_core_ed25519_scalar_reduce,
    crypto_scalarmult_ed25519_base_noclamp,
)

from counterfoil.consensus.cometbft.light.commits import signature_holds
from counterfoil.consensus.cometbft.light.engine_hashes import header_hash, validators_hash, vote_bytes
from counterfoil.consensus.cometbft.light.engine_time import ZERO_TIME, Nanoseconds
from counterfoil.consensus.cometbft.light.following import SourceFailed
from counterfoil.consensus.cometbft.light.light_block import (
    Commit,
    CommitEntry,
    EngineValidator,
    LightBlock,
    Vote,
    VoteFlag,
    in_order,
    vote_in,
)
from counterfoil.consensus.cometbft.light.light_protobuf import decode_light_block
from counterfoil.primitives.signatures import SCHEMES
from support.vectors import VECTORS

SEEDS: Final = tuple(sha256(b"counterfoil light vectors, validator %d" % number).digest() for number in range(8))
SEED_OF: Final = {SCHEMES["ed25519"].public_key(seed): seed for seed in SEEDS}
ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_OF_ORDER_8: Final = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")


@cache
def recorded() -> tuple[dict[str, Any], ...]:
    """The chains as they are kept."""
    return tuple(json.loads((VECTORS / "light/chains.json").read_text()))


@cache
def chain(name: str) -> tuple[LightBlock, ...]:
    """A recorded chain, from height 1 on."""
    [found] = [one for one in recorded() if one["name"] == name]
    return tuple(decode_light_block(bytes.fromhex(row["light_block"])) for row in found["blocks"])


def validator(number: int, power: int = 1) -> EngineValidator:
    return EngineValidator(SCHEMES["ed25519"].public_key(SEEDS[number]), power)


def just_after(block: LightBlock) -> Nanoseconds:
    """A moment at which a block is believed."""
    return Nanoseconds(block.header.time + 10**9)


def signed(chain_id: str, vote: Vote, seed: bytes) -> Vote:
    return replace(vote, signature=SCHEMES["ed25519"].sign(seed, vote_bytes(chain_id, vote)))


def decided(
    block: LightBlock,
    *,
    absent: tuple[int, ...] = (),
    nil: tuple[int, ...] = (),
    round_: int = 0,
    by: tuple[EngineValidator, ...] | None = None,
    keep_hash: bool = False,
    **header: Any,
) -> LightBlock:
    """The block with another header, perhaps by other validators, and signed by all of them but some."""
    members = block.validators if by is None else in_order(by)
    if not keep_hash:
        header = {"validators_hash": validators_hash(members)} | header
    changed = replace(block.header, **header)
    named = replace(block.commit.block, hash=header_hash(changed))
    entries = []
    for index, member in enumerate(members):
        flag = VoteFlag.nil if index in nil else VoteFlag.commit
        entry = CommitEntry(flag, member.address, Nanoseconds(changed.time + index + 1), b"")
        commit = Commit(changed.height, round_, named, (*entries, entry))
        made = signed(changed.chain, vote_in(commit, index), SEED_OF[member.key])
        away = CommitEntry(VoteFlag.absent, b"", ZERO_TIME, b"")
        entries.append(away if index in absent else replace(entry, signature=made.signature))
    return LightBlock(changed, Commit(changed.height, round_, named, tuple(entries)), members)


def with_entry(block: LightBlock, index: int, **changes: Any) -> LightBlock:
    """The block with one entry of its commit changed."""
    entries = list(block.commit.entries)
    entries[index] = replace(entries[index], **changes)
    return replace(block, commit=replace(block.commit, entries=tuple(entries)))


def only_zip_215(key: bytes, message: bytes) -> bytes:
    """A signature that the engine's rule takes and libsodium's does not: R has a part of small order."""
    digest = sha512(SEED_OF[key]).digest()
    clamped = bytes([digest[0] & 248, *digest[1:31], digest[31] & 63 | 64])
    secret = crypto_core_ed25519_scalar_reduce(clamped + bytes(32))
    nonce = crypto_core_ed25519_scalar_reduce(sha512(digest[32:] + message).digest())
    point = crypto_core_ed25519_add(crypto_scalarmult_ed25519_base_noclamp(nonce), _OF_ORDER_8)
    challenge = crypto_core_ed25519_scalar_reduce(sha512(point + key + message).digest())
    made = point + crypto_core_ed25519_scalar_add(nonce, crypto_core_ed25519_scalar_mul(challenge, secret))
    assert not signature_holds(key, message, made)
    return made


class Blocks:
    """A source that has some blocks."""

    def __init__(self, *blocks: LightBlock) -> None:
        self._blocks = {block.height: block for block in blocks}
        self.asked: list[int] = []

    def block(self, height: int) -> LightBlock:
        self.asked.append(height)
        if height not in self._blocks:
            raise SourceFailed(f"no block {height}")
        return self._blocks[height]

    def latest(self) -> LightBlock:
        return self._blocks[max(self._blocks)]
