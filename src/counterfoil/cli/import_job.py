# SPDX-License-Identifier: Apache-2.0
"""An import from the command line: run it with a progress bar, and report every refused row."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import open_network, require_new_file, require_signers, signing_keys
from counterfoil.cli.output import progress_bars, write_facts, write_json, write_line, write_new_file, write_table
from counterfoil.cli.submit import publish_or_warn
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.progress import Progress

if TYPE_CHECKING:
    from counterfoil.node.network import Network
    from counterfoil.node.registers.csv_rows import CsvFile, RefusedRow
    from counterfoil.node.registers.importing import ImportReport
    from counterfoil.node.registers.instrument_rows import Committed

REFUSED_SHOWN: Final = 20
REFUSED_COLUMNS: Final = ("refused_line", "refused_reason", "refused_detail")
"""Behind the columns of the file; an import takes no notice of them."""


@dataclass(frozen=True, kw_only=True)
class ImportJob:
    """What to import and how; ``judge`` makes the row reader, ``run`` submits what it lets pass."""

    file: "CsvFile"
    judge: "Callable[[Committed], Any]"
    run: "Callable[..., ImportReport]"
    keys: list[str]
    network: Path
    chain: str | None
    passphrase_file: Path | None
    dry_run: bool
    publish: bool
    refused: Path | None
    as_json: bool
    named: Mapping[str, str]
    """option → the party that it names; each is there, or nothing is begun"""
    new_file: Path | None = None
    """what ``judge`` will write besides"""

    def execute(self) -> None:
        """Raises typer.Exit: 0 when every row was imported, 1 when any was refused."""
        require_signers(self.keys)
        if self.refused is not None and self.refused.suffix not in (".csv", ".json"):
            raise InputError("neither .csv nor .json", where=str(self.refused), remedy="name the report so")
        require_new_file(self.refused, self.new_file)
        with open_network(self.network, self.passphrase_file) as network:
            with progress_bars(quiet=self.as_json) as progress:
                report = self._rehearse(network) if self.dry_run else self._import(network, progress)
            unwritten = self._write_refused(report)
            published = self.publish and not self.dry_run and publish_or_warn(network)
        self._show(report, published=published)
        if unwritten is not None:
            raise unwritten
        raise typer.Exit(ExitCode.negative if report.refused else ExitCode.ok)

    def _write_refused(self, report: "ImportReport") -> OSError | InputError | None:
        """What went wrong, such as a full disk: what was done is published and told all the same."""
        try:
            if self.refused is not None:
                write_refused(self.refused, self.file, report.refused)
        except (OSError, InputError) as error:
            return error
        return None

    def _import(self, network: "Network", progress: Progress) -> "ImportReport":
        from counterfoil.node.layout import require_chain
        from counterfoil.node.named_parties import require_named
        from counterfoil.node.registers.instrument_rows import Committed

        keys = signing_keys(network, self.keys)
        node = network.chain(require_chain(network.config, self.chain))
        require_named(node.ledger.view, self.named)
        committed = Committed(node.ledger, [key.keyid for key in keys])
        return self.run(node, self.file, self.judge(committed), keys, progress=progress)

    def _rehearse(self, network: "Network") -> "ImportReport":
        from counterfoil.node.layout import require_chain
        from counterfoil.node.named_parties import require_named
        from counterfoil.node.registers.importing import rehearse
        from counterfoil.node.registers.instrument_rows import Committed

        signers = [network.keyring.public(name).keyid for name in self.keys]
        node = network.chain(require_chain(network.config, self.chain), writable=False)
        require_named(node.ledger.view, self.named)
        return rehearse(self.file, self.judge(Committed(node.ledger, signers)))

    def _show(self, report: "ImportReport", *, published: bool) -> None:
        facts = {
            "file": str(self.file.path),
            "rows": report.rows,
            "imported": report.imported,
            "refused": len(report.refused),
            "transactions": report.transactions,
            "persons_kept": report.persons_kept,
            "published": published,
            "dry_run": self.dry_run,
        }
        if self.as_json:
            write_json(facts | {"refused_rows": report.refused})
            return
        write_facts("What an import would do" if self.dry_run else "Import", facts)
        if report.refused:
            rows = [(str(row.line), row.reason, row.detail) for row in report.refused[:REFUSED_SHOWN]]
            write_table("Refused rows", ("line", "reason", "detail"), rows)
        if len(report.refused) > REFUSED_SHOWN:
            rest = f"and {len(report.refused) - REFUSED_SHOWN:,} more"
            write_line(f"{rest}; see {self.refused}" if self.refused else f"{rest}; --refused FILE writes them all")


def write_refused(path: Path, source: "CsvFile", rows: "list[RefusedRow]") -> None:
    """Every refused row as it stands in the file, and why; CSV, to be mended and imported again, or JSON."""
    from counterfoil.node.registers.csv_rows import AS_IT_STANDS

    by_line = {row.line: row for row in rows}
    originals = dict(source.originals(by_line.keys()))
    if path.suffix == ".json":
        shown = {line: [cell.encode(errors="replace").decode() for cell in cells] for line, cells in originals.items()}
        listed = [_named(row) | {"cells": shown.get(row.line, [])} for row in rows]
        write_new_file(path, json.dumps(listed, ensure_ascii=False, indent=2) + "\n", private=True)
        return
    text = io.StringIO()
    writer = csv.writer(text, delimiter=source.delimiter, lineterminator="\n")
    kept = [place for place, name in enumerate(source.columns) if name not in REFUSED_COLUMNS]
    if source.columns:
        writer.writerow([*(source.columns[place] for place in kept), *REFUSED_COLUMNS])
    for row in rows:
        cells = originals.get(row.line, [])
        if len(cells) == len(source.columns):
            cells = [cells[place] for place in kept]
        writer.writerow([*cells, row.line, row.reason, row.detail])
    try:
        data = text.getvalue().encode(source.encoding, errors=AS_IT_STANDS)
    except UnicodeEncodeError:  # a word of ours that the file's encoding lacks
        data = text.getvalue().encode(source.encoding, errors="backslashreplace")
    write_new_file(path, data, private=True)


def _named(row: "RefusedRow") -> dict[str, Any]:
    return {"line": row.line, "reason": row.reason, "detail": row.detail}
