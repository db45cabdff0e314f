# SPDX-License-Identifier: Apache-2.0
"""Problems that are found before a handler is asked are told in the words of GS1's bindings, where these have one."""

from pathlib import Path
from typing import Final

import pytest

from counterfoil.api.epcis.exceptions import DIALECT, KINDS
from counterfoil.readmodel.address import read_address
from support.epcis_service import CAROL, as_bytes, object_event, running
from support.services import STRANGER, SUSPENDED, Client

ROWS: Final = (
    ("nobody", "GET", "/events", 401, "SecurityException", "unsigned"),
    ("a stranger", "GET", "/events", 401, "SecurityException", "unknown-key"),
    ("somebody suspended", "GET", "/events", 403, "SecurityException", "suspended"),
    ("somebody who may not", "POST", "/events", 403, "SecurityException", "forbidden"),
    ("Alice", "GET", "/nothing", 404, "NoSuchResourceException", "not-found"),
    ("Alice", "DELETE", "/events", 405, "", "method-not-allowed"),
    ("Alice", "GET", "/events?EQ_bizStep=" + "x" * 8_192, 414, "URITooLongException", "uri-too-long"),
    ("nobody", "GET", "/" + "x" * 8_192, 414, "URITooLongException", "uri-too-long"),
)


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]} {row[1]} {row[2][:20]}" for row in ROWS])
def test_a_status_has_the_type_of_the_bindings(tmp_path: Path, row: tuple[str, str, str, int, str, str]) -> None:
    """And says what we call it; where they have no name for it, the type is ours."""
    who, method, path, status, kind, reason = row
    with running(read_address(f"sqlite:///{tmp_path}/books.sqlite")) as service:
        clients = {
            "nobody": Client(service.application),
            "a stranger": service.client(STRANGER),
            "somebody suspended": service.client(SUSPENDED),
            "somebody who may not": service.client(CAROL),
            "Alice": service.client(),
        }
        body = as_bytes(object_event()) if method == "POST" else None
        answer = clients[who].request(method, path, body, {"content-type": "application/json"})
        told = answer.json()
    ours = f"urn:counterfoil:problem:{reason}"
    assert (answer.status_code, told["status"]) == (status, status)
    assert (told["type"], told.get("reason")) == ((f"epcisException:{kind}", ours) if kind else (ours, None))


def test_every_name_is_of_the_table() -> None:
    """A status is called what one of the kinds is called."""
    assert set(DIALECT.values()) <= {kind.type for kind in KINDS}
