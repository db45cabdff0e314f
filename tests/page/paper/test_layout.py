# SPDX-License-Identifier: Apache-2.0
"""A page as paper: all of its words, the same bytes each time, and a file that veraPDF finds nothing in."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.evidence.narrative import ReportModel
from counterfoil.evidence.text import format_time
from counterfoil.page.certificates import CERTIFICATES, certificates
from counterfoil.page.evidence_report import render_report, render_verification
from counterfoil.page.paper.layout import lay_out
from counterfoil.page.paper.looks import Look, Run
from counterfoil.page.paper.sheet import BOTTOM_MM, Sheets, broken, spelled, width_mm
from page.test_evidence_report import NAMED, exhibit_step
from support.exhibits import attachment, beside
from support.judgements import judgement
from support.pdf_validator import broken_rules, validator
from support.report_models import HOSTILE, model, step
from support.titles_shown import LONG_TITLES

MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)
FILES: Final = {"control.zip": b"PK\x03\x04" + bytes(range(256)), "trust.json": b"{}\n"}


def verification(shown: ReportModel | None, *, proved: bool = True) -> str:
    found = judgement(proved=proved)
    return render_verification(found, shown, annex=certificates(found, format_time))


PAGES: Final = {
    "proved": verification(model(2, **NAMED)),
    "not-proved": verification(None, proved=False),
    "many-events": verification(model(200)),
    "exhibits": verification(model(1, unit_name="", steps=(exhibit_step(),), attachments=(attachment(),), **beside())),
    "titles": verification(model(1, titles=LONG_TITLES)),
    "hostile": verification(model(3, account=HOSTILE, steps=(step(0, title_en=HOSTILE),))),
    "unknown-letters": verification(model(1, instrument_name="\U0002a6a5 \u0e01 \u05d0 \U0001f600")),
    "in-a-package": render_report(model(5)),
}


def letters(text: str) -> str:
    return spelled("".join(text.split()))


@contextmanager
def written() -> Iterator[list[str]]:
    """Whatever is set meanwhile, in order, but for the numbers of the sheets; nothing of it below a sheet's end."""
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        text = Sheets.text

        def heard(self: Sheets, x: float, y: float, words: str) -> None:
            assert 0 < y < BOTTOM_MM + 5
            assert x > 0
            said.append(words)
            text(self, x, y, words)

        patch.setattr(Sheets, "text", heard)
        yield said


@pytest.mark.parametrize("name", PAGES)
def test_every_word_of_the_page_is_on_paper(name: str) -> None:
    """In its order and once, but for a table's head, which comes again on a new sheet; drawings' titles are heard."""
    body = ElementTree.fromstring(PAGES[name].removeprefix("<!DOCTYPE html>\n")).find("body/main")
    assert body is not None
    with written() as said:
        lay_out(PAGES[name], MADE, FILES)
    paper, page = letters("".join(said)), letters("".join(_words(body)))
    again = Counter(paper) - Counter(page)
    assert not Counter(page) - Counter(paper)
    heads = set(letters("".join("".join(head.itertext()) for head in body.iter("thead"))))
    assert set(again) <= heads
    if not again:
        assert paper == page


def _words(element: ElementTree.Element) -> Iterator[str]:
    if element.tag in ("title", "desc"):
        return
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""


def test_the_same_bytes_under_another_hash_seed(tmp_path: Path) -> None:
    """Neither a clock nor the order of hashing is in the file."""
    program = (
        "import sys; from page.paper.test_layout import FILES, MADE, PAGES, lay_out\n"
        "sys.stdout.buffer.write(lay_out(PAGES['proved'], MADE, FILES))"
    )
    once, again = (
        subprocess.run(
            [sys.executable, "-c", program], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    )
    assert once == again == lay_out(PAGES["proved"], MADE, FILES)


def test_attachments_lie_inside_as_they_are() -> None:
    """Byte by byte, under their names."""
    data = lay_out(PAGES["proved"], MADE, FILES)
    for name, content in FILES.items():
        assert content in data
        assert name.encode() in data


def test_verapdf_finds_nothing(tmp_path: Path) -> None:
    """PDF/A-3u, every page that there is; and a file that was made worse is found out."""
    validator()
    for name, page in PAGES.items():
        (tmp_path / f"{name}.pdf").write_bytes(lay_out(page, MADE, FILES))
    worse = (tmp_path / "proved.pdf").read_bytes().replace(b"<pdfaid:part>3<", b"<pdfaid:part>1<")
    (tmp_path / "worse.pdf").write_bytes(worse)
    found = broken_rules(sorted(tmp_path.glob("*.pdf")))
    assert found.pop("worse.pdf")
    assert found == {f"{name}.pdf": [] for name in PAGES}


def test_what_no_font_has_is_spelled() -> None:
    """As its code; what either font has stays as it is."""
    assert spelled("原 \U0002a6a5 e") == "原 [U+2A6A5] e"
    assert spelled("龙 ü 1,000 §") == "龙 ü 1,000 §"


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=200), st.booleans())
def test_lines_are_the_text_and_fit(text: str, anywhere: bool) -> None:
    """Broken lines joined are the text; none is wider than it may be, but for spaces at its end."""
    look = Look(anywhere=anywhere)
    lines = list(broken((Run(text, look),), 40.0))
    assert "".join(run.text for line in lines for run in line) == spelled(text)
    for line in lines:
        assert width_mm("".join(run.text for run in line).rstrip(" "), look) <= 40.001


def test_no_line_begins_with_what_closes() -> None:
    """Chinese punctuation stays with the character before it, and an opening bracket with the one after."""
    text = "本页由核验程序（依其自行核验的结果）绘制，并非证据包内所附的页面。" * 8
    for line in broken((Run(text, Look()),), 31.0):
        assert line[0].text[0] not in "，。）"
        assert line[-1].text[-1] != "（"


def test_certificates_are_open_and_only_of_what_is_proved() -> None:
    """Filled in is what the verifier found; a package that is not proved gets none."""
    found = judgement()
    page = certificates(found, format_time)
    for one in CERTIFICATES:
        assert f'id="{one.id}"' in page
        section = page.split(f'id="{one.id}"')[1].split("</section>")[0]
        assert section.count("_" * 30) == len(one.asks)
        assert section.count(found.package_hash) == section.count(found.trust_hash) == 1
    assert certificates(judgement(proved=False), format_time) == ""
