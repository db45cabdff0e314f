# SPDX-License-Identifier: Apache-2.0
"""The names of the package, each read when it is asked for."""

import pytest

from counterfoil import terms


def test_every_name_is_there():
    """What the package says it has, it has, under that name; and nothing else."""
    assert {name: getattr(terms, name).__name__ for name in terms.__all__} == {name: name for name in terms.__all__}
    with pytest.raises(AttributeError, match="no attribute 'Contracts'"):
        terms.Contracts  # noqa: B018
