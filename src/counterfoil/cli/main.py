# SPDX-License-Identifier: Apache-2.0
"""The command ``counterfoil``: its commands, and the one place where errors become exit codes."""

import importlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Final, NoReturn

import typer
from typer.core import TyperGroup

from counterfoil import __version__
from counterfoil.cli import acts, errors
from counterfoil.cli.interrupt import end_in_time
from counterfoil.cli.options import NETWORK_VARIABLE, PASSPHRASE_VARIABLE, example
from counterfoil.modules import nouns
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.streams import make_forgiving
from counterfoil.sandbox import DIALECTS_VARIABLE

_EPILOG: Final = "\n\n".join(
    [
        "\n".join(["\b", "Exit codes:", *(f"  {code.value:>3}  {text}" for code, text in errors.MEANINGS.items())]),
        "\n".join(
            [
                "\b",
                "Environment:",
                f"  {NETWORK_VARIABLE}     the network's folder, if --network is not given",
                f"  {PASSPHRASE_VARIABLE}  the passphrase of its keys",
                f"  {DIALECTS_VARIABLE}    the folder of environments for other dialects of contracts",
            ]
        ),
        example("counterfoil init trial --no-encrypt", "counterfoil show chain --network trial"),
    ]
)

_NO_COMMAND: Final = re.compile(r"No such command '([^']*)'")
_NO_INTEGER: Final = re.compile("Input should be a valid integer.*")

COMMANDS: Final = ("demo", "init", "sign", "submit", "check", "due", "reconcile", "verify", "audit", "serve", "openapi")
"""Each has a file of its name, with the function and its ``EPILOG``;"""
GROUPS: Final = (
    *("keys", "contract", "attachment", "import", "show", "evidence", "trust", "vault", "bank", "terms", "custody"),
    *("witness", "auditor", "engine", "clearing", "supply", "epcis", "rows", "token", "access", "crossing"),
    *("network", "validators"),
)
"""and each of these a file with an ``app``; where it is named as a module, the module's calls stand in it too."""


class _Commands(Mapping[str, Any]):
    """The commands that are written out. Only the file of the one that is asked for is read: it answers the sooner."""

    def __getitem__(self, name: str) -> Any:
        if name not in self:
            raise KeyError(name)
        return _made(name)

    def __contains__(self, name: object) -> bool:
        return name in COMMANDS or name in GROUPS

    def __iter__(self) -> Iterator[str]:
        return iter((*COMMANDS, *GROUPS))

    def __len__(self) -> int:
        return len(COMMANDS) + len(GROUPS)


def file_of(name: str) -> str:
    """The module in which a command or a group is written; ``import`` cannot be the name of one."""
    return f"counterfoil.cli.{'imports' if name == 'import' else name}"


@cache
def _made(name: str) -> Any:
    """A command, or a group with its commands."""
    module = importlib.import_module(file_of(name))
    room = typer.Typer(rich_markup_mode=None, add_completion=False)
    if name in COMMANDS:
        room.command(name, epilog=module.EPILOG)(getattr(module, name))
    else:
        room.add_typer(module.app, name=name)
    return typer.main.get_group(room).commands[name]


class CounterfoilGroup(TyperGroup):
    """Turns every expected error, wherever it comes from, into one line on stderr and an exit code."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given | {"commands": _Commands()})

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        given = list(sys.argv[1:] if args is None else args)

        def run() -> Any:
            _require_text(given)
            return super(CounterfoilGroup, self).main(
                given, prog_name, complete_var, False, windows_expand_args, **extra
            )

        return _guarded(run, given) if standalone_mode else run()

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands that are written out, then those of the modules."""
        modules = nouns()
        return [*(name for name in super().list_commands(ctx) if name not in modules), *modules]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The commands that are written out, then a module's."""
        found = super().get_command(ctx, cmd_name)
        return acts.ModuleGroup(cmd_name, found) if cmd_name in nouns() else found


def _require_text(given: Sequence[str]) -> None:
    """Raise InputError for an argument in another encoding: no name on a ledger has it, and JSON cannot show it."""
    for position, argument in enumerate(given, start=1):
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            raise InputError(
                f"argument {position} is not UTF-8", where="counterfoil", remedy="rename the file, or mend the locale"
            ) from error


def _guarded(run: Callable[[], Any], given: Sequence[str]) -> NoReturn:
    """Run a command line and end the process with its exit code."""
    try:
        status = run()
    except typer.Abort:
        _fail(KeyboardInterrupt(), given)
    except errors.EXPECTED as error:
        _fail(error, given)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise  # a bug: it deserves its traceback
        if type(error).__name__ == "NoArgsIsHelpError":  # a group alone: its help, as it is laid out
            _deliver(given, error.format_message())
            sys.exit(errors.ExitCode.bad_input)
        _fail(_usage(error), given)
    if status == errors.ExitCode.interrupted:  # typer has caught Ctrl-C and says no more of it than this.
        _fail(KeyboardInterrupt(), given)
    _deliver(given)
    sys.exit(status if isinstance(status, int) else errors.ExitCode.ok)


def _deliver(given: Sequence[str], text: str | None = None) -> None:
    """Write out a text, and what is buffered, while a full disk can still be told of."""
    try:
        if text is not None:
            typer.echo(text)
        sys.stdout.flush()
    except OSError as error:
        error.filename = error.filename or "standard output"
        _fail(error, given)


app = typer.Typer(
    cls=CounterfoilGroup,
    name="counterfoil",
    help="A two-tier ledger for securities: digitise, settle, and prove offline who controls what.",
    epilog=_EPILOG,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"counterfoil {__version__}")
        raise typer.Exit


@app.callback()
def counterfoil(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Options that stand before the command."""


def main() -> None:
    """The console script."""
    end_in_time()
    make_forgiving()
    app()


def _usage(error: Exception) -> Exception:
    """What typer says of a wrong command line, as an error of ours."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "counterfoil"
    message = str(error.format_message()).rstrip(".")  # type: ignore[attr-defined]
    typed, group = _NO_COMMAND.fullmatch(message), getattr(context, "command", None)
    names = group.list_commands(context) if typed is not None and group is not None else []
    if typed is not None and (meant := [name for name in names if name.startswith(f"{typed[1]}-")]):
        return InputError(message, where=command, remedy=f"did you mean {' or '.join(meant)}?")
    message = _NO_INTEGER.sub("a whole number is needed", message)
    return InputError(message, where=command, remedy=f"see {command} --help")


def _fail(error: BaseException, arguments: Sequence[str]) -> NoReturn:
    typer.echo(errors.render(error, as_json="--json" in arguments), err=True)
    sys.exit(errors.exit_code_of(error))
