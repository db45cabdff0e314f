# SPDX-License-Identifier: Apache-2.0
"""Publishing says so when a page could not take its place."""

from pathlib import Path
from typing import Any


def test_a_file_in_the_place_of_a_page_is_said(bare: Path, run: Any) -> None:
    """A warning names the file and what to do; the log is published all the same."""
    index = bare / "custody/log/index.html"
    index.write_bytes(b"welcome")
    said = run("custody", "publish", "--network", bare)
    assert "was not made here and stays as it is" in said.stderr
    assert "index.html" in said.stderr
    assert "Published" in said.stdout
    index.unlink()
    assert "stays as it is" not in run("custody", "publish", "--network", bare).stderr
    assert index.read_bytes().startswith(b"<!doctype html>")
