# SPDX-License-Identifier: Apache-2.0
"""The forgeries that need no key: each is caught by the check it names."""

import pytest

from counterfoil.evidence.package import decode_package
from counterfoil.node.forgeries import FORGERIES, forge
from counterfoil.primitives.errors import InputError
from counterfoil.verify import verify_package
from support.evidence_told import materials, told

NAMES = {
    "hidden_last_transfer",
    "dropped_middle_transfer",
    "swapped_proof",
    "another_assets_proof",
    "replayed_signature",
    "added_signature",
    "altered_call",
    "stale_checkpoint",
    "wrong_roll",
    "forked_chain",
    "unauthorised_transfer",
    "changed_quantity",
}


def test_every_named_forgery_is_there() -> None:
    """The twelve ways to forge a package that everybody asks about."""
    assert set(FORGERIES) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_is_caught(name: str) -> None:
    """The package is well formed, so check 1 passes; the check that fails is the one promised."""
    forged, check = forge(name, materials())
    assert forged != materials().package
    decode_package(forged)
    assert verify_package(forged, told().world.trust()).failed_check == check


def test_unknown_forgery() -> None:
    """An unknown name is refused with the known ones."""
    with pytest.raises(InputError, match="swapped_proof"):
        forge("bribed_witness", materials())
