# SPDX-License-Identifier: Apache-2.0
"""``counterfoil verify``: the twelve checks on evidence packages, offline, trusting the trust file alone."""

from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import JsonOption, example, require_new_file, trust_of
from counterfoil.cli.output import console, write_json, write_line, write_new_file, write_table
from counterfoil.cli.times import local_times, now
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import open_input, read_input_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from counterfoil.evidence.bilingual import Words
    from counterfoil.evidence.event_proof import EventProof
    from counterfoil.evidence.narrative import Judgement, ReportModel
    from counterfoil.identity.commitment import Disclosure
    from counterfoil.node.drawing import File
    from counterfoil.page.trail_drawing import ShowTime
    from counterfoil.primitives.types import Timestamp
    from counterfoil.verify import Report, Trust

EPILOG: Final = example(
    "counterfoil verify control.zip --trust trust.json --report control.html --pdf control.pdf",
    "counterfoil verify record.zip --trust trust.json --disclosed person.json",
    "counterfoil verify *.zip --trust trust.json --max-age-s 3600 --json",
)

ReportOption = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="Draw your own page for a person into FILE.")
]
PdfOption = Annotated[
    Path | None,
    typer.Option("--pdf", metavar="FILE", help="The same for a court: PDF/A-3u, package and certificates inside."),
]
TimezoneOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Local time on the page, such as Asia/Shanghai.", show_default="this machine's"),
]
DisclosedOption = Annotated[
    list[Path], typer.Option("--disclosed", metavar="FILE", help="A person's data, to be compared; may be repeated.")
]

EventOption = Annotated[
    list[Path],
    typer.Option("--event", metavar="FILE", help="The proof of one event about goods (supply prove); may be repeated."),
]


class Files(NamedTuple):
    """What lay beside a package, read."""

    disclosures: "Sequence[Disclosure]"
    proofs: "Sequence[EventProof]"

    @classmethod
    def read(cls, disclosed: list[Path], events: list[Path]) -> "Files":
        """InputError that names a file which is none."""
        from counterfoil.node.disclosed import read_disclosure
        from counterfoil.node.supply.event_proofs import read_event_proof

        return cls([read_disclosure(file) for file in disclosed], [read_event_proof(file) for file in events])


def verify(
    packages: Annotated[list[Path], typer.Argument(metavar="PACKAGE…")],
    trust: Annotated[Path, typer.Option("--trust", metavar="FILE", help="Your own trust file.")],
    max_age_s: Annotated[
        int | None, typer.Option("--max-age-s", min=1, metavar="SECONDS", help="Refuse evidence older than this.")
    ] = None,
    page: ReportOption = None,
    pdf: PdfOption = None,
    timezone: TimezoneOption = None,
    disclosed: DisclosedOption = [],  # noqa: B006
    event: EventOption = [],  # noqa: B006
    as_json: JsonOption = False,
) -> None:
    """Verify evidence packages. Exit code 0: all proved; 1: one is not proved; 2: one is unusable input.

    With --json, one package gives an object and several give a list. The page that --report draws is the verifier's
    own, proved or not; the one inside a package was drawn by whoever made the package. --pdf lays the same page out for
    a court file, with package and trust file inside and certificates that a person completes; veraPDF validates it
    where it is on the PATH. What a file discloses of a person (vault prove) must meet the commitment that a proved
    package shows, and an event about goods must be in the batch that it shows; exit code 2 if not.
    """
    from counterfoil import __version__
    from counterfoil.node.drawing import judge

    _require_one(packages, {"--report": page, "--pdf": pdf, "--disclosed": disclosed, "--event": event})
    require_new_file(page)
    require_new_file(pdf)
    files = Files.read(disclosed, event)
    times = local_times(timezone)
    trust_data = read_input_file(trust)
    believed = _bounded(trust_of(trust, trust_data), max_age_s)
    at, version = now(), f"counterfoil {__version__}"
    answers: list[dict[str, Any]] = []
    exit_code = 0
    for path in packages:
        # One package after another, each told before the next is read: nothing that comes silences what was found.
        try:
            data = _read(path)
        except (OSError, InputError) as error:
            if len(packages) == 1:
                raise
            exit_code = max(exit_code, ExitCode.bad_input)
            answers += _unread(path, error, as_json=as_json)
            continue
        report = _judged(path, data, believed, at)
        found = judge(report, (path.name, data), (trust.name, trust_data), version=version, now=at)
        exit_code = max(exit_code, report.verdict.exit_code)
        model = cache(partial(_told, report, data, files))  # made when it is asked for, once for text and page
        if as_json:
            answers.append(_plain(path, report, found, model()) | _beside(model(), files))
        else:
            _write(path, report, found, model)
    if as_json:
        write_json(answers[0] if len(answers) == 1 else answers)
    if page is not None:
        _write_page(page, found, model(), times)
    if pdf is not None:
        _write_court_file(pdf, found, model(), (path.name, data), (trust.name, trust_data), times)
    raise typer.Exit(exit_code)


def _write_page(page: Path, found: "Judgement", model: "ReportModel | None", times: "ShowTime") -> None:
    from counterfoil.page.evidence_report import render_verification

    write_new_file(page, render_verification(found, model, times=times))


def _write_court_file(
    pdf: Path, found: "Judgement", model: "ReportModel | None", package: "File", trust: "File", times: "ShowTime"
) -> None:
    """Write it, and tell on standard error what a validator found; the verdict on the package is another matter."""
    from counterfoil.node.court_file import PROFILE, VALIDATOR, Validation, court_file, validated

    write_new_file(pdf, court_file(found, model, package, trust, times=times))
    found_valid = validated(pdf)
    why = f": {VALIDATOR} is not on the PATH, or did not run" if found_valid is Validation.not_validated else ""
    console(to_stderr=True).print(f"{pdf}: written as {PROFILE}; {found_valid.value}{why}", soft_wrap=True)


def _require_one(packages: list[Path], given: "Mapping[str, object]") -> None:
    """Raise InputError where one package is meant and several are named."""
    option = next((name for name, files in given.items() if files), None)
    if option is not None and len(packages) > 1:
        raise InputError("goes with one package", where=option, remedy="name one package")


def _told(report: "Report", data: bytes, files: Files) -> "ReportModel | None":
    """What a proved package tells, with what lay beside it; InputError when that does not fit."""
    from counterfoil.evidence.package import decode_package
    from counterfoil.node.disclosed import with_disclosed
    from counterfoil.node.drawing import told
    from counterfoil.node.supply.event_proofs import with_events

    model = told(report, data)
    if model is None or not (files.disclosures or files.proofs):
        return model
    package = decode_package(data)
    return with_events(with_disclosed(model, package, files.disclosures), package, files.proofs)


def _beside(model: "ReportModel | None", files: Files) -> dict[str, Any]:
    """What lay beside a proved package, once it was held against it."""
    from counterfoil.node.supply.event_proofs import plain_events

    if model is None:
        return {}
    persons = {"disclosed": {one.party: one.text for one in model.persons}} if files.disclosures else {}
    return persons | ({"events_shown": plain_events(model)} if files.proofs else {})


def _judged(path: Path, data: bytes, trust: "Trust", now: "Timestamp") -> "Report":
    from counterfoil.verify import verify_package
    from counterfoil.verify.report import unusable

    try:
        return verify_package(data, trust, now=now)
    except Exception as error:  # a verifier that fails has proved nothing
        return unusable(f"{path} cannot be made sense of: {type(error).__name__}")


def _unread(path: Path, error: OSError | InputError, *, as_json: bool) -> list[dict[str, Any]]:
    """One of several files cannot be read: that is told among the others, without the hash of anything."""
    import msgspec

    from counterfoil.verify.report import unusable

    report = unusable(f"{path}: {error.problem if isinstance(error, InputError) else error.strerror}")
    if as_json:
        return [{"package": str(path), "package_sha256": None} | dict(msgspec.json.decode(report.to_json()))]
    write_line(f"{path}: {report.verdict.upper()}. {report.sentence.en} {report.sentence.zh}\n")
    return []


def _bounded(trust: "Trust", max_age_s: int | None) -> "Trust":
    """The trust file's own bound on age, or the stricter one."""
    from dataclasses import replace

    if max_age_s is None:
        return trust
    return replace(trust, max_age_s=min(max_age_s, trust.max_age_s or max_age_s))


def _read(path: Path) -> bytes:
    from counterfoil.evidence.package_zip import PACKAGE_LENGTH_MAX

    with open_input(path) as file:
        return file.read(PACKAGE_LENGTH_MAX + 1)


def _plain(path: Path, report: "Report", found: "Judgement", model: "ReportModel | None") -> dict[str, Any]:
    """``consents``: of a proved package all that its page lists; null of any other."""
    import msgspec

    from counterfoil.cli.consents import plain_consents

    head = {
        "package": str(path),
        "package_sha256": found.package_hash,
        "trust_sha256": found.trust_hash,
        "verifier": found.version,
        "verified_at": found.verified_at,
        "consents": None if model is None else plain_consents(model),
    }
    return head | dict(msgspec.json.decode(report.to_json()))


def _write(path: Path, report: "Report", found: "Judgement", model: "Callable[[], ReportModel | None]") -> None:
    from counterfoil.cli.consents import write_consents
    from counterfoil.evidence.text import format_time

    write_line(f"{path}: {report.verdict.upper()}. {report.sentence.en} {report.sentence.zh}")
    write_line(f"  package SHA-256     {found.package_hash}\n  trust file SHA-256  {found.trust_hash}")
    write_line(f"  {found.version}, {format_time(found.verified_at)}")
    rows = [(str(check.number), check.status.value, check.name, check.sentence.en) for check in report.checks]
    write_table("", ("check", "result", "name", "in words"), rows)
    if report.time is not None:
        write_line(f"T = {format_time(report.time)}")
    if report.proved and report.claim is not None:
        write_line(f"{report.claim.statement.en}\n{report.claim.statement.zh}")
        if (shown := model()) is not None:
            write_consents(shown)
            _write_persons(shown)
            _write_events(shown)
        _write_list("Not claimed · 未主张", report.claim.does_not_claim)
        _write_list("Who could lie together · 谁能合谋作伪", report.beliefs)
    write_line("")


def _write_persons(model: "ReportModel") -> None:
    if model.persons:
        write_line("\nPersons behind parties · 主体所代表的个人")
        write_line("\n".join(f"  - {one.party}: {one.text}" for one in model.persons))


def _write_events(model: "ReportModel") -> None:
    from counterfoil.node.supply.event_proofs import event_lines

    if model.events_shown:
        write_line("\n" + "\n".join(event_lines(model)))


def _write_list(title: str, items: "Sequence[Words]") -> None:
    write_line("\n".join(["", title, *(f"  - {item.en} {item.zh}" for item in items)]))
