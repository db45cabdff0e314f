# SPDX-License-Identifier: Apache-2.0
"""``counterfoil clearing call``: what accounts lack within the day, and the calls for it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import open_network, require_signers, signing_keys
from counterfoil.cli.ordering import Given, sending
from counterfoil.cli.output import progress_bars, write_json, write_line, write_table
from counterfoil.cli.submit import publish_or_warn
from counterfoil.cli.times import time_from
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.node.futures.calling import Lacking

MONEY = ("variation", "fees", "balance", "needed", "called", "before")


@sending
def call(
    house: Annotated[str, typer.Argument(metavar="HOUSE", help="Whose accounts are judged.")],
    given: Given,
    until: Annotated[
        str | None, typer.Option(metavar="TIME", help="By when what lacks is to be there, such as +2h.")
    ] = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why it is called.")] = None,
) -> None:
    """Call margin within the open day (盘中追加保证金) of every account that lacks some at the prices marked last.

    Prices are marked by futures mark-price. Each account is reckoned as its settlement would be; who was called for as
    much already is left alone, so it is safe to run again. With --dry-run it is shown, and nothing is sent. Amounts are
    in yuan; with --json in fen. Not answered in time, nothing is opened, and lots may be closed by force. Exit code 1:
    a call was refused.
    """
    from counterfoil.node.futures.calling import calls_of, lacking
    from counterfoil.node.futures.settling_day import Work
    from counterfoil.node.layout import require_chain

    if not given.dry_run:
        require_signers(given.key)
        if until is None or reason is None:
            raise InputError("are missing", where="--until, --reason", remedy="such as --until +2h --reason TEXT")
    with open_network(given.network, given.passphrase_file, accept_clock=given.accept_clock) as opened:
        node = opened.chain(require_chain(opened.config, given.chain), writable=not given.dry_run)
        found, left, published = list(lacking(node.ledger.view, house)), [], False
        if not given.dry_run and until is not None and reason is not None:
            calls = calls_of(found, time_from(until, opened.now_ms, "--until"), reason)
            with progress_bars(quiet=given.as_json) as progress:
                work = Work(node, signing_keys(opened, given.key), progress)
                work.take("called", calls)
            left, published = work.left, bool(work.done) and not given.no_publish and publish_or_warn(opened)
    _show(house, found, given, {"refused": [one._asdict() for one in left], "published": published})
    raise typer.Exit(ExitCode.negative if left else ExitCode.ok)


def _show(house: str, found: "list[Lacking]", given: Given, more: dict[str, Any]) -> None:
    from counterfoil.node.futures.statement_json import yuan

    rows = [one._asdict() for one in found]
    if given.as_json:
        write_json({"house": house, "accounts": rows, "dry_run": given.dry_run, **more})
        return
    shown = [tuple(yuan(value) if name in MONEY else value for name, value in one.items()) for one in rows]
    title = "What accounts lack now" if given.dry_run else "Called within the day"
    write_table(f"{title}: {house}", ("account", "member", *MONEY), shown)
    for one in more["refused"]:
        write_line(f"refused: {one['account']}, {one['outcome']}: {one['detail']}")
