# SPDX-License-Identifier: Apache-2.0
"""What the parts of a service say of themselves becomes one document."""

import pytest

from counterfoil.api.described import Described, Operation, joined
from counterfoil.api.problems import ProblemKind

GONE = ProblemKind("urn:counterfoil:problem:gone", "It was there", 410)
ONE = Described({("get", "/a"): Operation({200: {}})}, {"A": {"type": "string"}}, (GONE,), {"left": {"type": "string"}})
OTHER = Described({("get", "/b"): Operation({204: {}})}, {"B": {"type": "object"}}, (GONE,))


def test_parts_are_joined() -> None:
    """Every operation, schema and member of every part, and a problem that two have once."""
    made = joined(ONE, OTHER)
    assert made.operations == {**ONE.operations, **OTHER.operations}
    assert made.schemas == {**ONE.schemas, **OTHER.schemas}
    assert (list(made.kinds), made.more) == ([GONE], ONE.more)


def test_no_part_hides_another() -> None:
    """Two that say the same of a name are one; two that differ are a fault, told where the service is made."""
    assert joined(ONE, ONE) == joined(ONE)
    with pytest.raises(ValueError, match="what A is"):
        joined(ONE, Described(schemas={"A": {"type": "integer"}}))
    with pytest.raises(ValueError, match="/a"):
        joined(ONE, Described({("get", "/a"): Operation({204: {}})}))
