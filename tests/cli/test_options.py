# SPDX-License-Identifier: Apache-2.0
"""What many commands share: who signs, and whom a verifier trusts."""

from types import SimpleNamespace

import pytest

from counterfoil.cli.options import read_trust, require_signers, signing_keys
from counterfoil.primitives.errors import InputError


def test_a_key_named_twice_signs_once():
    """No envelope may carry two signatures of one key, so a repeated --key is one key."""
    asked = []
    network = SimpleNamespace(keyring=SimpleNamespace(get=lambda name: asked.append(name) or name))
    assert signing_keys(network, ["b", "a", "b"]) == ["b", "a"] == asked


def test_somebody_must_sign():
    """A command that signs asks for a key by name."""
    require_signers(["a"])
    with pytest.raises(InputError, match="no key signs"):
        require_signers([])


def test_a_bad_trust_file_is_named(tmp_path):
    """The error names the file and the place in it."""
    file = tmp_path / "trust.json"
    file.write_bytes(b"{}")
    with pytest.raises(InputError) as caught:
        read_trust(file)
    assert caught.value.where == f"{file}, trust file"
