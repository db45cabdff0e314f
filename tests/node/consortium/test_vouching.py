# SPDX-License-Identifier: Apache-2.0
"""A height to begin from: what more than a third of the validators' services say, or what the operator was told."""

from typing import Any

import pytest

from counterfoil.consensus.cometbft.light.engine_hashes import header_hash
from counterfoil.consensus.cometbft.light.light_block import LightBlock
from counterfoil.node.consortium.sources import SourceFailed
from counterfoil.node.consortium.vouching import find_root
from counterfoil.node.engine_blocks import Root
from counterfoil.primitives.errors import InputError
from support.engine_signing import chain, decided, recorded, with_entry

NAME = recorded()[0]["name"]
BLOCKS = chain(NAME)
ENGINE_CHAIN = BLOCKS[0].header.chain
LAST = BLOCKS[-1].height
NOBODY = SourceFailed("no answer")


class Service:
    """Says that the chain ends at a height, and of each height what it is told to say."""

    def __init__(self, name: str, until: int = LAST, **says: LightBlock | Exception) -> None:
        self.name, self._until, self._says = name, until, says

    def block(self, height: int) -> LightBlock:
        height = height or self._until
        if height > self._until:
            raise SourceFailed(f"its chain ends at {self._until}")
        said = self._says.get("always", BLOCKS[height - 1])
        if isinstance(said, Exception):
            raise said
        return said


def root(services: list[Any], *, validators: int = 4, trusted: Root | None = None) -> tuple[Root, list[str], list[str]]:
    told = list[str]()
    found, vouch = find_root(services, ENGINE_CHAIN, validators=validators, trusted=trusted, notice=told.append)
    return found, [one.name for one in vouch], told


def another(block: LightBlock) -> LightBlock:
    """One that others decided, at the same height of a chain of that name."""
    return decided(block, data_hash=bytes(range(32)))


def test_the_height_is_one_that_enough_of_them_have() -> None:
    """The second of four that is highest: whoever is behind does not hold it up, whoever is ahead does not lead."""
    services = [Service("a", LAST), Service("b", LAST - 1), Service("c", LAST - 2), Service("d", always=NOBODY)]
    found, names, told = root(services)
    assert found == Root(LAST - 1, header_hash(BLOCKS[LAST - 2].header))
    assert (names, told) == (["a", "b"], [])


def test_one_alone_is_not_believed() -> None:
    """Each of the others is named with what it said."""
    services = [Service("a"), Service("b", always=NOBODY), Service("c", always=NOBODY)]
    with pytest.raises(SourceFailed, match="2 members must say what the engine decided, and 1 do; b: no answer; c"):
        root(services)


def test_who_lies_is_named_and_not_asked() -> None:
    """One of four with another chain, decided by whomever it likes."""
    services = [Service("a"), Service("liar", always=another(BLOCKS[-1])), Service("c"), Service("d")]
    _, names, told = root(services)
    assert names == ["a", "c", "d"]
    assert told == [f"liar says another block {LAST} of the engine: not asked"]


def test_two_against_two_are_believed_by_nobody() -> None:
    """Of four, two and two: none of them shows who is right."""
    other = another(BLOCKS[-1])
    services = [Service("a"), Service("b"), Service("c", always=other), Service("d", always=other)]
    with pytest.raises(SourceFailed, match=f"members do not agree on the engine's block {LAST}: a, b: .*c, d: "):
        root(services)


def test_what_too_few_voted_for_is_no_block() -> None:
    """Nor one of another chain."""
    forged = with_entry(BLOCKS[-1], 0, signature=bytes(64))
    services = [Service("a", always=forged), Service("b", always=forged), Service("c")]
    with pytest.raises(SourceFailed, match="2 members must say what the engine decided, and 1 do; a: "):
        root(services)


def test_what_the_operator_was_told_is_enough() -> None:
    """One member that has it will do; where all say otherwise it ends, with what they say."""
    told = Root(2, header_hash(BLOCKS[1].header))
    assert root([Service("a"), Service("b", always=NOBODY)], trusted=told)[:2] == (told, ["a"])
    said = f"no member has the block 2 of the engine that is trusted; they say a, b: {told.hash.hex()}"
    with pytest.raises(InputError, match=said):
        root([Service("a"), Service("b")], trusted=Root(2, bytes(32)))
    with pytest.raises(SourceFailed, match="no member says what the engine decided; a: no answer"):
        root([Service("a", always=NOBODY)], trusted=told)
