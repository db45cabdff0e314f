# SPDX-License-Identifier: Apache-2.0
"""The console's files as they are served: open to all, under a strict policy, and no other file with them."""

import re
import socket
from collections.abc import Iterator
from importlib.resources import files

import httpx
import pytest

from counterfoil.api.ledger.console_pages import PATHS, ROOT, built
from support.node_service import Served


@pytest.fixture
def stranger(standing: Served) -> Iterator[httpx.Client]:
    """Somebody without a key."""
    with httpx.Client(base_url=standing.url, trust_env=False) as client:
        yield client


def test_the_page_may_do_little(stranger: httpx.Client) -> None:
    """Its policy allows scripts of this origin, and none in the page; it is shown in no frame, and not kept."""
    answer = stranger.get(ROOT)
    policy = answer.headers["content-security-policy"]
    nonce = answer.headers["x-request-id"]
    said = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert said["default-src"] == "'none'"
    assert said["script-src"] == said["connect-src"] == "'self'"
    assert said["style-src"] == f"'self' 'nonce-{nonce}'"
    assert said["frame-ancestors"] == said["base-uri"] == said["form-action"] == "'none'"
    assert "unsafe" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert re.findall(r"<script(?![^>]* src=\"/console/)", answer.text) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=", answer.text) == []


def test_each_page_has_a_nonce_of_its_own(stranger: httpx.Client) -> None:
    """In the page and in its policy, and never again."""
    seen = set()
    for _ in range(3):
        answer = stranger.get(f"{ROOT}/")
        [nonce] = re.findall(r'name="style-nonce" content="([0-9a-f]{16,})"', answer.text)
        assert f"'nonce-{nonce}'" in answer.headers["content-security-policy"]
        seen.add(nonce)
    assert len(seen) == 3


def test_files_are_kept_for_ever_by_their_digest(stranger: httpx.Client) -> None:
    """Every file that the page leads to is there, packed or plain the same, and named by a digest."""
    page = stranger.get(ROOT).text
    named = re.findall(r'(?:src|href)="(/console/[^"]+)"', page)
    assert named
    assert set(named) <= set(built())
    for path in sorted(set(built()) - {ROOT}):
        packed = stranger.get(path)
        plain = stranger.get(path, headers={"accept-encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.content == plain.content == built()[path].content
        if not path.endswith("licences.txt"):
            assert re.search(r"-[\w-]{8}\.(js|css)$", path), path
            assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_the_door_leads_to_the_page(stranger: httpx.Client) -> None:
    """Whoever types the address alone."""
    answer = stranger.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, ROOT)


@pytest.mark.parametrize(
    "path",
    [
        *("/console/../chains", "/console/..%2f..%2fetc/passwd", "/console/%2e%2e/%2e%2e/pyproject.toml"),
        *("/console//etc/passwd", "/console/index.html", "/console/nothing.js", "/console/..", "/console/./"),
        *("/console/console-", "/consoles", "/chains", "/me", "/"),
    ],
)
def test_no_other_file_is_served(standing: Served, path: str) -> None:
    """A path is asked for as it stands; what is no file of the build is answered as everything is without a key."""
    host, port = standing.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        status = int(connection.makefile("rb").readline().split()[1])
    assert status == (307 if path == "/" else 401)


def test_what_is_open_is_the_build(standing: Served) -> None:
    """The page's folder has these files and no other; each is of a kind that is known."""
    folder = files("counterfoil") / "page" / "console"
    names = {file.name for file in folder.iterdir()}
    assert {path.removeprefix(f"{ROOT}/") for path in built()} == (names - {"index.html"}) | {ROOT}
    assert {"/", f"{ROOT}/", *built()} == PATHS
    assert standing.get("alice", "/console/nothing").status_code == 404
