# SPDX-License-Identifier: Apache-2.0
"""What a new member believes a snapshot by: headers of the members' engine with the votes for them, and seals of ours.

For every party of the chain that is known, as headers are: there are hashes, keys and signatures in it, and no
transaction. A firm that is to join runs no validator yet. Three questions of the engine's are passed on, and no others.
"""

import asyncio
from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.params import FromPath, FromQuery

from counterfoil.api.described import Described, Operation
from counterfoil.api.ledger.answering import AskingParty, Policy, Running, wrong
from counterfoil.api.problems import FORBIDDEN, NOT_FOUND, UNAVAILABLE, Problem
from counterfoil.consensus.cometbft.header_socket import ASKED
from counterfoil.consensus.cometbft.rpc import EngineError
from counterfoil.node.chain import ChainNode
from counterfoil.node.consortium.vouching import ENGINE_JSON, SEAL
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import INTEGER_MAX, Height

PARTS_MAX: Final = 100
PART_VALIDATORS: Final = 100
"""Of an answer that lists them: the engine gives no more."""


@get("/chains/{chain:str}/engine/{asked:str}", summary="Headers of the engine, votes and seals, for who is to join")
async def engine(
    chain: FromPath[str],
    asked: FromPath[str],
    caller: AskingParty,
    policy: Policy,
    running: Running,
    at_height: FromQuery[int] = 0,
    part: FromQuery[int] = 1,
) -> Response[bytes]:
    node = running.node(chain)
    if (await asyncio.to_thread(policy.sight, caller, node)).party is None:
        raise Problem(FORBIDDEN, "for parties of the chain")
    if not 0 <= at_height <= INTEGER_MAX:
        raise wrong("a height, or 0 for the last", "at_height")
    if not 1 <= part <= PARTS_MAX:
        raise wrong(f"1 to {PARTS_MAX}", "part")
    if asked == SEAL:
        return await asyncio.to_thread(_seal, node, at_height)
    if asked not in ASKED or node.engine_asked is None:
        raise Problem(NOT_FOUND)
    numbers = {"height": at_height} if at_height else {}
    if asked == "validators":
        numbers |= {"page": part, "per_page": PART_VALIDATORS}
    try:
        found = await asyncio.to_thread(node.engine_asked, asked, numbers)
    except EngineError as error:
        raise Problem(UNAVAILABLE, str(error)) from error
    return Response(msgspec.json.encode(found), headers={"content-type": ENGINE_JSON})


def _seal(node: ChainNode, height: int) -> Response[bytes]:
    try:
        seal = node.sealed_block(Height(height)).seal
    except InputError as error:
        raise Problem(NOT_FOUND, str(error)) from error
    return Response(seal, headers={"content-type": ENGINE_JSON})


DESCRIBED: Final = Described(
    operations={
        ("get", "/chains/{chain}/engine/{asked}"): Operation(
            {200: {ENGINE_JSON: ""}},
            problems=(NOT_FOUND.status, FORBIDDEN.status, UNAVAILABLE.status),
            description=f"`{'`, `'.join(ASKED)}`: as the engine of this member answers, for its own light client. "
            f"`{SEAL}`: the complete seal of a block of the chain.",
        ),
    },
    parameters={
        "asked": {"description": "what is asked", "schema": {"enum": [*ASKED, SEAL]}},
        "at_height": {
            "description": "a height of the engine, or of the chain for a seal; 0: the last",
            "schema": {"minimum": 0, "maximum": INTEGER_MAX},
        },
        "part": {
            "description": f"of the validators, {PART_VALIDATORS} in each",
            "schema": {"minimum": 1, "maximum": PARTS_MAX},
        },
    },
)
HANDLERS: Final[list[Any]] = [engine]
