# SPDX-License-Identifier: Apache-2.0
"""Writing markup that is well-formed as XML and as HTML. Text is escaped here and nowhere else."""

from html import escape
from typing import NewType

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.text import safe_text

Markup = NewType("Markup", str)
"""Finished markup, which is never escaped again."""
NOTHING = Markup("")
_VOID = frozenset({"meta", "br", "hr", "rect", "line", "path", "circle", "col"})
"""Elements written without an end tag; of these, the page uses the SVG ones always empty."""
_SENTENCE_MAX = 4_000


def text(value: str) -> Markup:
    """A value as text: what could hide or reorder other text is spelled out, and markup is escaped."""
    return Markup(escape(safe_text(value, length_max=_SENTENCE_MAX), quote=True))


def element(name_: str, /, *content: Markup, **attributes: str | int) -> Markup:
    """One element. ``class_`` stands for ``class``; an underscore inside an attribute's name for a hyphen."""
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{text(str(value))}"' for key, value in attributes.items())
    inside = join(*content)
    if name_ in _VOID and not inside:
        return Markup(f"<{name_}{written} />")
    return Markup(f"<{name_}{written}>{inside}</{name_}>")


def join(*parts: Markup) -> Markup:
    return Markup("".join(parts))


def lines(*parts: Markup) -> Markup:
    """The parts, one on each line."""
    return Markup("\n".join(part for part in parts if part))


def spans(words: Words) -> Markup:
    """A label in both languages, Chinese first."""
    return join(
        element("span", text(words.zh), class_="zh", lang="zh-Hans"),
        text(" "),
        element("span", text(words.en), class_="en", lang="en"),
    )


def paragraphs(words: Words, class_: str = "pair") -> Markup:
    """A sentence in both languages, one below the other."""
    return element(
        "div",
        element("p", text(words.zh), class_="zh", lang="zh-Hans"),
        element("p", text(words.en), class_="en", lang="en"),
        class_=class_,
    )
