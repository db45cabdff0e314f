# SPDX-License-Identifier: Apache-2.0
"""Secrets behind what a register says on a chain: commitments to persons, fingerprints of invoices.

With a second secret every person, or invoice, would be a stranger, and registered once more. So the chain's folder
keeps, for each registrar, the fingerprint of the secret that its first import used; it tells nothing of it.
"""

import os
import secrets
import stat
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from counterfoil.custody.files import write_durably
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import tagged, to_hex
from counterfoil.primitives.input_files import open_input
from counterfoil.primitives.types import HexHash, PartyId

SECRET_LENGTH_MIN: Final = 16
SECRET_LENGTH_MAX: Final = 4_096
FINGERPRINTS: Final = "register-salts.json"


class Purpose(NamedTuple):
    """What a secret is for: where its fingerprints are kept, how it is called, and what a second one would do."""

    kept_in: str
    tag: str
    option: str
    new_option: str
    harm: str


PERSONS: Final = Purpose(
    FINGERPRINTS, "register-salt", "--salt-file", "--new-salt", "every person in it would be registered once more"
)
INVOICES: Final = Purpose(
    "invoice-keys.json",
    "invoice-key",
    "--fingerprint-key",
    "--new-fingerprint-key",
    "every invoice could be registered, and financed, once more",
)


def fingerprint(secret: bytes, purpose: Purpose = PERSONS) -> HexHash:
    """What tells one secret from another, and nothing else of it."""
    return to_hex(tagged(purpose.tag, secret))


def known_fingerprints(directory: Path, purpose: Purpose = PERSONS) -> dict[PartyId, HexHash]:
    """Registrar → fingerprint, as a chain's folder keeps them; raises InputError for a damaged file."""
    path = directory / purpose.kept_in
    try:
        found: dict[PartyId, HexHash] = canonical.decode_json(path.read_bytes(), dict[PartyId, HexHash])
    except FileNotFoundError:
        return {}
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"not what an import wrote: {error}", where=str(path), remedy="restore it") from error
    return found


def secret_of_register(
    directory: Path, registrar: PartyId, file: Path, *, new: bool, keep: bool, purpose: Purpose = PERSONS
) -> bytes:
    """The secret in ``file``, made there if it is ``new``; with ``keep`` the register is known by it from now on.

    Raises InputError when the registrar's register on the chain in ``directory`` was begun with another secret.
    """
    known = known_fingerprints(directory, purpose)
    begun = known.get(registrar)
    if new and begun is not None:
        raise _another_secret(registrar, begun, "a new one", purpose)
    if not new and not file.exists():
        first = f"{purpose.new_option} makes it, for the first import"
        remedy = first if begun is None else "the file that the first import made"
        raise InputError("no such file or directory", where=str(file), remedy=remedy)
    secret = create_secret(file, keep=keep, option=purpose.new_option) if new else read_secret(file)
    found = fingerprint(secret, purpose)
    if begun not in (None, found):
        raise _another_secret(registrar, begun, f"{found[:16]}…", purpose)
    if keep and begun is None:  # on the disk before anything is submitted
        write_durably(directory / purpose.kept_in, canonical.encode(known | {registrar: found}) + b"\n")
    return secret


def _another_secret(registrar: PartyId, begun: str | None, given: str, purpose: Purpose) -> InputError:
    return InputError(
        f"the register of {registrar} was begun with the secret {(begun or '')[:16]}…, and this is {given}: "
        f"{purpose.harm}",
        where=purpose.option,
        remedy=f"name the file of the first import, without {purpose.new_option}",
    )


def read_secret(path: Path) -> bytes:
    """The secret of a register's commitments; raises InputError when it is absent, short, or readable by others."""
    with open_input(path) as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise InputError("others can read this secret", where=str(path), remedy=f"chmod 600 {path}")
        secret = file.read(SECRET_LENGTH_MAX).strip()
    if len(secret) < SECRET_LENGTH_MIN:
        raise InputError(
            f"{len(secret)} bytes", where=str(path), remedy=f"a secret has at least {SECRET_LENGTH_MIN} bytes"
        )
    return secret


def create_secret(path: Path, *, keep: bool = True, option: str = PERSONS.new_option) -> bytes:
    """A new secret, in a file for its owner alone unless ``keep`` is false; raises InputError when there is one."""
    secret = secrets.token_hex(32).encode()
    if keep:
        _write_secret(path, secret, option)
    elif path.exists():
        raise _secret_exists(path, option)
    return secret


def _write_secret(path: Path, secret: bytes, option: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise _secret_exists(path, option) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret + b"\n")
        file.flush()
        os.fsync(descriptor)


def _secret_exists(path: Path, option: str) -> InputError:
    return InputError("the file exists already", where=str(path), remedy=f"leave {option} out, to use it")
