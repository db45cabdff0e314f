# SPDX-License-Identifier: Apache-2.0
"""Draws ``docs/reference/product-file.md`` from the keys of product files and the fields that they are of."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, Final, get_args, get_origin, get_type_hints

from counterfoil.cli.field_words import fields_of, in_words, only, stripped
from counterfoil.modules.futures.calls import RulesGiven
from counterfoil.modules.futures.records import ProductRules
from counterfoil.node.field_notes import notes_of, summary
from counterfoil.node.futures.product_file import EXAMPLE
from counterfoil.node.futures.product_keys import KEYS, LISTS, Key
from counterfoil.primitives.types import Millionths

HEAD: Final = f"""# The product file

What `counterfoil clearing product` reads: a product of a futures house, its rules, and contracts to list, in the units
in which exchanges write them. A key that is not here is refused. Drawn from the types of the calls.

```toml
{EXAMPLE}```

Of a product that is there the same file, changed, sets its rules from `--since` on, all of them. A trading day has the
rules that were in force as its date began, by the house's clock, whenever it is opened. `house`, `venue`,
`title`, `multiplier` and the decimals stay as they are. A table within `product.rules` that is left out says nothing of
the kind holds: no fees, no ending, no limit.
"""


def page() -> str:
    """The whole page."""
    kinds: dict[type, None] = {}
    parts = [HEAD]
    for table, keys in KEYS.items():
        parts += [f"## {f'[[{table}]]' if table in LISTS else f'[{table}]'}", "", "| key | values | |", "|---|---|---|"]
        for key in keys:
            kinds |= dict.fromkeys(_words_in(_hint(key)))
            parts.append(f"| `{key.name}` | {_values(key)} | {_told(key)} |")
        parts.append("")
    parts += ["## What the words mean", ""]
    for kind in kinds:
        notes = notes_of(kind)
        parts += [f"**{summary(kind)}**", ""]
        parts += [f"- `{one.value}`{f': {notes[one.name]}' if one.name in notes else ''}" for one in kind]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def _hint(key: Key) -> Any:
    return get_type_hints(key.of, include_extras=True)[key.field]


def _words_in(hint: Any) -> Iterator[type[Enum]]:
    inner = only(hint)
    inner = only(get_args(inner)[0]) if get_origin(inner) is tuple else inner
    if isinstance(inner, type) and issubclass(inner, Enum):
        yield inner


def _values(key: Key) -> str:
    """As they are written in the file: words in quotation marks, shares in per cent."""
    hint = _hint(key)
    words = [f'`"{one.value}"`' for kind in _words_in(hint) for one in kind]
    if key.written or words:
        listed = "list of " if get_origin(only(hint)) is tuple else ""
        return key.written or f"{listed}{', '.join(words)}"
    if only(hint) is Millionths:
        return 'a share such as `"12%"`'
    if only(hint) is bool:
        return "`true` or `false`"
    inner = next((one for one in get_args(stripped(hint)[1]) if one is not type(None)), hint)
    return in_words(inner).replace("`", "")


def _told(key: Key) -> str:
    """Whether it must be given, or what it is without, and what it means."""
    [field] = [one for one in fields_of(key.of) if one.name == key.field]
    notes = notes_of(ProductRules) | notes_of(key.of) if key.of is RulesGiven else notes_of(key.of)
    note = key.note or notes.get(key.field, "") or " ".join(map(summary, _words_in(_hint(key)))).rstrip(".")
    needed = "must be given" if field.default is None else _without(key, field.default)
    said = any(one in note for one in ("must be given", "left out"))
    return "; ".join(one for one in ("" if said else needed, note.replace("None: ", "left out: ")) if one)


def _without(key: Key, default: str) -> str:
    """Defaults that a reader can write: none of those that are objects or lists."""
    if key.written or key.note or default in ("null", "[]"):
        return ""
    if only(_hint(key)) is Millionths:
        return f'left out: `"{int(default) / 10_000:g}%"`'
    return f"left out: `{default}`"
