# SPDX-License-Identifier: Apache-2.0
"""The entry rules: one row per rule, in the order checked."""

from collections.abc import Callable

import msgspec
import pytest

from counterfoil.custody.registry import CHAINS_MAX, Registry
from counterfoil.evidence.entries import ENTRY_LENGTH_MAX, AnchorEntry, ChainEntry, EquivocationEntry, encode_entry
from counterfoil.evidence.seal import SealedHeader
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives.errors import CustodyError
from counterfoil.primitives.types import ChainId, HexHash, Timestamp
from support.custody import TestChain, private_key


def anchored(chain: TestChain, count: int) -> Registry:
    """A registry with this chain and its first headers."""
    registry = Registry()
    registry.apply(0, chain.entry)
    while len(chain.headers) < count:
        chain.seal_next()
    for index, sealed in enumerate(chain.headers[:count], 1):
        registry.apply(index, registry.entry_for(sealed))
    return registry


def _swap_payload(chain: TestChain) -> SealedHeader:
    other = chain.seal(chain.header(2, time=1_900_000_000_000))
    return SealedHeader(chain.header(2), other.seal)


def _not_a_header(chain: TestChain) -> SealedHeader:
    sealed = chain.seal(chain.header(2))
    seal = Envelope(payload=b"{}", payload_type=sealed.seal.payload_type, signatures=sealed.seal.signatures)
    return SealedHeader(sealed.header, seal)


def _no_signature(chain: TestChain) -> SealedHeader:
    sealed = chain.seal(chain.header(2))
    return SealedHeader(sealed.header, msgspec.structs.replace(sealed.seal, signatures=()))


REFUSALS: dict[str, tuple[Callable[[TestChain], SealedHeader], str]] = {
    "unknown chain": (lambda c: c.seal(c.header(2, chain=ChainId("other"))), "other is not registered"),
    "another payload type": (lambda c: c.seal(c.header(2), payload_type="text/plain"), "the seal is over 'text/plain'"),
    "sealed bytes are no header": (_not_a_header, "the sealed bytes are no header"),
    "sealed bytes of another header": (_swap_payload, "the sealed bytes are another header's"),
    "sealed by a stranger": (lambda c: c.seal(c.header(2), key=private_key("thief")), "does not satisfy"),
    "no signature": (_no_signature, "does not satisfy"),
    "the same header": (lambda c: c.headers[1], "anchored already, at index 2"),
    "a height left out": (lambda c: c.seal(c.header(3)), "the next height to anchor is 2"),
    "another parent": (lambda c: c.seal(c.header(2, parent=HexHash("44" * 32))), "is not the last anchored header"),
    "time goes back": (lambda c: c.seal(c.header(2, time=Timestamp(1))), "its time 1 is before"),
}


@pytest.mark.parametrize("make, problem", REFUSALS.values(), ids=REFUSALS)
def test_anchor_refusals(make: Callable[[TestChain], SealedHeader], problem: str) -> None:
    """A header that breaks a rule is refused in the words of the rule, and the state does not change."""
    chain = TestChain()
    registry = anchored(chain, 2)
    before = registry.roll()
    with pytest.raises(CustodyError, match=problem):
        registry.entry_for(make(chain))
    assert registry.roll() == before


def test_genesis_must_be_the_registered_one() -> None:
    """Height 0 with another hash than the chain entry names is refused."""
    chain, registry = TestChain(), Registry()
    registry.apply(0, chain.entry)
    with pytest.raises(CustodyError, match="not the registered genesis"):
        registry.entry_for(chain.seal(chain.header(0, protocol=2)))
    assert isinstance(registry.entry_for(chain.headers[0]), AnchorEntry)


def test_equal_time_is_accepted() -> None:
    """Two blocks of one millisecond are in order."""
    chain = TestChain()
    registry = anchored(chain, 2)
    entry = registry.entry_for(chain.seal(chain.header(2, time=chain.headers[1].header.time)))
    assert isinstance(entry, AnchorEntry)


@pytest.mark.parametrize("height", [0, 1])
def test_a_second_header_at_a_height_is_an_equivocation(height: int) -> None:
    """It names the anchor that it contradicts and halts the chain: nothing is anchored after it."""
    chain = TestChain()
    registry = anchored(chain, 2)
    twin = chain.seal(chain.header(height, state=HexHash("55" * 32)))
    entry = registry.entry_for(twin)
    assert entry == EquivocationEntry(anchored=height + 1, header=twin.header, seal=twin.seal)
    registry.judge(entry)
    registry.apply(3, entry)
    assert registry.roll().chains[0].halted
    for sealed in (twin, chain.seal_next()):
        with pytest.raises(CustodyError, match="the chain is halted"):
            registry.entry_for(sealed)


@pytest.mark.parametrize(
    "changes, problem",
    [
        ({"chain": ChainId("bad name")}, "no identifier of a chain"),
        ({"chain": ChainId("securities")}, "registered already"),
        ({"seal": KeyPolicy(keys=(), threshold=1)}, "needs at least one key"),
    ],
)
def test_chain_refusals(changes: dict[str, object], problem: str) -> None:
    """A chain entry that breaks a rule is refused in the words of the rule."""
    registry = Registry()
    registry.apply(0, TestChain().entry)
    entry = msgspec.structs.replace(TestChain("other").entry, **changes)
    with pytest.raises(CustodyError, match=problem):
        registry.judge(entry)


def test_a_roll_of_the_most_chains_fits_an_entry() -> None:
    """256 chains of the longest names and highest heights make a roll that fits; one more chain is refused."""
    registry, policy = Registry(), TestChain().entry.seal
    for number in range(CHAINS_MAX):
        entry = ChainEntry(chain=ChainId(f"{number:064}"), genesis=HexHash("00" * 32), seal=policy)
        registry.judge(entry)
        registry.apply(number, entry)
    rolled = [msgspec.structs.replace(line, height=2**53 - 1) for line in registry.roll().chains]
    assert len(encode_entry(msgspec.structs.replace(registry.roll(), chains=tuple(rolled)))) <= ENTRY_LENGTH_MAX
    with pytest.raises(CustodyError, match="keeps 256 chains already"):
        registry.judge(TestChain().entry)


def test_roll_is_sorted_and_judged() -> None:
    """A roll names every chain in order of its name, before the first anchor too; any other roll is refused."""
    registry = Registry()
    for index, name in enumerate(("zeta", "alpha")):
        registry.apply(index, TestChain(name).entry)
    roll = registry.roll()
    assert [line.chain for line in roll.chains] == ["alpha", "zeta"]
    assert roll.chains[0].height == -1
    assert roll.chains[0].header == "0" * 64
    registry.judge(roll)
    with pytest.raises(CustodyError, match="does not name the last anchored header"):
        registry.judge(msgspec.structs.replace(roll, chains=roll.chains[:1]))


def test_an_anchor_entry_posing_as_equivocation_is_refused() -> None:
    """What an entry says it is must be what its header makes it."""
    chain = TestChain()
    registry = anchored(chain, 1)
    sealed = chain.seal_next()
    with pytest.raises(CustodyError, match="not the entry that this header"):
        registry.judge(EquivocationEntry(anchored=1, header=sealed.header, seal=sealed.seal))


def test_index_of_knows_exact_headers_only() -> None:
    """The index of an anchored header, and of nothing else."""
    chain = TestChain()
    registry = anchored(chain, 2)
    assert registry.index_of(chain.headers[1]) == 2
    assert registry.index_of(chain.seal(chain.header(1, protocol=2))) is None
    assert registry.index_of(chain.seal(chain.header(9))) is None
    assert registry.index_of(TestChain("other").headers[0]) is None
