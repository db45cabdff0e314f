# SPDX-License-Identifier: Apache-2.0
"""``counterfoil demo`` and the folders that it must not touch; the whole run is tested end to end."""

from pathlib import Path


def test_replace_spares_a_network(run, bare: Path) -> None:
    """``--replace`` removes demonstrations only: somebody's network is refused, whole, with exit code 2."""
    before = sorted(bare.rglob("*"))
    assert "no demonstration made this folder" in run("demo", bare, "--replace", code=2).output
    assert sorted(bare.rglob("*")) == before


def test_a_folder_in_use_is_refused(run, bare: Path) -> None:
    """Without ``--replace`` a folder with something in it is refused, and the remedy is named."""
    said = run("demo", bare, code=2).output
    assert "not empty" in said
    assert "--replace" in said
    assert not (bare / "demonstration.json").exists()
