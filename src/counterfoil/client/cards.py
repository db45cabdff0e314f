# SPDX-License-Identifier: Apache-2.0
"""How results look: one line in a terminal, a small table in a notebook; short, and escaped, since others wrote it."""

import html
from collections.abc import Mapping
from typing import Any, Final

from counterfoil.evidence.text import safe_text

SHOWN_MAX: Final = 160
"""Characters of one value."""
ROWS_MAX: Final = 24
_GOOD, _BAD, _PLAIN = "#1a7f37", "#b42318", "#57606a"


def line(kind: str, values: Mapping[str, Any]) -> str:
    """``Done(status=committed, height=12)``."""
    shown = ", ".join(f"{name}={_short(value)}" for name, value in values.items() if value not in (None, ""))
    return f"{kind}({shown})"


def card(title: str, values: Mapping[str, Any], *, well: bool | None = None) -> str:
    """A table of two columns under a title; ``well``: green, red, or neither."""
    colour = _PLAIN if well is None else _GOOD if well else _BAD
    kept = [(name, value) for name, value in values.items() if value not in (None, "", (), [], {})]
    rows = "".join(
        f"<tr><th style='text-align:left;font-weight:normal;color:{_PLAIN}'>{_cell(name)}</th>"
        f"<td style='text-align:left'>{_cell(value)}</td></tr>"
        for name, value in kept[:ROWS_MAX]
    )
    more = len(kept) - ROWS_MAX
    left_out = f"<tr><td colspan='2'>and {more} more</td></tr>" if more > 0 else ""
    return f"<div><b style='color:{colour}'>{_cell(title)}</b><table>{rows}{left_out}</table></div>"


def _cell(value: Any) -> str:
    return html.escape(_short(value), quote=True)


def _short(value: Any) -> str:
    return safe_text(str(value), length_max=SHOWN_MAX)
