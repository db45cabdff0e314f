# SPDX-License-Identifier: Apache-2.0
"""Values that cross between contracts and the ledger: on the ledger they are canonical JSON, as text."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, cast

from counterfoil.law.outcome import Outcome, Refused, require
from counterfoil.law.program import DEPTH_MAX, NODES_MAX, Value
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import CodeHash, JsonText


def read(text: str) -> Value:
    """The value of a text that the ledger keeps, and wrote as canonical JSON."""
    return cast("Value", canonical.decode_json(text.encode(), Any))


def read_arguments(text: str) -> Mapping[str, Value]:
    """The arguments that a call gives; Refused when it is no canonical JSON object within its limits."""
    try:
        found = _decoded(text)
    except (DecodeError, UnicodeEncodeError) as error:
        raise Refused(ContractsOutcome.not_arguments, str(error)) from error
    _require_small(found)  # each time: what is kept is no judgement, which another law might have made
    return found


@lru_cache(maxsize=64)
def _decoded(text: str) -> Mapping[str, Value]:
    """Kept because a call is judged first, or expected, and run then."""
    return canonical.decode(text.encode(), dict[str, Any])


def as_arguments(given: Mapping[str, Value]) -> JsonText:
    """Arguments as a call carries them."""
    return JsonText(canonical.encode(dict(given)).decode())


def written(value: Value, longest: int, too_long: Outcome, about: str) -> JsonText:
    """A value as the ledger keeps it; Refused when it is longer than that many bytes."""
    text = canonical.encode(value)
    require(len(text) <= longest, too_long, f"{about}: {len(text)} bytes of {longest}")
    return JsonText(text.decode())


def code_hash(**says: Any) -> CodeHash:
    """What code is called: SHA-256 of what it says, as canonical JSON."""
    return CodeHash(to_hex(digest(canonical.encode(says))))


def _require_small(value: Mapping[str, Value]) -> None:
    """As deep and as large as a program takes values in."""
    waiting: list[tuple[Value, int]] = [(dict(value), 0)]
    for seen, (one, depth) in enumerate(waiting):
        fits = depth <= DEPTH_MAX and seen < NODES_MAX
        require(fits, ContractsOutcome.not_arguments, f"at most {DEPTH_MAX} deep and {NODES_MAX} values")
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting += [(child, depth + 1) for child in inner]
