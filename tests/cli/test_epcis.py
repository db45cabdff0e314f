# SPDX-License-Identifier: Apache-2.0
"""`counterfoil epcis serve` as a process: asked over its socket, killed, and started again."""

import json
import secrets
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from counterfoil.api.epcis.repository import READ_HEADERS
from counterfoil.client.signing import SigningAuth
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.types import Timestamp
from support.certified import certified
from support.epcis_process import started, write_parties
from support.epcis_service import as_bytes, document, object_event, serials
from support.services import ALICE, STRANGER

JSON: Final = {"content-type": "application/json"}


def client(url: str, key: PrivateKey | None = None) -> httpx.Client:
    """Signed with a key, by the clock of this machine."""

    def clock() -> Timestamp:
        return Timestamp(time.time_ns() // 1_000_000)

    auth = (
        None if key is None else SigningAuth(key, clock=clock, nonces=lambda: secrets.token_hex(16), also=READ_HEADERS)
    )
    return httpx.Client(base_url=url, auth=auth, trust_env=False, timeout=60)


def refused(folder: Path, *options: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "counterfoil", "epcis", "serve", "--port", "0", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_a_demonstration_is_served_and_interrupted(tmp_path: Path) -> None:
    """Without signatures, on this machine; Ctrl-C ends it, and what was captured is there."""
    with started(tmp_path, "--demonstration") as (url, process), client(url) as asking:
        assert asking.post("/events", content=as_bytes(object_event(1)), headers=JSON).status_code == 201
        assert asking.get("/health").json() == {"status": "ok"}
        assert "/events" in asking.get("/openapi.json").json()["paths"]
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    with started(tmp_path, "--demonstration") as (url, _), client(url) as asking:
        assert serials(asking.get("/events")) == ["1"]
    log = (tmp_path / "log").read_text()
    assert "demonstration POST /events 201 0" in log
    assert "Traceback" not in log


def test_requests_are_signed_by_parties_of_the_file(tmp_path: Path) -> None:
    """Alice is heard, a stranger is not; after a restart a request is signed for the time after it."""
    write_parties(tmp_path)
    with started(tmp_path, "--parties", "parties.json") as (url, _):
        with client(url, ALICE) as asking:
            assert asking.post("/events", content=as_bytes(object_event(1)), headers=JSON).status_code == 201
            assert serials(asking.get("/events?EQ_bizStep=shipping")) == ["1"]
        for stranger in (client(url, STRANGER), client(url)):
            with stranger:
                assert stranger.get("/events").status_code == 401
        with client(url.replace("127.0.0.1", "localhost"), ALICE) as asking:
            assert asking.get("/events").status_code == 200
    with started(tmp_path, "--parties", "parties.json") as (url, _), client(url, ALICE) as asking:
        answer = asking.get("/events")
        assert (answer.status_code, answer.json()["type"]) == (401, "epcisException:SecurityException")
        assert answer.json()["reason"] == "urn:counterfoil:problem:signature-before-start"
        assert 1 <= int(answer.headers["retry-after"]) <= 6


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """Events one by one, and a document that was taken in: each is there once when it is started again."""
    with started(tmp_path, "--demonstration") as (url, process), client(url) as asking:
        for number in range(1, 6):
            sent = as_bytes(object_event(number))
            assert asking.post("/events", content=sent, headers=JSON).status_code == 201
        taken = asking.post("/capture", content=document(*map(object_event, range(6, 206))), headers=JSON)
        assert taken.status_code == 202
        process.send_signal(signal.SIGKILL)
        process.wait()
    with started(tmp_path, "--demonstration") as (url, _), client(url) as asking:
        told: Any = {"running": True}
        while told["running"]:
            told = asking.get(taken.headers["location"]).json()
        assert (told["success"], told["captured"]) == (True, 200)
        found = [one for page in pages(asking) for one in page]
        assert sorted(map(int, found)) == list(range(1, 206))


def test_kill_9_in_the_middle_of_a_document_leaves_all_or_what_was_said(tmp_path: Path) -> None:
    """Killed as soon as it has begun, and when it goes on: rollback keeps nothing, proceed what can be, once."""
    bodies = {"rollback": [*range(1, 401), 7], "proceed": [*range(501, 901), 507]}
    places: dict[str, str] = {}
    with started(tmp_path, "--demonstration") as (url, process), client(url) as asking:
        for behaviour, numbers in bodies.items():
            headers = {**JSON, "gs1-capture-error-behaviour": behaviour}
            taken = asking.post("/capture", content=document(*map(object_event, numbers)), headers=headers)
            places[behaviour] = taken.headers["location"]
        process.send_signal(signal.SIGKILL)
        process.wait()
    for _ in range(2):
        with started(tmp_path, "--demonstration") as (_, process):
            process.send_signal(signal.SIGKILL)
            process.wait()
    with started(tmp_path, "--demonstration") as (url, _), client(url) as asking:
        told: dict[str, Any] = {}
        while len(told) < 2 or any(one["running"] for one in told.values()):
            told = {name: asking.get(place).json() for name, place in places.items()}
        assert {name: (one["success"], one["captured"]) for name, one in told.items()} == {
            "rollback": (False, 0),
            "proceed": (False, 400),
        }
        for one in told.values():
            assert [error["type"] for error in one["errors"]] == ["epcisException:ResourceAlreadyExistsException"]
        found = [one for page in pages(asking) for one in page]
        assert sorted(map(int, found)) == list(range(501, 901))


def pages(asking: httpx.Client) -> Iterator[list[str]]:
    path = "/events?perPage=100"
    while path:
        answer = asking.get(path)
        yield serials(answer)
        path = answer.headers.get("link", "").partition(">")[0].removeprefix("<")


def test_over_tls_with_a_list_of_prefixes(tmp_path: Path) -> None:
    """By https, with a certificate of one's own; a link of any company on the list comes back as a URN."""
    tls = certified(tmp_path)
    listed = [{"prefix": "95211", "gcpLength": 7}, {"prefix": "06", "gcpLength": 0}]
    (tmp_path / "prefixes.json").write_text(json.dumps({"GCPPrefixFormatList": {"date": "x", "entry": listed}}))
    options = ("--certificate", tls.certificate.name, "--private-key", tls.key.name, "--prefix-list", "prefixes.json")
    trusting = ssl.create_default_context(cafile=str(tls.certificate))
    with started(tmp_path, "--demonstration", *options) as (url, _):
        assert url.startswith("https://127.0.0.1:")
        with httpx.Client(base_url=url, verify=trusting, trust_env=False, timeout=60) as asking:
            links = ["https://id.gs1.org/01/09521141012345/21/1", "https://id.gs1.org/01/10614141073464/21/1"]
            assert (
                asking.post("/events", content=as_bytes(object_event(epcList=links)), headers=JSON).status_code == 201
            )
            answer = asking.get("/events", headers={"gs1-epc-format": "Always_EPC_URN"})
    assert answer.headers["counterfoil-epcs-left"] == "1"
    told = answer.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"][0]["epcList"]
    assert told == ["urn:epc:id:sgtin:9521141.001234.1", links[1]]


REFUSED: Final = (
    ((), "nobody is known who could ask"),
    (("--demonstration", "--parties", "parties.json"), "a demonstration knows no parties"),
    (("--demonstration", "--host", "0.0.0.0"), "this machine alone"),
    (("--parties", "none.json"), "none.json"),
    (("--demonstration", "--certificate", "parties.json"), "named together"),
    (("--demonstration", "--certificate", "parties.json", "--private-key", "no.pem"), "nothing can be served by it"),
    (("--demonstration", "--prefix-list", "parties.json"), "no list of company prefixes"),
    (("--parties", "wrong.json"), "no file of parties"),
    (("--parties", "parties.json", "--database", "sqlite:///parties.json"), "not a database"),
    (("--parties", "parties.json", "--database", "postgresql+psycopg://a:secret@host/x"), "has a password"),
)


@pytest.mark.parametrize(("options", "problem"), REFUSED, ids=[row[1] for row in REFUSED])
def test_what_cannot_be_served_is_said(tmp_path: Path, options: tuple[str, ...], problem: str) -> None:
    """Before anything listens, in one line, without a password."""
    write_parties(tmp_path)
    (tmp_path / "wrong.json").write_text('{"parties": {"ALICE": {"keys": []}}}')
    code, said = refused(tmp_path, *options)
    assert code in (2, 3)
    assert problem in said
    assert "secret" not in said


def test_rows_are_made_anew(tmp_path: Path) -> None:
    """By a command, which says of how many events."""
    with started(tmp_path, "--demonstration") as (url, _), client(url) as asking:
        asking.post("/events", content=as_bytes(object_event(1)), headers=JSON)
    command = [sys.executable, "-m", "counterfoil", "epcis", "rebuild", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"database": "sqlite:///epcis.sqlite", "events": 1}
