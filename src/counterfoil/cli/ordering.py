# SPDX-License-Identifier: Apache-2.0
"""The options of every command that may order something, said once."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import typer

from counterfoil.cli.options import (
    AcceptClockOption,
    ChainOption,
    DryRunOption,
    JsonOption,
    KeysOption,
    NetworkOption,
    NewIntentOption,
    NoPublishOption,
    PassphraseOption,
)

OutOption = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE", help="Write the signed transaction, for others to sign as well."),
]
ORDERING: Final[dict[str, tuple[Any, Any]]] = {
    "network": (NetworkOption, Path()),
    "chain": (ChainOption, None),
    "key": (KeysOption, []),
    "dry_run": (DryRunOption, False),
    "out": (OutOption, None),
    "new_intent": (NewIntentOption, False),
    "accept_clock": (AcceptClockOption, False),
    "no_publish": (NoPublishOption, False),
    "passphrase_file": (PassphraseOption, None),
    "as_json": (JsonOption, False),
}
"""What every command takes that may order something: parameter → type and default."""


class Given(NamedTuple):
    """The shared options of a command that may order something, as they were given."""

    network: Path
    chain: str | None
    key: list[str]
    dry_run: bool
    accept_clock: bool
    no_publish: bool
    passphrase_file: Path | None
    as_json: bool
    out: Path | None = None
    new_intent: bool = False
    csv: Path | None = None
    """of an act alone"""
    ca: Path | None = None
    """the same: whose certificates are believed, where a service is asked"""
    by: Sequence[str] = ()
    """who consents, where it is said; otherwise whose the keys are"""


def ordering(command: Callable[..., None]) -> Callable[..., None]:
    """The command with all options of ``ORDERING`` in the place of its parameter ``given``."""
    return _given(command, ORDERING)


def sending(command: Callable[..., None]) -> Callable[..., None]:
    """The same of a command that makes many transactions: it neither writes one for others, nor repeats one."""
    return _given(command, {name: ORDERING[name] for name in ORDERING if name not in ("out", "new_intent")})


def _given(command: Callable[..., None], options: Mapping[str, tuple[Any, Any]]) -> Callable[..., None]:
    @wraps(command)
    def ordered(**values: Any) -> None:
        command(given=Given(**{name: values.pop(name) for name in options}), **values)

    own = (one for one in inspect.signature(command).parameters.values() if one.name != "given")
    return taking(
        ordered, [*(parameter(one.name, one.annotation, one.default) for one in own), *shared_options(options)]
    )


def taking(command: Callable[..., None], parameters: Sequence[inspect.Parameter]) -> Callable[..., None]:
    """The command, which says that it takes these."""
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in parameters}
    return command


def shared_options(options: Mapping[str, tuple[Any, Any]]) -> Iterator[inspect.Parameter]:
    """As parameters of a command."""
    return (parameter(name, type_, default) for name, (type_, default) in options.items())


def parameter(name: str, type_: Any, default: Any) -> inspect.Parameter:
    """One, given by its name."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=type_)
