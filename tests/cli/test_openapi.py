# SPDX-License-Identifier: Apache-2.0
"""`counterfoil openapi`: the document without a service that runs."""

import json

from counterfoil.api.ledger.service import node_document


def test_it_is_the_document_of_the_service(run, tmp_path):
    """In a file byte for byte, with what it holds; on standard output the same value."""
    file = tmp_path / "openapi.json"
    told = json.loads(run("openapi", "--out", file, "--json").stdout)
    assert file.read_bytes() == node_document() + b"\n"
    found = json.loads(file.read_bytes())
    assert told["schemas"] == len(found["components"]["schemas"]) > 1_000
    assert json.loads(run("openapi").stdout) == found


def test_it_overwrites_nothing(run, tmp_path):
    """A file that is there stays as it is."""
    file = tmp_path / "openapi.json"
    file.write_text("mine")
    told = run("openapi", "--out", file, code=None)
    assert told.exit_code != 0
    assert "is there already" in told.stderr
    assert file.read_text() == "mine"
