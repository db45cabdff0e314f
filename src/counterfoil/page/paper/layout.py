# SPDX-License-Identifier: Apache-2.0
"""The page's markup as PDF/A-3u: the same sections, tables and drawings, one below the other, on A4.

The file stands alone: fonts and attachments lie inside. The same page, time and attachments give the same bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, fromstring

from counterfoil.page.paper.drawing import draw, size_of
from counterfoil.page.paper.looks import ACCENT, RULE, WASH, Ink, Paragraph, Place, classes, paragraphs
from counterfoil.page.paper.sheet import BOTTOM_MM, LEFT_MM, TOP_MM, WIDTH_MM, Line, Sheets, broken, height_mm

_GAP_MM: Final = 2.0
_SECTION_MM: Final = 7.0
_PADDING_MM: Final = 1.4
_HEADING_KEEPS_MM: Final = 24.0
"""so much of what follows a heading stands on its sheet"""
_MARK_MM: Final = 13.0
_SWATCH_MM: Final = 5.0
_WIDTHS: Final = {
    "facts": (34, 66),
    "open": (48, 52),
    "checks": (26, 14, 60),
    "witnesses": (40, 24, 36),
    "attachments": (22, 38, 14, 26),
    "consents": (5, 20, 20, 22, 33),
    "events": (5, 20, 26, 17, 15, 17),
}
"""How wide the columns of a table are, in hundredths, by its class."""


def lay_out(page: str, made: datetime, attached: Mapping[str, bytes]) -> bytes:
    """A page of ``page/`` as a file.

    ``made`` (UTC) is the time that the file says it was made at; ``attached``, name → bytes, lies inside as its source.
    """
    root = fromstring(page.removeprefix("<!DOCTYPE html>\n"))  # noqa: S314  drawn here, with every name escaped
    sheets = Sheets(root.findtext("head/title", ""), made)
    _Writer(sheets).blocks(root.find("body/main"), Place())  # type: ignore[arg-type]
    sheets.attach(attached)
    return bytes(sheets.output())


class _Writer:
    """Sets one element after the other."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets
        self._ways: dict[str, Callable[[Element, Place], None]] = {
            "table": self._table,
            "ul": self._list,
            "ol": self._drawings,
            "dl": self._parts,
            "pre": self._washed,
            "svg": self._mark,
            **dict.fromkeys(("h1", "h2", "h3"), self._heading),
            **dict.fromkeys(("main", "section", "div", "header", "footer"), self.blocks),
        }

    def blocks(self, element: Element, place: Place) -> None:
        """Whatever it consists of; ``place`` is its own."""
        names = classes(element)
        if "new-page" in names and self.sheets.down > TOP_MM:
            self.sheets.begin_sheet()
        elif element.tag in ("section", "footer") and self.sheets.down > TOP_MM:
            self.sheets.down += _SECTION_MM
        if "statement" in names or "caution" in names:
            self._washed(element, place)
            return
        for child in element:
            self._ways.get(child.tag, self._words)(child, place.inside(child))

    def _words(self, element: Element, place: Place) -> None:
        for paragraph in paragraphs(element, place):
            self._lines(paragraph, LEFT_MM, WIDTH_MM)
        self.sheets.down += _GAP_MM / 2

    def _lines(self, paragraph: Paragraph, left: float, width: float) -> None:
        for line in broken(paragraph, width):
            self.sheets.room(height_mm(line))
            self.sheets.set_line(line, left, width)
            self.sheets.down += height_mm(line)

    def _heading(self, element: Element, place: Place) -> None:
        self.sheets.room(_HEADING_KEEPS_MM)
        if element.tag == "h1":
            for child in element:
                self._words(child, place.inside(child))
            return
        self._words(element, place)
        if element.tag == "h2":
            self.sheets.rule(LEFT_MM, WIDTH_MM, RULE)
            self.sheets.down += _GAP_MM

    def _washed(self, element: Element, place: Place) -> None:
        """On a tint, with a bar at its left, as far as it goes over sheets."""
        lines = [line for one in paragraphs(element, place) for line in broken(one, WIDTH_MM - 10)]
        self._wash(_GAP_MM)
        for line in lines:
            self.sheets.room(height_mm(line))
            self._wash(height_mm(line), move=False)
            self.sheets.set_line(line, LEFT_MM + 5, WIDTH_MM - 10)
            self.sheets.down += height_mm(line)
        self._wash(_GAP_MM)
        self.sheets.down += _GAP_MM

    def _wash(self, height: float, *, move: bool = True) -> None:
        self.sheets.fill(LEFT_MM, self.sheets.down, WIDTH_MM, height, WASH)
        self.sheets.fill(LEFT_MM, self.sheets.down, 1, height, ACCENT)
        self.sheets.down += height if move else 0

    def _list(self, element: Element, place: Place) -> None:
        if "legend" in classes(element):
            self._legend(element, place)
            return
        for item in element:
            bullet = self.sheets.down
            for number, one in enumerate(paragraphs(item, place.inside(item))):
                for line in broken(one, WIDTH_MM - 5):
                    self.sheets.room(height_mm(line))
                    if not number and self.sheets.down >= bullet:
                        self.sheets.fill(LEFT_MM + 1, self.sheets.down + 2, 1, 1, ACCENT)
                        bullet = BOTTOM_MM + 1
                    self.sheets.set_line(line, LEFT_MM + 5, WIDTH_MM - 5)
                    self.sheets.down += height_mm(line)
            self.sheets.down += _GAP_MM / 2

    def _legend(self, element: Element, place: Place) -> None:
        """Swatches and what they stand for, in one line."""
        x = LEFT_MM
        self.sheets.room(_GAP_MM * 3)
        for item in element:
            swatch = item.find("svg")
            if swatch is not None:
                draw(self.sheets, swatch, x, _SWATCH_MM)
            words = [one for one in paragraphs(item, place.inside(item)) if one]
            line: Line = tuple(run for one in words for run in one)
            self.sheets.set_line(line, x + _SWATCH_MM + 1.5, WIDTH_MM)
            x += WIDTH_MM / max(len(element), 1)
        self.sheets.down += _GAP_MM * 3

    def _drawings(self, element: Element, _place: Place) -> None:
        """One picture per item, without gaps, each whole on its sheet."""
        for item in element:
            for drawing in item.iter("svg"):
                width, height = size_of(drawing)
                self.sheets.room(WIDTH_MM * height / width)
                draw(self.sheets, drawing, LEFT_MM, WIDTH_MM)
                self.sheets.down += WIDTH_MM * height / width

    def _mark(self, element: Element, _place: Place) -> None:
        if "mark" in classes(element):
            draw(self.sheets, element, LEFT_MM + (WIDTH_MM - _MARK_MM) / 2, _MARK_MM)
            self.sheets.down += _MARK_MM + _GAP_MM

    def _parts(self, element: Element, place: Place) -> None:
        """The total and its parts, side by side."""
        width = WIDTH_MM / max(len(element), 1)
        cells = [_lines_of(part, place.inside(part), width) for part in element]
        self._row(cells, [width] * len(cells), RULE)

    def _table(self, element: Element, place: Place) -> None:
        names = classes(element)
        rows = list(element.iter("tr"))
        count = max((len(row) for row in rows), default=1)
        shares = next((_WIDTHS[name] for name in reversed(names) if len(_WIDTHS.get(name, ())) == count), (1,) * count)
        widths = [WIDTH_MM * share / sum(shares) for share in shares]
        head = [row for part in element.iter("thead") for row in part]
        heads = [self._cells(row, place, widths) for row in head]
        for cells in heads:
            self._row(cells, widths, ACCENT)
        for row in rows:
            if row not in head:
                self._row(self._cells(row, place, widths), widths, RULE, heads)
        self.sheets.down += _GAP_MM

    def _cells(self, row: Element, place: Place, widths: Sequence[float]) -> list[list[Line]]:
        inside = place.inside(row)
        if len(row) == 1 and len(widths) > 1:
            return [_lines_of(row[0], inside.inside(row[0]), sum(widths))]
        return [_lines_of(cell, inside.inside(cell), width) for cell, width in zip(row, widths, strict=True)]

    def _row(
        self, cells: Sequence[list[Line]], widths: Sequence[float], below: Ink, heads: Sequence[list[list[Line]]] = ()
    ) -> None:
        """A row, whole on its sheet if any sheet is long enough; the table's head is repeated on a new sheet."""
        whole = max((sum(map(height_mm, lines)) for lines in cells), default=0) + 2 * _PADDING_MM
        if self.sheets.down + min(whole, BOTTOM_MM - TOP_MM - 30) > BOTTOM_MM:
            self._continue(heads, widths)
        while any(cells):
            left, top, deepest = LEFT_MM, self.sheets.down + _PADDING_MM, 0.0
            rest = []
            for lines, width in zip(cells, widths, strict=False):
                self.sheets.down = top
                fitting = 0
                for line in lines:
                    if self.sheets.down + height_mm(line) > BOTTOM_MM:
                        break
                    self.sheets.set_line(line, left, width - 2)
                    self.sheets.down += height_mm(line)
                    fitting += 1
                deepest = max(deepest, self.sheets.down)
                rest.append(lines[fitting:])
                left += width
            self.sheets.down = deepest + _PADDING_MM
            self.sheets.rule(LEFT_MM, WIDTH_MM, below)
            cells = rest
            if any(cells):
                self._continue(heads, widths)

    def _continue(self, heads: Sequence[list[list[Line]]], widths: Sequence[float]) -> None:
        self.sheets.begin_sheet()
        for cells in heads:
            self._row(cells, widths, ACCENT)


def _lines_of(element: Element, place: Place, width: float) -> list[Line]:
    return [line for one in paragraphs(element, place) for line in broken(one, width - 2)]
