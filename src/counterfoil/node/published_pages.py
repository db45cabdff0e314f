# SPDX-License-Identifier: Apache-2.0
"""The pages that lie beside a published log, for a browser: the portal as ``index.html``, the others by their names.

They come with the package, built. ``pages.json``, beside the published folder, has the hash of each as it was written
there, so that a page of an older version can be told from a file that somebody else put in its place.
"""

from importlib.resources import files
from pathlib import Path
from typing import Final

from counterfoil.custody.files import decode_kept, read_kept, write_durably
from counterfoil.custody.log import PUBLIC_FOLDER
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import HexHash

INDEX: Final = {"portal.html": "index.html"}
"""Under which name a page is published, where it is another than in the package."""
VERIFIER: Final = "verifier.html"
WRITTEN_FILE: Final = "pages.json"
_BUILT: Final = files("counterfoil.page") / "browser"


def packaged_pages() -> dict[str, bytes]:
    """The pages of this version, by the names under which they are published."""
    pages = (page for page in _BUILT.iterdir() if page.name.endswith(".html"))
    return {INDEX.get(page.name, page.name): page.read_bytes() for page in pages}


def verifier_hash() -> HexHash:
    """SHA-256 of the verifier for a browser that comes with this version."""
    return _hash((_BUILT / VERIFIER).read_bytes())


def publish_pages(custody: Path) -> list[Path]:
    """Put the pages into the published folder below ``custody``; those written by an older version are replaced.

    A file that was not written here is left as it is; returns these. Raises StorageError, CorruptionError.
    """
    written = _read_written(custody / WRITTEN_FILE)
    now = dict(written)
    left = []
    for name, page in sorted(packaged_pages().items()):
        path = custody / PUBLIC_FOLDER / name
        if not path.exists() and not path.is_symlink():
            write_durably(path, page)
        elif not path.is_file() or (known := read_kept(path)) != page:
            if not path.is_file() or _hash(known) != written.get(name):
                left.append(path)
                continue
            write_durably(path, page)
        now[name] = _hash(page)
    if now != written:
        write_durably(custody / WRITTEN_FILE, canonical.encode(now))
    return left


def _read_written(path: Path) -> dict[str, str]:
    return decode_kept(path, lambda data: canonical.decode(data, dict[str, str])) if path.exists() else {}


def _hash(page: bytes) -> HexHash:
    return to_hex(digest(page))
