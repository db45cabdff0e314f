# SPDX-License-Identifier: Apache-2.0
"""The page's drawings on paper: lines, boxes, circles, paths and words, at the size that the sheet gives them."""

from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from fpdf.drawing_primitives import Transform, rgb8
from fpdf.svg import svg_path_converter

from counterfoil.page.paper.looks import ACCENT, INK, PAPER, RULE, SOFT, WASH, Ink, Look, Run, classes
from counterfoil.page.paper.sheet import MM_PER_POINT, Sheets, spelled, width_mm


class Stroke(NamedTuple):
    """How a shape is painted."""

    fill: Ink | None = None
    stroke: Ink | None = None
    weight: float = 1
    dashed: bool = False

    @property
    def style(self) -> str:
        """As the library calls it: drawn, filled, or both."""
        return ("D" if self.stroke else "") + ("F" if self.fill else "")


_STROKES: Final = {
    "rail": Stroke(None, ACCENT, 2),
    "gap": Stroke(None, ACCENT, 2, dashed=True),
    "node": Stroke(PAPER, ACCENT, 2),
    "moves": Stroke(ACCENT, ACCENT, 2),
    "arrow": Stroke(None, ACCENT, 1.6),
    "head": Stroke(ACCENT),
    "box": Stroke(WASH, ACCENT, 1),
    "thin": Stroke(None, RULE, 1),
    "axis": Stroke(None, SOFT, 1),
    "step": Stroke(None, INK, 1.2),
    "free": Stroke((0x5B, 0x85, 0x90)),
    "held": Stroke((0xA9, 0xC2, 0xC8)),
    "pledged": Stroke((0xD8, 0xC2, 0x8A)),
    "frozen": Stroke((0x2B, 0x2F, 0x33)),
}
_LETTERS: Final = {
    "t-zh": Look(15, bold=True),
    "t-en": Look(13),
    "t-soft": Look(11.5, SOFT),
    "t-time": Look(12, ACCENT),
    "t-num": Look(15, bold=True),
    "t-mono": Look(10.5, SOFT),
    "t-node": Look(10, ACCENT),
}
"""Sizes in units of the drawing, as lengths are there."""


def size_of(drawing: Element) -> tuple[float, float]:
    """Width and height in its own units."""
    _, _, width, height = (float(one) for one in drawing.get("viewBox", "0 0 0 0").split())
    return width, height


def draw(sheets: Sheets, drawing: Element, left: float, width: float) -> None:
    """At the cursor, ``width`` millimetres wide."""
    place = _Place(left, sheets.down, width / size_of(drawing)[0])
    for shape in drawing:
        if shape.tag == "text":
            _write(sheets, shape, place)
        elif shape.tag in _SHAPES:
            look = _stroke(shape)
            sheets.set_line_width(look.weight * place.scale)
            sheets.set_dash_pattern(*((2 * place.scale, 7 * place.scale) if look.dashed else ()))
            sheets.set_draw_color(*(look.stroke or INK))
            sheets.set_fill_color(*(look.fill or PAPER))
            _SHAPES[shape.tag](sheets, shape, place, look)
    sheets.set_dash_pattern()


class _Place(NamedTuple):
    """Where a drawing is, and how many millimetres its unit has."""

    left: float
    top: float
    scale: float

    def at(self, shape: Element, x: str, y: str) -> tuple[float, float]:
        return self.left + float(shape.get(x, 0)) * self.scale, self.top + float(shape.get(y, 0)) * self.scale

    def length(self, shape: Element, name: str) -> float:
        return float(shape.get(name, 0)) * self.scale


def _line(sheets: Sheets, shape: Element, place: _Place, _look: Stroke) -> None:
    sheets.line(*place.at(shape, "x1", "y1"), *place.at(shape, "x2", "y2"))


def _rect(sheets: Sheets, shape: Element, place: _Place, look: Stroke) -> None:
    sheets.rect(
        *place.at(shape, "x", "y"), place.length(shape, "width"), place.length(shape, "height"), style=look.style
    )


def _circle(sheets: Sheets, shape: Element, place: _Place, look: Stroke) -> None:
    sheets.circle(*place.at(shape, "cx", "cy"), radius=place.length(shape, "r"), style=look.style)


def _path(sheets: Sheets, shape: Element, place: _Place, look: Stroke) -> None:
    with sheets.new_path() as path:
        svg_path_converter(path, shape.get("d", ""))
        path.transform = Transform.scaling(place.scale, place.scale).translate(place.left, place.top)
        path.style.fill_color = None if look.fill is None else rgb8(*look.fill)
        path.style.stroke_color = None if look.stroke is None else rgb8(*look.stroke)
        path.style.stroke_width = look.weight
        path.style.auto_close = False


_SHAPES: Final = {"line": _line, "rect": _rect, "circle": _circle, "path": _path}


def _stroke(shape: Element) -> Stroke:
    """The last of its classes that says how it is painted; a shape of none is a thin line."""
    known = [_STROKES[name] for name in classes(shape) if name in _STROKES]
    return known[-1] if known else Stroke(None, INK)


def _write(sheets: Sheets, words: Element, place: _Place) -> None:
    names = classes(words)
    of_units = next((_LETTERS[name] for name in names if name in _LETTERS), Look(12))
    size = 7.0 if "t-tiny" in names else of_units.points
    ink = PAPER if "t-inverse" in names else of_units.ink
    look = of_units._replace(points=size * place.scale / MM_PER_POINT, ink=ink)
    run = Run(spelled(words.text or ""), look)
    x, baseline = place.at(words, "x", "y")
    wide = width_mm(run.text, look)
    ends, middle = "end" in names, "middle" in names or "t-node" in names
    sheets.set_words(run, x - (wide if ends else wide / 2 if middle else 0), baseline)
