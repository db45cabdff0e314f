# SPDX-License-Identifier: Apache-2.0
"""The witness over HTTP, spoken to as a stranger would, and through our own client."""

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from counterfoil.custody.cosigning import ask_witnesses
from counterfoil.custody.witness_client import (
    HttpWitness,
    LocalWitness,
    ProofFor,
    WitnessClient,
)
from counterfoil.custody.witness_request import AddCheckpoint
from counterfoil.custody.witness_server import serving
from counterfoil.evidence.checkpoint import Checkpoint, sign_checkpoint
from counterfoil.identity.note import Note, NoteSignature
from counterfoil.primitives.errors import CounterfoilError, WitnessRefusal, WitnessUnavailable
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Hash
from support.custody import (
    LOG_SIGNER,
    ORIGIN,
    WITNESS_NAMES,
    WITNESS_SIGNERS,
    TestChain,
    open_custody_log,
    open_tile_log,
    two_of_three,
    witness,
)

ALPHA = WITNESS_SIGNERS["alpha"]
NOTE = sign_checkpoint(Checkpoint(ORIGIN, 3, Hash(bytes(32))), LOG_SIGNER)
OTHER = sign_checkpoint(Checkpoint(ORIGIN, 3, Hash(bytes([1]) * 32)), LOG_SIGNER)


def no_proof(old: int) -> list[Hash]:
    """For first contacts and repetitions, where the proof is empty."""
    return []


def test_the_protocol_on_the_wire(tmp_path: Path) -> None:
    """Statuses, bodies and content types as tlog-witness says."""
    with serving(witness(tmp_path, "alpha")) as url, httpx.Client(base_url=url) as http:
        latest = f"/{digest(ORIGIN.encode()).hex()}/checkpoint"
        assert http.get(latest).status_code == 404
        good = http.post("/add-checkpoint", content=AddCheckpoint(0, (), NOTE.encode()).encode())
        assert good.status_code == 200
        assert good.text.startswith("— witness.example/alpha ")
        kept = http.get(latest)
        assert kept.content == NOTE.encode() + good.content
        assert kept.headers["content-type"] == "text/plain; charset=utf-8"
        conflict = http.post("/add-checkpoint", content=AddCheckpoint(0, (), NOTE.encode()).encode())
        assert (conflict.status_code, conflict.content) == (409, b"3\n")
        assert conflict.headers["content-type"] == "text/x.tlog.size"
        assert http.post("/add-checkpoint", content=b"nonsense").status_code == 400
        rewritten = http.post("/add-checkpoint", content=AddCheckpoint(3, (), OTHER.encode()).encode())
        assert rewritten.status_code == 422
        assert "rewritten history" in rewritten.text
        assert http.get("/somewhere/else").status_code == 404


def test_a_witness_with_a_broken_disk_says_so(tmp_path: Path) -> None:
    """A damaged file is a 500, and to the log a witness that is unavailable."""
    one = witness(tmp_path, "alpha")
    one.add_checkpoint(AddCheckpoint(0, (), NOTE.encode()).encode())
    (one.directory / digest(ORIGIN.encode()).hex() / "checkpoint").write_bytes(b"damaged")
    with serving(one) as url, pytest.raises(WitnessUnavailable, match="HTTP status 500: this witness cannot use"):
        HttpWitness("alpha", ALPHA.verifier, url).cosign(NOTE, 3, no_proof)
    with pytest.raises(WitnessUnavailable, match="is corrupt"):
        LocalWitness("alpha", one).cosign(NOTE, 3, no_proof)


def test_client_is_corrected_by_the_witness(tmp_path: Path) -> None:
    """A wrong guess at the old size costs one more round and gets the cosignature."""
    with serving(witness(tmp_path, "alpha")) as url:
        client = HttpWitness("alpha", ALPHA.verifier, url)
        first = client.cosign(NOTE, 0, no_proof)
        assert client.cosign(NOTE, 0, no_proof) == first
        assert client.cosign(NOTE, 2, no_proof) == first


def test_client_reports_refusals(tmp_path: Path) -> None:
    """A refusal carries the witness's status and words."""
    with serving(witness(tmp_path, "alpha")) as url:
        client = HttpWitness("alpha", ALPHA.verifier, url)
        client.cosign(NOTE, 0, no_proof)
        with pytest.raises(WitnessRefusal, match="422: rewritten history"):
            client.cosign(OTHER, 3, no_proof)


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """A server that gives the same bytes to everybody."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                # Closing with something unread would reset the connection, and the answer might never arrive.
                with connection, suppress(OSError):
                    connection.recv(65_536)
                    connection.sendall(answer)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65_536):
                        pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def response(status: str, body: bytes, content_type: str = "text/plain") -> bytes:
    """The bytes of an HTTP response."""
    head = (
        f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nContent-Type: {content_type}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


BETA_LINE = WITNESS_SIGNERS["beta"].sign(NOTE.text, time_s=1).line
FALSE_LINE = ALPHA.sign(OTHER.text, time_s=1).line
BAD_ANSWERS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "Server disconnected|disconnected|closed"),
    "no HTTP": (b"hello\r\n\r\n", "illegal|malformed|Protocol|status line"),
    "an empty answer": (response("200 OK", b""), "its answer is no cosignature"),
    "no signature line": (response("200 OK", b"<html>\n"), "its answer is no cosignature"),
    "not UTF-8": (response("200 OK", b"\xff\n"), "its answer is no cosignature"),
    "another's cosignature": (response("200 OK", BETA_LINE), "holds no cosignature by"),
    "a cosignature of another tree": (response("200 OK", FALSE_LINE), "does not verify"),
    "a redirect": (response("302 Found", b""), "HTTP status 302"),
    "an unknown status": (response("503 Busy", b"later"), "HTTP status 503: later"),
    "a 409 without number": (response("409 Conflict", b"many\n", "text/x.tlog.size"), "no decimal number"),
    "too long": (response("200 OK", bytes(70_000)), "too long or too slow"),
}


@pytest.mark.parametrize("answer, problem", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_bad_answers_are_typed(answer: bytes, problem: str) -> None:
    """Whatever a server sends, the client raises WitnessUnavailable and uses nothing of it."""
    with answering(answer) as url, pytest.raises(WitnessUnavailable, match=problem):
        HttpWitness("alpha", ALPHA.verifier, url).cosign(NOTE, 0, no_proof)


@pytest.mark.parametrize(
    "answer, problem",
    [
        (response("409 Conflict", b"9\n", "text/x.tlog.size"), "has cosigned size 9, beyond our 3"),
        (response("409 Conflict", b"0\n", "text/x.tlog.size"), "has cosigned size 0"),
        (response("409 Conflict", b"no", "text/plain"), "409: no"),
    ],
)
def test_conflicts_that_end(answer: bytes, problem: str) -> None:
    """A size beyond ours, our own guess repeated, and a conflict without size end the conversation."""
    with answering(answer) as url, pytest.raises(WitnessRefusal, match=problem):
        HttpWitness("alpha", ALPHA.verifier, url).cosign(NOTE, 0, no_proof)


def test_a_witness_that_keeps_changing_its_mind(tmp_path: Path) -> None:
    """Three corrections in one conversation are enough."""

    class Fickle:
        """Claims another size each time."""

        key = ALPHA.verifier

        def __init__(self) -> None:
            self.sizes = iter((1, 2, 3))

        def add_checkpoint(self, body: bytes) -> bytes:
            """Never content."""
            raise WitnessRefusal(409, "other", size=next(self.sizes))

    with pytest.raises(WitnessUnavailable, match="keeps changing its mind"):
        LocalWitness("alpha", Fickle()).cosign(NOTE, 0, no_proof)  # type: ignore[arg-type]


def test_nobody_listens() -> None:
    """A closed port and an address that is none are unavailable witnesses, not tracebacks."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    for address in (url, "nonsense", "http://[::1"):
        with pytest.raises(WitnessUnavailable, match="witness alpha"):
            HttpWitness("alpha", ALPHA.verifier, address).cosign(NOTE, 0, no_proof)


def test_a_slow_witness_times_out() -> None:
    """A server that accepts and says nothing is given up on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(WitnessUnavailable, match="timed out"):
            HttpWitness("alpha", ALPHA.verifier, url, timeout_s=0.05).cosign(NOTE, 0, no_proof)


def test_witnesses_are_asked_at_once() -> None:
    """All conversations are open at the same time: each waits for the others to have begun."""
    together = threading.Barrier(3, timeout=10)

    class Waiting:
        """Answers only when all three were asked."""

        def __init__(self, name: str) -> None:
            self.name = name

        def cosign(self, note: Note, old_size: int, proof_for: ProofFor) -> tuple[NoteSignature, ...]:
            """The cosignature, once everybody is there."""
            together.wait()
            return (WITNESS_SIGNERS[self.name].sign(note.text, time_s=1),)

    answers = ask_witnesses([Waiting(name) for name in WITNESS_NAMES], NOTE, old_size=0, proof_for=no_proof)
    assert [one.name for one in answers.signatures] == [WITNESS_SIGNERS[name].name for name in WITNESS_NAMES]
    assert answers.problems == {}
    assert ask_witnesses([], NOTE, old_size=0, proof_for=no_proof).signatures == ()


def test_a_custody_log_over_http(tmp_path: Path) -> None:
    """Two witnesses over HTTP and one that is down make the quorum, over several publications."""
    chain = TestChain()
    with serving(witness(tmp_path, "alpha")) as alpha, serving(witness(tmp_path, "beta")) as beta:
        urls = {"alpha": alpha, "beta": beta, "gamma": "http://127.0.0.1:9"}
        clients = [HttpWitness(one.name, one.key, urls[one.name]) for one in two_of_three().witnesses]
        with open_custody_log(tmp_path, clients) as log:
            log.register_chain(chain.entry)
            for _ in range(3):
                log.anchor(chain.headers[-1])
                chain.seal_next()
                assert set(log.publish().cosigned) == {"alpha", "beta"}


def test_a_restored_log_cannot_rewrite_history(tmp_path: Path) -> None:
    """A log that starts over with other entries is refused by the witness over HTTP, and the proof is kept."""
    alpha = witness(tmp_path, "alpha")
    with serving(alpha) as url:
        client: list[WitnessClient] = [HttpWitness("alpha", ALPHA.verifier, url)]
        for name in ("true", "rewritten"):
            with open_tile_log(tmp_path / name) as log:
                log.append([f"{name} {number}".encode() for number in range(5)])
                log.sign_tree()
                note = log.publish().note
                answers = ask_witnesses(client, Note(note.text, note.signatures[:1]), old_size=0, proof_for=no_proof)
    assert "rewritten history" in answers.problems["alpha"]
    assert len(alpha.refused(ORIGIN)) == 1


SERVE = """
import sys
from pathlib import Path
from support.custody import witness
from counterfoil.custody.witness_server import serve
announce = lambda url: (sys.stdout.write(url + "\\n"), sys.stdout.flush())
try:
    serve(witness(Path(sys.argv[1]), "alpha"), host="127.0.0.1", port=0, announce=announce)
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_serve_until_interrupted(tmp_path: Path) -> None:
    """A witness process announces its address, cosigns, and ends cleanly and interrupted at Ctrl-C."""
    command = [sys.executable, "-c", SERVE, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        url = process.stdout.readline().decode().strip()
        assert len(HttpWitness("alpha", ALPHA.verifier, url, timeout_s=30).cosign(NOTE, 0, no_proof)) == 1
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read() == b""


def test_a_server_that_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose thread ends at once is an error, not an address that nobody answers."""
    monkeypatch.setattr("uvicorn.Server.run", lambda *_: None)
    with pytest.raises(CounterfoilError, match="did not start"), serving(witness(tmp_path, "alpha")):
        pass
