# SPDX-License-Identifier: Apache-2.0
"""What is for everybody who is known: how far chains are, their headers, and what of them is published."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from counterfoil.api.ledger.answering import Running, as_of, json_answer
from counterfoil.api.ledger.running import Published
from counterfoil.api.problems import NOT_FOUND, Problem
from counterfoil.api.threads import in_thread
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height


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
    published = running.published
    anchored = -1 if published is None else published.heights.get(node.chain, -1)
    return json_answer(
        {
            "at": as_of(node, last),
            "header": sealed.header,
            "hash": to_hex(sealed.hash),
            "bytes": sealed.seal.payload.decode(),
            "seal": sealed.seal.encode().decode(),
            "published": height <= anchored,
        }
    )


HANDLERS = [chains, block]
