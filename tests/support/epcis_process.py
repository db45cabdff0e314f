# SPDX-License-Identifier: Apache-2.0
"""``counterfoil epcis serve`` as a process, at a port of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

from support.services import ALICE


@contextmanager
def started(folder: Path, *options: str) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The service in a folder, with its address."""
    command = [sys.executable, "-m", "counterfoil", "epcis", "serve", "--port", "0", "--json", *options]
    log = (folder / "log").open("ab")
    with log, subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=log) as process:
        assert process.stdout is not None
        try:
            lines = list(takewhile(lambda line: line != b"}\n", process.stdout))
            assert lines, (folder / "log").read_text()
            yield json.loads(b"".join(lines) + b"}")["url"], process
        finally:
            process.kill()


def write_parties(folder: Path) -> Path:
    """A file that knows Alice alone."""
    key = {"key": ALICE.public.key, "scheme": "ed25519"}
    path = folder / "parties.json"
    path.write_text(json.dumps({"parties": {"ALICE": {"keys": [key], "captures": True}}}))
    return path
