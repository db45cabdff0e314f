# SPDX-License-Identifier: Apache-2.0
"""The policy of validators, and the memory of which was in force when."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.consensus.sealing.validator_policy import PolicyHistory, validator_policy
from counterfoil.identity.policy import POLICY_KEYS_MAX
from counterfoil.primitives.errors import CorruptionError, InputError, InvariantBroken
from counterfoil.primitives.types import Height
from support.sealing import policy_of, validator


@given(st.permutations(range(7)))
def test_everybody_makes_the_same_policy(numbers: list[int]) -> None:
    """Whatever order validators are read in."""
    assert policy_of(*numbers) == policy_of(*range(7))


@pytest.mark.parametrize(
    "count, threshold", [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 5), (7, 5), (10, 7), (32, 22)]
)
def test_more_than_two_thirds(count: int, threshold: int) -> None:
    """And no more than needed."""
    assert policy_of(*range(count)).threshold == threshold


@pytest.mark.parametrize(
    "numbers, problem",
    [
        ((), "needs a validator"),
        ((1, 2, 1), "stands twice"),
        (tuple(range(POLICY_KEYS_MAX + 1)), "33 keys; a policy holds 32"),
    ],
    ids=["none", "twice", "too many"],
)
def test_unsound_policies_are_refused(numbers: tuple[int, ...], problem: str) -> None:
    """A chain needs a validator, each has one vote, and a policy holds 32."""
    with pytest.raises(InputError, match=problem):
        validator_policy(validator(number).public for number in numbers)


def test_a_policy_holds_until_another_comes(tmp_path: Path) -> None:
    """Also read again, by whoever opens the file."""
    history = PolicyHistory.open(tmp_path / "policies.json")
    with pytest.raises(InvariantBroken, match="no seal policy is known"):
        history.at(Height(0))
    changes = {0: policy_of(0, 1, 2, 3), 4: policy_of(0, 1, 2, 4), 9: policy_of(0, 1, 2, 3)}
    for height in range(12):
        history.note(Height(height), changes[max(one for one in changes if one <= height)])
    for read in (history, PolicyHistory.open(tmp_path / "policies.json")):
        for height in range(14):
            policy = changes[max(one for one in changes if one <= height)]
            assert read.at(Height(height)) == policy
            assert list(read.keys_at(Height(height)).values()) == list(policy.keys)
        assert read.from_on(Height(5)) == [changes[4], changes[9]]


def test_a_first_policy_by_word_is_written_with_the_next(tmp_path: Path) -> None:
    """Until then another word is taken; afterwards blocks rest on it."""
    path = tmp_path / "policies.json"
    PolicyHistory.open(path, first=policy_of(1))
    history = PolicyHistory.open(path, first=policy_of(0))
    assert history.at(Height(3)) == policy_of(0) and not path.exists()
    history.note(Height(4), policy_of(1))
    assert PolicyHistory.open(path, first=policy_of(0)).at(Height(3)) == policy_of(0)
    with pytest.raises(InputError, match="under another policy"):
        PolicyHistory.open(path, first=policy_of(1))


def test_what_was_noted_stays(tmp_path: Path) -> None:
    """The same again is nothing; another policy for a height that has one is a fault."""
    history = PolicyHistory.open(tmp_path / "policies.json")
    history.note(Height(0), policy_of(0))
    history.note(Height(3), policy_of(1))
    written = (tmp_path / "policies.json").read_bytes()
    history.note(Height(2), policy_of(0))
    history.note(Height(3), policy_of(1))
    history.note(Height(7), policy_of(1))
    assert (tmp_path / "policies.json").read_bytes() == written
    for height in (0, 3):
        with pytest.raises(InvariantBroken, match=f"the seal policy of height {height} is another"):
            history.note(Height(height), policy_of(5))


@pytest.mark.parametrize("content", [b"", b"[", b"{}", b"[]x"], ids=["empty", "cut", "no list", "more"])
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes) -> None:
    """By its name."""
    path = tmp_path / "policies.json"
    path.write_bytes(content)
    with pytest.raises(CorruptionError) as caught:
        PolicyHistory.open(path)
    assert caught.value.file == path


def test_heights_out_of_order_are_damage(tmp_path: Path) -> None:
    """They begin with 0 and increase."""
    path = tmp_path / "policies.json"
    history = PolicyHistory.open(path)
    history.note(Height(0), policy_of(0))
    history.note(Height(3), policy_of(1))
    path.write_bytes(path.read_bytes().replace(b'"height":0', b'"height":5'))
    with pytest.raises(CorruptionError, match="do not begin with 0"):
        PolicyHistory.open(path)
