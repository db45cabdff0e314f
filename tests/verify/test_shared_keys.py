# SPDX-License-Identifier: Apache-2.0
"""One key that the policies of two parties list is the consent of one of them."""

import pytest

from counterfoil.evidence.package import encode_package
from counterfoil.verify import verify_package
from support.evidence_shared_keys import SHARED, shared_key


@pytest.mark.parametrize("name", SHARED)
def test_one_key_for_two_parties_fails_check_10(name: str) -> None:
    """Whatever needs both; with a key more it is proved."""
    world, package = shared_key(name)
    assert verify_package(encode_package(package), world.trust()).failed_check == 10
    world, package = shared_key(name, alone=False)
    report = verify_package(encode_package(package), world.trust())
    assert report.proved, report.sentence
