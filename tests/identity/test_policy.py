# SPDX-License-Identifier: Apache-2.0
"""Public keys, their identifiers, and threshold policies."""

from collections.abc import Collection, Sequence
from hashlib import sha256
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.identity.policy import KeyPolicy, PublicKey, check_policy, jointly_satisfied, require_sound
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError

KEYS = [PrivateKey(bytes([number]) * 32) for number in range(1, 6)]
PUBLIC = tuple(key.public for key in KEYS)


def test_keyid_is_the_digest_of_scheme_and_key() -> None:
    """DESIGN: lower-case hex SHA-256 of scheme, zero byte, key bytes."""
    assert PUBLIC[0].keyid == sha256(b"ed25519\0" + bytes.fromhex(PUBLIC[0].key)).hexdigest()


def test_verify_knows_its_own_signature_only() -> None:
    """The key verifies its signature; another key and an unknown scheme do not."""
    signature = KEYS[0].sign(b"message")
    assert PUBLIC[0].verify(b"message", signature)
    assert not PUBLIC[1].verify(b"message", signature)
    assert not PublicKey(key=PUBLIC[0].key, scheme="rot13").verify(b"message", signature)


@given(st.sets(st.integers(0, 4)), st.integers(1, 5))
def test_a_policy_counts_its_own_keys(signers: set[int], threshold: int) -> None:
    """Exactly the distinct keys of the policy count, and keys of others never do."""
    policy = KeyPolicy(keys=PUBLIC[:3], threshold=threshold)
    expected = len(signers & {0, 1, 2}) >= threshold
    assert policy.satisfied_by({KEYS[number].keyid for number in signers}) == expected


def test_a_key_that_stands_twice_counts_once() -> None:
    """A malformed policy cannot be met by one key."""
    assert not KeyPolicy(keys=(PUBLIC[0], PUBLIC[0]), threshold=2).satisfied_by([KEYS[0].keyid] * 2)


def test_an_empty_policy_is_never_met() -> None:
    """No keys, no authority."""
    assert not KeyPolicy(keys=(), threshold=1).satisfied_by([KEYS[0].keyid])


def dealt_out(policies: Sequence[KeyPolicy], signers: Collection[str]) -> bool:
    """``jointly_satisfied`` by trying: is there a way to give each signer to one policy so that all are met?"""
    for given_to in product(range(-1, len(policies)), repeat=len(signers)):
        shares: list[set[str]] = [set() for _ in policies]
        for signer, policy in zip(signers, given_to, strict=True):
            if policy >= 0:
                shares[policy].add(signer)
        if all(policy.satisfied_by(share) for policy, share in zip(policies, shares, strict=True)):
            return True
    return False


POLICIES = st.builds(
    lambda keys, threshold: KeyPolicy(keys=tuple(PUBLIC[one] for one in sorted(keys)), threshold=threshold),
    st.sets(st.integers(0, 4), min_size=1),
    st.integers(1, 3),
)


@given(st.lists(POLICIES, max_size=3), st.sets(st.sampled_from([key.keyid for key in KEYS])))
def test_policies_are_met_together_only_by_different_keys(policies: list[KeyPolicy], signers: set[str]) -> None:
    """The formula agrees with trying every way to deal the signatures out."""
    assert jointly_satisfied(policies, signers) == dealt_out(policies, sorted(signers))


def test_many_parties_are_met_together_at_once() -> None:
    """Of four hundred whose keys overlap in a ring each gets one; of as many keys but one, not all do."""
    ring = [PublicKey(key=f"{number:064x}", scheme="ed25519") for number in range(400)]
    policies = [KeyPolicy(keys=(ring[number - 1], ring[number]), threshold=1) for number in range(400)]
    signers = [key.keyid for key in ring]
    assert jointly_satisfied(policies, signers)
    assert not jointly_satisfied(policies, signers[1:])


def test_one_key_in_two_policies_is_one_consent() -> None:
    """Alone it meets each of them, and never both."""
    shared, other = PUBLIC[0], PUBLIC[1]
    one, two = KeyPolicy(keys=(shared,), threshold=1), KeyPolicy(keys=(shared, other), threshold=1)
    assert not jointly_satisfied([one, two], [shared.keyid])
    assert not jointly_satisfied([one, one], [shared.keyid, other.keyid])
    assert jointly_satisfied([one, two], [shared.keyid, other.keyid])


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        (KeyPolicy(keys=(), threshold=1), "a key policy needs at least one key"),
        (KeyPolicy(keys=PUBLIC[:2], threshold=3), "threshold 3 is more than its 2 keys"),
        (KeyPolicy(keys=(PUBLIC[0], PUBLIC[0]), threshold=1), "a key stands twice in the policy"),
        (KeyPolicy(keys=(PublicKey(key="00", scheme="x"),), threshold=1), "unknown signature scheme 'x'"),
        (KeyPolicy(keys=(PublicKey(key="00", scheme="ed25519"),), threshold=1), "has 32 bytes, not 1"),
    ],
)
def test_unsound_policies_are_refused(policy: KeyPolicy, problem: str) -> None:
    """Each rule of a sound policy has its sentence."""
    assert problem in (check_policy(policy) or "")
    with pytest.raises(InputError, match=r"^\$\.seal: "):
        require_sound(policy, where="$.seal")


def test_sound_policies_pass_unchanged() -> None:
    """One key, and two of three."""
    for policy in (single_key_policy(KEYS[0]), KeyPolicy(keys=PUBLIC[:3], threshold=2)):
        assert check_policy(policy) is None
        assert require_sound(policy, where="$") is policy
        assert canonical.decode(canonical.encode(policy), KeyPolicy) == policy
    assert policy.keyids == tuple(key.keyid for key in KEYS[:3])


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b'{"keys":[{"key":"0","scheme":"ed25519"}],"threshold":1}', "$.keys[0].key"),
        (b'{"keys":[{"key":"AA","scheme":"ed25519"}],"threshold":1}', "$.keys[0].key"),
        (b'{"keys":[{"key":"","scheme":"ed25519"}],"threshold":1}', "$.keys[0].key"),
        (b'{"keys":[],"threshold":0}', "$.threshold"),
        (b'{"keys":[],"threshold":33}', "$.threshold"),
        (b'{"keys":[' + b",".join([b'{"key":"00","scheme":"x"}'] * 33) + b'],"threshold":1}', "$.keys"),
        (b'{"keys":[],"threshold":1,"weight":1}', "$"),
    ],
)
def test_decoding_refuses_malformed_policies(data: bytes, where: str) -> None:
    """Limits of the format are checked by the decoder, which names the path."""
    with pytest.raises(DecodeError) as caught:
        canonical.decode(data, KeyPolicy)
    assert caught.value.where == where
