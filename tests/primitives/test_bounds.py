# SPDX-License-Identifier: Apache-2.0
"""Checks compiled from types: none where the type says it all, and exactly the untyped parts elsewhere."""

from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from counterfoil.primitives.bounds import NESTING_MAX, check_for, fits
from counterfoil.primitives.canonical import decode
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import INTEGER_MAX


class Colour(StrEnum):
    """An enumeration for a field."""

    red = "red"


class Bounded(msgspec.Struct):
    """All its fields are bounded by their types."""

    text: str
    raw: bytes
    flag: bool
    colour: Colour
    word: Literal["a", "b"]
    number: Annotated[int, Meta(ge=0, le=5)]
    between: Annotated[int, Meta(gt=-9, lt=9)]
    many: tuple[Annotated[int, Meta(ge=0, le=5)], ...] = ()
    maybe: str | None = None


class Loose(msgspec.Struct, tag="loose"):
    """Each field carries more than canonical JSON can."""

    data: dict[str, Any] = {}
    number: int = 0
    names: dict[str, str] = {}
    real: float | None = None
    numbers: list[int] = []
    any: Any = None
    half: Annotated[int, Meta(ge=0)] = 0
    deep: dict[str, list[int]] = {}


class Sparse(msgspec.Struct):
    """A field that is left out where there is nothing to say."""

    number: int | msgspec.UnsetType = msgspec.UNSET


class Tied(msgspec.Struct, tag="tied"):
    """A member of a union that needs no check."""

    text: str = ""


class Tree(msgspec.Struct):
    """A recursive type."""

    children: list["Tree"] = []
    size: int = 0


def _nest(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def test_bounded_types_need_no_check() -> None:
    """The hot path pays nothing."""
    assert check_for(Bounded) is None
    assert check_for(Bounded | None) is None
    assert check_for(str | None) is None


@pytest.mark.parametrize(
    "bad",
    [
        Loose(data={"a": 1.5}),
        Loose(data={"a": {"b": [INTEGER_MAX + 1]}}),
        Loose(data={"é": 1}),
        Loose(number=-INTEGER_MAX - 1),
        Loose(number=1.0),  # type: ignore[arg-type]  # a law may have divided
        Loose(names={"é": ""}),
        Loose(real=1.0),
        Loose(numbers=[0, 2**60]),
        Loose(any=0.5),
        Loose(any=_nest(NESTING_MAX)),
        Loose(half=2**53),
        Loose(deep={"a": [2**53]}),
        Loose(deep={"é": [1]}),
    ],
)
def test_each_loose_part_is_checked(bad: Loose) -> None:
    """Alone, in a union and in a list."""
    for type_, value in ((Loose, bad), (Loose | Tied, bad), (list[Loose], [bad]), (dict[str, Loose], {"a": bad})):
        check = check_for(type_)
        assert check is not None
        assert not check(value)


def test_good_values_pass_every_check() -> None:
    """What canonical JSON can carry is let through."""
    good = Loose(data={"a": [INTEGER_MAX, -INTEGER_MAX, "é", None, True]}, any=_nest(NESTING_MAX - 1))
    for type_, value in (
        (Loose, good),
        (Loose | Tied, Tied()),
        (Tree, Tree(children=[Tree()])),
        (dict[int, int], {1: 2}),
    ):
        check = check_for(type_)
        assert check is not None
        assert check(value)


def test_recursive_types_are_walked_whole() -> None:
    """A type that contains itself is checked through its plain form."""
    check = check_for(Tree)
    assert check is not None
    assert not check(Tree(children=[Tree(size=2**53)]))


def test_nesting_has_a_fixed_limit() -> None:
    """64 levels pass, 65 do not, however deep the caller's stack is."""
    assert fits(_nest(NESTING_MAX))
    assert not fits(_nest(NESTING_MAX + 1))
    assert not fits(object())


def test_described_and_unusual_types() -> None:
    """A description around a type changes nothing; a type without a row of its own is walked whole."""
    described = check_for(Annotated[int, Meta(extra={"unit": "ms"})])
    assert described is not None
    assert not described(2**53)
    for type_ in (set[int], tuple[int, str]):
        walked = check_for(type_)
        assert walked is not None
        assert walked(type_([1, 2]) if type_ == set[int] else (1, "a"))


def test_a_field_that_is_left_out_passes() -> None:
    """Whatever its type: it has no value to check. One that is there is checked as ever."""
    check = check_for(Sparse)
    assert check is not None
    assert check(Sparse()) and check(Sparse(number=2**53 - 1))
    assert not check(Sparse(number=2**53))
    assert decode(b"{}", Sparse) == Sparse()
    assert decode(b'{"number":7}', Sparse) == Sparse(number=7)


class Spot(msgspec.Struct):
    """Two numbers, which are looked at together."""

    across: int
    down: int


class Spots(msgspec.Struct):
    """Many of them."""

    spots: tuple[Spot, ...]


@pytest.mark.parametrize("wrong", [INTEGER_MAX + 1, -INTEGER_MAX - 1, 0.5, "1", None])
@pytest.mark.parametrize("at", [0, 3, 5])
def test_one_wrong_number_among_many_structs_is_found(wrong: Any, at: int) -> None:
    """All are looked at in one go: wherever it stands, at the bounds of what fits, and of none there is none wrong."""
    check = check_for(Spots, made=True)
    assert check is not None
    numbers: list[Any] = [0, INTEGER_MAX, -INTEGER_MAX, 4, 5, 6]
    assert check(Spots(tuple(map(Spot, numbers[::2], numbers[1::2]))))
    assert check(Spots(()))
    numbers[at] = wrong
    assert not check(Spots(tuple(map(Spot, numbers[::2], numbers[1::2]))))


class Kept(msgspec.Struct):
    """What a law computes, with bounds that its types state."""

    above: Annotated[int, Meta(gt=0)]
    natural: Annotated[int, Meta(ge=0)]
    free: int = 0
    share: Annotated[int, Meta(ge=0, lt=100)] | None = None
    names: Annotated[tuple[str, ...], Meta(min_length=1, max_length=2)] = ("a",)


@pytest.mark.parametrize(
    "change",
    [
        {"above": 0},
        {"natural": -1},
        {"free": INTEGER_MAX + 1},
        {"share": 100},
        {"share": -1},
        {"names": ()},
        {"names": ("a", "b", "c")},
    ],
)
def test_what_is_made_beyond_its_own_type_is_found(change: dict[str, Any]) -> None:
    """It would be written, and never be read again: the check fails just where the decoder does."""
    check = check_for(Kept, made=True)
    assert check is not None
    for said in ({"above": 1, "natural": 0}, {"above": INTEGER_MAX, "natural": 5, "free": -7, "share": 99}):
        assert check(Kept(**said))
        assert decode(msgspec.json.encode(Kept(**said), order="sorted"), Kept) == Kept(**said)
        wrong = Kept(**(said | change))
        assert not check(wrong)
        with pytest.raises(DecodeError):
            decode(msgspec.json.encode(wrong, order="sorted"), Kept)
