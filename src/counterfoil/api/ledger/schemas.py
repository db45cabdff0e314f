# SPDX-License-Identifier: Apache-2.0
"""What is sent to a node and answered by it, as its OpenAPI document says it."""

from collections.abc import Mapping
from typing import Any, Final

from counterfoil.api.described import SIGNED, Described, Operation, Shape, referring_to
from counterfoil.api.ledger import law_schemas as law
from counterfoil.api.ledger.answering import JSON
from counterfoil.api.ledger.feeds import EVENT_STREAM
from counterfoil.api.ledger.header_schemas import NOTED, ONCE, PLACE, RESUMED
from counterfoil.api.ledger.kept_answers import COMMITTED, REFUSED, REJECTED
from counterfoil.api.ledger.record_pages import PAGE_MAX
from counterfoil.api.ledger.transaction_pages import BATCH_MAX, NOT_COMMITTED
from counterfoil.evidence.transaction import CALLS_MAX, PARTIES_MAX
from counterfoil.primitives.types import INTEGER_MAX

_TEXT: Final[Shape] = {"type": "string"}
_COUNT: Final[Shape] = {"type": "integer", "minimum": 0, "maximum": INTEGER_MAX}
_MAYBE: Final[Shape] = {"type": ["integer", "null"], "minimum": 0}
_TRUTH: Final[Shape] = {"type": "boolean"}
_HASH: Final[Shape] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_TIME: Final[Shape] = {**_COUNT, "description": "milliseconds since 1970-01-01T00:00:00Z"}
_BASE64: Final[Shape] = {"type": "string", "contentEncoding": "base64"}


def _object(members: Mapping[str, Shape], *optional: str) -> Shape:
    required = [name for name in members if name not in optional]
    return {"type": "object", "properties": dict(members), "required": required, "additionalProperties": False}


def _list(of: Shape, **more: Any) -> Shape:
    return {"type": "array", "items": of, **more}


_AT: Final[dict[str, Shape]] = {"chain": _TEXT, "height": _COUNT, "state": _HASH, "time": _TIME}
_NUMBER: Final[Shape] = {"anyOf": [referring_to(law.OUTCOME), {"type": "null"}]}
_OUTCOME: Final[dict[str, Shape]] = {"outcome": _NUMBER, "name": _TEXT, "sentence": _TEXT, "zh": _TEXT, "remedy": _TEXT}
_ANSWER: Final[dict[str, Shape]] = {
    "transaction": {"type": ["string", "null"], "description": "its identifier; null where it cannot be read"},
    "status": {
        "enum": [COMMITTED, REJECTED, REFUSED],
        "description": "done; in a block, and did nothing; in no block, and may be handed in again",
    },
    "height": _MAYBE,
    "index": {**_MAYBE, "description": "among the transactions of its block"},
    "events": {**_COUNT, "description": "how many it caused"},
    "call": {**_MAYBE, "description": "which of its calls was refused, from 0"},
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
    "events": {
        "oneOf": [_list(referring_to("Foretelling")), {"const": 0}],
        "description": "what would happen, in order; 0 of what would stand in no block",
    },
}
_ROWS: Final[Shape] = {"type": ["integer", "null"], "minimum": -1}
_RECORD: Final = {"at": referring_to("At"), "record": _TEXT, "bytes": _TEXT, "proof": referring_to(law.PROOF)}
SCHEMAS: Final[dict[str, Shape]] = {
    "At": _object(_AT),
    "Chains": _object(
        {
            "chains": _list(_object({**_AT, "genesis": _HASH, "header": _HASH, "published": _MAYBE, "rows": _ROWS})),
            "checkpoint": {"anyOf": [referring_to("Checkpoint"), {"type": "null"}]},
        }
    ),
    "Checkpoint": _object({"note": _TEXT, "time": {"type": ["integer", "null"], "minimum": 0}}),
    "Block": _object(
        {
            "at": referring_to("At"),
            "header": referring_to(law.HEADER),
            "hash": _HASH,
            "bytes": _TEXT,
            "seal": _TEXT,
            "published": _TRUTH,
        }
    ),
    "Batch": _object({"transactions": _list(_BASE64, minItems=1, maxItems=BATCH_MAX)}),
    "Answer": _object(_ANSWER, "detail"),
    "Answers": _object({"at": referring_to("At"), "transactions": _list(referring_to("Answer"))}),
    "Wanted": {
        "oneOf": [
            _object({"transaction": _BASE64}),
            _object(
                {
                    "calls": _list(referring_to(law.CALL), minItems=1, maxItems=CALLS_MAX),
                    "by": _list(_TEXT, minItems=1, maxItems=PARTIES_MAX),
                }
            ),
        ]
    },
    "Signature": _object(_SIGNATURE),
    "Foretelling": {
        "description": "What would happen, and in words.",
        "allOf": [
            {"type": "object", "properties": {"en": _TEXT, "zh": _TEXT}, "required": ["en", "zh"]},
            referring_to(law.HAPPENING),
        ],
        "unevaluatedProperties": False,
    },
    "Foretold": _object(_FORETOLD, *(name for name in _FORETOLD if name not in ("at", "status", "complete"))),
    "Transaction": _object(
        {
            "at": referring_to("At"),
            **{name: shape for name, shape in _ANSWER.items() if name != "detail"},
            "by": _list(_TEXT),
            "signed_by": _list(_HASH),
            "valid_from": _COUNT,
            "valid_until": _COUNT,
            "calls": _list(_object({"number": _COUNT, "call": referring_to(law.CALL)})),
            "calls_not_shown": _COUNT,
            "caused": _list(referring_to(law.EVENT)),
        }
    ),
    "Record": {
        "description": "A record as it stands at a height; `bytes` is what its proof is about.",
        "allOf": [
            {"type": "object", "properties": _RECORD, "required": [name for name in _RECORD if name != "proof"]},
            referring_to(law.ROW),
        ],
        "unevaluatedProperties": False,
    },
    "Events": _object(
        {"at": referring_to("At"), "events": _list(referring_to(law.EVENT)), "next": _TEXT, "more": _TRUTH}
    ),
    "Detail": _object(
        {
            "status": _TEXT,
            "chains": _list(
                _object({"chain": _TEXT, "height": _COUNT, "published": _MAYBE, "failure": {}, "rows_lag": _MAYBE})
            ),
            "publication": {"type": "object"},
            "in_hand": _COUNT,
            "warnings": _list(_TEXT),
        }
    ),
}


def _answers(name: str) -> dict[int, dict[str, str]]:
    return {200: {JSON: name}}


_BATCH_SAID: Final = (
    "Each transaction has its answer, in order, once it is durable: the same answer however often and by whom it is "
    "handed in. If nothing of it was committed it is a problem (422) with the first outcome."
)
_FEED: Final = (
    f"With `Accept: {EVENT_STREAM}` it is a live feed of server-sent events, each `id` the place after it; any other "
    "answer is a page."
)
_DRY: Final = "Nothing is ordered. Either a transaction, or calls and in whose names, before anybody signs."
_TOKEN: Final[Shape] = {
    "type": "http",
    "scheme": "bearer",
    "description": "A token that a party's key signed, for this service, over TLS or on this machine: it reads, "
    "rehearses or submits as it says, until it ends or is taken back.",
}
_CERTIFICATE: Final[Shape] = {
    "type": "mutualTLS",
    "description": "A certificate of a client, where the service asks for one: its key is one that a party has in "
    "force, or the operator has bound it to one.",
}
DESCRIBED: Final = Described(
    operations={
        ("get", "/health/detail"): Operation(_answers("Detail"), problems=()),
        ("delete", "/tokens/{identifier}"): Operation({204: {}}, problems=(), hears=ONCE),
        ("get", "/chains"): Operation(_answers("Chains"), problems=()),
        ("get", "/chains/{chain}/blocks/{height}"): Operation(_answers("Block"), problems=()),
        ("post", "/chains/{chain}/transactions"): Operation(
            _answers("Answers"),
            body={JSON: "Batch"},
            problems=(NOT_COMMITTED.status,),
            description=_BATCH_SAID,
            hears=ONCE,
        ),
        ("get", "/chains/{chain}/transactions/{transaction}"): Operation(
            _answers("Transaction"), problems=(), tells=NOTED
        ),
        ("post", "/chains/{chain}/rehearsals"): Operation(
            _answers("Foretold"), body={JSON: "Wanted"}, problems=(), description=_DRY, hears=ONCE, tells=NOTED
        ),
        ("get", "/chains/{chain}/records/{path}"): Operation(_answers("Record"), problems=(), tells=NOTED),
        ("get", "/chains/{chain}/events"): Operation(
            {200: {JSON: "Events", EVENT_STREAM: ""}},
            parameters=("from",),
            problems=(),
            description=_FEED,
            hears=RESUMED,
            tells=NOTED,
        ),
    },
    schemas=SCHEMAS,
    drawn=(law.law_schemas,),
    kinds=(NOT_COMMITTED,),
    more={
        "at": referring_to("At"),
        "transactions": _list(referring_to("Answer")),
        **_OUTCOME,
        "record": _TEXT,
        "proof": referring_to(law.PROOF),
    },
    parameters={
        "chain": {"description": "the name of a chain, as `/chains` has it", "schema": {"minLength": 1}},
        "height": {"description": "of a block", "schema": {"minimum": 0, "maximum": INTEGER_MAX}},
        "transaction": {"description": "the identifier of a transaction: 64 hex digits", "schema": {"minLength": 1}},
        "path": {
            "description": "of a record, such as `holdings/holding/alice-1/SSE.600000`",
            "schema": {"minLength": 1},
        },
        "identifier": {"description": "of a token: 32 hex digits", "schema": {"pattern": "^[0-9a-f]{32}$"}},
        "proof": {"description": "whether the path from `bytes` to the state root is wanted"},
        "limit": {"description": "of what a page holds", "schema": {"minimum": 1, "maximum": PAGE_MAX}},
        "from": {
            "description": "the place of the first event that is wanted, as `next` has it",
            "schema": {"pattern": PLACE, "default": "0.0"},
        },
    },
    security={"signed": SIGNED, "token": _TOKEN, "certificate": _CERTIFICATE},
    description="A node of a ledger. Every answer says the height and the state root at which it is true. Whoever asks "
    "is told what is his own, and a supervisor all; of the rest it is answered as of what is not there. "
    "HEAD is answered 405.",
)
