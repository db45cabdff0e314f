# SPDX-License-Identifier: Apache-2.0
"""A4 sheets and the fonts that travel inside the file: words are measured, broken into lines and set here."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from itertools import groupby
from typing import Final

from fontTools.ttLib import TTFont
from fpdf import FPDF

from counterfoil.page.paper.looks import ACCENT, SOFT, Ink, Look, Paragraph, Run

Line = tuple[Run, ...]

WIDTH_MM: Final = 180.0
LEFT_MM: Final = 15.0
TOP_MM: Final = 16.0
BOTTOM_MM: Final = 279.0
LEADING: Final = 1.45
MM_PER_POINT: Final = 25.4 / 72
_FONTS: Final = files("counterfoil.page.paper") / "fonts"
_LATIN: Final = "Roboto-Regular.ttf"
_LATIN_BOLD: Final = "Roboto-Bold.ttf"
_CHINESE: Final = "DroidSansFallbackFull.ttf"
_CLOSES: Final = frozenset("，。、；：！？）》」』】〉”’…·%)]},.;:!?")
"""never first in a line"""
_OPENS: Final = frozenset("（《「『【〈“‘([{")
"""never last in one"""


_PRODUCER: Final = "counterfoil"


def _metadata(title: str, made: datetime) -> str:
    """What the file says of itself (ISO 19005-3, 6.6): the library would write the time of day into it."""
    at = made.isoformat(timespec="seconds")
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        f' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdf:Producer="{_PRODUCER}"'
        f' xmp:CreateDate="{at}" xmp:ModifyDate="{at}" xmp:MetadataDate="{at}">'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )


@cache
def _letters(font: str) -> dict[int, int]:
    """How wide each character of a font is, in thousandths of its size."""
    with (_FONTS / font).open("rb") as data, TTFont(data, lazy=True) as read:
        glyphs, widths, scale = read.getBestCmap(), read["hmtx"], read["head"].unitsPerEm
        return {code: round(widths[name][0] * 1_000 / scale) for code, name in glyphs.items()}


def spelled(text: str) -> str:
    """The text with whatever none of the fonts has spelled out, such as [U+2A6A5]; a PDF/A shows no missing glyph."""
    known = _letters(_LATIN).keys() | _letters(_CHINESE).keys()
    if all(ord(one) in known for one in text):
        return text
    return "".join(one if ord(one) in known else f"[U+{ord(one):04X}]" for one in text)


def width_mm(text: str, look: Look) -> float:
    latin, chinese = _letters(_LATIN_BOLD if look.bold else _LATIN), _letters(_CHINESE)
    thousandths = sum(latin.get(ord(one)) or chinese.get(ord(one), 0) for one in text)
    return thousandths * look.points * MM_PER_POINT / 1_000


def height_mm(line: Line) -> float:
    return max((run.look.points for run in line), default=0.0) * MM_PER_POINT * LEADING


def broken(paragraph: Paragraph, width: float) -> Iterator[Line]:
    """The lines of a paragraph, none wider than ``width`` millimetres."""
    line: list[Run] = []
    used = 0.0
    for run in paragraph:
        for piece in _pieces(spelled(run.text), run.look.anywhere):
            wide = width_mm(piece.rstrip(" "), run.look)
            if line and used + wide > width:
                yield _joined(line)
                line, used = [], 0.0
            for part in [piece] if wide <= width else piece:
                wide = width_mm(part, run.look)
                if line and used + wide > width and part != " ":
                    yield _joined(line)
                    line, used = [], 0.0
                line.append(Run(part, run.look))
                used += wide
    if line:
        yield _joined(line)


def _joined(runs: Iterable[Run]) -> Line:
    """Neighbours of one look as one run."""
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1].look == run.look:
            joined[-1] = Run(joined[-1].text + run.text, run.look)
        else:
            joined.append(run)
    return tuple(joined)


def _pieces(text: str, anywhere: bool) -> Iterator[str]:
    """What is never broken within: a word with the spaces after it, a Chinese character with its punctuation."""
    if anywhere:
        yield from text
        return
    piece = ""
    for one in text:
        ends = piece and (
            (piece[-1] == " " and one != " ")
            or (
                (_is_wide(one) or _is_wide(piece[-1])) and one not in _CLOSES and one != " " and piece[-1] not in _OPENS
            )
        )
        if ends:
            yield piece
            piece = ""
        piece += one
    if piece:
        yield piece


def _is_wide(one: str) -> bool:
    return "\u2e80" <= one <= "\uffef"


class Sheets(FPDF):
    """The file that is made: sheets, their numbers, and what is attached."""

    def __init__(self, title: str, made: datetime) -> None:
        super().__init__(format="A4", unit="mm", enforce_compliance="PDF/A-3U")
        self.set_margins(LEFT_MM, TOP_MM)
        self.set_auto_page_break(False)
        self.set_creation_date(made)
        self.set_title(spelled(title))
        self.set_lang("zh-Hans")
        self.set_producer(_PRODUCER)
        self.set_xmp_metadata(_metadata(spelled(title), made))
        self.add_font("latin", fname=str(_FONTS / _LATIN))
        self.add_font("latin", "B", fname=str(_FONTS / _LATIN_BOLD))
        self.add_font("chinese", fname=str(_FONTS / _CHINESE))
        self.begin_sheet()

    def begin_sheet(self) -> None:
        self.add_page()
        self.down = TOP_MM

    def footer(self) -> None:
        """The number of the sheet, and of how many."""
        self.set_font("latin", size=8)
        self.set_text_color(*SOFT)
        self.set_xy(LEFT_MM, 285)
        self.cell(WIDTH_MM, 4, f"{self.page_no()} / {{nb}}", align="C")

    def room(self, height: float) -> None:
        """Begin a sheet unless so much is left on this one."""
        if self.down + height > BOTTOM_MM:
            self.begin_sheet()

    def set_line(self, line: Line, left: float, width: float) -> None:
        """One line at the cursor, which stays where it is."""
        x = left
        if line and line[0].look.centred:
            x += (width - sum(width_mm(run.text, run.look) for run in line)) / 2
        baseline = self.down + height_mm(line) * 0.74
        for run in line:
            self.set_words(run, x, baseline)
            x += width_mm(run.text, run.look)

    def set_words(self, run: Run, x: float, baseline: float) -> None:
        """Each character in the font that has it."""
        self.set_text_color(*run.look.ink)
        latin = _letters(_LATIN)
        for of_latin, characters in groupby(run.text, key=lambda one: ord(one) in latin):
            words = "".join(characters)
            font, style = ("latin", "B" if run.look.bold else "") if of_latin else ("chinese", "")
            self.set_font(font, style, run.look.points)
            self.text(x, baseline, words)
            x += width_mm(words, run.look)

    def fill(self, left: float, top: float, width: float, height: float, ink: Ink) -> None:
        self.set_fill_color(*ink)
        self.rect(left, top, width, height, style="F")

    def rule(self, left: float, width: float, ink: Ink = ACCENT, weight: float = 0.2) -> None:
        """A line across, at the cursor."""
        self.set_draw_color(*ink)
        self.set_line_width(weight)
        self.line(left, self.down, left + width, self.down)

    def attach(self, attached: Mapping[str, bytes]) -> None:
        for name, data in attached.items():
            kind = "application/zip" if data.startswith(b"PK") else "application/json"
            self.embed_file(
                bytes=data, basename=name, desc=name, mime_type=kind, associated_file_relationship="Source",
                modification_date=self.creation_date, creation_date=self.creation_date,
            )  # fmt: skip
