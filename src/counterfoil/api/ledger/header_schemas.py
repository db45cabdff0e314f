# SPDX-License-Identifier: Apache-2.0
"""Headers that the node reads and answers with, as its OpenAPI document says them."""

from collections.abc import Mapping
from typing import Final

from counterfoil.api.described import Described, Shape
from counterfoil.api.repeats import HEADER, NAME_LENGTH_MAX
from counterfoil.api.shapes import TEXT
from counterfoil.node.access.receipts import HEADER as RECEIPT

PLACE: Final = r"^[0-9]{1,15}\.[0-9]{1,9}$"
"""Of an event on its chain."""
_KEY: Final = HEADER.title()
_RECEIPT: Final = RECEIPT.title()
_LAST_EVENT: Final = "Last-Event-ID"

ONCE: Final = (_KEY,)
"""Heard by what does something;"""
RESUMED: Final = (_LAST_EVENT,)
"""by what goes on where it was cut."""
HEIGHT: Final = "Counterfoil-Height"
_OF_LIMITS: Final[Mapping[str, Shape]] = {
    "RateLimit-Policy": {
        "description": "where there are limits: how many `requests` and `transactions` at once (`q`), and in how many "
        "seconds an empty bucket fills (`w`)",
        "schema": TEXT,
    },
    "RateLimit": {
        "description": "how many of each are left (`r`), and in how many seconds all are there again (`t`)",
        "schema": TEXT,
    },
}
DESCRIBED: Final = Described(
    parameters={
        _KEY: {
            "description": "a name for this request, signed with it: under the same name another body is 409",
            "schema": {"pattern": "^[\x21-\x7e]+$", "minLength": 1, "maxLength": NAME_LENGTH_MAX},
        },
        _LAST_EVENT: {
            "description": "of a live feed: the `id` of the last message that came; it counts before `from`",
            "schema": {"pattern": PLACE},
        },
    },
    headers={
        **_OF_LIMITS,
        _RECEIPT: {
            "description": "the receipt, where the chain's policy has the question noted: it finds and proves the note",
            "schema": TEXT,
        },
        HEIGHT: {
            "description": "of the block at which the package proves its claim",
            "required": True,
            "schema": {"type": "integer", "minimum": 0},
        },
    },
    tells=(*_OF_LIMITS, _RECEIPT),
)
