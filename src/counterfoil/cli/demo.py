# SPDX-License-Identifier: Apache-2.0
"""``counterfoil demo``: two commercial chains do business under one chain of custody, and prove it."""

import os
import secrets
import shutil
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import PASSPHRASE_VARIABLE, JsonOption, example
from counterfoil.cli.output import progress_bars, write_json, write_line, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.demo.demonstration import Audience, Outcome
    from counterfoil.demo.proofs import Checked
    from counterfoil.demo.stage import Played, Scene

EPILOG: Final = example(
    "counterfoil demo demo", "counterfoil demo demo --replace --json", "counterfoil demo bond --scene private-bond"
)
SCENES_FOLDER: Final = "scenes"
SCENES: Final = sorted(
    file.stem.replace("_", "-")
    for file in (Path(__file__).parents[1] / "demo/scenes").glob("*.py")
    if file.stem != "__init__"
)
"""What scenes are called, as their files are: help names them without loading the demonstration."""


def demo(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")] = Path("demo"),
    replace: Annotated[bool, typer.Option("--replace", help="Remove a demonstration that is there already.")] = False,
    only: Annotated[
        str | None,
        typer.Option("--scene", metavar="NAME", help=f"Play one scene: {', '.join(SCENES)}."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="The market, and then every scene.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run the whole product once: digitise, settle, anchor, prove, forge, audit. The folder stays.

    Two chains and their firms, a custody log, three witnesses over HTTP of which two must cosign, auditors of the log
    and of the state, a few thousand delivery-versus-payment trades in digital yuan, freezes that wait in line, margin
    taken under a mandate, a warehouse receipt that travels, evidence of every claim, and forgeries that are caught.

    A scene shows one capability on a network of its own: with --scene it is in the folder, with --all every scene is in
    a folder below it.
    """
    from counterfoil.demo.demonstration import Audience, demonstrate
    from counterfoil.demo.mark import remove_demonstration
    from counterfoil.demo.scenes import scene, scenes
    from counterfoil.demo.stage import play

    if only is not None and everything:
        raise InputError("--scene is one scene, --all is everything", where="--scene", remedy="give one of them")
    asked = [scene(only)] if only is not None else list(scenes().values()) if everything else []
    if replace:
        remove_demonstration(directory)
    given = os.environ.get(PASSPHRASE_VARIABLE)
    passphrase = given or secrets.token_urlsafe(24)
    tell = partial(_say_when, time.monotonic()) if not as_json else lambda _text: None
    audience = Audience(tell, partial(progress_bars, quiet=as_json))
    market = None if only else demonstrate(directory, passphrase, audience, keep_passphrase=not given)
    folders = [directory if only else directory / SCENES_FOLDER / each.name for each in asked]
    asked, folders = _possible(asked, folders, audience) if everything else (asked, folders)
    played = [
        play(each, folder, passphrase, audience, keep_passphrase=not given)
        for each, folder in zip(asked, folders, strict=True)
    ]
    if as_json:
        told = [market.summary()] if market is not None else []
        told += [each.summary() for each in played]
        write_json({**told[0], "scenes": told[1:]} if everything else told[0])
    else:
        if market is not None:
            _write_market(market)
        for each, folder in zip(played, folders, strict=True):
            _write_packages(each.packages, each.scene.title)
            if each.forgeries:
                _write_forgeries(each.forgeries)
            _suggest_scene(each, folder)
        if market is not None:
            _suggest(directory, with_passphrase=not given)
    if not all(each.clean for each in (market, *played) if each is not None):
        raise typer.Exit(ExitCode.negative)


def _write_market(market: "Outcome") -> None:
    _write_chains(market)
    _write_packages(market.packages)
    _write_forgeries(market.forgeries)


def _suggest_scene(played: "Played", folder: Path) -> None:
    package = played.packages[0].file
    write_line(f"  {_program()} verify {package} --trust {folder}/trust.json --report report.html")
    if played.afterwards:
        write_line("To begin what ran again, each in a shell of its own:")
    for command in played.afterwards:
        write_line(f"  {_program()} {command}")


def _possible(
    asked: "Sequence[Scene]", folders: Sequence[Path], audience: "Audience"
) -> "tuple[list[Scene], list[Path]]":
    """Scenes with their folders, but for those that need what is not on this machine, of which it is told."""
    found = []
    for each, folder in zip(asked, folders, strict=True):
        try:
            each.require()
        except InputError as error:
            audience.tell(f"scene {each.name} left out: {error}")
        else:
            found.append((each, folder))
    return [each for each, _ in found], [folder for _, folder in found]


def _say_when(begun: float, text: str) -> None:
    """What is done, and how long it took from the beginning."""
    write_line(f"{time.monotonic() - begun:6.1f} s  {text}")


def _write_chains(outcome: "Outcome") -> None:
    rows = [
        (audit.chain, audit.height + 1, audit.transactions, audit.events, business.settled, business.rejected,
         audit.first_difference or "clean")
        for audit, business in zip(outcome.audits, outcome.businesses, strict=True)
    ]  # fmt: skip
    write_table("Chains", ("chain", "blocks", "transactions", "events", "settled", "rejected", "audit"), rows)


def _write_packages(packages: "Sequence[Checked]", of: str | None = None) -> None:
    rows = [
        (item.file.name, "proved" if item.proved else f"NOT PROVED: {item.failed_check}", item.claim)
        for item in packages
    ]
    write_table("Evidence, verified offline" + (f": {of}" if of else ""), ("package", "verdict", "claim"), rows)


def _write_forgeries(forgeries: "Sequence[Checked]") -> None:
    from counterfoil.verify.checks import CHECKS

    rows = [
        (item.file.name, f"{item.failed_check} {CHECKS[item.failed_check - 1].name}" if item.failed_check else "none",
         "caught" if item.as_it_should_be else "NOT CAUGHT")
        for item in forgeries
    ]  # fmt: skip
    write_table("Forgeries", ("package", "caught at check", ""), rows)


def _suggest(directory: Path, *, with_passphrase: bool) -> None:
    from counterfoil.demo.demonstration import BESIDE_THE_KEYS

    program = _program()
    secret = f" --passphrase-file {directory}/keys/{BESIDE_THE_KEYS}" if with_passphrase else ""
    commands = (
        f"verify {directory}/evidence/securities-control-now.zip --trust {directory}/trust.json --report report.html",
        f"verify {directory}/evidence/otc-provenance.zip --trust {directory}/trust.json",
        f"verify {directory}/forgeries/unauthorised_transfer.zip --trust {directory}/trust.json",
        f"show account investor-001 --chain securities --network {directory}",
        f"show statement investor-001 --chain securities --network {directory}",
        f"custody fsck {directory}/custody",
        f"audit {directory}",
        f"custody publish --network {directory}{secret}",
    )
    write_line("Look around:")
    for command in commands:
        write_line(f"  {program} {command}")
    write_line(f"  python3 -m http.server --directory {directory}/custody/log   # the portal, as any server serves it")
    write_line("And without any program but a browser: open the first, and drop the other two on it.")
    write_line(f"  {directory}/custody/log/verifier.html")
    write_line(f"  {directory}/evidence/securities-control-now.zip")
    write_line(f"  {directory}/trust.json")


def _program() -> str:
    """How this program can be called from here, so that the commands can be copied."""
    called = sys.argv[0]
    return called if called.endswith("/counterfoil") and shutil.which("counterfoil") is None else "counterfoil"
