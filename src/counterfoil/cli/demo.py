# SPDX-License-Identifier: Apache-2.0
"""``counterfoil demo``: two commercial chains do business under one chain of custody, and prove it."""

import os
import secrets
import shutil
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import PASSPHRASE_VARIABLE, JsonOption, example
from counterfoil.cli.output import progress_bars, write_json, write_line, write_table

if TYPE_CHECKING:
    from counterfoil.demo.demonstration import Outcome
    from counterfoil.demo.proofs import Checked

EPILOG: Final = example("counterfoil demo demo", "counterfoil demo demo --replace --json")


def demo(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is new or empty.")] = Path("demo"),
    replace: Annotated[bool, typer.Option("--replace", help="Remove a demonstration that is there already.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run the whole product once: digitise, settle, anchor, prove, forge, audit. The folder stays.

    Two chains and their firms, a custody log, three witnesses over HTTP of which two must cosign, auditors of the log
    and of the state, a few thousand delivery-versus-payment trades in digital yuan, freezes that wait in line, margin
    taken under a mandate, a warehouse receipt that travels, evidence of every claim, and forgeries that are caught.
    """
    from counterfoil.demo.demonstration import Audience, demonstrate
    from counterfoil.demo.mark import remove_demonstration

    if replace:
        remove_demonstration(directory)
    given = os.environ.get(PASSPHRASE_VARIABLE)
    tell = partial(_say_when, time.monotonic()) if not as_json else lambda _text: None
    audience = Audience(tell, partial(progress_bars, quiet=as_json))
    outcome = demonstrate(directory, given or secrets.token_urlsafe(24), audience, keep_passphrase=not given)
    if as_json:
        write_json(outcome.summary())
    else:
        _write_chains(outcome)
        _write_packages(outcome.packages)
        _write_forgeries(outcome.forgeries)
        _suggest(directory, with_passphrase=not given)
    if not outcome.clean:
        raise typer.Exit(ExitCode.negative)


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


def _write_packages(packages: "list[Checked]") -> None:
    rows = [
        (item.file.name, "proved" if item.proved else f"NOT PROVED: {item.failed_check}", item.claim)
        for item in packages
    ]
    write_table("Evidence, verified offline", ("package", "verdict", "claim"), rows)


def _write_forgeries(forgeries: "list[Checked]") -> None:
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
