# SPDX-License-Identifier: Apache-2.0
"""Private key files: a seed under a passphrase (scrypt, then secretbox), readable by its owner alone.

The one module of the pure rings that touches the disk and the system's randomness.
"""

import os
import secrets
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta
from nacl.bindings import crypto_pwhash_scryptsalsa208sha256_ll
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import KeyFileError
from counterfoil.primitives.signatures import ED25519, SCHEMES
from counterfoil.primitives.types import KeyId

FORMAT: Final = "counterfoil-key/v1"
SALT_LENGTH: Final = 32
_FILE_LENGTH_MAX: Final = 65_536
_SCRYPT_MEMORY_MAX: Final = 2**29
"""Bytes; a file that wants more is refused before it can exhaust the machine."""


class ScryptParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """RFC 7914 §2. The key takes 128·n·r bytes of memory to derive."""

    function: Annotated[str, Meta(pattern=r"^scrypt\Z")]
    n: Annotated[int, Meta(ge=2, le=2**24)]
    p: Annotated[int, Meta(ge=1, le=16)]
    r: Annotated[int, Meta(ge=1, le=64)]
    salt: Annotated[bytes, Meta(min_length=16, max_length=64)]


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file holds. ``kdf`` null means that ``box`` is the seed itself."""

    box: bytes
    format: str
    kdf: ScryptParameters | None
    name: Annotated[str, Meta(max_length=256)]
    public: str
    scheme: str

    def __repr__(self) -> str:
        return f"KeyFile(name={self.name!r}, scheme={self.scheme!r}, public={self.public!r})"


@dataclass(frozen=True, slots=True)
class KeyDescription:
    """What a key file says without its passphrase; ``public`` was not checked against the seed."""

    name: str
    public: PublicKey
    keyid: KeyId
    encrypted: bool


def generate_key(scheme: str = ED25519) -> PrivateKey:
    """A new key from the system's randomness."""
    return PrivateKey(seed=secrets.token_bytes(SCHEMES[scheme].seed_length), scheme=scheme)


def write_key(
    path: Path,
    key: PrivateKey,
    passphrase: str | None,
    *,
    name: str = "",
    salt: bytes | None = None,
    nonce: bytes | None = None,
    scrypt_n: int = 2**16,
) -> None:
    """Write ``key`` to a new file with mode 0600; ``passphrase`` None leaves it unencrypted.

    Raises KeyFileError when the file exists or the passphrase is empty. ``salt`` and ``nonce`` come from the
    system's randomness unless given.
    """
    kdf: ScryptParameters | None = None
    box = key.seed
    if passphrase is not None:
        salt = secrets.token_bytes(SALT_LENGTH) if salt is None else salt
        nonce = secrets.token_bytes(SecretBox.NONCE_SIZE) if nonce is None else nonce
        kdf = ScryptParameters(function="scrypt", n=scrypt_n, p=1, r=8, salt=salt)
        box = bytes(SecretBox(_derive(passphrase, kdf, path)).encrypt(key.seed, nonce))
    document = KeyFile(box=box, format=FORMAT, kdf=kdf, name=name, public=key.public.key, scheme=key.scheme)
    _create(path, msgspec.json.format(canonical.encode(document), indent=2) + b"\n")


def read_key(path: Path, passphrase: str | None) -> PrivateKey:
    """The key in a file.

    Raises KeyFileError when the file is absent, readable by others, not a key file, needs a passphrase,
    got the wrong one, or names another public key than its seed has.
    """
    document = _load(path)
    key = PrivateKey(seed=_open_box(document, passphrase, path), scheme=document.scheme)
    if len(key.seed) != SCHEMES[document.scheme].seed_length or key.public.key != document.public:
        raise KeyFileError("the seed does not belong to the public key beside it", where=str(path))
    return key


def describe_key(path: Path) -> KeyDescription:
    """Name, public key and keyid of a key file, which needs no passphrase; raises KeyFileError."""
    document = _load(path)
    public = PublicKey(key=document.public, scheme=document.scheme)
    return KeyDescription(name=document.name, public=public, keyid=public.keyid, encrypted=document.kdf is not None)


def _open_box(document: KeyFile, passphrase: str | None, path: Path) -> bytes:
    if document.kdf is None:
        return document.box
    if passphrase is None:
        raise KeyFileError("the key is encrypted", where=str(path), remedy="give its passphrase")
    try:
        return SecretBox(_derive(passphrase, document.kdf, path)).decrypt(document.box)
    except (CryptoError, ValueError) as error:
        raise KeyFileError("wrong passphrase, or the file is damaged", where=str(path)) from error


def _derive(passphrase: str, kdf: ScryptParameters, path: Path) -> bytes:
    """The secretbox key; one passphrase typed on two systems is one text (Unicode NFC)."""
    if not passphrase:
        raise KeyFileError("the passphrase is empty", where=str(path), remedy="choose one, or ask for no encryption")
    if kdf.n & (kdf.n - 1) or 128 * kdf.n * kdf.r > _SCRYPT_MEMORY_MAX:
        raise KeyFileError(
            f"scrypt parameters n={kdf.n}, r={kdf.r} are refused",
            where=str(path),
            remedy=f"n is a power of two and 128·n·r at most {_SCRYPT_MEMORY_MAX}",
        )
    secret = unicodedata.normalize("NFC", passphrase).encode(errors="surrogatepass")
    return crypto_pwhash_scryptsalsa208sha256_ll(
        secret, kdf.salt, kdf.n, kdf.r, kdf.p, dklen=SecretBox.KEY_SIZE, maxmem=2 * _SCRYPT_MEMORY_MAX
    )


def _create(path: Path, content: bytes) -> None:
    """A new file, durable, for its owner alone; an existing one is never touched."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyFileError("the file exists already", where=str(path), remedy="keys are never overwritten") from error
    except OSError as error:
        raise KeyFileError(f"cannot be created: {error.strerror}", where=str(path)) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
    except OSError as error:
        path.unlink()
        raise KeyFileError(f"cannot be written: {error.strerror}", where=str(path)) from error


def _load(path: Path) -> KeyFile:
    try:
        document = canonical.decode_json(_read_private(path), KeyFile)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise KeyFileError(f"not a key file: {error}", where=str(path)) from error
    if document.format != FORMAT:
        raise KeyFileError(f"unknown format {document.format!r}", where=str(path), remedy=f"this reads {FORMAT}")
    scheme = SCHEMES.get(document.scheme)
    if scheme is None:
        raise KeyFileError(f"unknown scheme {document.scheme!r}", where=str(path), remedy=f"use {', '.join(SCHEMES)}")
    if len(document.public) != 2 * scheme.public_key_length or set(document.public) - set("0123456789abcdef"):
        raise KeyFileError("the public key is not lower-case hex of the scheme's length", where=str(path))
    return document


def _read_private(path: Path) -> bytes:
    """The file's bytes, once it is certain that nobody else can read them."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise KeyFileError(f"cannot be opened: {error.strerror}", where=str(path)) from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise KeyFileError("not a file", where=str(path))
        if stat.S_IMODE(status.st_mode) & 0o077:
            raise KeyFileError("others can read this private key", where=str(path), remedy=f"chmod 600 {path}")
        return os.read(descriptor, _FILE_LENGTH_MAX)
    finally:
        os.close(descriptor)
