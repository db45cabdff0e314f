# SPDX-License-Identifier: Apache-2.0
"""Transactions drawn up for programs that only sign: the lines, and the bytes that each party's keys sign over.

A draft tells nothing but how high the chain is. Whoever signs one trusts the node with what it says, unless he draws up
the same from his own calls and the seed, and compares: the payload commits to nothing else.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec
from litestar import Response, post
from litestar.params import FromPath
from msgspec import Meta

from counterfoil.api.described import Described, Operation, Shape, referring_to
from counterfoil.api.ledger import law_schemas as law
from counterfoil.api.ledger.answering import (
    AskedWith,
    Asking,
    Running,
    as_of,
    json_answer,
    read_body,
    read_calls,
    require_json,
    wrong,
)
from counterfoil.api.ledger.header_schemas import ONCE
from counterfoil.api.media_types import JSON
from counterfoil.api.shapes import BASE64, COUNT, HASH, TEXT, list_of, object_of
from counterfoil.api.threads import in_thread
from counterfoil.evidence.transaction import (
    CALLS_MAX,
    PARTIES_MAX,
    TRANSACTION_TYPE,
    Transaction,
    intent_id,
    split_transaction,
    unsigned_payload,
    write_lines,
)
from counterfoil.identity.dsse import pre_authentication_encoding
from counterfoil.node.chain import ChainNode
from counterfoil.node.submitting import fresh_seed, last_height
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import INTEGER_MAX, HashField, HeightField, PartyId


class Drafted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be drawn up: calls, in whose names, and for how many blocks; ``seed`` is drawn where it is not given.

    The same seed and calls are the same intent, which has one answer.
    """

    calls: Annotated[tuple[dict[str, Any], ...], Meta(min_length=1, max_length=CALLS_MAX)]
    by: Annotated[tuple[PartyId, ...], Meta(min_length=1, max_length=PARTIES_MAX)]
    seed: HashField | None = None
    valid_for: Annotated[int, Meta(ge=1, le=INTEGER_MAX)] | None = None
    valid_from: HeightField | None = None


@post("/chains/{chain:str}/drafts", status_code=200, summary="A transaction drawn up, to be signed elsewhere")
@in_thread
def draw_up(request: Asking, chain: FromPath[str], entry: AskedWith, running: Running) -> Response[bytes]:
    require_json(request)
    node = running.node(chain)
    wanted: Drafted = read_body(entry.body, Drafted)
    for place, (call, read) in enumerate(zip(wanted.calls, read_calls(wanted.calls), strict=True)):
        _require_plain(call, read, f"$.calls[{place}]")
    try:
        return json_answer(_drawn_up(node, wanted))
    except InputError as error:
        raise wrong(error.problem, error.where) from error


def _require_plain(call: Mapping[str, Any], read: msgspec.Struct, where: str) -> None:
    """Raise Problem for a call that a ledger would refuse for its form, such as one with a default in it."""
    plain = msgspec.to_builtins(read)
    if plain != call:
        differing = sorted(name for name in {*plain, *call} if plain.get(name) != call.get(name))
        raise wrong(f"in a transaction it is written otherwise, as without defaults: {', '.join(differing)}", where)


def _drawn_up(node: ChainNode, wanted: Drafted) -> dict[str, Any]:
    """Raises InputError for what could not be handed in."""
    at = as_of(node)
    valid_until = last_height(node, wanted.valid_for)
    if (wanted.valid_from or 0) > valid_until:
        raise InputError(f"the last height would be {valid_until}", where="valid_from")
    seed = fresh_seed() if wanted.seed is None else bytes.fromhex(wanted.seed)
    lines = write_lines(wanted.calls, seed)
    split_transaction(Transaction(b"{}", lines).encode())
    first = {} if wanted.valid_from is None else {"valid_from": wanted.valid_from}
    genesis = node.ledger.genesis_hash
    payload = unsigned_payload(lines, by=wanted.by, chain=node.chain, genesis=genesis, valid_until=valid_until, **first)
    encoded = canonical.encode(payload)
    return {
        "at": at,
        "transaction": intent_id(payload),
        "genesis": genesis,
        "valid_until": valid_until,
        "seed": seed.hex(),
        "lines": [line.decode() for line in lines],
        "payload_type": TRANSACTION_TYPE,
        "payload": encoded.decode(),
        "signed": pre_authentication_encoding(TRANSACTION_TYPE, encoded),
    }


HANDLERS: Final = [draw_up]

_SEED: Final[Shape] = {**HASH, "description": "makes the salts; the same seed and calls are the same intent"}
_WANTED: Final[Mapping[str, Shape]] = {
    "calls": list_of(referring_to(law.CALL), minItems=1, maxItems=CALLS_MAX),
    "by": list_of(TEXT, minItems=1, maxItems=PARTIES_MAX),
    "seed": {"anyOf": [_SEED, {"type": "null"}]},
    "valid_for": {
        "type": ["integer", "null"],
        "minimum": 1,
        "description": "so many blocks; at most the chain's window",
    },
    "valid_from": {"type": ["integer", "null"], "minimum": 0, "description": "the first height at which it may stand"},
}
_DRAWN: Final[Mapping[str, Shape]] = {
    "at": referring_to("At"),
    "transaction": {**HASH, "description": "its identifier, whoever signs it and until when it is valid"},
    "genesis": HASH,
    "valid_until": COUNT,
    "seed": _SEED,
    "lines": list_of(TEXT, description="one for each call, as they travel below the envelope"),
    "payload_type": {"const": TRANSACTION_TYPE},
    "payload": {"type": "string", "description": "canonical JSON, the payload of the envelope (DSSE)"},
    "signed": {
        **BASE64,
        "description": "the bytes that every signature is over: DSSE's encoding of the two before",
    },
}
_SAID: Final = (
    "Nothing is ordered, and nothing kept. Sign `signed` with Ed25519; hand in the envelope and the lines, each with a "
    "line feed, in base64. Whoever does not trust the node computes lines and payload from his own calls and the seed."
)


DESCRIBED: Final = Described(
    operations={
        ("post", "/chains/{chain}/drafts"): Operation(
            {200: {JSON: "Draft"}}, body={JSON: "Drafted"}, problems=(), description=_SAID, hears=ONCE
        )
    },
    schemas={"Drafted": object_of(_WANTED, "seed", "valid_for", "valid_from"), "Draft": object_of(_DRAWN)},
)
