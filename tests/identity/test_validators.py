# SPDX-License-Identifier: Apache-2.0
"""How many validators decide, and the keys by which they seal."""

import pytest

from counterfoil.identity.policy import check_policy
from counterfoil.identity.signing import PrivateKey
from counterfoil.identity.validators import Validator, seal_policy, votes_needed

KEYS = [PrivateKey(bytes([number]) * 32) for number in range(1, 33)]
SET = tuple(Validator(key.public.key[::-1], key.public, f"firm{number}") for number, key in enumerate(KEYS))


@pytest.mark.parametrize("validators", range(1, 33))
def test_more_than_two_thirds_decide(validators: int) -> None:
    """The fewest of which that is so: three times as many are more than twice all."""
    needed = votes_needed(validators)
    assert 3 * needed > 2 * validators >= 3 * (needed - 1) and needed <= validators


@pytest.mark.parametrize("validators", [1, 4, 7, 32])
def test_a_set_seals_by_as_many_as_decide(validators: int) -> None:
    """Its seal keys, in one order whatever its own is, and no fewer of them; as many as a policy can hold."""
    policy = seal_policy(SET[:validators])
    assert policy == seal_policy(SET[:validators][::-1]) and check_policy(policy) is None
    assert list(policy.keyids) == sorted(key.keyid for key in KEYS[:validators])
    signers = [key.keyid for key in KEYS[:validators]]
    assert policy.satisfied_by(signers[: votes_needed(validators)])
    assert not policy.satisfied_by(signers[: votes_needed(validators) - 1])


def test_nobody_seals_for_no_validators() -> None:
    """A chain without any has a seal policy from elsewhere; this one is met by nobody."""
    assert check_policy(seal_policy(())) is not None and not seal_policy(()).satisfied_by([KEYS[0].keyid])
