# SPDX-License-Identifier: Apache-2.0
"""The pages that lie beside a published log, for a browser: the portal as ``index.html``, the others by their names.

They come with the package, built. Each ends with the hash of what stands before, so that a page of any version can be
told from one that somebody changed, or wrote.
"""

import re
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final

from counterfoil.custody.files import read_kept, write_durably

INDEX: Final = {"portal.html": "index.html"}
"""Under which name a page is published, where it is another than in the package."""
_SEAL: Final = re.compile(rb"<!-- counterfoil ([0-9a-f]{64}) -->\n\Z")


def packaged_pages() -> dict[str, bytes]:
    """The pages of this version, by the names under which they are published."""
    pages = (page for page in (files("counterfoil.page") / "browser").iterdir() if page.name.endswith(".html"))
    return {INDEX.get(page.name, page.name): page.read_bytes() for page in pages}


def publish_pages(folder: Path) -> list[Path]:
    """Put the pages into the folder of a published log, those that are there and other than these replaced.

    A file that is no page as this product built it is left as it is; returns these. Raises StorageError.
    """
    left = []
    for name, page in sorted(packaged_pages().items()):
        path = folder / name
        known = read_kept(path) if path.is_file() else None
        if known == page:
            continue
        if (path.exists() or path.is_symlink()) and (known is None or not is_built(known)):
            left.append(path)
        else:
            write_durably(path, page)
    return left


def is_built(page: bytes) -> bool:
    """Whether a page is as some version of this product built it."""
    seal = _SEAL.search(page)
    return seal is not None and sha256(page[: seal.start()]).hexdigest().encode() == seal[1]
