# SPDX-License-Identifier: Apache-2.0
"""Documents of events that commands take as files, and contexts that they name by an address."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import open_input

if TYPE_CHECKING:
    from counterfoil.epcis.context import Contexts

ContextsOption = Annotated[
    list[str],
    typer.Option(
        "--context",
        metavar="URL=FILE",
        help="What stands at the address of a context that documents name; may be repeated. Nothing is fetched.",
    ),
]


def document_bytes(file: Path) -> bytes:
    """The bytes of a file, and one more than is taken where there are too many."""
    from counterfoil.epcis.json_document import DOCUMENT_BYTES_MAX

    with open_input(file) as opened:
        return opened.read(DOCUMENT_BYTES_MAX + 1)


def contexts_of(given: list[str]) -> "Contexts":
    """Addresses and what stands there; InputError for an option without both."""
    from counterfoil.epcis.json_document import parse_json

    found: dict[str, Any] = {}
    for one in given:
        address, equals, path = one.rpartition("=")
        if not equals or not address or not path:
            raise InputError(f"{one!r} is no address and file", where="--context", remedy="write URL=FILE")
        found[address] = parse_json(document_bytes(Path(path)), where=path)
    return found
