# SPDX-License-Identifier: Apache-2.0
"""``counterfoil openapi``: what the node's service is asked and answers, as a document, without one that runs."""

from pathlib import Path
from typing import Annotated, Final

import typer

from counterfoil.cli.options import JsonOption, example
from counterfoil.cli.output import write_facts, write_json, write_json_text, write_new_file

EPILOG: Final = example("counterfoil openapi --out openapi.json")


def openapi(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A new file for it; without it, standard output.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the OpenAPI 3.1 document of the node's service, as /openapi.json of one that runs has it.

    It has a schema for every call, event and record of every module: clients in other languages are made of it.
    """
    import msgspec

    from counterfoil.api.ledger.service import node_document

    document = node_document()
    if out is None:
        write_json_text(msgspec.json.format(document, indent=2).decode())
        return
    write_new_file(out, document + b"\n")
    found = msgspec.json.decode(document)
    said = {
        "file": str(out),
        "version": found["info"]["version"],
        "operations": sum(len(verbs) for verbs in found["paths"].values()),
        "schemas": len(found["components"]["schemas"]),
    }
    if as_json:
        write_json(said)
    else:
        write_facts("OpenAPI 3.1", said)
