# SPDX-License-Identifier: Apache-2.0
"""Pages beside a published log: put there, renewed, and never in the place of somebody else's file unasked."""

from pathlib import Path

import pytest

from counterfoil.node import published_pages
from counterfoil.node.published_pages import WRITTEN_FILE, packaged_pages, publish_pages
from counterfoil.primitives.errors import CorruptionError
from support.network import make_network, open_network


@pytest.fixture
def custody(tmp_path: Path) -> Path:
    (tmp_path / "log").mkdir()
    return tmp_path


def test_the_pages_are_published(custody: Path) -> None:
    """The portal as the folder's index, the verifier beside it, each as it is in the package."""
    assert {"index.html", "verifier.html"} == set(packaged_pages())
    assert publish_pages(custody) == []
    assert {path.name: path.read_bytes() for path in (custody / "log").iterdir()} == packaged_pages()


def test_nothing_is_written_twice(custody: Path) -> None:
    """A page that is there as it should be stays the same file."""
    publish_pages(custody)
    before = {path.name: path.stat().st_ino for path in (custody / "log").iterdir()}
    publish_pages(custody)
    assert {path.name: path.stat().st_ino for path in (custody / "log").iterdir()} == before


def test_an_older_version_is_replaced(custody: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written here before is renewed, so also after the record of it was lost while the page was current."""
    with monkeypatch.context() as older:
        older.setattr(published_pages, "packaged_pages", lambda: {"index.html": b"an older one"})
        publish_pages(custody)
        (custody / WRITTEN_FILE).unlink()
        publish_pages(custody)
    assert publish_pages(custody) == []
    assert (custody / "log/index.html").read_bytes() == packaged_pages()["index.html"]


@pytest.mark.parametrize("way", ["file", "edited", "folder", "link"])
def test_what_is_not_ours_stays(custody: Path, way: str) -> None:
    """A file, an edited page, a folder or a link in the place of a page is left, named, and holds up no other page."""
    index = custody / "log/index.html"
    if way == "file":
        index.write_bytes(b"welcome")
    elif way == "edited":
        publish_pages(custody)
        index.write_bytes(index.read_bytes() + b"<!-- ours -->")
    elif way == "folder":
        index.mkdir()
    else:
        index.symlink_to(custody / "nowhere")
    known = index.read_bytes() if index.is_file() else None
    for _ in range(2):
        assert publish_pages(custody) == [index]
    assert (index.read_bytes() if index.is_file() else None) == known
    assert index.is_symlink() == (way == "link")
    assert (custody / "log/verifier.html").read_bytes() == packaged_pages()["verifier.html"]


@pytest.mark.parametrize("record", [b"{", b"\xff", b"[]", b'{"index.html": 1}'])
def test_a_damaged_record_is_named(custody: Path, record: bytes) -> None:
    """Whoever reads it says which file it is."""
    (custody / WRITTEN_FILE).write_bytes(record)
    with pytest.raises(CorruptionError, match=WRITTEN_FILE):
        publish_pages(custody)


def test_a_network_publishes_them(tmp_path: Path) -> None:
    """They come with each publication; a file in their place is known to whoever published."""
    root = make_network(tmp_path / "network")
    index = root / "custody/log/index.html"
    assert index.read_bytes() == packaged_pages()["index.html"]
    index.write_bytes(b"welcome")
    with open_network(root) as network:
        network.publish()
        assert network.pages_left == [index]
    assert index.read_bytes() == b"welcome"
