# SPDX-License-Identifier: Apache-2.0
"""`counterfoil epcis ask`: a repository is asked with a signature, by nobody who writes a program."""

import json

import pytest

from counterfoil.identity.keyfile import write_key
from support.epcis_process import started, write_parties
from support.epcis_service import document, object_event
from support.services import ALICE, STRANGER


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """The address of a service that knows Alice's key alone, and her key file beside a stranger's."""
    monkeypatch.chdir(tmp_path)
    for name, key in (("alice", ALICE), ("stranger", STRANGER)):
        write_key(tmp_path / f"{name}.key", key, None, name=name)
    write_parties(tmp_path)
    with started(tmp_path, "--parties", "parties.json") as (url, _):
        yield url


def test_a_document_is_captured_and_its_events_are_found(repository, run, write):
    """Where it was taken in is said; what became of it, and the events, are shown as JSON that one can read."""
    sent = write("events.jsonld", document(object_event(1), object_event(2)).decode())
    told = json.loads(run("epcis", "ask", repository, "/capture", "--data", sent, "-k", "alice.key", "--json").stdout)
    assert told["status"] == 202
    assert "/capture/" in run("epcis", "ask", repository, "/capture", "--data", sent, "-k", "alice.key").stdout
    while json.loads(run("epcis", "ask", repository, told["location"], "--key", "alice.key").stdout)["running"]:
        pass
    shown = run("epcis", "ask", repository, "/events?EQ_bizStep=receiving|shipping&perPage=1", "--key", "alice.key")
    assert shown.stdout.startswith('{\n  "@context"') and "next page: /events?" in shown.stderr
    further = shown.stderr.partition("next page: ")[2].strip()
    assert '"eventList"' in run("epcis", "ask", repository, further, "--key", "alice.key").stdout


def test_what_a_repository_refuses_is_told_as_any_error(repository, run, write):
    """The reason that it gives, and each fault of a document by its place; exit code 2."""
    wrong = write("wrong.jsonld", json.dumps(object_event(1, action="ADDED")))
    told = run("epcis", "ask", repository, "/events", "--data", wrong, "--key", "alice.key", code=2).stderr
    assert "error: POST /events: 400, The document is not valid" in told
    assert "\n  action: " in told and "ADDED" in told
    told = run("epcis", "ask", repository, "/events?EQ_bizStep=shiping", "--key", "alice.key", code=2).stderr
    assert "400, A parameter of the query is wrong" in told and "shipping" in told
    assert "404" in run("epcis", "ask", repository, "/queries/none", "--delete", "--key", "alice.key", code=2).stderr
    for key in ((), ("--key", "stranger.key")):
        assert "401" in run("epcis", "ask", repository, "/events", *key, code=2).stderr
    refused = run("epcis", "ask", repository, "/events", "--key", "stranger.key", "--json", code=2).stderr
    assert json.loads(refused)["exit_code"] == 2


def test_headers_change_what_is_answered(repository, run, write):
    """They are signed along; what is no header is refused before anything is sent."""
    sent = write("event.jsonld", json.dumps(object_event(1)))
    run("epcis", "ask", repository, "/events", "--data", sent, "--key", "alice.key")
    words = ("--header", "Accept=application/xml", "--header", "GS1-CBV-XML-Format=Always_URN")
    shown = run("epcis", "ask", repository, "/events", *words, "--key", "alice.key").stdout
    assert shown.startswith("<") and "urn:epcglobal:cbv:bizstep:shipping" in shown
    assert "write NAME=VALUE" in run("epcis", "ask", repository, "/events", "--header", "Accept", code=2).stderr


@pytest.mark.parametrize(
    ("url", "code"),
    [
        *(("http://127.0.0.1:1", 3), ("nowhere", 2), ("ftp://127.0.0.1", 2)),
        *(("file:///etc", 2), ("http://", 2), ("http://127.0.0.1:1/?a=b", 2), ("http://u:secret@127.0.0.1:1", 2)),
    ],
)
def test_nobody_who_answers(run, url, code):
    """An address that is none is the user's mistake; that nobody listens there is not."""
    told = run("epcis", "ask", url, "/events", code=code).stderr
    assert "error: " in told
    assert "secret" not in told


def test_one_of_two(run, write):
    """A document is not sent and taken away at once."""
    sent = write("event.jsonld", "{}")
    told = run("epcis", "ask", "http://127.0.0.1:1", "/events", "--data", sent, "--delete", code=2).stderr
    assert "leave one of them out" in told
