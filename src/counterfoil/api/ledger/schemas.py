# SPDX-License-Identifier: Apache-2.0
"""What is sent to a node and answered by it, as its OpenAPI document says it."""

from typing import Final

from counterfoil.api.described import SIGNED, Described, Operation, Shape, referring_to
from counterfoil.api.ledger import law_schemas as law
from counterfoil.api.ledger.answering import PAGE_MAX
from counterfoil.api.ledger.feeds import EVENT_STREAM
from counterfoil.api.ledger.header_schemas import ONCE, PLACE, RESUMED
from counterfoil.api.ledger.kept_answers import COMMITTED, REFUSED, REJECTED
from counterfoil.api.ledger.transaction_pages import BATCH_MAX, NOT_COMMITTED
from counterfoil.api.media_types import JSON
from counterfoil.api.shapes import BASE64, COUNT, HASH, TEXT, TRUTH, list_of, object_of
from counterfoil.evidence.transaction import CALLS_MAX, PARTIES_MAX
from counterfoil.primitives.types import INTEGER_MAX

_MAYBE: Final[Shape] = {"type": ["integer", "null"], "minimum": 0}
_TIME: Final[Shape] = {**COUNT, "description": "milliseconds since 1970-01-01T00:00:00Z"}
_AT: Final[dict[str, Shape]] = {"chain": TEXT, "height": COUNT, "state": HASH, "time": _TIME}
_NUMBER: Final[Shape] = {"anyOf": [referring_to(law.OUTCOME), {"type": "null"}]}
_OUTCOME: Final[dict[str, Shape]] = {"outcome": _NUMBER, "name": TEXT, "sentence": TEXT, "zh": TEXT, "remedy": TEXT}
_ANSWER: Final[dict[str, Shape]] = {
    "transaction": {"type": ["string", "null"], "description": "its identifier; null where it cannot be read"},
    "status": {
        "enum": [COMMITTED, REJECTED, REFUSED],
        "description": "done; in a block, and did nothing; in no block, and may be handed in again",
    },
    "height": _MAYBE,
    "index": {**_MAYBE, "description": "among the transactions of its block"},
    "events": {**COUNT, "description": "how many it caused"},
    "call": {**_MAYBE, "description": "which of its calls was refused, from 0"},
    **_OUTCOME,
    "detail": TEXT,
}
_SIGNATURE: Final = {
    "party": TEXT,
    "needs": COUNT,
    "signed": list_of(HASH),
    "lacking": COUNT,
    "could_sign": list_of(HASH),
    "or_instead": list_of(TEXT),
    "by_decision": TRUTH,
}
_FORETOLD: Final = {
    "at": referring_to("At"),
    "status": {"enum": ["would_be_committed", "would_be_rejected", "withheld", REFUSED]},
    "complete": TRUTH,
    "signatures": list_of(referring_to("Signature")),
    "idle_keys": list_of(HASH),
    "waits_for": list_of(TEXT),
    **{name: shape for name, shape in _ANSWER.items() if name != "status"},
    "events": {
        "oneOf": [list_of(referring_to("Foretelling")), {"const": 0}],
        "description": "what would happen, in order; 0 of what would stand in no block",
    },
}
_ROWS: Final[Shape] = {"type": ["integer", "null"], "minimum": -1}
_RECORD: Final = {"at": referring_to("At"), "record": TEXT, "bytes": TEXT, "proof": referring_to(law.PROOF)}
SCHEMAS: Final[dict[str, Shape]] = {
    "At": object_of(_AT),
    "Chains": object_of(
        {
            "chains": list_of(object_of({**_AT, "genesis": HASH, "header": HASH, "published": _MAYBE, "rows": _ROWS})),
            "checkpoint": {"anyOf": [referring_to("Checkpoint"), {"type": "null"}]},
        }
    ),
    "Checkpoint": object_of({"note": TEXT, "time": {"type": ["integer", "null"], "minimum": 0}}),
    "Block": object_of(
        {
            "at": referring_to("At"),
            "header": referring_to(law.HEADER),
            "hash": HASH,
            "bytes": TEXT,
            "seal": TEXT,
            "published": TRUTH,
        }
    ),
    "Batch": object_of({"transactions": list_of(BASE64, minItems=1, maxItems=BATCH_MAX)}),
    "Answer": object_of(_ANSWER, "detail"),
    "Answers": object_of({"at": referring_to("At"), "transactions": list_of(referring_to("Answer"))}),
    "Wanted": {
        "oneOf": [
            object_of({"transaction": BASE64}),
            object_of(
                {
                    "calls": list_of(referring_to(law.CALL), minItems=1, maxItems=CALLS_MAX),
                    "by": list_of(TEXT, minItems=1, maxItems=PARTIES_MAX),
                }
            ),
        ]
    },
    "Signature": object_of(_SIGNATURE),
    "Foretelling": {
        "description": "What would happen, and in words.",
        "allOf": [
            {"type": "object", "properties": {"en": TEXT, "zh": TEXT}, "required": ["en", "zh"]},
            referring_to(law.HAPPENING),
        ],
        "unevaluatedProperties": False,
    },
    "Foretold": object_of(_FORETOLD, *(name for name in _FORETOLD if name not in ("at", "status", "complete"))),
    "Transaction": object_of(
        {
            "at": referring_to("At"),
            **{name: shape for name, shape in _ANSWER.items() if name != "detail"},
            "by": list_of(TEXT),
            "signed_by": list_of(HASH),
            "valid_from": COUNT,
            "valid_until": COUNT,
            "calls": list_of(object_of({"number": COUNT, "call": referring_to(law.CALL)})),
            "calls_not_shown": COUNT,
            "caused": list_of(referring_to(law.EVENT)),
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
    "Events": object_of(
        {"at": referring_to("At"), "events": list_of(referring_to(law.EVENT)), "next": TEXT, "more": TRUTH}
    ),
    "Detail": object_of(
        {
            "status": TEXT,
            "chains": list_of(
                object_of({"chain": TEXT, "height": COUNT, "published": _MAYBE, "failure": {}, "rows_lag": _MAYBE})
            ),
            "publication": {"type": "object"},
            "in_hand": COUNT,
            "warnings": list_of(TEXT),
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
        ("get", "/chains/{chain}/transactions/{transaction}"): Operation(_answers("Transaction"), problems=()),
        ("post", "/chains/{chain}/rehearsals"): Operation(
            _answers("Foretold"), body={JSON: "Wanted"}, problems=(), description=_DRY, hears=ONCE
        ),
        ("get", "/chains/{chain}/records/{path}"): Operation(_answers("Record"), problems=()),
        ("get", "/chains/{chain}/events"): Operation(
            {200: {JSON: "Events", EVENT_STREAM: ""}},
            parameters=("from",),
            problems=(),
            description=_FEED,
            hears=RESUMED,
        ),
    },
    schemas=SCHEMAS,
    drawn=(law.law_schemas,),
    kinds=(NOT_COMMITTED,),
    more={
        "at": referring_to("At"),
        "transactions": list_of(referring_to("Answer")),
        **_OUTCOME,
        "record": TEXT,
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
