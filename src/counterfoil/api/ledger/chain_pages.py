# SPDX-License-Identifier: Apache-2.0
"""What is for everybody who is known: how far chains are, their headers, and what of them is published."""

from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from counterfoil.api.described import Described, Operation, referring_to
from counterfoil.api.ledger import law_schemas as law
from counterfoil.api.ledger.answering import Running, as_of, json_answer, wrong
from counterfoil.api.ledger.running import Published, RunningNetwork
from counterfoil.api.media_types import JSON
from counterfoil.api.problems import NOT_FOUND, Problem
from counterfoil.api.shapes import HASH, TRUTH, list_of, object_of
from counterfoil.api.threads import in_thread
from counterfoil.evidence.header import header_hash
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height

BLOCKS_MAX: Final = 100
"""Headers of a page."""


@get("/chains", summary="The chains, how far each is, and what of it is published")
@in_thread
def chains(running: Running) -> Response[bytes]:
    published = running.published
    rows = {chain: one.height for chain, one in running.rows.items()}
    return json_answer(
        {
            "chains": [_chain(node, published) | {"rows": rows.get(chain)} for chain, node in running.chains.items()],
            "checkpoint": None
            if published is None
            else {"note": published.checkpoint.decode(), "time": published.time},
        }
    )


def _chain(node: ChainNode, published: Published | None) -> dict[str, Any]:
    height = node.reader.height
    anchored = None if published is None else published.heights.get(node.chain)
    return {
        **as_of(node, height),
        "genesis": node.reader.genesis_hash,
        "header": to_hex(node.reader.sealed_header(height).hash),
        "published": anchored if anchored is not None and anchored >= 0 else None,
    }


@get("/chains/{chain:str}/blocks/{height:int}", summary="The header of a block, and its seal")
@in_thread
def block(chain: FromPath[str], height: FromPath[int], running: Running) -> Response[bytes]:
    node = running.node(chain)
    last = node.reader.height
    if not 0 <= height <= last:
        raise Problem(NOT_FOUND, f"there is no block {height}; the last is {last}")
    sealed = node.reader.sealed_header(Height(height))
    return json_answer(
        {
            "at": as_of(node, last),
            "header": sealed.header,
            "hash": to_hex(sealed.hash),
            "bytes": sealed.seal.payload.decode(),
            "seal": sealed.seal.encode().decode(),
            "published": height <= _anchored(running, node),
        }
    )


@get("/chains/{chain:str}/blocks", summary="Headers of blocks, the last first")
@in_thread
def blocks(
    chain: FromPath[str], running: Running, before: FromQuery[int | None] = None, limit: FromQuery[int] = 20
) -> Response[bytes]:
    node = running.node(chain)
    last = node.reader.height
    begin = last + 1 if before is None else before
    if not 0 <= begin <= last + 1:
        raise wrong(f"the chain is at {last}", "before")
    if not 1 <= limit <= BLOCKS_MAX:
        raise wrong(f"1 to {BLOCKS_MAX}", "limit")
    anchored, end = _anchored(running, node), max(0, begin - limit)
    found = []
    for height in range(begin - 1, end - 1, -1):
        header = node.reader.header(Height(height))
        found.append({"header": header, "hash": to_hex(header_hash(header.encode())), "published": height <= anchored})
    return json_answer({"at": as_of(node, last), "blocks": found, "next": end if end > 0 else None})


def _anchored(running: RunningNetwork, node: ChainNode) -> int:
    """The last height of a chain that is published; -1 where none is."""
    published = running.published
    return -1 if published is None else published.heights.get(node.chain, -1)


HANDLERS = [chains, block, blocks]
DESCRIBED: Final = Described(
    operations={("get", "/chains/{chain}/blocks"): Operation({200: {JSON: "Blocks"}}, problems=())},
    schemas={
        "Blocks": object_of(
            {
                "at": referring_to("At"),
                "blocks": list_of(
                    object_of({"header": referring_to(law.HEADER), "hash": HASH, "published": TRUTH}),
                ),
                "next": {"type": ["integer", "null"], "description": "`before` of the page that follows; null: all"},
            }
        )
    },
    parameters={
        "before": {"description": "a height: headers below it are told", "schema": {"minimum": 0}},
    },
)
