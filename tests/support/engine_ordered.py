# SPDX-License-Identifier: Apache-2.0
"""A chain of ours as if the engine had ordered it: headers at the engine's times, and its blocks that name them."""

import json
from pathlib import Path

from counterfoil.consensus.cometbft.light.engine_hashes import header_hash
from counterfoil.consensus.cometbft.light.engine_time import Nanoseconds, milliseconds
from counterfoil.consensus.cometbft.light.light_block import BlockId, LightBlock
from counterfoil.consensus.cometbft.light.rpc_json import write_light_block
from counterfoil.evidence import header as own
from counterfoil.primitives.types import ChainId, Height, HexHash, Timestamp
from support.engine_signing import chain, decided

MADE_BY = (2, 3, 7, 9)
"""Heights of the engine whose blocks made one of ours."""
_ZEROS = HexHash("00" * 32)


def own_headers(count: int) -> list[bytes]:
    """Genesis, and one for each height of the engine that made one."""
    engine, made, time = chain("four"), list[bytes](), Timestamp(5)
    for place in range(count):
        if place:
            time = Timestamp(max(milliseconds(engine[MADE_BY[place - 1] - 1].header.time), time + 1))
        header = own.Header(
            ancestors=_ZEROS,
            chain=ChainId("a"),
            events=_ZEROS,
            height=Height(place),
            parent=HexHash(own.header_hash(made[-1]).hex()) if made else own.NO_PARENT,
            protocol=own.Protocol(features=(), version=2),
            state=_ZEROS,
            time=time,
            transactions=_ZEROS,
        )
        made.append(header.encode())
    return made


def engine_blocks(headers: list[bytes]) -> list[LightBlock]:
    """The recorded blocks with the hashes of ours, signed again, each on the one before."""
    made: list[LightBlock] = []
    for block in chain("four"):
        done = sum(height < block.height for height in MADE_BY)
        last = BlockId(header_hash(made[-1].header), 1, bytes(32)) if made else BlockId()
        made.append(decided(block, app_hash=own.header_hash(headers[done]), last_block=last))
    return made


def engine_over(headers: list[bytes]) -> list[LightBlock]:
    """Blocks of the engine that would have made a chain that is there: one for each header, and the one that ends."""
    made: list[LightBlock] = []
    times = [own.decode_header(header).time for header in headers[1:]]
    times.append(Timestamp((times[-1] if times else own.decode_header(headers[0]).time) + 1_000))
    base = chain("four")[0]
    for height, time in enumerate(times, start=1):
        last = BlockId(header_hash(made[-1].header), 1, bytes(32)) if made else BlockId()
        hash_ = own.header_hash(headers[height - 1])
        made.append(decided(base, height=height, time=Nanoseconds(time * 1_000_000), app_hash=hash_, last_block=last))
    return made


def blocks_file(path: Path, blocks: list[LightBlock]) -> Path:
    """As ``counterfoil engine fetch`` writes it."""
    path.write_text("".join(json.dumps(write_light_block(block)) + "\n" for block in blocks))
    return path
