# SPDX-License-Identifier: Apache-2.0
"""The words about what no verifier derives: it stands as executed, on the word of whoever executed it."""

from collections.abc import Collection, Iterator
from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.text import written

_NAMES_SHOWN: Final = 8
_UNKNOWN: Final = Words(
    " The law of these is not known here: {names}. What they did stands as executed, on the word of the state "
    "auditors, or where none are trusted of whoever seals the chain; no signature under them was taken for an "
    "account's consent.",
    "此处无下列调用或事件的规则：{names}。其结果以状态审计方（未信任审计方的，以封印方）的见证为据；"
    "其下的签名未被视为任何账户的同意。",
)
_UNDERIVED: Final = Words(
    " These were noted by the ledger as executed, or decided by a program, and are not derived from a call: {names}. "
    "What they make of records was recomputed, and of movements whether they rest on consents given before; that just "
    "they were to happen stands on the word of the state auditors, or where none are trusted of whoever seals the "
    "chain.",
    "下列事件系账本按执行结果所记，或由程序决定，并非由调用推得：{names}。其对记录的改变已重新计算，其中的变动"
    "是否依据事先给予的同意亦已核验；应有此事件与否，以状态审计方（未信任审计方的，以封印方）的见证为据。",
)


def as_executed(unknown: Collection[str], underived: Collection[str]) -> Words | None:
    """Says which calls and events stand as executed, and why; None when there are none.

    ``unknown``: those whose law is not known; ``underived``: types of events of known law that no call says.
    """
    said = [*_naming(_UNKNOWN, unknown), *_naming(_UNDERIVED, underived)]
    return Words("".join(one.en for one in said), "".join(one.zh for one in said)) if said else None


def _naming(words: Words, names: Collection[str]) -> Iterator[Words]:
    """The words about these names; nothing where there are none."""
    shown = [*map(written, sorted(names)[:_NAMES_SHOWN]), *(["…"] if len(names) > _NAMES_SHOWN else [])]
    if shown:
        yield words.fill(names=Words(", ".join(shown), "、".join(shown)))
