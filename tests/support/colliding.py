# SPDX-License-Identifier: Apache-2.0
"""Texts that have one hash in the interpreter: FxHash has no seed, and a second word undoes what a first one did."""

from random import Random
from typing import Final

_MULTIPLIER: Final = 0x517C_C1B7_2722_0A95
_WORD: Final = 2**64 - 1
_FIRST: Final = int.from_bytes(b"aaaaaaaa", "little")


def colliding_texts(count: int, state: int = 0) -> tuple[list[str], int]:
    """Different texts of sixteen letters, each of which takes the hash from a state to one and the same; and that."""
    random, made = Random(count), list[str]()
    goal: int | None = None
    while len(made) < count:
        word = bytes(random.choices(b"abcdefghijklmnopqrstuvwxyz", k=8))
        turned = _turned(_mixed(state, word))
        if goal is None:
            goal = turned ^ _FIRST
        second = (goal ^ turned).to_bytes(8, "little")
        if all(32 <= letter < 127 for letter in second):
            made.append((word + second).decode())
    assert goal is not None
    return made, goal * _MULTIPLIER & _WORD


def _mixed(state: int, word: bytes) -> int:
    return (_turned(state) ^ int.from_bytes(word, "little")) * _MULTIPLIER & _WORD


def _turned(state: int) -> int:
    return (state << 5 | state >> 59) & _WORD
