# SPDX-License-Identifier: Apache-2.0
"""Where a database is: a file, or a PostgreSQL server. Its password is in no text that anybody is shown.

``sqlite:///books.sqlite`` is a file beside, ``sqlite:////srv/books.sqlite`` one from the root of the disk;
``postgresql+psycopg://reader@host/books`` a server. A password stands in a file, or in the environment, and never in
the URL: that stands in command lines, unit files and histories of shells.
"""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import open_input

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql+psycopg"
PASSWORD_VARIABLE: Final = "COUNTERFOIL_DATABASE_PASSWORD"  # noqa: S105 - the name of a variable
_PASSWORD_LENGTH_MAX: Final = 4_096
_FORMS: Final = f"{SQLITE}:///PATH or {POSTGRESQL}://USER@HOST/NAME"
_SECRET_PARAMETERS: Final = frozenset({"password", "passfile", "sslpassword", "service", "servicefile"})


@dataclass(frozen=True)
class DatabaseAddress:
    """A database by its URL. ``str`` and ``repr`` say where it is, and nothing that opens it."""

    _url: URL = field(repr=False)

    @property
    def url(self) -> URL:
        """With the password, for whoever connects."""
        return self._url

    @property
    def file(self) -> Path | None:
        """The file that SQLite has it in; None for a server's."""
        return Path(self._url.database or "") if self._url.drivername == SQLITE else None

    def __str__(self) -> str:
        return self._url._replace(password=None).render_as_string()

    def __repr__(self) -> str:
        return f"DatabaseAddress({self!s})"


def read_address(
    text: str, *, password_file: Path | None = None, environment: Mapping[str, str] = os.environ
) -> DatabaseAddress:
    """The address in a URL, with the password from a file, or else from the environment.

    Raises InputError, which repeats nothing of a URL that has a password in it.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise InputError("not the URL of a database", where="database", remedy=_FORMS) from None
    if url.password is not None or _SECRET_PARAMETERS & url.query.keys():
        remedy = f"put it into a file for its owner alone, or into {PASSWORD_VARIABLE}"
        raise InputError("the URL has a password, or names where one is, in it", where="database", remedy=remedy)
    if url.drivername == SQLITE:
        return DatabaseAddress(_of_file(url))
    if url.drivername != POSTGRESQL or not url.database:
        raise InputError("no database that this program knows", where="database", remedy=_FORMS)
    password = environment.get(PASSWORD_VARIABLE) if password_file is None else _password(password_file)
    return DatabaseAddress(url.set(password=password or None))


def file_address(path: Path) -> DatabaseAddress:
    """Of a file that this program names itself, whatever its path is made of."""
    return DatabaseAddress(URL.create(SQLITE, database=str(path.absolute())))


def _of_file(url: URL) -> URL:
    """A file of that name and nothing besides: what is in memory only, no second connection would see."""
    if url.host or url.username or url.query or not url.database or url.database.startswith((":", "file:")):
        raise InputError("a database of SQLite is a file", where="database", remedy=f"{SQLITE}:///PATH")
    return url


def _password(path: Path) -> str:
    """The first line of a file which nobody but its owner can read."""
    with open_input(path) as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise InputError("others can read this password", where=str(path), remedy=f"chmod 600 {path}")
        line = file.readline(_PASSWORD_LENGTH_MAX)
    try:
        return line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise InputError("the password is not UTF-8", where=str(path)) from None
