# SPDX-License-Identifier: Apache-2.0
"""What is sent to a node and answered by it, as its OpenAPI document says it."""

from collections.abc import Mapping
from typing import Any, Final

from counterfoil.api.described import Described, Operation, Shape, referring_to
from counterfoil.api.ledger.answering import JSON
from counterfoil.api.ledger.kept_answers import COMMITTED, REFUSED, REJECTED
from counterfoil.api.ledger.transaction_pages import BATCH_MAX, NOT_COMMITTED
from counterfoil.evidence.transaction import CALLS_MAX, PARTIES_MAX

_TEXT: Final[Shape] = {"type": "string"}
_COUNT: Final[Shape] = {"type": "integer", "minimum": 0}
_MAYBE: Final[Shape] = {"type": ["integer", "null"], "minimum": 0}
_TRUTH: Final[Shape] = {"type": "boolean"}
_HASH: Final[Shape] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_ANY: Final[Shape] = {"type": "object"}
_BASE64: Final[Shape] = {"type": "string", "contentEncoding": "base64"}


def _object(members: Mapping[str, Shape], *optional: str) -> Shape:
    required = [name for name in members if name not in optional]
    return {"type": "object", "properties": dict(members), "required": required, "additionalProperties": False}


def _list(of: Shape, **more: Any) -> Shape:
    return {"type": "array", "items": of, **more}


_AT: Final[dict[str, Shape]] = {"chain": _TEXT, "height": _COUNT, "state": _HASH, "time": _COUNT}
_OUTCOME: Final[dict[str, Shape]] = {"outcome": _MAYBE, "name": _TEXT, "sentence": _TEXT, "zh": _TEXT, "remedy": _TEXT}
_ANSWER: Final[dict[str, Shape]] = {
    "transaction": {"type": ["string", "null"]},
    "status": {"enum": [COMMITTED, REJECTED, REFUSED]},
    "height": _MAYBE,
    "index": _MAYBE,
    "events": _COUNT,
    "call": _MAYBE,
    **_OUTCOME,
    "detail": _TEXT,
}
_SIGNATURE: Final = {
    "party": _TEXT,
    "needs": _COUNT,
    "signed": _list(_HASH),
    "lacking": _COUNT,
    "could_sign": _list(_HASH),
    "or_instead": _list(_TEXT),
    "by_decision": _TRUTH,
}
_FORETOLD: Final = {
    "at": referring_to("At"),
    "status": {"enum": ["would_be_committed", "would_be_rejected", "withheld", REFUSED]},
    "complete": _TRUTH,
    "signatures": _list(referring_to("Signature")),
    "idle_keys": _list(_HASH),
    "waits_for": _list(_TEXT),
    **{name: shape for name, shape in _ANSWER.items() if name != "status"},
    "events": {},
}
SCHEMAS: Final[dict[str, Shape]] = {
    "At": _object(_AT),
    "Chains": _object(
        {
            "chains": _list(_object({**_AT, "genesis": _HASH, "header": _HASH, "published": _MAYBE})),
            "checkpoint": {"type": ["object", "null"]},
        }
    ),
    "Block": _object(
        {
            "at": referring_to("At"),
            "header": _ANY,
            "hash": _HASH,
            "bytes": _TEXT,
            "seal": _TEXT,
            "published": _TRUTH,
        }
    ),
    "Batch": _object({"transactions": _list(_BASE64, minItems=1, maxItems=BATCH_MAX)}),
    "Answer": _object(_ANSWER, "detail"),
    "Answers": _object({"at": referring_to("At"), "transactions": _list(referring_to("Answer"))}),
    "Wanted": _object(
        {
            "transaction": _BASE64,
            "calls": _list(_ANY, maxItems=CALLS_MAX),
            "by": _list(_TEXT, maxItems=PARTIES_MAX),
        },
        *("transaction", "calls", "by"),
    ),
    "Signature": _object(_SIGNATURE),
    "Foretold": _object(_FORETOLD, *(name for name in _FORETOLD if name not in ("at", "status", "complete"))),
    "Transaction": _object(
        {
            "at": referring_to("At"),
            **{name: shape for name, shape in _ANSWER.items() if name != "detail"},
            "by": _list(_TEXT),
            "signed_by": _list(_HASH),
            "valid_from": _COUNT,
            "valid_until": _COUNT,
            "calls": _list(_object({"number": _COUNT, "call": _ANY})),
            "calls_not_shown": _COUNT,
            "caused": _list(_ANY),
        }
    ),
    "Record": _object(
        {"at": referring_to("At"), "record": _TEXT, "value": _ANY, "bytes": _TEXT, "proof": _ANY}, "proof"
    ),
    "Detail": _object(
        {
            "status": _TEXT,
            "chains": _list(
                _object({"chain": _TEXT, "height": _COUNT, "published": _MAYBE, "failure": {}, "rows_lag": _MAYBE})
            ),
            "publication": _ANY,
            "in_hand": _COUNT,
            "warnings": _list(_TEXT),
        }
    ),
    "Events": _object({"at": referring_to("At"), "events": _list(_ANY), "next": _TEXT, "more": _TRUTH}),
}


def _answers(name: str) -> dict[int, dict[str, str]]:
    return {200: {JSON: name}}


DESCRIBED: Final = Described(
    operations={
        ("get", "/health/detail"): Operation(_answers("Detail")),
        ("delete", "/tokens/{identifier}"): Operation({204: {}}),
        ("get", "/chains"): Operation(_answers("Chains")),
        ("get", "/chains/{chain}/blocks/{height}"): Operation(_answers("Block")),
        ("post", "/chains/{chain}/transactions"): Operation(_answers("Answers"), body={JSON: "Batch"}),
        ("get", "/chains/{chain}/transactions/{transaction}"): Operation(_answers("Transaction")),
        ("post", "/chains/{chain}/rehearsals"): Operation(_answers("Foretold"), body={JSON: "Wanted"}),
        ("get", "/chains/{chain}/records/{path}"): Operation(_answers("Record")),
        ("get", "/chains/{chain}/events"): Operation(_answers("Events"), parameters=("from",)),
    },
    schemas=SCHEMAS,
    kinds=(NOT_COMMITTED,),
    more={"at": referring_to("At"), "transactions": _list(referring_to("Answer")), **_OUTCOME},
)
