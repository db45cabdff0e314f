# SPDX-License-Identifier: Apache-2.0
"""Calls from the fields that a program names, of every module, as its law has them; errors before anything is sent."""

import inspect
import typing
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any

import msgspec

from counterfoil.client.literals import in_words, plain
from counterfoil.law.call import Call, call_name
from counterfoil.modules import laws
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.field_types import type_at


def make_call(kind: type[Call], fields: Mapping[str, Any]) -> Call:
    """The call; raises InputError naming the field and what would be right."""
    name, hints = call_name(kind), _hints(kind)
    for given in fields:
        if given not in hints:
            raise InputError(
                f"it has no field {given!r}", where=name, remedy=_nearest(given, list(kind.__struct_fields__))
            )
    missing = [field for field in _required(kind) if field not in fields]
    if missing:
        where = ", ".join(f"{name}({field}=…)" for field in missing)
        remedy = "; ".join(f"{field}: {in_words(hints[field])}" for field in missing)
        raise InputError("it is missing" if len(missing) == 1 else "they are missing", where=where, remedy=remedy)
    made = {field: plain(hints[field], value, f"{name}({field}=…)") for field, value in fields.items()}
    try:
        call: Call = canonical.convert(made, kind)
    except msgspec.ValidationError as error:
        problem, path = canonical.problem_and_path(error)
        place = path.removeprefix("$.") or "the call"
        hint = type_at(hints, path)
        raise InputError(problem, where=f"{name}({place}=…)", remedy="" if hint is None else in_words(hint)) from error
    canonical.encode(call)  # what has no canonical form, such as half a character, is found here and not in a block
    return call


def calls_of(noun: str) -> Mapping[str, type[Call]]:
    """Verb → call of a module; raises InputError for a noun that there is not."""
    found = _by_noun().get(noun)
    if found is None:
        raise InputError(f"there is no module {noun!r}", where="calls", remedy=_nearest(noun, list(_by_noun())))
    return found


def nouns() -> list[str]:
    """The modules that have calls."""
    return list(_by_noun())


def verb_of(noun: str, verb: str) -> type[Call]:
    """A call of a module by its verb; raises InputError that names the nearest."""
    found = calls_of(noun).get(verb)
    if found is None:
        raise InputError(f"{noun} has no call {verb!r}", where="calls", remedy=_nearest(verb, list(calls_of(noun))))
    return found


@cache
def signature_of(kind: type[Call]) -> inspect.Signature:
    """As ``help`` and an editor show it: every field by its name, with its default."""
    hints = _hints(kind)
    parameters = [
        inspect.Parameter(
            one.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if one.required else _default(one),
            annotation=hints[one.name],
        )
        for one in msgspec.structs.fields(kind)
    ]
    return inspect.Signature(parameters)


def _default(one: msgspec.structs.FieldInfo) -> Any:
    return one.default_factory() if one.default is msgspec.NODEFAULT else one.default


@cache
def _required(kind: type[Call]) -> Sequence[str]:
    return [one.name for one in msgspec.structs.fields(kind) if one.required]


@cache
def _hints(kind: type[Call]) -> dict[str, Any]:
    return typing.get_type_hints(kind, include_extras=True)


@cache
def _by_noun() -> Mapping[str, Mapping[str, type[Call]]]:
    every = laws().by_noun
    return {noun: {call_name(one).partition(".")[2]: one for one in every[noun].calls} for noun in every}


def _nearest(given: str, known: list[str]) -> str:
    near = get_close_matches(given, known, n=1)
    return f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
