# SPDX-License-Identifier: Apache-2.0
"""What lists and trails answer, as the OpenAPI document says it."""

from collections.abc import Mapping
from typing import Final

from counterfoil.api.described import Described, Operation, Shape, referring_to
from counterfoil.api.ledger import law_schemas as law
from counterfoil.api.ledger.row_pages import NOT_REMEMBERED, ROWS_BEHIND, SAID_MAX
from counterfoil.api.media_types import JSON
from counterfoil.api.shapes import COUNT, TEXT, list_of, object_of
from counterfoil.readmodel.chain.fields import VALUE_BYTES_MAX

_NEXT: Final[Shape] = {
    "type": ["string", "null"],
    "description": "the cursor of the page that follows; null: that was all",
}
_BEHIND: Final[Shape] = {**COUNT, "description": "how many blocks the chain is ahead of the tables"}
_FOUND: Final[Mapping[str, Shape]] = {
    "record": TEXT,
    "since": {**COUNT, "description": "the height from which on it is so"},
    "bytes": TEXT,
    "proof": referring_to(law.PROOF),
}
FIELDS: Final = "fields"
_SAID: Final = (
    "Beside `table`, what records are to say: `FIELD=VALUE` for each, of fields that are texts, or `/1=VALUE` for a "
    "part of the path. `height` asks how it was after a block, `at_least` waits a little until the tables have one."
)


DESCRIBED: Final = Described(
    operations={
        ("get", "/chains/{chain}/records"): Operation(
            {200: {JSON: "Records"}},
            parameters=(FIELDS,),
            problems=(ROWS_BEHIND.status, NOT_REMEMBERED.status),
            description=_SAID,
        ),
        ("get", "/chains/{chain}/trails/{path}"): Operation({200: {JSON: "Trail"}}, problems=(ROWS_BEHIND.status,)),
    },
    schemas={
        "Found": {
            "description": "A record of a list; `bytes` is what its proof is about.",
            "allOf": [
                {"type": "object", "properties": _FOUND, "required": [name for name in _FOUND if name != "proof"]},
                referring_to(law.ROW),
            ],
            "unevaluatedProperties": False,
        },
        "Records": object_of(
            {
                "at": referring_to("At"),
                "behind": _BEHIND,
                "table": TEXT,
                "records": list_of(referring_to("Found")),
                "next": _NEXT,
            }
        ),
        "Trail": object_of(
            {
                "at": referring_to("At"),
                "behind": _BEHIND,
                "record": TEXT,
                "events": list_of(object_of({"seq": COUNT, "event": referring_to(law.EVENT)})),
                "next": _NEXT,
            }
        ),
    },
    kinds=(ROWS_BEHIND, NOT_REMEMBERED),
    parameters={
        "table": {"description": "of the records, such as `holdings/holding`", "schema": {"minLength": 1}},
        "cursor": {"description": "`next` of the page before"},
        FIELDS: {
            "description": "what records are to say, each by the name of its field; `fields` itself is not sent",
            "style": "form",
            "explode": True,
            "schema": {
                "type": "object",
                "additionalProperties": {"type": "string", "maxLength": VALUE_BYTES_MAX},
                "maxProperties": SAID_MAX,
            },
        },
        "at_least": {"description": "a height that the tables are to have"},
    },
)
