# SPDX-License-Identifier: Apache-2.0
"""The log's side of C2SP tlog-witness: ask one witness for its cosignature, over HTTP or in the same process."""

import ssl
import time
from collections.abc import Callable, Sequence
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Protocol

from counterfoil.custody.witness import SIZE_CONTENT_TYPE, Witness
from counterfoil.custody.witness_request import AddCheckpoint
from counterfoil.evidence.checkpoint import parse_checkpoint, parse_decimal
from counterfoil.identity.note import Note, NoteSignature, VerifierKey, parse_signature_lines, verified_signatures
from counterfoil.primitives.errors import InputError, StorageError, WitnessRefusal, WitnessUnavailable
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Hash

if TYPE_CHECKING:
    import httpx

# httpx is loaded by whoever asks a witness over the network: it would be a fifth of what opening a network loads.

TIMEOUT_S: Final = 5.0
ASKED_TIMEOUT_S: Final = 2.0
"""For how long a witness is asked what it knows, where nothing is lost when it does not say."""
ANSWER_LENGTH_MAX: Final = 65_536
_ATTEMPTS: Final = 3
"""The first, one with the size the witness told, and one more when the witness moved on in between."""

ProofFor = Callable[[int], Sequence[Hash]]
"""old size → consistency proof to the checkpoint's size"""


class WitnessClient(Protocol):
    """A witness as the log sees it."""

    @property
    def name(self) -> str:
        """What the operator calls it."""
        ...

    def cosign(self, note: Note, old_size: int, proof_for: ProofFor) -> tuple[NoteSignature, ...]:
        """Verified cosignatures of a signed checkpoint; raises WitnessRefusal or WitnessUnavailable.

        ``old_size`` is a guess at what the witness saw last; it corrects us when we are wrong.
        """
        ...


class HttpWitness:
    """A witness at an address: the submission prefix of tlog-witness."""

    def __init__(self, name: str, key: VerifierKey, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self.name = name
        self.key = key
        self.url = url.rstrip("/")
        self.timeout_s = timeout_s

    def cosign(self, note: Note, old_size: int, proof_for: ProofFor) -> tuple[NoteSignature, ...]:
        """See WitnessClient."""
        import httpx

        with httpx.Client(timeout=self.timeout_s, verify=_tls()) as http:
            return _cosign(self.name, self.key, lambda body: self._post(http, body), note, old_size, proof_for)

    def last_cosigned(self, origin: str) -> bytes | None:
        """The last note that it cosigned for a log, as far as it says: tlog-witness asks no witness to."""
        import httpx

        with httpx.Client(timeout=min(self.timeout_s, ASKED_TIMEOUT_S), verify=_tls()) as http:
            try:
                response, answer = self._send(http, "GET", f"{digest(origin.encode()).hex()}/checkpoint")
            except WitnessUnavailable:
                return None
        return answer if response.status_code == HTTPStatus.OK else None

    def _post(self, http: "httpx.Client", body: bytes) -> bytes:
        response, answer = self._send(http, "POST", "add-checkpoint", body)
        if response.status_code == HTTPStatus.OK:
            return answer
        raise self._refusal(response, answer)

    def _send(self, http: "httpx.Client", method: str, path: str, body: bytes = b"") -> "tuple[httpx.Response, bytes]":
        import httpx

        deadline = time.monotonic() + self.timeout_s
        answer = bytearray()
        try:
            with http.stream(method, f"{self.url}/{path}", content=body) as response:
                for chunk in response.iter_bytes():
                    answer += chunk
                    if len(answer) > ANSWER_LENGTH_MAX or time.monotonic() > deadline:
                        raise WitnessUnavailable(self.name, "its answer is too long or too slow")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise WitnessUnavailable(self.name, f"{self.url}: {error or type(error).__name__}") from error
        return response, bytes(answer)

    def _refusal(self, response: "httpx.Response", answer: bytes) -> WitnessRefusal | WitnessUnavailable:
        problem = answer.decode("utf-8", "replace").strip()[:500]
        if response.status_code not in (400, 403, 404, 409, 422):
            return WitnessUnavailable(self.name, f"HTTP status {response.status_code}: {problem}")
        size = None
        content_type = response.headers.get("content-type", "").partition(";")[0].strip()
        if response.status_code == HTTPStatus.CONFLICT and content_type == SIZE_CONTENT_TYPE:
            try:
                size = parse_decimal(answer.decode("ascii", "replace").removesuffix("\n"), where="size of a 409")
            except InputError as error:
                return WitnessUnavailable(self.name, str(error))
            problem = f"has cosigned size {size}"
        return WitnessRefusal(response.status_code, problem, size=size)


class AbsentWitness:
    """A witness that cannot be run here now, such as one whose key file is gone: it is missing, and stops no quorum."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        self._problem = problem

    def cosign(self, note: Note, old_size: int, proof_for: ProofFor) -> tuple[NoteSignature, ...]:  # noqa: ARG002
        """See WitnessClient."""
        raise WitnessUnavailable(self.name, self._problem)


class LocalWitness:
    """A witness in the same process, behind the same protocol."""

    def __init__(self, name: str, witness: Witness) -> None:
        self.name = name
        self._witness = witness

    def cosign(self, note: Note, old_size: int, proof_for: ProofFor) -> tuple[NoteSignature, ...]:
        """See WitnessClient."""
        try:
            return _cosign(self.name, self._witness.key, self._witness.add_checkpoint, note, old_size, proof_for)
        except (StorageError, OSError) as error:
            raise WitnessUnavailable(self.name, str(error)) from error


@cache
def _tls() -> ssl.SSLContext:
    """The system's certificates, read once: that takes longer than a whole conversation."""
    import httpx

    return httpx.create_ssl_context()


def _cosign(
    name: str, key: VerifierKey, post: Callable[[bytes], bytes], note: Note, old_size: int, proof_for: ProofFor
) -> tuple[NoteSignature, ...]:
    """The protocol's conversation: guess the old size, be corrected, prove, and verify what comes back."""
    size = parse_checkpoint(note.text).size
    for _ in range(_ATTEMPTS):
        body = AddCheckpoint(old_size, tuple(proof_for(old_size)), note.encode()).encode()
        try:
            return _verified(name, key, note, post(body))
        except WitnessRefusal as refusal:
            if refusal.status != HTTPStatus.CONFLICT or refusal.size in (None, old_size):
                raise
            if refusal.size is not None and refusal.size > size:
                raise WitnessRefusal(409, f"has cosigned size {refusal.size}, beyond our {size}") from refusal
            old_size = refusal.size or 0
    raise WitnessUnavailable(name, "keeps changing its mind about the size it cosigned")


def _verified(name: str, key: VerifierKey, note: Note, answer: bytes) -> tuple[NoteSignature, ...]:
    try:
        verified = verified_signatures(Note(note.text, parse_signature_lines(answer)), [key])
    except InputError as error:
        raise WitnessUnavailable(name, f"its answer is no cosignature: {error}") from error
    if not verified:
        raise WitnessUnavailable(name, f"its answer holds no cosignature by {key.vkey}")
    return tuple(one.signature for one in verified)
