# SPDX-License-Identifier: Apache-2.0
"""The examples that commands show in their help."""

import re

from support.cli_reference import command_at


def examples(path: tuple[str, ...]) -> list[str]:
    """The example lines of a command, continued lines joined.

    They are read where the command has them: to draw the help of every command takes seconds, and a test of each
    command asks that its help shows them.
    """
    _, _, text = (command_at(path).epilog or "").partition("Example")
    joined = re.sub(r"\\\n\s+", "", text.partition("\n")[2])
    return [line.strip() for line in joined.splitlines() if line.strip().startswith("counterfoil ")]
