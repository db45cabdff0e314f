# SPDX-License-Identifier: Apache-2.0
"""The web console: the files of a build that is data of this package, and nothing else.

1. They are open to everybody, tell nothing of the ledger, and are the same for all: what a page shows it asks for,
   signed, as any program does.
2. They are read once, and asked for by their exact names: a path is never made into a file's name.
3. The page may run scripts of this origin and ask this origin, and nothing else; it is shown in no other page. Style
   that its components make as they run has the page's nonce.
4. Files whose names have the digest of what is in them are kept for ever by browsers; the page itself never.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from litestar import Response, get

from counterfoil.api.doorway import Entry
from counterfoil.api.ledger.answering import AskedWith, Asking

ROOT: Final = "/console"
NONCE: Final = b"{nonce}"
"""What stands in the page for the nonce of each answer."""
KINDS: Final[Mapping[str, str]] = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
_GUARDED: Final[Mapping[str, str]] = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
}


@dataclass(frozen=True)
class ConsoleFile:
    """One file of the build."""

    content: bytes
    packed: bytes
    """the same, for whoever reads gzip"""
    kind: str


@cache
def built() -> dict[str, ConsoleFile]:
    """Path → file; the page has the path of their folder."""
    folder = files("counterfoil") / "page" / "console"
    found = {}
    for file in folder.iterdir():
        name, content = file.name, file.read_bytes()
        path = ROOT if name == "index.html" else f"{ROOT}/{name}"
        kind = KINDS[name.rpartition(".")[2]]
        found[path] = ConsoleFile(content, gzip.compress(content, mtime=0), kind)
    return found


def policy(nonce: str) -> str:
    """What the page may do, as its browser is told."""
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


PATHS: Final = frozenset({"/", f"{ROOT}/", *built()})
"""Open to everybody."""


@get("/", include_in_schema=False)
async def door() -> Response[bytes]:
    """To the page."""
    return Response(b"", status_code=307, headers={"location": ROOT})


@get(sorted(built()), include_in_schema=False)
async def console(request: Asking, entry: AskedWith) -> Response[bytes]:
    path = request.scope["path"].removesuffix("/")
    file = built()[path]
    if path == ROOT:
        return _page(file, entry)
    packs = "gzip" in request.headers.get("accept-encoding", "")
    headers = {**_GUARDED, "content-type": file.kind, "cache-control": "public, max-age=31536000, immutable"}
    headers |= {"vary": "accept-encoding"} | ({"content-encoding": "gzip"} if packs else {})
    return Response(file.packed if packs else file.content, headers=headers)


def _page(file: ConsoleFile, entry: Entry) -> Response[bytes]:
    """The page with its nonce, which is the name of the request: nobody knows it before."""
    content = file.content.replace(NONCE, entry.request_id.encode())
    headers = {**_GUARDED, "content-type": file.kind, "content-security-policy": policy(entry.request_id)}
    return Response(content, headers=headers)


HANDLERS = [door, console]
