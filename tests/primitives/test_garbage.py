# SPDX-License-Identifier: Apache-2.0
"""Looking for cycles is put off, and goes on afterwards as it was; what stays for good is not looked at."""

import gc
import weakref

import pytest

from counterfoil.primitives.garbage import collection_put_off, spare_what_is_there


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


class Knot:
    """Refers to itself, so that only the search finds it."""

    def __init__(self):
        self.itself = self


def test_what_is_there_is_spared_and_what_comes_is_not():
    """A cycle given up before is taken away; what is held stays out of the search; a cycle made later is found."""
    before, held, later = Knot(), Knot(), None
    gone = weakref.ref(before)
    del before
    try:
        spare_what_is_there()
        assert gone() is None
        assert not any(one is held for one in gc.get_objects())
        later = Knot()
        gone = weakref.ref(later)
        del later
        gc.collect()
        assert gone() is None
    finally:
        gc.unfreeze()
    assert any(one is held for one in gc.get_objects())
