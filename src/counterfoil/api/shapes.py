# SPDX-License-Identifier: Apache-2.0
"""What documents of services are made of: texts, counts, hashes, lists, and objects that have nothing besides."""

from collections.abc import Mapping
from typing import Any, Final

from counterfoil.api.described import Shape
from counterfoil.primitives.types import INTEGER_MAX

TEXT: Final[Shape] = {"type": "string"}
TRUTH: Final[Shape] = {"type": "boolean"}
COUNT: Final[Shape] = {"type": "integer", "minimum": 0, "maximum": INTEGER_MAX}
HASH: Final[Shape] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
BASE64: Final[Shape] = {"type": "string", "contentEncoding": "base64"}


def object_of(members: Mapping[str, Shape], *optional: str) -> Shape:
    """An object with these members and no others, of which some may be left out."""
    required = [name for name in members if name not in optional]
    return {"type": "object", "properties": dict(members), "required": required, "additionalProperties": False}


def list_of(shape: Shape, **more: Any) -> Shape:
    return {"type": "array", "items": shape, **more}
