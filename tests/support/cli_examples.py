# SPDX-License-Identifier: Apache-2.0
"""The examples that commands show in their help."""

import re

from support.cli_reference import help_of


def examples(path: tuple[str, ...]) -> list[str]:
    """The example lines of a command's help, continued lines joined."""
    _, _, text = help_of(path).partition("Example")
    joined = re.sub(r"\\\n\s+", "", text.partition("\n")[2])
    return [line.strip() for line in joined.splitlines() if line.strip().startswith("counterfoil ")]
