# SPDX-License-Identifier: Apache-2.0
"""Where a database is, and that nobody is told how it is opened."""

from pathlib import Path

import pytest

from counterfoil.primitives.errors import InputError
from counterfoil.readmodel.address import read_address

SECRET = "s3cret-w0rd"
SERVER = "postgresql+psycopg://reader@host.example/books"


def test_a_file_is_named_as_it_is() -> None:
    """Three slashes and a path."""
    assert read_address("sqlite:///books.sqlite").file == Path("books.sqlite")
    assert read_address("sqlite:////srv/books.sqlite").file == Path("/srv/books.sqlite")
    assert str(read_address("sqlite:///books.sqlite")) == "sqlite:///books.sqlite"


def test_a_password_comes_from_a_file_or_the_environment(tmp_path: Path) -> None:
    """The file is asked first; without either there is none."""
    file = tmp_path / "password"
    file.write_text(SECRET + "\n")
    file.chmod(0o600)
    environment = {"COUNTERFOIL_DATABASE_PASSWORD": "other"}
    assert read_address(SERVER, password_file=file, environment=environment).url.password == SECRET
    assert read_address(SERVER, environment=environment).url.password == "other"
    assert read_address(SERVER, environment={}).url.password is None


def test_nothing_shows_the_password() -> None:
    """Neither text nor representation, of the address or of an error."""
    found = read_address(SERVER, environment={"COUNTERFOIL_DATABASE_PASSWORD": SECRET})
    assert SECRET not in f"{found} {found!r} {vars(found)!r}"
    assert str(found) == SERVER


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("books.sqlite", "not the URL"),
        ("", "not the URL"),
        ("sqlite://", "is a file"),
        ("sqlite:///:memory:", "is a file"),
        ("sqlite:///file:x?mode=memory&uri=true", "is a file"),
        ("sqlite://host/books", "is a file"),
        ("mysql://host/books", "no database that this program knows"),
        ("postgresql://host/books", "no database that this program knows"),
        ("postgresql+psycopg://host", "no database that this program knows"),
        (f"postgresql+psycopg://reader:{SECRET}@host/books", "has a password"),
        (f"postgresql+psycopg://reader@host/books?password={SECRET}", "has a password"),
        (f"postgresql+psycopg://reader@host/books?sslpassword={SECRET}", "has a password"),
        (f"postgresql+psycopg://reader:{SECRET}@host:port/books", "not the URL"),
    ],
)
def test_other_urls_are_refused_without_being_repeated(url: str, problem: str) -> None:
    """Each says what is wrong, and no password."""
    with pytest.raises(InputError, match=problem) as caught:
        read_address(url)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_password_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """And so is one that is no text."""
    file = tmp_path / "password"
    file.write_text(SECRET)
    file.chmod(0o644)
    with pytest.raises(InputError, match="others can read") as caught:
        read_address(SERVER, password_file=file)
    assert SECRET not in str(caught.value)
    file.chmod(0o600)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="not UTF-8"):
        read_address(SERVER, password_file=file)
