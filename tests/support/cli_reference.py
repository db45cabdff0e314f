# SPDX-License-Identifier: Apache-2.0
"""Draws ``docs/reference/cli.md`` and ``exit-codes.md`` from the commands themselves, for ``docs/generate.py``."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import typer
from typer.testing import CliRunner

from counterfoil.cli.errors import MEANINGS
from counterfoil.cli.main import app

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def command_paths() -> list[tuple[str, ...]]:
    """Every command, as the words that call it: ``()`` first, then ``("init",)``, ``("keys", "new")`` …"""
    return [(), *_below(typer.main.get_command(app), ())]


def command_at(path: tuple[str, ...]):
    """The command, or the group, that these words call."""
    command = typer.main.get_command(app)
    for name in path:
        command = command.get_command(None, name)
    return command


def _below(command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name in command.list_commands(None) if hasattr(command, "list_commands") else ():
        child = command.get_command(None, name)
        yield (*path, name)
        yield from _below(child, (*path, name))


@cache
def help_of(path: tuple[str, ...]) -> str:
    """What ``--help`` says, at a fixed width."""
    result = CliRunner().invoke(
        app, [*path, "--help"], prog_name="counterfoil", env={"COLUMNS": "100", "COUNTERFOIL_NETWORK": None}
    )
    assert result.exit_code == 0, result.output
    return "\n".join(line.rstrip() for line in result.output.splitlines())


def cli_reference() -> str:
    """The reference of all commands."""
    parts = [
        "# The command line",
        "",
        "Generated from `--help` by `make docs`. Every command that answers takes `--json`.",
    ]
    for path in command_paths():
        title = " ".join(("counterfoil", *path))
        parts += ["", f"## {title}", "", "```text", help_of(path), "```"]
    return "\n".join(parts) + "\n"


def exit_codes() -> str:
    """The reference of exit codes."""
    rows = [f"| {code.value} | {code.name.replace('_', ' ')} | {meaning} |" for code, meaning in MEANINGS.items()]
    return "\n".join(
        [
            "# Exit codes",
            "",
            "The same for every command. An error is one line on standard error: where, what, the remedy in brackets;",
            'with `--json` it is `{"error": {"problem", "where", "remedy"}, "exit_code"}`, also on standard error.',
            "",
            "| code | name | meaning |",
            "| ---: | --- | --- |",
            *rows,
            "",
            "`verify` answers 0 proved, 1 not proved, 2 unusable input; with several packages, the worst of them.",
            "A transaction that was ordered but not published, for want of witnesses or because the custody log",
            "refuses its chain, is a warning and not an error: the command ends with 0, and `--json` says",
            '`"published": false`.',
            "",
        ]
    )
