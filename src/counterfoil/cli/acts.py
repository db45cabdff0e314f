# SPDX-License-Identifier: Apache-2.0
"""``counterfoil parties``, ``counterfoil holdings`` …: a command for every call of every module, drawn from its fields.

So a new module brings its commands with it. Each rehearses first: what would be rejected, or lacks a signature, is
said and not ordered.
"""

import importlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperGroup

from counterfoil.cli.call_reading import COMMITMENT, CallReader
from counterfoil.cli.options import (
    ByOption,
    CaOption,
    example,
    open_network,
    require_new_file,
    signing_keys,
)
from counterfoil.cli.ordering import ORDERING, Given, parameter, shared_options, taking
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    import msgspec

    from counterfoil.cli.foretelling import Place
    from counterfoil.identity.signing import PrivateKey
    from counterfoil.law.call import Call
    from counterfoil.law.module import Law
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.network import Network
    from counterfoil.node.policy_changes import PolicyChange
    from counterfoil.primitives.gathered_errors import GatheredErrors

CsvOption = Annotated[
    Path | None,
    typer.Option("--csv", metavar="FILE", help="One call for each row; columns are called as the options are."),
]
SHARED: Final = {"csv": (CsvOption, None), **ORDERING, "ca": (CaOption, None)}
"""What every act takes beside the fields of its call."""
CONSENTING: Final[dict[str, tuple[Any, Any]]] = {"by": (ByOption, [])}
"""And what those take whose call has no field of that name: who consents, where the keys are also others'."""
EXAMPLES: Final = {
    "contracts.set_reviews": (
        "--reviewers depository --quorum 1 --by depository --supervisor supervisor --reference 'Rules, 9' "
        "--key depository --key supervisor"
    ),
}
"""Call → what its example says, where one made of the fields that must be given would be refused on every ledger."""
TAKEN: Final = frozenset({*(name.replace("_", "-") for name in SHARED), "json", "help"})
ATTACHMENTS: Final = "sealed"


class ModuleGroup(TyperGroup):
    """The commands of one module, made when they are asked for: to make them its calls must be read.

    Commands that are written out may stand before them, in a group of the same name.
    """

    def __init__(self, noun: str, written: Any = None) -> None:
        package = importlib.import_module(f"counterfoil.modules.{noun}")
        told = " ".join(f"{package.__doc__ or noun} {'' if written is None else written.help}".split())
        super().__init__(name=noun, help=told, no_args_is_help=True, rich_markup_mode=None)
        self._noun, self._written = noun, written

    def list_commands(self, ctx: Any) -> list[str]:
        first = [] if self._written is None else self._written.list_commands(ctx)
        return list(dict.fromkeys((*first, *_group(self._noun).list_commands(ctx))))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        found = None if self._written is None else self._written.get_command(ctx, cmd_name)
        return _group(self._noun).get_command(ctx, cmd_name) if found is None else found


@cache
def _group(noun: str) -> TyperGroup:
    from counterfoil.modules import laws

    law = laws().by_noun[noun]
    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    for call in law.calls:
        app.command(verb_of(call), help=_help(call), epilog=_example(law, call))(_command(call))
    app.callback()(lambda: None)  # so that a module with one call is a group too
    return typer.main.get_group(app)


def verb_of(call: "type[Call]") -> str:
    """What a call's command is named: ``parties.open_account`` is ``open-account`` below ``parties``."""
    from counterfoil.law.call import call_name

    return call_name(call).partition(".")[2].replace("_", "-")


def option_of(call: "type[Call]", field: str) -> str:
    """The option of a field; with the noun in front where every act has an option of that name."""
    from counterfoil.law.call import call_name

    name = field.replace("_", "-")
    return f"--{call_name(call).partition('.')[0]}-{name}" if name in TAKEN else f"--{name}"


def fields_of(call: "type[Call]") -> "Iterator[tuple[msgspec.structs.FieldInfo, Any]]":
    """The fields of a call and their types; attachments come last."""
    import typing

    import msgspec

    hints = typing.get_type_hints(call, include_extras=True)
    found = [(one, hints[one.name]) for one in msgspec.structs.fields(call)]
    yield from sorted(found, key=lambda pair: pair[0].name == ATTACHMENTS)


def shared_by(call: "type[Call]") -> dict[str, tuple[Any, Any]]:
    """The options that a call's command takes beside its fields."""
    return SHARED if "by" in call.__struct_fields__ else {**SHARED, **CONSENTING}


def _command(call: "type[Call]") -> Callable[..., None]:
    """The function behind a command, with a parameter for each field and each shared option."""

    options = shared_by(call)

    def act(**given: Any) -> None:
        shared = Given(**{name: given.pop(name) for name in options})
        _act(call, {name.removeprefix("field_"): value for name, value in given.items()}, shared)

    parameters = [
        *(parameter(f"field_{one.name}", *_option(call, one, hint)) for one, hint in fields_of(call)),
        *shared_options(options),
    ]
    return taking(act, parameters)


def _option(call: "type[Call]", one: "msgspec.structs.FieldInfo", hint: Any) -> tuple[Any, Any]:
    """How the command line takes a field, and that it was not given."""
    import typing

    from counterfoil.cli.field_text import also_read
    from counterfoil.cli.field_words import in_writing
    from counterfoil.node.field_notes import notes_of
    from counterfoil.primitives.field_types import stripped

    name = option_of(call, one.name)
    holds = "salted hash in hex, as counterfoil vault put says" if one.name == COMMITMENT else in_writing(hint)
    note = notes_of(call).get(one.name, "")
    needed = "must be given" if one.required else ""
    plain = stripped(hint)[1]
    parts = (holds, also_read(plain), note.replace("None: ", "if not given, "), needed)
    text = "; ".join(part for part in parts if part)
    if plain is bool:
        return Annotated[bool | None, typer.Option(f"{name}/--no-{name[2:]}", help=note or None)], None
    metavar = one.name.upper()
    if typing.get_origin(plain) is tuple:
        return Annotated[list[str], typer.Option(name, metavar=metavar, help=text, show_default=False)], []
    return Annotated[str | None, typer.Option(name, metavar=metavar, help=text)], None


def _act(call: "type[Call]", fields: dict[str, Any], given: Given) -> None:
    """Build the calls from the options, or from rows, and carry them out."""
    lines: list[int] = []

    def made(opened: "Network", node: "ChainNode") -> "list[Call]":
        reader = CallReader(call, fields_of(call), opened, node)
        if given.csv is None:
            return [reader.read(_texts(fields), where=lambda field: option_of(call, field))]
        return list(_calls(call, _texts(fields), given.csv, reader, lines))

    carry_out(made, given, lines=lines)


def carry_out(
    made: "Callable[[Network, ChainNode], Sequence[Call]]",
    given: Given,
    *,
    intent: "Callable[[], str]" = str,
    lines: Sequence[int] = (),
    result: "Callable[[ChainNode], dict[str, Any]] | None" = None,
) -> None:
    """Rehearse calls, and order them, write them, or say what would be.

    ``intent``: what the same file is another intent by, such as the day that is open; asked once the calls are made.
    ``lines``: on which of a file each call stands, by then. ``result``: says what came of it, and gives it to machines.
    """
    from counterfoil.cli import foretelling
    from counterfoil.cli.calls import seed_for
    from counterfoil.cli.give_ups_judged import judge_give_ups
    from counterfoil.cli.record_paths import judge_paths
    from counterfoil.node.layout import require_chain
    from counterfoil.node.submitting import parties_of

    if given.out is not None:
        require_new_file(given.out)
    with open_network(
        given.network, given.passphrase_file, accept_clock=given.accept_clock, keys=given.key, ca=given.ca
    ) as opened:
        ordering = not given.dry_run and given.out is None
        node = opened.chain(require_chain(opened.config, given.chain), writable=ordering)
        calls = made(opened, node)
        _require_one_transaction(calls, given)
        seed = partial(seed_for, given.csv, new_intent=given.new_intent, about=intent())
        judge_paths(calls, node.ledger.view)
        judge_give_ups(calls, node.ledger.view)
        keys = signing_keys(opened, given.key, node)
        by = given.by or parties_of(node, keys)
        told = foretelling.foretell(node, calls, by=by, signers=[key.keyid for key in keys], place=_typed(given))
        names = foretelling.key_names(opened.keyring)
        if ordering and given.csv is not None and told.result.code and _has_answer(node, calls, keys, seed):
            _finish(opened, node, calls, by, given, seed, result=result)  # it says already_seen, and which it was
        if given.dry_run or told.result.code:
            foretelling.end_dry_run(node, [told], names, as_json=given.as_json, lines=lines)
        if ordering:
            foretelling.require_complete(told, names)
        foretelling.warn_of_later(told, node.ledger.view)
        foretelling.tell_changes(told, node.ledger.view, quiet=given.as_json)
        changes = foretelling.changes_of(told, node.ledger.view)
        _finish(opened, node, calls, told.parties, given, seed, changes, result)


def _require_one_transaction(calls: "Sequence[Call]", given: Given) -> None:
    """InputError for more calls than one carries, before anything is foretold that could not be ordered."""
    from counterfoil.evidence.transaction import CALLS_MAX

    if len(calls) > CALLS_MAX:
        where = "the calls" if given.csv is None else str(given.csv)
        raise InputError(f"{len(calls)} calls", where=where, remedy=f"a transaction has 1 to {CALLS_MAX}: in parts")


def _typed(given: Given) -> "Place":
    """Where fields were written: each is an option, unless it stands in a row."""

    def place(call: "Call", field: str) -> str:
        return option_of(type(call), field) if given.csv is None else f"{given.csv}, {field}"

    return place


def _has_answer(
    node: "ChainNode", calls: "Sequence[Call]", keys: "Sequence[PrivateKey]", seed: Callable[[], bytes]
) -> bool:
    """Whether these rows were ordered before, as the same intent: then the ledger would not take them as new."""
    from counterfoil.evidence.transaction import decode_envelope, intent_id
    from counterfoil.node.submitting import build

    if not keys:
        return False
    made = build(node, calls, *keys, seed=seed())
    try:
        node.reader.transaction_position(intent_id(decode_envelope(made.envelope)[1]))
    except InputError:
        return False
    return True


def _finish(
    network: "Network",
    node: "ChainNode",
    calls: "Sequence[Call]",
    by: Sequence[str],
    given: Given,
    seed: Callable[[], bytes],
    changes: "Sequence[PolicyChange]" = (),
    result: "Callable[[ChainNode], dict[str, Any]] | None" = None,
) -> None:
    """Sign, and order or write."""
    from counterfoil.cli.sign import write_signed
    from counterfoil.cli.submit import order
    from counterfoil.node.submitting import build

    keys = signing_keys(network, given.key)
    if not keys:
        raise InputError("no key signs", where="--key", remedy="name a key; counterfoil keys list shows them")
    transaction = build(node, calls, *keys, by=by, seed=seed())
    if given.out is not None:
        write_signed(transaction, given.out, as_json=given.as_json)
    else:
        label = str(given.csv or calls[0].__struct_config__.tag)
        made = [(label, transaction.encode())]
        order(network, node, made, no_publish=given.no_publish, as_json=given.as_json, changes=changes, result=result)


def _texts(fields: dict[str, Any]) -> dict[str, str]:
    """What was given of the options, as it is written in a cell."""
    from counterfoil.cli.field_text import LIST_MARK

    return {
        name: LIST_MARK.join(value)
        if isinstance(value, list)
        else ("yes" if value else "no")
        if isinstance(value, bool)
        else value
        for name, value in fields.items()
        if value not in (None, [])
    }


def _calls(
    call: "type[Call]", texts: dict[str, str], file: Path, reader: "CallReader", lines: list[int]
) -> "Iterator[Call]":
    """One for each row, and on which line it stands; options hold for every row that does not say otherwise."""
    from counterfoil.evidence.transaction import CALLS_MAX
    from counterfoil.primitives.gathered_errors import GatheredErrors

    wrong = GatheredErrors()
    rows = list(_rows(call, file, wrong))
    if not wrong and not 1 <= len(rows) <= CALLS_MAX:
        raise InputError(f"{len(rows)} rows", where=str(file), remedy=f"a transaction has 1 to {CALLS_MAX} calls")
    for line, row in rows:

        def where(field: str, line: int = line) -> str:
            return f"{file}, line {line}, {field}"

        made = wrong.tried(partial(reader.read, texts | row, where=where))
        if made is not None:
            lines.append(line)
            yield made
    wrong.require_none(str(file), "mend them all; nothing was done")


def _rows(call: "type[Call]", file: Path, wrong: "GatheredErrors") -> Iterator[tuple[int, dict[str, str]]]:
    """Line and filled cells of every row; ``wrong``: those that are damaged. InputError for an unknown column."""
    from counterfoil.node.registers.csv_rows import CsvFile, CsvFormat, RefusedRow

    opened = CsvFile(file, CsvFormat())
    columns = [column.replace("-", "_") for column in opened.columns]
    known = {one.name for one, _ in fields_of(call)}
    opened.require_separated({*known, *(name.replace("_", "-") for name in known)})
    for column in columns:
        if column.partition(".")[0] not in known or columns.count(column) > 1:
            problem = "stands twice" if columns.count(column) > 1 else "is no field of this call"
            raise InputError(
                f"the column {column!r} {problem}", where=str(file), remedy=f"columns: {', '.join(sorted(known))}"
            )
    for row in opened.rows():
        if isinstance(row, RefusedRow):
            wrong.add(row.error(file, "nothing was done"))
        else:
            yield row.line, {name: cell for name, cell in zip(columns, row.cells, strict=True) if cell}


def _help(call: "type[Call]") -> str:
    from counterfoil.node.field_notes import summary

    return summary(call)


def _example(law: "Law", call: "type[Call]") -> str:
    """One line with every field that must be given; or the one that is written out, where those alone are too few."""
    from counterfoil.cli.field_words import sample
    from counterfoil.law.call import call_name

    if (written := EXAMPLES.get(call_name(call))) is not None:
        return example(f"counterfoil {law.noun} {verb_of(call)} {written} --network trial")
    required = [(one.name, sample(one.name, hint)) for one, hint in fields_of(call) if one.required]
    words = [f"{option_of(call, name)} {value}" for name, value in required]
    key = next((value for name, value in required if name == "supervisor"), "depository")
    return example(f"counterfoil {law.noun} {verb_of(call)} {' '.join(words)} --key {key} --network trial")
