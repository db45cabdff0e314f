# SPDX-License-Identifier: Apache-2.0
"""Calls as users write them in files, plain JSON judged against the laws at once; and signed transactions."""

import json
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from counterfoil.cli.call_words import calls_like, remedy_for
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.input_files import open_input, read_input_file
from counterfoil.primitives.written import parse_json, unique_names

if TYPE_CHECKING:
    import msgspec

    from counterfoil.evidence.transaction import Transaction
    from counterfoil.law.call import Call

INPUT_LENGTH_MAX: Final = 64 * 2**20
MOVED: Final = ("governance.propose", "calls")
"""The call, and the field of it, that lists calls as a text: to its law it is any text, to who writes it JSON."""

Document = dict[str, Any] | list[Any]


def read_document(file: Path) -> Document:
    """A JSON object or array from a file, ``-`` being standard input; raises InputError naming line and column."""
    return parse_document(read_input(file), where="standard input" if str(file) == "-" else str(file))


def parse_document(data: bytes, *, where: str) -> Document:
    if len(data) > INPUT_LENGTH_MAX:
        raise InputError(f"longer than {INPUT_LENGTH_MAX} bytes", where=where, remedy="give it in parts")
    value = parse_json(data, where=where)
    if not isinstance(value, (dict, list)):
        raise InputError("neither an object nor an array", where=where, remedy="a call, or a list of calls")
    return value


def read_input(file: Path) -> bytes:
    """The bytes of a file, ``-`` being standard input; raises InputError when there are too many."""
    if str(file) == "-":
        data = sys.stdin.buffer.read(INPUT_LENGTH_MAX + 1)
    else:
        with open_input(file) as opened:
            data = opened.read(INPUT_LENGTH_MAX + 1)
    if len(data) > INPUT_LENGTH_MAX:
        raise InputError(f"longer than {INPUT_LENGTH_MAX} bytes", where=str(file), remedy="give it in parts")
    return data


def is_transaction(data: bytes) -> bool:
    """Whether these bytes are a signed transaction, and not calls that people wrote."""
    return data.startswith(b'{"payload":')


def parse_transaction(data: bytes, *, where: str) -> "Transaction":
    """A transaction whose envelope decodes and whose lines it commits to; raises InputError naming what is wrong."""
    from counterfoil.evidence.transaction import calls_root, decode_envelope, split_transaction
    from counterfoil.modules import laws
    from counterfoil.verify.shown import read_call

    try:
        transaction = split_transaction(data)
        _, payload = decode_envelope(transaction.envelope)
        for line in transaction.lines:
            read_call(line, laws())
    except DecodeError as error:
        raise InputError(error.problem, where=f"{where}, {error.where}", remedy=error.remedy) from error
    if calls_root(transaction.lines) != payload.calls:
        raise InputError("the calls are not those that were signed", where=where, remedy="sign the calls anew")
    return transaction


def seed_for(file: Path | None, *, new_intent: bool, about: str = "") -> bytes:
    """The seed of a calls file, kept beside it in ``FILE.seed``: so it is one intent, however often it is sent.

    ``about``: what it is another intent by, such as a day; empty, it is one for ever. A new one, which is not kept, for
    calls that are in no file, and when a new intent is asked for.
    """
    from counterfoil.evidence.transaction import SEED_LENGTH
    from counterfoil.node.submitting import fresh_seed
    from counterfoil.primitives.hashing import digest

    if file is None or new_intent or str(file) == "-":
        return fresh_seed()
    kept = file.with_name(file.name + ".seed")
    try:
        seed = bytes.fromhex(read_input_file(kept).decode().strip())
    except FileNotFoundError:
        seed = fresh_seed()
        try:
            with kept.open("x") as made:
                made.write(seed.hex() + "\n")
        except OSError as error:
            remedy = "make the folder writable, or say --new-intent"
            raise InputError(f"cannot keep the intent's seed: {error}", where=str(kept), remedy=remedy) from error
    except ValueError as error:
        raise InputError("not a seed in hex", where=str(kept), remedy="remove it, for a new intent") from error
    if len(seed) != SEED_LENGTH:
        raise InputError(f"{len(seed)} bytes", where=str(kept), remedy=f"a seed has {SEED_LENGTH}")
    return digest(about.encode() + b"\0" + seed) if about else seed


def parse_calls(document: Document, *, where: str) -> "Sequence[Call]":
    """A call or a list of calls as messages; raises InputError naming the path of what is wrong."""
    import msgspec

    from counterfoil.evidence.transaction import CALLS_MAX
    from counterfoil.modules import laws

    calls = document if isinstance(document, list) else [document]
    if not 1 <= len(calls) <= CALLS_MAX:
        raise InputError(f"{len(calls)} calls", where=where, remedy=f"a transaction has 1 to {CALLS_MAX}")
    typed: list[Call] = []
    for position, call in enumerate(calls):
        base = f"$[{position}]" if isinstance(document, list) else "$"
        _require_known(call, where=f"{where}, {base}")
        name = call["call"]
        which = f" (call {position + 1}, {name})" if isinstance(document, list) else ""
        try:
            typed.append(laws().typed(_json_texts(call, where=f"{where}, {base}", which=which)))
        except msgspec.ValidationError as error:
            raise _located(error, laws().calls[name], f"{where}, {base}", which) from error
    return typed


def _require_known(call: Any, *, where: str) -> None:
    from counterfoil.modules import laws

    if not isinstance(call, dict):
        raise InputError("not an object", where=where, remedy='a call is {"call": "holdings.transfer", …}')
    name = call.get("call")
    if not isinstance(name, str) or name not in laws().calls:
        if name is None:
            remedy = 'a call names itself: {"call": "holdings.transfer", …}'
            raise InputError("the field call is missing", where=where, remedy=remedy)
        raise InputError(f"no call {name!r}", where=where, remedy=calls_like(str(name)))


def with_texts(document: Document, *, where: str) -> Document:
    """A list of calls in which JSON that stands on the ledger as a text is that text, in its one form.

    Whoever writes a motion writes ``"arguments": {…}``. What is no list of calls is given back as it came.
    """
    if not (isinstance(document, list) and any(map(_is_call, document))):
        return document
    return [
        _json_texts(one, where=f"{where}, $[{position}]", which=f" (call {position + 1}, {one['call']})")
        if _is_call(one)
        else one
        for position, one in enumerate(document)
    ]


def _json_texts(call: dict[str, Any], *, where: str, which: str = "") -> dict[str, Any]:
    """A call in whose fields that hold JSON as a text, such as ``arguments``, JSON may stand as it is.

    So in calls within it as well. InputError for JSON that no ledger takes, with ``which`` call it is in.
    """
    from counterfoil.modules import laws

    texts = _fields_of_json(laws().calls[call["call"]])
    found = dict(call)
    for name, value in call.items():
        if name in texts:
            found[name] = _json_text(value, f"{where}.{name}", which)
        elif isinstance(value, list):
            found[name] = [
                _json_texts(one, where=f"{where}.{name}[{position}]") if _is_call(one) else one
                for position, one in enumerate(value)
            ]
    return found


def _json_text(value: Any, where: str, which: str) -> Any:
    """JSON as the text that the ledger takes; a text that is no JSON as it came, for the law to judge."""
    from counterfoil.primitives import canonical

    try:
        if isinstance(value, str):
            try:
                value = json.loads(value, object_pairs_hook=unique_names)
            except (ValueError, RecursionError):
                return value
        inner = with_texts(value, where=where) if isinstance(value, list) else value
        return canonical.encode(inner).decode()
    except DecodeError as error:
        place = f"{where}{(error.where or '').removeprefix('$')}{which}"
        raise InputError(error.problem, where=place, remedy=error.remedy) from error


def _is_call(value: Any) -> bool:
    from counterfoil.modules import laws

    return isinstance(value, dict) and isinstance(value.get("call"), str) and value["call"] in laws().calls


@cache
def _fields_of_json(call: "type[Call]") -> frozenset[str]:
    """The fields of a call that hold JSON as a text."""
    import typing

    from counterfoil.primitives.field_types import only
    from counterfoil.primitives.types import JsonText

    hints = typing.get_type_hints(call, include_extras=True)
    return frozenset(name for name, hint in hints.items() if only(written_as(call, name, hint)) is JsonText)


def written_as(call: "type[Call]", name: str, hint: Any) -> Any:
    """The type that a field has to whoever writes it."""
    from counterfoil.law.call import call_name
    from counterfoil.primitives.types import JsonText

    return JsonText if (call_name(call), name) == MOVED else hint


def _located(error: "msgspec.ValidationError", call: "type[Call]", where: str, which: str) -> InputError:
    """The error, its path continued from ``where`` on, and behind it ``which`` call it is of."""
    from counterfoil.primitives.canonical import problem_and_path

    problem, path = problem_and_path(error)
    place = f"{where}{path.removeprefix('$')}{which}"
    return InputError(problem, where=place, remedy=remedy_for(call, problem, path))


def require_readable(text: str, *, where: str) -> None:
    """InputError for calls in a text that no law reads, such as a motion's: which, where, and what was meant."""
    from counterfoil.law.outcome import Refused
    from counterfoil.modules.governance.carried import read_calls

    try:
        read_calls(text)
    except Refused:
        parse_calls(parse_document(text.encode(), where=where), where=where)  # what else is wrong the ledger says
