# SPDX-License-Identifier: Apache-2.0
"""Looking for cycles is put off, and goes on afterwards as it was."""

import gc

import pytest

from counterfoil.primitives.garbage import collection_put_off


@pytest.fixture(params=[True, False])
def enabled(request):
    before = gc.isenabled()
    (gc.enable if request.param else gc.disable)()
    yield request.param
    (gc.enable if before else gc.disable)()


def test_it_is_off_within_and_as_before_after(enabled):
    """Also one within another, and where somebody had switched it off."""
    with collection_put_off():
        assert not gc.isenabled()
        with collection_put_off():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled() is enabled


def test_it_goes_on_when_the_work_fails(enabled):
    """An exception leaves nothing switched off."""
    with pytest.raises(ValueError, match="of the test"), collection_put_off():
        raise ValueError("of the test")
    assert gc.isenabled() is enabled
