# SPDX-License-Identifier: Apache-2.0
"""Databases for the tests of the read model: SQLite's always, PostgreSQL's where its programs are found.

A server is started in a temporary folder, on a socket, with a password; as another user where the tests run as root,
for whom PostgreSQL does not start. Where its programs are absent the tests skip, saying so; where tools are required
they fail.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

import psycopg
import pytest
from psycopg import sql

from counterfoil.readmodel.address import DatabaseAddress, read_address
from support.browser_verifier import missing

PASSWORD: Final = "correct horse battery staple"
PLACES: Final = "/usr/lib/postgresql"
_SETTINGS: Final = ("listen_addresses=", "fsync=off", "max_connections=60", "log_statement=none")
_numbers: Final = count(1)


class Server(NamedTuple):
    """A PostgreSQL server on a socket in a folder."""

    folder: Path

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        with psycopg.connect(host=str(self.folder), user="tester", password=PASSWORD, dbname="postgres") as connection:
            connection.autocommit = True
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql+psycopg://tester@/{name}?host={self.folder}"

    def start(self) -> None:
        _run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "-t", "60", "start")

    def stop(self) -> None:
        """As if its machine had lost its power: whoever is connected is not told."""
        _run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server for the tests of one process."""
    if _program("initdb") is None or _program("pg_ctl") is None:
        missing("PostgreSQL is not installed: neither in PATH nor below " + PLACES)
    folder = Path(tempfile.mkdtemp(prefix="cf-pg-", dir="/tmp"))
    try:
        (folder / "password").write_text(PASSWORD + "\n")
        for path in (folder, folder / "password"):
            shutil.chown(path, *_user())
        data = folder / "data"
        _run("initdb", "-D", data, "-U", "tester", "-A", "scram-sha-256", "--pwfile", folder / "password", "-E", "UTF8")
        with (data / "postgresql.conf").open("a") as settings:
            settings.writelines(f"{name} = '{value}'\n" for name, value in (one.split("=") for one in _SETTINGS))
            settings.write(f"unix_socket_directories = '{folder}'\n")
        server = Server(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseAddress:
    """An empty database of each kind."""
    return _address_in(tmp_path, request)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DatabaseAddress:
    """A database of each kind that the tests of a file fill once, and then only ask."""
    return _address_in(tmp_path_factory.mktemp("books"), request)


def _address_in(folder: Path, request: pytest.FixtureRequest) -> DatabaseAddress:
    if request.param == "sqlite":
        return read_address(f"sqlite:///{folder}/books.sqlite")
    return address_of(request.getfixturevalue("postgresql").new_database())


def address_of(url: str) -> DatabaseAddress:
    """With the password of the tests' server, as it comes out of an environment."""
    return read_address(url, environment={"COUNTERFOIL_DATABASE_PASSWORD": PASSWORD})


def _program(name: str) -> str | None:
    found = [str(path) for path in sorted(Path(PLACES).glob(f"*/bin/{name}"))]
    return shutil.which(name) or (found[-1] if found else None)


def _user() -> tuple[int, int]:
    """Whose the server is: whoever runs the tests, unless that is root."""
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return found.pw_uid, found.pw_gid
    return missing("PostgreSQL does not run as root, and there is nobody else")


def _run(program: str, *arguments: str | Path) -> None:
    found, (user, group) = _program(program), _user()
    assert found is not None
    asked = [found, *map(str, arguments)]
    other = {"user": user, "group": group, "extra_groups": []} if os.getuid() == 0 else {}
    place = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": "/"}
    # What a server writes goes nowhere: it would keep a pipe open for as long as it runs.
    done = subprocess.run(
        asked,
        env=place,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **other,
    )
    assert done.returncode == 0, f"{program} ended with {done.returncode}"
