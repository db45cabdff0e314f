# SPDX-License-Identifier: Apache-2.0
"""``counterfoil verify``: the twelve checks on evidence packages, offline, trusting the trust file alone."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from counterfoil.cli.options import JsonOption, example, read_trust, require_new_file
from counterfoil.cli.output import write_json, write_line, write_table
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counterfoil.evidence.bilingual import Words
    from counterfoil.evidence.narrative import ReportModel
    from counterfoil.verify import Report, Trust

EPILOG: Final = example(
    "counterfoil verify control.zip --trust trust.json --report control.html",
    "counterfoil verify *.zip --trust trust.json --max-age-s 3600 --json",
)


def verify(
    packages: Annotated[list[Path], typer.Argument(metavar="PACKAGE…")],
    trust: Annotated[Path, typer.Option("--trust", metavar="FILE", help="Your own trust file.")],
    max_age_s: Annotated[
        int | None, typer.Option("--max-age-s", min=1, metavar="SECONDS", help="Refuse evidence older than this.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="If proved, draw the page for a person into FILE.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Verify evidence packages. Exit code 0: all proved; 1: one is not proved; 2: one is unusable input.

    With --json, one package gives an object and several give a list. The page that --report draws is your own: the
    one inside a package was drawn by whoever made the package.
    """
    if page is not None and len(packages) > 1:
        raise InputError("a page is drawn of one package", where="--report", remedy="name one package")
    require_new_file(page)
    believed = _trust(trust, max_age_s)
    reports = [_verify(package, believed) for package in packages]
    if page is not None and reports[0].narrative is not None:
        _draw(reports[0].narrative, page)
    if as_json:
        plain = [{"package": str(path)} | _plain(report) for path, report in zip(packages, reports, strict=True)]
        write_json(plain[0] if len(plain) == 1 else plain)
    else:
        for path, report in zip(packages, reports, strict=True):
            _write(path, report)
    raise typer.Exit(max(report.verdict.exit_code for report in reports))


def _trust(path: Path, max_age_s: int | None) -> "Trust":
    from dataclasses import replace

    trust = read_trust(path)
    if max_age_s is None:
        return trust
    return replace(trust, max_age_s=min(max_age_s, trust.max_age_s or max_age_s))


def _verify(path: Path, trust: "Trust") -> "Report":
    from counterfoil.evidence.package_zip import PACKAGE_LENGTH_MAX
    from counterfoil.primitives.types import Timestamp
    from counterfoil.verify import verify_package

    with path.open("rb") as file:
        data = file.read(PACKAGE_LENGTH_MAX + 1)
    return verify_package(data, trust, now=Timestamp(time.time_ns() // 1_000_000))


def _draw(narrative: "ReportModel", page: Path) -> None:
    from counterfoil.page.evidence_report import render_report

    with page.open("x", encoding="utf-8") as file:
        file.write(render_report(narrative))


def _plain(report: "Report") -> dict[str, Any]:
    import msgspec

    return dict(msgspec.json.decode(report.to_json()))


def _write(path: Path, report: "Report") -> None:
    from counterfoil.evidence.text import format_time

    write_line(f"{path}: {report.verdict.upper()}. {report.sentence.en} {report.sentence.zh}")
    rows = [(str(check.number), check.status.value, check.name, check.sentence.en) for check in report.checks]
    write_table("", ("check", "result", "name", "in words"), rows)
    if report.time is not None:
        write_line(f"T = {format_time(report.time)}")
    if report.proved and report.claim is not None:
        write_line(f"{report.claim.statement.en}\n{report.claim.statement.zh}")
        _write_list("Not claimed · 未主张", report.claim.does_not_claim)
        _write_list("Who could lie together · 谁能合谋作伪", report.beliefs)
    write_line("")


def _write_list(title: str, items: "Sequence[Words]") -> None:
    write_line("\n".join(["", title, *(f"  - {item.en} {item.zh}" for item in items)]))
