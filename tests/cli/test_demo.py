# SPDX-License-Identifier: Apache-2.0
"""``counterfoil demo`` and the folders that it must not touch; the whole run is tested end to end."""

import json
import re
from pathlib import Path

from counterfoil.demo.scenes import scenes


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


def test_one_scene_is_played_in_the_folder(run, tmp_path: Path) -> None:
    """What was tried and what came of it, for machines; the packages it left are proved by ``verify``."""
    folder = tmp_path / "wallets"
    told = json.loads(run("demo", folder, "--scene", "digital-yuan", "--json").output)
    assert told["scene"] == "digital-yuan"
    assert {"said": "the citizen pays 5,001 yuan at once", "came": "refused: beyond_single"} in told["acts"]
    assert told["clean"]
    for name in told["evidence"]:
        run("verify", folder / "evidence" / name, "--trust", folder / "trust.json")


def test_a_scene_that_there_is_not_leaves_no_folder(run, tmp_path: Path) -> None:
    """The names that there are come with the refusal, before anything is made."""
    said = run("demo", tmp_path / "new", "--scene", "no-such-scene", code=2).output
    assert "digital-yuan" in said
    assert not (tmp_path / "new").exists()


def test_one_scene_and_everything_are_not_asked_together(run, tmp_path: Path) -> None:
    """Two answers to one question are refused before anything is made."""
    assert "--all" in run("demo", tmp_path / "new", "--scene", "digital-yuan", "--all", code=2).output
    assert not (tmp_path / "new").exists()


def test_the_help_names_every_scene(run) -> None:
    """So that nobody has to guess one to be told the others."""
    told = re.sub(r"-\s+", "-", run("demo", "--help").stdout)  # a line may end within a name
    assert all(name in told for name in scenes())
