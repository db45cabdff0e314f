# SPDX-License-Identifier: Apache-2.0
"""Our headers and the engine's are held together: none left out, none changed, none of another time."""

import pytest
from msgspec.structs import replace

from counterfoil.consensus.cometbft.light.app_hashes import AppHashes, trusted_app_hash
from counterfoil.consensus.cometbft.light.engine_time import Nanoseconds, milliseconds
from counterfoil.consensus.cometbft.light.faults import Fault, NotBelieved
from counterfoil.consensus.cometbft.light.light_block import EngineHeader
from counterfoil.evidence.header import header_hash
from counterfoil.primitives.types import Timestamp
from support.engine_ordered import engine_blocks, own_headers
from support.engine_signing import chain, decided, with_entry

ENGINE = [block.header for block in chain("four")]
OWN = own_headers(5)


def engine_headers() -> list[EngineHeader]:
    """The recorded headers with the hashes of ours: that of the last one made before."""
    return [block.header for block in engine_blocks(OWN)]


def walk(own: list[bytes], theirs: list[EngineHeader], *, from_genesis: bool = True) -> int:
    hashes = AppHashes(own, from_genesis=from_genesis)
    for header in theirs:
        hashes.step(header)
    return hashes.height


def refused() -> "pytest.RaisesExc[NotBelieved]":
    return pytest.raises(NotBelieved, check=lambda error: error.fault is Fault.app_hash)


def test_blocks_that_change_nothing_leave_the_hash() -> None:
    """Ten of theirs, four of ours after genesis: every height is told with the one that names it."""
    hashes = AppHashes(OWN, from_genesis=True)
    agreed = [hashes.step(header) for header in engine_headers()]
    assert [(one.engine_height, one.height) for one in agreed] == [
        *((1, 0), (2, 0), (3, 1), (4, 2), (5, 2), (6, 2), (7, 2), (8, 3), (9, 3), (10, 4)),
    ]


def test_from_a_trusted_height_ours_is_found() -> None:
    """In the middle; a chain that has no such header is another one."""
    assert walk(OWN, engine_headers()[5:], from_genesis=False) == 4
    with refused():
        walk(OWN[:2], engine_headers()[5:], from_genesis=False)


def test_from_genesis_the_first_is_genesis() -> None:
    """A later header of ours will not do."""
    with refused():
        walk(OWN, engine_headers()[5:])


@pytest.mark.parametrize("place", range(len(OWN)))
def test_a_changed_header_of_ours_is_found(place: int) -> None:
    """Whichever it is."""
    changed = [*OWN[:place], OWN[place].replace(b'"version":2', b'"version":3'), *OWN[place + 1 :]]
    with refused():
        walk(changed, engine_headers())


@pytest.mark.parametrize("place", range(1, len(OWN)))
def test_a_header_of_ours_that_is_left_out_is_found(place: int) -> None:
    """In our log; and a log that ends too early."""
    with refused():
        walk([*OWN[:place], *OWN[place + 1 :]], engine_headers())


def test_a_header_of_theirs_that_is_left_out_is_found() -> None:
    """Where it made a block of ours: two of ours at once are refused."""
    theirs = engine_headers()
    with refused():
        walk(OWN, [*theirs[:2], *theirs[3:]])


def test_a_state_that_goes_back_is_found() -> None:
    """The hash of an earlier header of ours, or none."""
    theirs = engine_headers()
    for hash_ in (header_hash(OWN[1]), b""):
        with refused():
            walk(OWN, [*theirs[:8], replace(theirs[8], app_hash=hash_)])


def test_the_time_of_ours_is_that_of_theirs() -> None:
    """In whole milliseconds: a block of ours that names another time was not made by that block of theirs."""
    theirs = engine_headers()
    moved = replace(theirs[2], time=Nanoseconds(theirs[2].time + 1_000_000))
    with refused():
        walk(OWN, [*theirs[:2], moved, *theirs[3:]])


def test_a_time_that_does_not_increase_is_moved_by_a_millisecond() -> None:
    """As the application does where the engine's blocks fall into one millisecond."""
    genesis = replace_time(OWN[0], Timestamp(milliseconds(ENGINE[1].time) + 100))
    first = replace_time(OWN[1], Timestamp(milliseconds(ENGINE[1].time) + 101))
    theirs = [replace(ENGINE[1], app_hash=header_hash(genesis)), replace(ENGINE[2], app_hash=header_hash(first))]
    assert walk([genesis, first], theirs) == 1


def replace_time(header: bytes, time: Timestamp) -> bytes:
    head, _, rest = header.partition(b'"time":')
    return head + b'"time":%d' % time + rest[rest.index(b",") :]


def test_what_a_snapshot_must_give() -> None:
    """The hash in the block after it, which must hold and be that block."""
    block = chain("four")[4]
    assert trusted_app_hash(block, height=4) == block.header.app_hash
    for wrong, height in ((block, 5), (with_entry(block, 0, signature=bytes(64)), 4)):
        with pytest.raises(NotBelieved):
            trusted_app_hash(wrong, height=height)
    assert trusted_app_hash(decided(block, app_hash=b"x"), height=4) == b"x"
