# SPDX-License-Identifier: Apache-2.0
"""How commands are told which database they work on, and where its password is."""

from pathlib import Path
from typing import Annotated, Any

import typer


def database_option(variable: str) -> Any:
    """``--database``, which an environment variable may say as well."""
    return typer.Option(
        metavar="URL",
        envvar=variable,
        help="sqlite:///FILE, or postgresql+psycopg://USER@HOST/NAME; without a password.",
    )


PasswordOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Where the database's password is, or COUNTERFOIL_DATABASE_PASSWORD has it."),
]
