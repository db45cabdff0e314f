# SPDX-License-Identifier: Apache-2.0
"""Trust files: what is read, and what is refused with a reason."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.verify.trust import parse_trust
from support.evidence_cases import told
from support.evidence_world import CHAIN

Change = Callable[[dict[str, Any]], None]


def document() -> dict[str, Any]:
    return json.loads(told().world.trust_file())  # type: ignore[no-any-return]


def test_a_trust_file_is_read() -> None:
    """Log, witnesses, quorum and chains are what the file says; it need not be canonical."""
    trust = parse_trust(json.dumps(document() | {"max_age_s": 3600}, indent=4).encode())
    assert trust == told().world.trust(max_age_s=3600)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda it: it.update(format="counterfoil-trust/v2"), "counterfoil-trust/v1 is read here"),
        (lambda it: it.update(surprise=1), "surprise"),
        (lambda it: it.pop("chains"), "chains"),
        (lambda it: it.update(chains={}), "chains"),
        (lambda it: it["chains"][CHAIN].update(genesis="00"), "genesis"),
        (lambda it: it["chains"][CHAIN]["seal"].update(threshold=2), "threshold 2 is more than its 1 keys"),
        (lambda it: it.update(policy="quorum none"), "names no log"),
        (lambda it: it.update(policy=it["policy"].split("\n")[0] + "\nquorum none"), "asks for no witnesses"),
        (lambda it: it.update(policy="hello"), "policy line 1"),
        (lambda it: it.update(max_age_s=0), "max_age_s"),
    ],
)
def test_refused(change: Change, problem: str) -> None:
    """Each fault is named."""
    changed = document()
    change(changed)
    with pytest.raises(InputError, match=problem):
        parse_trust(json.dumps(changed).encode())


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]", b"[" * 100_000, b'{"format":"a","format":"b"}'])
def test_not_even_json(data: bytes) -> None:
    """What is no JSON object, or has a name twice, is refused as input, never with another exception."""
    with pytest.raises(InputError):
        parse_trust(data)
