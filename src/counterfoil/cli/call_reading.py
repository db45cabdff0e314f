# SPDX-License-Identifier: Apache-2.0
"""A call from the texts of its fields, as they stand in options or in cells, with where each was written."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from counterfoil.cli.options import public_key
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.field_types import hints_of, only, type_at, words_of

if TYPE_CHECKING:
    import msgspec

    from counterfoil.law.call import Call
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network

    Declared = tuple[msgspec.structs.FieldInfo, Any]

WHOLE_HASH: Final = frozenset({"contracts.approve"})
"""Calls that are somebody's word about what a hash stands for: whoever writes it can make other code begin alike."""
COMMITMENT: Final = "commitment"
"""The field that is never taken of a file: whoever guesses what an unsalted hash is of finds it true."""


class CallReader:
    """Makes calls of one type from texts."""

    def __init__(self, call: "type[Call]", fields: "Iterable[Declared]", network: "Network", node: "ChainNode") -> None:
        from counterfoil.cli.calls import written_as
        from counterfoil.cli.field_text import FieldReader
        from counterfoil.law.call import call_name
        from counterfoil.node.network import clock_ms

        def find_code(text: str, where: str) -> str | None:
            return _code_meant(node, text, where, whole=call_name(call) in WHOLE_HASH)

        declared = list(fields)
        self._call = call
        self._hints = {one.name: written_as(call, one.name, hint) for one, hint in declared}
        self._required = [one.name for one, _ in declared if one.required]
        self._fields = FieldReader(partial(public_key, network.keyring), clock_ms, find_code)

    def read(self, texts: dict[str, str], *, where: Callable[[str], str]) -> "Call":
        """A call, its texts by field, or by ``field.part``; raises InputError at ``where`` of the field."""
        import msgspec

        from counterfoil.primitives import canonical
        from counterfoil.primitives.types import HEX_HASH

        values: dict[str, Any] = {}
        for name, text in texts.items():
            field, dot, part = name.partition(".")
            if field == COMMITMENT and not re.match(HEX_HASH.pattern or "", text):
                remedy = "64 lower-case hex digits, as counterfoil vault put says; the hash of a file has no salt"
                # Whoever errs here has typed what the commitment is to: nothing repeats it.
                raise InputError(f"{len(text)} characters, no salted commitment", where=where(field), remedy=remedy)
            if not dot:
                values[field] = self._fields.read(self._hints[field], text, where=where(field))
                continue
            hint = _part(self._hints[field], part, where(name))
            values.setdefault(field, {})[part] = self._fields.read(hint, text, where=where(name))
        self._require_given(values, where)
        try:
            made: Call = canonical.convert(values, self._call)
        except msgspec.ValidationError as error:
            problem, path = canonical.problem_and_path(error)
            raise InputError(problem, where=_place(path, where), remedy=self._remedy(path)) from error
        return made

    def _require_given(self, values: dict[str, Any], where: Callable[[str], str]) -> None:
        """Every field that must be given is; InputError naming all that are not."""
        from counterfoil.cli.field_words import in_writing

        missing = [name for name in self._required if name not in values]
        if len(missing) == 1:
            raise InputError("it is missing", where=where(missing[0]), remedy=in_writing(self._hints[missing[0]]))
        if missing:
            others = [where(name).rpartition(", ")[2] for name in missing[1:]]
            places = ", ".join([where(missing[0]), *others])
            raise InputError("they are missing", where=places, remedy="see --help")

    def _remedy(self, path: str) -> str:
        """What the place at this path takes, if that is a list of words."""
        from counterfoil.cli.field_words import in_writing

        hint = type_at(self._hints, path)
        return in_writing(hint) if words_of(hint) else "see --help"


def _code_meant(node: "ChainNode", text: str, where: str, *, whole: bool) -> str | None:
    """Code on record by how its hash begins; InputError that names it where a word is given about what it says."""
    from counterfoil.node.contracts.code_names import code_hash_named

    found = code_hash_named(node.ledger.view, text, where=where)
    if whole and found is not None:
        problem = f"{text!r} is not the whole hash, and other code can be made to begin alike"
        raise InputError(problem, where=where, remedy=f"name the folder in which it was read, or {found}")
    return found


def _place(path: str, where: Callable[[str], str]) -> str:
    """A path such as ``$.rules[1].kind`` in words: ``--rules, number 2, kind``."""
    field, _, rest = re.sub(r"\[([0-9]+)\]", lambda found: f".number {int(found[1]) + 1}", path[2:]).partition(".")
    return ", ".join([where(field or "the call"), *rest.split(".")] if rest else [where(field or "the call")])


def _part(hint: Any, part: str, where: str) -> Any:
    """The type of a field within a field."""
    hints = hints_of(only(hint))
    if part not in hints:
        raise InputError(f"there is no {part!r} in it", where=where, remedy=f"known: {', '.join(hints) or 'none'}")
    return hints[part]
