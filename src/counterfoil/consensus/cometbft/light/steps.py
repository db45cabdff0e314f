# SPDX-License-Identifier: Apache-2.0
"""From a block that is trusted to another: the rules of a light client, each kept below under its number.

1. what is trusted is younger than the trusting period, since those who signed it may have left without a deposit;
2. the new block holds on its own (``commits``);
3. it is higher and later than what is trusted, and not later than the clock and its tolerance;
4. the next height: its validators are those to whom the trusted header hands over (``next_validators_hash``), and it
   stands on that header (``last_block``; the engine's own client does not ask for this);
5. any other height: of the power that is trusted, more than the trust level signed, a third unless said otherwise, so
   that at least one of them was honest; by address, which rule 2 has found each once;
6. downwards nothing is signed: each header names the one before it by its hash.

When rule 5 alone fails, a block in between may help (``Fault.untrusted``; see ``following``).
"""

from typing import Final

import msgspec

from counterfoil.consensus.cometbft.light.commits import Tally, require_decided, require_validators, vote_holds
from counterfoil.consensus.cometbft.light.engine_hashes import header_hash, validators_hash
from counterfoil.consensus.cometbft.light.engine_time import DAY, SECOND, Nanoseconds, format_engine_time
from counterfoil.consensus.cometbft.light.faults import Fault, require
from counterfoil.consensus.cometbft.light.light_block import (
    EngineHeader,
    EngineValidator,
    LightBlock,
    VoteFlag,
    in_order,
)
from counterfoil.primitives.errors import InputError


class TrustLevel(msgspec.Struct, frozen=True):
    """A share of the power that is trusted: more than that must have signed."""

    numerator: int = 1
    denominator: int = 3

    def __post_init__(self) -> None:
        if not (self.denominator > 0 and self.denominator <= 3 * self.numerator <= 3 * self.denominator):
            raise InputError("a trust level is from a third to the whole", remedy="such as 1/3")


class Caution(msgspec.Struct, frozen=True, kw_only=True):
    """How far trust reaches."""

    trusting_period: Nanoseconds
    """from the time of what is trusted; well below the time for which validators can be held to account"""
    clock_drift: Nanoseconds = Nanoseconds(10 * SECOND)
    """by which a block may be later than the clock"""
    level: TrustLevel = TrustLevel()


WEEK: Final = Nanoseconds(7 * DAY)
USUAL: Final = Caution(trusting_period=WEEK)
"""As the engine's own light client has it."""


def trust_hash(block: LightBlock, chain: str, *, height: int, hash_: bytes) -> Tally:
    """A first block, which somebody vouched for by height and hash; raises NotBelieved."""
    require(block.height == height, Fault.source_height, f"{block.height}, not {height}")
    require(header_hash(block.header) == hash_, Fault.root_hash, header_hash(block.header).hex())
    return require_decided(block, chain)


def trust_genesis(block: LightBlock, chain: str, validators: tuple[EngineValidator, ...], *, height: int = 1) -> Tally:
    """The chain's first block, decided by the validators of its genesis; raises NotBelieved."""
    require(block.height == height, Fault.source_height, f"{block.height}, not {height}")
    require_validators(validators)
    expected = validators_hash(in_order(validators))
    require(block.header.validators_hash == expected, Fault.handed_over, expected.hex())
    return require_decided(block, chain)


def step(trusted: LightBlock, new: LightBlock, caution: Caution, now: Nanoseconds) -> Tally:
    """From a block that is trusted to a higher one; raises NotBelieved."""
    _require_young(trusted.header, caution, now)
    tally = require_decided(new, trusted.header.chain)
    _require_later(trusted.header, new.header, caution, now)
    if new.height == trusted.height + 1:
        _require_next(trusted, new)
    else:
        require_known_signers(trusted, new, caution.level)
    return tally


def step_down(trusted: EngineHeader, older: EngineHeader) -> None:
    """From a header that is trusted to the one before it; raises NotBelieved. (Rule 6)"""
    require(older.chain == trusted.chain, Fault.chain, older.chain)
    require(older.height == trusted.height - 1, Fault.height, str(older.height))
    require(older.time < trusted.time, Fault.time)
    require(header_hash(older) == trusted.last_block.hash, Fault.parent, header_hash(older).hex())


def is_expired(header: EngineHeader, caution: Caution, now: Nanoseconds) -> bool:
    """Whether it is too old to lead to anything."""
    return header.time + caution.trusting_period <= now


def _require_young(header: EngineHeader, caution: Caution, now: Nanoseconds) -> None:
    """Rule 1."""
    require(not is_expired(header, caution, now), Fault.expired, f"it is of {format_engine_time(header.time)}")


def _require_later(trusted: EngineHeader, new: EngineHeader, caution: Caution, now: Nanoseconds) -> None:
    """Rule 3."""
    require(new.height > trusted.height, Fault.height, f"{new.height} after {trusted.height}")
    require(new.time > trusted.time, Fault.time, format_engine_time(new.time))
    require(new.time < now + caution.clock_drift, Fault.future, format_engine_time(new.time))


def _require_next(trusted: LightBlock, new: LightBlock) -> None:
    """Rule 4."""
    expected = trusted.header.next_validators_hash
    require(new.header.validators_hash == expected, Fault.handed_over, expected.hex())
    require(new.header.last_block.hash == header_hash(trusted.header), Fault.parent, new.header.last_block.hash.hex())


def require_known_signers(trusted: LightBlock, new: LightBlock, level: TrustLevel) -> None:
    """Rule 5; raises NotBelieved."""
    power = 0
    for index, entry in enumerate(new.commit.entries):
        known = trusted.by_address.get(entry.address)
        if known is not None and entry.flag is VoteFlag.commit and vote_holds(new, index, known.key):
            power += known.power
    enough = power * level.denominator > trusted.power * level.numerator
    require(enough, Fault.untrusted, f"{power} of {trusted.power} at height {trusted.height}")
