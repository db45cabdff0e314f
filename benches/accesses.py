# SPDX-License-Identifier: Apache-2.0
"""What it costs a request to be noted: a line kept and signed, with and without waiting for the disk."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benches.claim import Claim, timed
from counterfoil.evidence.access_line import AccessBatch, AccessLine, BatchHead, lines_for
from counterfoil.identity.signing import PrivateKey
from counterfoil.node.access.line_files import LineFiles
from counterfoil.node.access.receipts import receipt_of, write_receipt
from counterfoil.primitives import canonical
from counterfoil.primitives.types import Height, HexHash, Timestamp

LINES: Final = 5_000
SYNCED: Final = 500
KEY: Final = PrivateKey(seed=b"bench" + bytes(27))
CONDITIONS: Final = "lines of 475 bytes, one writer"


def run() -> list[Claim]:
    """Lines a second; a signature alone beside, in the same run."""
    with tempfile.TemporaryDirectory() as folder:
        files = LineFiles(Path(folder))
        files.open(1)
        lines = [_line(number) for number in range(1, LINES + 1)]
        kept = _measured(LINES, lambda: [_keep(files, line) for line in lines])
        files.open(2)
        with timed() as watch:
            for line in lines[:SYNCED]:
                _keep(files, line, first=True)
        signed = _measured(LINES, lambda: [KEY.sign(canonical.encode(line)) for line in lines])
        head = BatchHead(
            chain="main",
            noter="desk",
            batch=1,
            since=Timestamp(0),
            until=Timestamp(LINES),
            said=LINES,
            lines=lines_for(LINES, 1),
            salt=HexHash("0" * 64),
        )
        rooted = _measured(LINES, lambda: AccessBatch(head, lines).root)
    return [
        Claim(
            name="accesses kept, with a receipt",
            value=kept,
            unit="lines/s",
            conditions=f"{CONDITIONS}; a second of one core",
            limit=signed,
            limit_name="lines encoded and signed alone",
        ),
        Claim(
            name="accesses on the disk first, with a receipt",
            value=SYNCED / watch.seconds,
            unit="lines/s",
            conditions=f"{CONDITIONS}, a sync for each; by the clock",
        ),
        Claim(
            name="lines made a batch", value=rooted, unit="lines/s", conditions=f"{CONDITIONS}; a second of one core"
        ),
    ]


def _measured(count: int, work: Callable[[], object]) -> float:
    with timed() as watch:
        work()
    return count / watch.processor_seconds


def _keep(files: LineFiles, line: AccessLine, *, first: bool = False) -> str:
    length = files.append(line)
    if first:
        files.sync(length)
    return write_receipt(receipt_of(line, KEY))


def _line(number: int) -> AccessLine:
    return AccessLine(
        chain="main",
        batch=1,
        number=number,
        party="alice",
        key=HexHash("a" * 64),
        asker="member",
        question="record_read",
        asked="GET /chains/main/records/holdings/holding/alice-1/SSE.600000?proof=true",
        body="",
        request="5f0c1a7e90b2d344",
        height=Height(412),
        status=200,
        answer=HexHash("b" * 64),
        time=Timestamp(number),
        salt=HexHash(f"{number:064x}"),
    )
