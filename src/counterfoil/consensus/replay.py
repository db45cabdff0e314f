# SPDX-License-Identifier: Apache-2.0
"""Bringing an application level with the block log, by executing again what it has not committed."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Final

from counterfoil.application import Application, Checked, Refusal, Validator
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.evidence.text import format_time
from counterfoil.primitives.errors import InvariantBroken, StorageError
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import NO_HEIGHT, BlockLog, StoredBlock

_CHUNK: Final = 64


def replay(
    application: Application,
    block_log: BlockLog,
    *,
    genesis: bytes,
    threads: int = 2,
    until: Height | None = None,
    on_height: Callable[[Height], None] | None = None,
) -> int:
    """Execute and commit the stored blocks above the application's height, or up to ``until``; returns how many.

    Raises StorageError when the application is ahead of the log, InvariantBroken naming the height when the
    application is on another chain or executes a block differently.
    """
    start = require_same_chain(application, block_log)
    parent_time = decode_header(block_log.read(Height(start - 1)).header).time if start > 0 else -1
    replayed = 0
    wanted = None if until is None else max(0, until + 1 - start)
    with ThreadPoolExecutor(threads, thread_name_prefix="replay") as pool:
        for replayed, block in enumerate(islice(block_log.blocks(start), wanted), start=1):
            height = Height(start + replayed - 1)
            # No application asks for this: it executes a block at whatever time the engine says.
            if (time := decode_header(block.header).time) <= parent_time:
                own, before = format_time(time), format_time(parent_time)
                raise InvariantBroken(f"block {height} is of {own}, not after its parent, {before}")
            parent_time = time
            execute_again(application, block, height, genesis=genesis, pool=pool)
            application.commit()
            if on_height is not None:
                on_height(height)
    return replayed


def require_same_chain(application: Application, block_log: BlockLog) -> Height:
    """The first height that the application lacks; raises unless its state stands on a block of this log."""
    info = application.info()
    if info.height > block_log.height:
        raise StorageError(
            f"the state is at height {info.height} but the block log ends at {block_log.height}: blocks were lost; "
            "restore the log, or remove the state to compute it again"
        )
    if info.height > NO_HEIGHT and header_hash(block_log.read(info.height).header) != info.header_hash:
        raise InvariantBroken(f"the state at height {info.height} does not stand on the block log's block")
    return Height(info.height + 1)


def execute_again(
    application: Application, block: StoredBlock, height: Height, *, genesis: bytes, pool: ThreadPoolExecutor
) -> tuple[Validator, ...] | None:
    """Execute a block that was made elsewhere, or before; ``commit`` is the caller's.

    All validators after it are returned, where it changed them.

    Raises InvariantBroken where it holds what may not stand in it, or gives another header; it says so where only newer
    software knows what the block asks for.
    """
    try:
        return _execute_again(application, block, height, genesis=genesis, pool=pool)
    except InvariantBroken as error:
        newer = application.newer(block.header, block.transactions)
        if newer:
            raise InvariantBroken(
                f"block {height} asks for newer software than this: {'; '.join(newer)} ({error})"
            ) from error
        raise


def _execute_again(
    application: Application, block: StoredBlock, height: Height, *, genesis: bytes, pool: ThreadPoolExecutor
) -> tuple[Validator, ...] | None:
    validators: tuple[Validator, ...] | None = None
    if height == 0:
        header = application.init_chain(genesis)
    else:
        candidates = list(_check_again(application, block, height, pool))
        if len(application.prepare_proposal(candidates)) != len(candidates):
            raise InvariantBroken(
                f"block {height} holds a transaction that may not stand in it: seen before, or expired"
            )
        finalized = application.finalize_block(height, decode_header(block.header).time, candidates)
        if left_out := [answer for answer in finalized.answers if isinstance(answer, Refusal)]:
            raise InvariantBroken(f"block {height} holds a transaction that cannot stand in it: {left_out[0].reason}")
        header, validators = finalized.header, finalized.validators
    if header != block.header:
        raise InvariantBroken(
            f"block {height} gives another header when executed again: {header.decode(errors='replace')}, "
            f"stored {block.header.decode(errors='replace')}"
        )
    return validators


def restarts(application: Application, block: StoredBlock) -> bool:
    """Whether a block that comes next begins another run of the engine: then those who are left seal it themselves."""
    if not block.transactions:
        return False
    first = application.check(block.transactions[0])
    return isinstance(first, Checked) and application.restarts(first)


def _check_again(
    application: Application, block: StoredBlock, height: Height, pool: ThreadPoolExecutor
) -> Iterator[Checked]:
    chunks = [block.transactions[start : start + _CHUNK] for start in range(0, len(block.transactions), _CHUNK)]

    def check_chunk(chunk: Iterable[bytes]) -> list[Checked | Refusal]:
        return [application.check(data) for data in chunk]

    index = 0
    for answers in pool.map(check_chunk, chunks):
        for answer in answers:
            if isinstance(answer, Refusal):
                raise InvariantBroken(
                    f"transaction {index} of block {height} is refused when executed again: {answer.reason}"
                )
            yield answer
            index += 1
