# SPDX-License-Identifier: Apache-2.0
"""The guide is typed literally: its files, its commands, in order, by a person who has nothing else."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from support import tree

GUIDE = tree.ROOT / "docs" / "guides" / "first-market.md"
COMMANDS_MAX = 10


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def files(text: str) -> dict[str, str]:
    """Name → content: a CSV block belongs to the file that was named last before it."""
    found = {}
    for match in re.finditer(r"^```csv\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        found[re.findall(r"^`([\w-]+\.csv)`", text[: match.start()], re.MULTILINE)[-1]] = match[1]
    return found


def test_the_real_job_in_at_most_ten_commands(tmp_path: Path) -> None:
    """Network, keys, parties, instruments, issue, two signatures, delivery versus payment, evidence, report."""
    text = GUIDE.read_text(encoding="utf-8")
    commands = [line for block in blocks(text, "sh") for line in block.splitlines()]
    assert len(commands) <= COMMANDS_MAX
    assert all(line.startswith("counterfoil ") for line in commands)
    assert not blocks(text, "json") and "{" not in "".join([*commands, *files(text).values()])
    for name, content in files(text).items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COUNTERFOIL_")}
    for line in commands:
        words = [sys.executable, "-m", *shlex.split(line)]
        done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "not published" not in done.stdout.lower()
    assert "PROVED" in done.stdout
    assert "1,100" in (tmp_path / "bob.html").read_text(encoding="utf-8")
