# SPDX-License-Identifier: Apache-2.0
"""Witness policies: reading them, quorums, and the time that a quorum vouches for."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.evidence.checkpoint import Checkpoint, sign_checkpoint
from counterfoil.evidence.witness_policy import (
    NO_QUORUM,
    WitnessPolicy,
    check_cosignatures,
    check_log_signature,
    open_checkpoint,
    parse_policy,
)
from counterfoil.identity.note import CosignatureSigner, NoteSignature, NoteSigner
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import Hash
from support.custody import LOG_SIGNER, ORIGIN, WITNESS_NAMES, WITNESS_SIGNERS, no_witnesses, private_key, two_of_three
from support.vectors import cases

CHECKPOINT = Checkpoint(ORIGIN, 1, Hash(bytes(32)))
SIGNED = sign_checkpoint(CHECKPOINT, LOG_SIGNER)


@pytest.mark.parametrize("case", cases("checkpoint/policies.json"), ids=lambda case: case["case"])
def test_vectors(case: dict[str, Any]) -> None:
    """Each golden policy is read, and reads the same once written; or is rejected for the reason named."""
    if case["valid"]:
        policy = parse_policy(case["policy"])
        assert parse_policy(policy.encode()) == policy
    else:
        with pytest.raises(DecodeError, match=case["why"]):
            parse_policy(case["policy"])


def test_names_are_octets() -> None:
    """Bytes that are not UTF-8 may stand in names and comments, and are told apart."""
    vkey, other = (WITNESS_SIGNERS[name].verifier.vkey.encode() for name in ("alpha", "beta"))
    text = b"# \xfe\nwitness \xff " + vkey + b"\nwitness \xfe " + other + b"\nquorum \xff\n"
    policy = parse_policy(text)
    assert not policy.satisfied_by([policy.witnesses[1].name])
    assert policy.satisfied_by([policy.witnesses[0].name])


def test_thirty_two_of_each() -> None:
    """32 logs, 32 witnesses and 32 groups, one inside the other, are read and evaluated."""
    lines = [f"log {NoteSigner(private_key(f'log{n}'), f'log{n}').verifier.vkey}" for n in range(32)]
    for n in range(32):
        lines.append(f"witness w{n} {CosignatureSigner(private_key(f'w{n}'), f'w{n}').verifier.vkey}")
        lines.append(f"group g{n} all w{n}" + (f" g{n - 1}" if n else ""))
    policy = parse_policy("\n".join([*lines, "quorum g31"]))
    assert policy.satisfied_by([f"w{n}" for n in range(32)])
    assert not policy.satisfied_by([f"w{n}" for n in range(31)])


@pytest.mark.parametrize(
    "times, expected",
    [
        ({}, None),
        ({"alpha": 5}, None),
        ({"alpha": 5, "beta": 9}, 5),
        ({"alpha": 5, "beta": 9, "gamma": 7}, 7),
        ({"alpha": 5, "stranger": 9}, None),
        ({"alpha": 0, "beta": 0}, 0),
    ],
)
def test_quorum_time_two_of_three(times: dict[str, int], expected: int | None) -> None:
    """T is the second latest time of the three."""
    assert two_of_three().quorum_time(times) == expected


def test_no_quorum_gives_no_time() -> None:
    """Under `quorum none` nobody needs to cosign, so nobody vouches for a time."""
    policy = no_witnesses()
    assert policy.quorum == NO_QUORUM
    assert policy.satisfied_by([])
    assert policy.quorum_time({}) is None


NESTED = parse_policy(
    "\n".join(
        [
            *(f"witness {n} {CosignatureSigner(private_key(n), n).verifier.vkey}" for n in "abcdef"),
            "group left 2 a b c",
            "group right any d e",
            "group both all left right",
            "group top 1 both f",
            "quorum top",
        ]
    )
)


def _slow_satisfied(policy: WitnessPolicy, name: str, cosigned: set[str]) -> bool:
    """The specification's recursion: a group witnesses when at least k of its members do."""
    group = next((group for group in policy.groups if group.name == name), None)
    if group is None:
        return name in cosigned
    return sum(_slow_satisfied(policy, member, cosigned) for member in group.members) >= group.threshold


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9)))
@settings(max_examples=100)
def test_quorum_time_is_the_largest_that_holds(times: dict[str, int]) -> None:
    """By definition: the witnesses at T or later are a quorum, and at T + 1 or later they are not."""
    largest = None
    for candidate in sorted(set(times.values())):
        if _slow_satisfied(NESTED, "top", {name for name, time in times.items() if time >= candidate}):
            largest = candidate
    assert NESTED.quorum_time(times) == largest


def test_satisfied_by_every_subset() -> None:
    """Quorum or not agrees with the recursion for all 64 sets of six witnesses."""
    for count in range(7):
        for subset in combinations("abcdef", count):
            assert NESTED.satisfied_by(subset) == _slow_satisfied(NESTED, "top", set(subset))


def test_open_checkpoint_collects_times() -> None:
    """Every known cosignature is verified and its time listed under the policy's name for the witness."""
    note = SIGNED.signed_by(
        *(WITNESS_SIGNERS[name].sign(SIGNED.text, time_s=n) for n, name in enumerate(WITNESS_NAMES))
    )
    opened = open_checkpoint(note.encode(), two_of_three())
    assert opened.checkpoint == CHECKPOINT
    assert opened.cosigned == {"alpha": 0, "beta": 1, "gamma": 2}


def test_the_later_of_two_cosignatures_counts() -> None:
    """A witness that cosigned twice vouches for its later time."""
    alpha = WITNESS_SIGNERS["alpha"]
    note = SIGNED.signed_by(*(alpha.sign(SIGNED.text, time_s=time_s) for time_s in (9, 5)))
    assert check_cosignatures(note, two_of_three()) == {"alpha": 9}


def test_log_signature_and_cosignatures_are_separate_checks() -> None:
    """A false cosignature fails the second check and not the first."""
    good = WITNESS_SIGNERS["alpha"].sign(SIGNED.text, time_s=5)
    bad = NoteSignature(good.name, good.key_id, good.signature[:-1] + bytes([good.signature[-1] ^ 1]))
    note = SIGNED.signed_by(bad)
    assert check_log_signature(note, two_of_three()) == CHECKPOINT
    with pytest.raises(InputError, match=r"witness.example/alpha.*does not verify"):
        check_cosignatures(note, two_of_three())


@pytest.mark.parametrize(
    "signer, origin, problem",
    [
        (NoteSigner(private_key("thief"), ORIGIN), ORIGIN, "not signed by a known key"),
        (NoteSigner(private_key("log"), "other.example"), "other.example", "knows no log of origin"),
        (LOG_SIGNER, "other.example", "knows no log of origin"),
    ],
)
def test_unknown_logs(signer: NoteSigner, origin: str, problem: str) -> None:
    """The origin must be the name of a known log key, and that key must have signed."""
    note = sign_checkpoint(Checkpoint(origin, 1, Hash(bytes(32))), signer)
    with pytest.raises(InputError, match=problem):
        check_log_signature(note, two_of_three())


def test_too_long() -> None:
    """Policies above a megabyte are not read."""
    with pytest.raises(DecodeError, match="at most"):
        parse_policy("#" * 1_000_001)


@pytest.mark.parametrize(
    "line, problem",
    [
        ("log nonsense", r"policy line 1, vkey 'nonsense': not of the form"),
        ("witness a x+00000000+AAAA", "policy line 1, vkey.*unknown signature type"),
    ],
)
def test_bad_keys_name_the_line(line: str, problem: str) -> None:
    """A key that does not parse is reported with its line."""
    with pytest.raises(DecodeError, match=problem):
        parse_policy(f"{line}\nquorum none\n")
