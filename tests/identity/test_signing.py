# SPDX-License-Identifier: Apache-2.0
"""Private keys and signing."""

from counterfoil.identity import dsse
from counterfoil.identity.signing import PrivateKey, add_signatures, sign_envelope, single_key_policy

ALICE, BOB = PrivateKey(b"a" * 32), PrivateKey(b"b" * 32)


def test_the_seed_is_not_in_the_repr() -> None:
    """A key that lands in a log or a traceback gives nothing away."""
    for text in (repr(ALICE), str(ALICE), f"{ALICE}"):
        assert "aaaa" not in text
        assert ALICE.seed.hex() not in text


def test_signing_is_deterministic() -> None:
    """The same key and payload give the same envelope."""
    assert sign_envelope("t", b"p", ALICE) == sign_envelope("t", b"p", ALICE)


def test_added_signatures_join_those_there() -> None:
    """Both sides sign one envelope; the payload stays, and who signed already is left alone."""
    envelope = sign_envelope("t", b"p", ALICE)
    both = add_signatures(envelope, ALICE, BOB, BOB)
    assert both == sign_envelope("t", b"p", ALICE, BOB)
    assert add_signatures(both, ALICE, BOB) == both


def test_single_key_policy_wants_that_key() -> None:
    """Its own signature meets it, another's does not."""
    assert dsse.satisfies(sign_envelope("t", b"p", ALICE), single_key_policy(ALICE))
    assert not dsse.satisfies(sign_envelope("t", b"p", BOB), single_key_policy(ALICE))
