# SPDX-License-Identifier: Apache-2.0
"""How words look on paper, by what they are in the page's markup: what the page's style says to a browser."""

from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

Ink = tuple[int, int, int]
INK: Final[Ink] = (0x1C, 0x1F, 0x22)
SOFT: Final[Ink] = (0x56, 0x5C, 0x61)
RULE: Final[Ink] = (0xC9, 0xC5, 0xBB)
PAPER: Final[Ink] = (0xFF, 0xFF, 0xFF)
ACCENT: Final[Ink] = (0x17, 0x50, 0x5F)
WASH: Final[Ink] = (0xF3, 0xF1, 0xEA)


class Look(NamedTuple):
    """Of some words."""

    points: float = 10
    ink: Ink = INK
    bold: bool = False
    anywhere: bool = False
    """a line may end between any two characters"""
    centred: bool = False


class Run(NamedTuple):
    """Words of one look, within a line or a paragraph."""

    text: str
    look: Look


Paragraph = tuple[Run, ...]

_CHANGES: Final[dict[str, dict[str, object]]] = {
    "h1": {"points": 12, "ink": SOFT, "centred": True},
    "h1 zh": {"points": 24, "ink": ACCENT, "bold": True},
    "h2": {"points": 10, "ink": SOFT},
    "h2 zh": {"points": 14, "ink": ACCENT, "bold": True},
    "h3": {"points": 10, "ink": SOFT},
    "h3 zh": {"ink": INK, "bold": True},
    "kind": {"points": 11, "ink": SOFT, "centred": True},
    "th": {"points": 9},
    "td": {"points": 9},
    "en": {"ink": SOFT},
    "statement zh": {"points": 13},
    "statement en": {"points": 11, "ink": INK},
    "caution": {"points": 9},
    "verdict": {"points": 16, "bold": True, "ink": ACCENT},
    "failed": {"bold": True},
    "value": {"bold": True},
    "hash": {"points": 7.5, "anywhere": True, "bold": False},
    "type": {"points": 7, "anywhere": True, "ink": SOFT},
    "events": {"points": 7.5},
    "events hash": {"points": 6, "anywhere": True},
    "events type": {"points": 6, "anywhere": True, "ink": SOFT},
    "pre": {"points": 8.5, "anywhere": True},
    "footer": {"points": 8, "ink": SOFT, "centred": True},
    "dt": {"points": 8, "ink": SOFT},
    "dd": {"points": 11, "bold": True},
}
_INLINE: Final = frozenset({"span", "bdi"})


def classes(element: Element) -> list[str]:
    return element.get("class", "").split()


class Place(NamedTuple):
    """Where in the page some words stand: what they inherit."""

    look: Look = Look()
    within: tuple[str, ...] = ()
    """tags and classes of what they are in, the outermost first"""

    def inside(self, element: Element) -> "Place":
        """What the words of an element inherit: of its tag, of its classes, of these within what it is in."""
        look = self.look
        names = (element.tag, *classes(element))
        outer = tuple(f"{one} {name}" for one in self.within for name in names)
        for name in (*names, *outer):
            look = look._replace(**_CHANGES.get(name, {}))  # type: ignore[arg-type]
        return Place(look, (*self.within, *names))


def paragraphs(element: Element, place: Place) -> Iterator[Paragraph]:
    """The words of an element, each paragraph by itself; ``place`` is the element's own."""
    runs: list[Run] = []
    if element.tag == "pre":
        yield from ((Run(line, place.look),) for line in (element.text or "").split("\n"))
        return
    _say(runs, element.text, place)
    for child in element:
        inner = place.inside(child)
        if child.tag in _INLINE:
            runs.extend(_inline(child, inner))
        else:
            if runs:
                yield tuple(runs)
                runs = []
            yield from paragraphs(child, inner)
        _say(runs, child.tail, place)
    if runs:
        yield tuple(runs)


def _inline(element: Element, place: Place) -> Iterator[Run]:
    yield from ([Run(element.text, place.look)] if element.text else [])
    for child in element:
        yield from _inline(child, place.inside(child))
        yield from ([Run(child.tail, place.look)] if child.tail else [])


def _say(runs: list[Run], text: str | None, place: Place) -> None:
    """Space between two elements is space once there are words before it, and nothing otherwise."""
    said = " ".join((text or "").split())
    if said:
        runs.append(Run(text or "", place.look))
    elif runs and text:
        runs.append(Run(" ", place.look))
