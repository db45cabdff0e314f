# SPDX-License-Identifier: Apache-2.0
"""Who signs: key files, keys in memory, or whatever has ``keyid`` and ``sign``, such as a module that keeps its key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from counterfoil.identity.keyfile import describe_key, read_key
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import Signer
from counterfoil.primitives.errors import InputError, KeyFileError
from counterfoil.primitives.types import KeyId

Passphrase: TypeAlias = str | Callable[[Path], str] | None
"""Of key files: a text, or what asks for it; it is called with the file."""
Key: TypeAlias = str | Path | Signer
"""A key file, or whoever signs."""


@dataclass(frozen=True)
class RemoteSigner:
    """A key that is elsewhere: its public half, and what signs with it. What it answers is verified here."""

    public: PublicKey
    function: Callable[[bytes], bytes] = field(repr=False)

    @property
    def keyid(self) -> KeyId:
        return self.public.keyid

    def sign(self, message: bytes) -> bytes:
        """Raises InputError where what was answered is not this key's signature."""
        signature = bytes(self.function(message))
        if not self.public.verify(message, signature):
            raise InputError("what signs answered no signature of this key", where=f"key {self.keyid[:16]}…")
        return signature


def signers(given: Key | Sequence[Key] | None, passphrase: Passphrase) -> tuple[Signer, ...]:
    """Everybody who signs here, each once, in order; raises KeyFileError and InputError."""
    if given is None:
        return ()
    listed: Sequence[Key] = given if isinstance(given, list | tuple) else (given,)
    found = [_signer(one, passphrase) for one in listed]
    return tuple({one.keyid: one for one in found}.values())


def _signer(given: Key, passphrase: Passphrase) -> Signer:
    if isinstance(given, str | Path):
        return _from_file(Path(given), passphrase)
    if not (hasattr(given, "keyid") and callable(getattr(given, "sign", None))):
        remedy = "a key file, a PrivateKey, or an object with keyid and sign"
        raise InputError(f"{type(given).__name__} signs nothing", where="key", remedy=remedy)
    return given


def _from_file(file: Path, passphrase: Passphrase) -> Signer:
    if not describe_key(file).encrypted:
        return read_key(file, None)
    secret = passphrase(file) if callable(passphrase) else passphrase
    if secret is None:
        remedy = "give passphrase=…, or a function that asks for it"
        raise KeyFileError("the key is encrypted", where=str(file), remedy=remedy)
    return read_key(file, secret)
