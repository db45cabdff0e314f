# SPDX-License-Identifier: Apache-2.0
"""``counterfoil-verify``: the verifier with its page, as it installs where there is no ledger.

It needs nothing of the node: no store, no server, no web client. It stands here because only here page and verifier
meet.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import NoReturn

import msgspec

from counterfoil import __version__
from counterfoil.evidence.package import decode_package
from counterfoil.evidence.text import safe_text
from counterfoil.node.disclosed import read_disclosure, with_disclosed
from counterfoil.node.drawing import draw_verification, judge
from counterfoil.node.supply.event_proofs import event_lines, plain_events, read_event_proof, with_events
from counterfoil.primitives.streams import make_forgiving
from counterfoil.primitives.types import Timestamp
from counterfoil.verify import Report
from counterfoil.verify.__main__ import Beside
from counterfoil.verify.__main__ import main as verify
from counterfoil.verify.report import Verdict


class PageAndFiles(Beside):
    """The verifier's own page, times in UTC; persons whom files disclose, and events, once the package is proved."""

    program = "counterfoil-verify"

    def add_options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--report", type=Path, metavar="FILE", help="draw a page for a person into a new file")
        told = "a person's data, to be compared; may be repeated"
        parser.add_argument("--disclosed", type=Path, action="append", default=[], metavar="FILE", help=told)
        told = "the proof of one event about goods; may be repeated"
        parser.add_argument("--event", type=Path, action="append", default=[], metavar="FILE", help=told)

    def compared(self, chosen: Namespace, report: Report, package: bytes, /) -> Report:
        disclosures = [read_disclosure(file) for file in chosen.disclosed]
        proofs = [read_event_proof(file) for file in chosen.event]
        if report.narrative is None or not (disclosures or proofs):
            return report
        decoded = decode_package(package)
        narrative = with_events(with_disclosed(report.narrative, decoded, disclosures), decoded, proofs)
        return msgspec.structs.replace(report, narrative=narrative)

    def said(self, chosen: Namespace, report: Report) -> str:
        plain, model = Beside.said(self, chosen, report), report.narrative
        persons = {} if model is None else {one.party: one.text for one in model.persons}
        events = [] if model is None else plain_events(model)
        if model is None or not (persons or events):
            return plain
        if chosen.json:
            told = json.loads(plain) | ({"disclosed": persons} if persons else {})
            told |= {"events_shown": events} if events else {}
            return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        lines = ["Persons behind parties · 主体所代表的个人", *(f"  - {one}: {text}" for one, text in persons.items())]
        lines = (lines if persons else []) + event_lines(model)
        return "\n".join([plain, *(safe_text(line, length_max=len(line)) for line in lines), ""])

    def drawn(self, chosen: Namespace, report: Report, package: bytes, trust: bytes, now: Timestamp) -> None:
        if chosen.report is None or report.verdict is Verdict.unusable:
            return
        files = ((chosen.package.name, package), (chosen.trust.name, trust))
        found = judge(report, *files, version=f"counterfoil {__version__}", now=now)
        page = draw_verification(found, report, package)
        with chosen.report.open("x", encoding="utf-8") as file:
            file.write(page)


def main() -> NoReturn:
    """The console script."""
    make_forgiving()
    sys.exit(verify(beside=PageAndFiles()))
