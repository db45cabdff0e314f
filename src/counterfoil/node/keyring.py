# SPDX-License-Identifier: Apache-2.0
"""The key files of a network's folder, opened with one passphrase."""

import re
import stat
from collections.abc import Callable
from pathlib import Path

from counterfoil.identity.keyfile import describe_key, generate_key, read_key, write_key
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import KeyFileError
from counterfoil.primitives.types import IDENTIFIER_IN_WORDS, IDENTIFIER_PATTERN

AskPassphrase = Callable[[], str | None]
"""Gives the passphrase, once; None means that keys are not encrypted."""


class Keyring:
    """Reader each key file once. Deriving a key from the passphrase is slow on purpose."""

    def __init__(self, directory: Path, ask: AskPassphrase) -> None:
        self._directory = directory
        self._ask = ask
        self._asked = False
        self._passphrase: str | None = None
        self._keys: dict[str, PrivateKey] = {}

    def path(self, name: str) -> Path:
        """The file of the key called ``name``; raises KeyFileError for what cannot be a key's name."""
        if re.match(IDENTIFIER_PATTERN, name) is None:
            problem = f"{name!r} cannot be a key's name"
            raise KeyFileError(problem, where=str(self._directory), remedy=IDENTIFIER_IN_WORDS)
        return self._directory / f"{name}.key"

    def get(self, name: str) -> PrivateKey:
        """The private key called ``name``; raises KeyFileError."""
        if name not in self._keys:
            encrypted = describe_key(self._there(name)).encrypted
            self._keys[name] = read_key(self.path(name), self._secret() if encrypted else None)
        return self._keys[name]

    def _there(self, name: str) -> Path:
        """The file of a key that there is; KeyFileError when there is none."""
        if not (path := self.path(name)).exists():
            remedy = f"counterfoil keys list shows those that are there; counterfoil keys new {name} makes it"
            raise KeyFileError(f"there is no key {name!r}", where=str(path), remedy=remedy)
        return path

    def read(self, file: Path) -> PrivateKey:
        """The private key in a file of its own, anywhere; raises KeyFileError."""
        return read_key(file, self._secret() if describe_key(file).encrypted else None)

    def public(self, name: str) -> PublicKey:
        """The public key called ``name``, which needs no passphrase."""
        return describe_key(self._there(name)).public

    def create(self, name: str) -> PrivateKey:
        """Make a new key and write its file; raises KeyFileError when there is one of that name."""
        path = self.path(name)
        passphrase = self._secret()
        self._directory.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
        key = generate_key()
        write_key(path, key, passphrase, name=name)
        self._keys[name] = key
        return key

    def names(self) -> list[str]:
        """What the folder's key files are called; files whose name cannot be a key's are not ours."""
        names = (path.stem for path in self._directory.glob("*.key"))
        return sorted(name for name in names if re.match(IDENTIFIER_PATTERN, name))

    def _secret(self) -> str | None:
        if not self._asked:
            self._passphrase = self._ask()
            self._asked = True
        return self._passphrase
