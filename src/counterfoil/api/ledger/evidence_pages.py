# SPDX-License-Identifier: Apache-2.0
"""``POST …/evidence``: a package that proves something to a stranger, for whoever may have it."""

import asyncio
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET, Meta, UnsetType

from counterfoil.api.callers import Answer, Caller
from counterfoil.api.described import Described, Operation, Shape, referring_to
from counterfoil.api.ledger.answering import (
    AskedWith,
    Asking,
    AskingParty,
    Policy,
    Running,
    read_body,
    require_json,
    wrong,
)
from counterfoil.api.ledger.evidence_access import may_have
from counterfoil.api.ledger.header_schemas import HEIGHT, ONCE
from counterfoil.api.ledger.need_to_know import NeedToKnow
from counterfoil.api.ledger.packing import NOT_PROVABLE, NOT_PUBLISHED, Proving
from counterfoil.api.media_types import JSON
from counterfoil.api.problems import FORBIDDEN, NOT_FOUND, Problem
from counterfoil.api.shapes import HASH
from counterfoil.evidence.claims import ClaimKind
from counterfoil.node.asked_claim import TAKES, AskedClaim, require_fitting
from counterfoil.node.chain import ChainNode
from counterfoil.node.times_read import parse_time
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import HEX_HASH, INTEGER_MAX, AccountId, HexHash, InstrumentId, RecordPath, Timestamp
from counterfoil.transport.serving import life_of

ZIP: Final = "application/zip"
CONNECTION_S: Final = 60.0
"""For which its connection lives on, whenever it began: to make a package, and to have it read."""
NAME_LENGTH_MAX: Final = 1_000
TIME_LENGTH_MAX: Final = 64
_PARTLY: Final = (
    "its package shows what is others' too: a supervisor may have it, and of a transaction whoever signed it"
)
_PLAIN: Final = re.compile("[^A-Za-z0-9._-]+")

Name = Annotated[str, Meta(min_length=1, max_length=NAME_LENGTH_MAX)]
Time = Annotated[str, Meta(min_length=1, max_length=TIME_LENGTH_MAX)] | Annotated[int, Meta(ge=0, le=INTEGER_MAX)]
"""ISO 8601 with its offset, or milliseconds since 1970"""


class WantedEvidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be proved; which fields a claim takes, the table says."""

    claim: ClaimKind
    account: Name | UnsetType = UNSET
    instrument: Name | UnsetType = UNSET
    transaction: Annotated[str, HEX_HASH] | UnsetType = UNSET
    record: Name | UnsetType = UNSET
    start: Time | UnsetType = msgspec.field(default=UNSET, name="from")
    at: Time | UnsetType = UNSET
    publish: bool = False


GivenProving = NamedDependency[Proving]


@post("/chains/{chain:str}/evidence", status_code=200, summary="A package that proves a claim, to a stranger too")
async def evidence(
    request: Asking,
    chain: FromPath[str],
    entry: AskedWith,
    caller: AskingParty,
    policy: Policy,
    running: Running,
    proving: GivenProving,
) -> Response[bytes]:
    require_json(request)
    node = running.node(chain)
    wanted: WantedEvidence = read_body(entry.body, WantedEvidence)
    asked = _asked(wanted)
    await asyncio.to_thread(_require_allowed, policy, caller, node, asked)
    life_of(request.scope).lengthen(CONNECTION_S)
    made = await proving.package(node, asked, caller.party, publish=wanted.publish)
    headers = {
        "content-type": ZIP,
        "content-disposition": f'attachment; filename="{file_name(asked)}"',
        HEIGHT.lower(): str(made.height),
        "connection": "close",
    }
    return Response(made.data, headers=headers)


def _asked(wanted: WantedEvidence) -> AskedClaim:
    """The claim, with what it takes and nothing else; raises Problem."""
    given = {name: value for name in _FIELDS if (value := getattr(wanted, _ATTRIBUTES.get(name, name))) is not UNSET}
    try:
        require_fitting(wanted.claim, given, called=str)
        times = {name: _time(given[name], name) for name in ("from", "at") if name in given}
    except InputError as error:
        raise wrong(error.problem, error.where) from error
    return AskedClaim(
        kind=wanted.claim,
        account=AccountId(given.get("account", "")),
        instrument=InstrumentId(given.get("instrument", "")),
        transaction=HexHash(given.get("transaction", "")),
        record=RecordPath(given.get("record", "")),
        start=times.get("from"),
        at=times.get("at"),
    )


_ATTRIBUTES: Final = {"from": "start"}
_FIELDS: Final = sorted({name for needs, may in TAKES.values() for name in needs | may})


def _time(given: str | int, where: str) -> Timestamp:
    return Timestamp(given) if isinstance(given, int) else parse_time(given, where)


def _require_allowed(policy: NeedToKnow, caller: Caller, node: ChainNode, asked: AskedClaim) -> None:
    answer = may_have(policy.sight(caller, node), node, asked)
    if answer is Answer.refused:
        raise Problem(FORBIDDEN, _PARTLY)
    if answer is Answer.unseen:
        raise Problem(NOT_FOUND)


def file_name(asked: AskedClaim) -> str:
    """Of a package: what it is about, in characters that every system takes."""
    about = (asked.account, asked.instrument, asked.transaction[:16], asked.record.replace("/", "-"))
    return _PLAIN.sub("_", "-".join([asked.kind, *filter(None, about)]))[:120] + ".zip"


_NAME: Final[Shape] = {"type": "string", "minLength": 1, "maxLength": NAME_LENGTH_MAX}
_TIME: Final[Shape] = {
    "anyOf": [
        {"type": "string", "minLength": 1, "maxLength": TIME_LENGTH_MAX, "description": "ISO 8601 with its offset"},
        {"type": "integer", "minimum": 0, "maximum": INTEGER_MAX, "description": "milliseconds since 1970"},
    ]
}
_HELD: Final[Mapping[str, Shape]] = {
    **dict.fromkeys(("account", "instrument", "record"), _NAME),
    "transaction": HASH,
    **dict.fromkeys(("from", "at"), _TIME),
}
_WANTED: Final = "WantedEvidence"


def _of_claim(kind: ClaimKind) -> Shape:
    """What is sent to have this claim proved."""
    needs, may = TAKES[kind]
    taken = {name: _HELD[name] for name in sorted(needs | may)}
    return {
        "type": "object",
        "properties": {
            "claim": {"const": kind.value},
            **taken,
            "publish": {
                "type": "boolean",
                "description": "whether to wait for a publication, where what it rests on has none yet",
            },
        },
        "required": ["claim", *sorted(needs)],
        "additionalProperties": False,
    }


_OF_CLAIMS: Final = {f"{_WANTED}.{kind.value}": _of_claim(kind) for kind in TAKES}
DESCRIBED: Final = Described(
    operations={
        ("post", "/chains/{chain}/evidence"): Operation(
            {200: {ZIP: ""}},
            body={JSON: _WANTED},
            problems=(NOT_PROVABLE.status, NOT_PUBLISHED.status),
            hears=ONCE,
            tells=(HEIGHT,),
        )
    },
    schemas={
        _WANTED: {
            "oneOf": list(map(referring_to, _OF_CLAIMS)),
            "discriminator": {
                "propertyName": "claim",
                "mapping": {kind.value: referring_to(f"{_WANTED}.{kind.value}")["$ref"] for kind in TAKES},
            },
        },
        **_OF_CLAIMS,
    },
    kinds=(NOT_PROVABLE, NOT_PUBLISHED),
    waits=(NOT_PUBLISHED.status,),
)
HANDLERS: Final[list[Any]] = [evidence]
