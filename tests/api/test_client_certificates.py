# SPDX-License-Identifier: Apache-2.0
"""Whose certificate it is: each rule with one that breaks it; and the files by which certificates are judged."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from counterfoil.api.client_certificates import CertificateFiles, ClientCertificates, read_bound, read_lists
from counterfoil.api.entrances import Entrances
from counterfoil.api.problems import Problem
from counterfoil.api.signed_requests import ReceivedRequest
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest
from support.authority import Authority
from support.services import ALICE, BOB, HOST, NOW_MS, STRANGER, SUSPENDED, World, directory

DAY_MS: Final = 86_400_000
EC: Final = ec.generate_private_key(ec.SECP256R1())
RSA: Final = rsa.generate_private_key(65_537, 2_048)


@cache
def authority(name: str = "authority") -> Authority:
    return Authority(name, NOW_MS)


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def lists(*pems: bytes) -> list[x509.CertificateRevocationList]:
    return read_lists(b"".join(pems), authority().pem + authority("other").pem, "lists")


def listed(*pems: bytes) -> "Listed":
    return lambda: CertificateFiles({}, lists(*pems))


def bound(certificate: x509.Certificate, key: Any) -> CertificateFiles:
    return CertificateFiles({digest(der(certificate)).hex(): key.keyid})


def judged(certificate: x509.Certificate, files: CertificateFiles | None = None, after_ms: int = 0) -> str:
    """The party, or the problem."""
    world = World(NOW_MS + after_ms)
    try:
        return ClientCertificates(directory, world.clock, files or CertificateFiles()).holder(der(certificate)).party
    except Problem as problem:
        return problem.kind.type.rpartition(":")[2]


OWN: Final = authority().issue(ALICE)
PLAIN: Final = authority().issue(EC)
Listed = Callable[[], CertificateFiles]
ROWS: Final[tuple[tuple[str, x509.Certificate, Listed, int, str], ...]] = (
    ("over", OWN, CertificateFiles, 30 * DAY_MS, "certificate-expired"),
    ("not begun", authority().issue(ALICE, begins_days=1), CertificateFiles, 0, "certificate-expired"),
    ("no list of its issuer", OWN, listed(authority("other").revoked()), 0, "certificate-unjudged"),
    ("an old list", OWN, listed(authority().revoked(ends_days=-1)), 0, "certificate-unjudged"),
    ("a list that got old", OWN, listed(authority().revoked()), 8 * DAY_MS, "certificate-unjudged"),
    ("revoked", OWN, listed(authority().revoked(OWN)), 0, "certificate-revoked"),
    ("a stranger's key", authority().issue(STRANGER), CertificateFiles, 0, "unknown-key"),
    ("no key of a ledger", PLAIN, CertificateFiles, 0, "unknown-key"),
    ("of another kind", authority().issue(RSA), CertificateFiles, 0, "unknown-key"),
    ("another than is bound", authority().issue(EC), lambda: bound(PLAIN, ALICE), 0, "unknown-key"),
    ("bound to a stranger", PLAIN, lambda: bound(PLAIN, STRANGER), 0, "unknown-key"),
    ("of who is suspended", authority().issue(SUSPENDED), CertificateFiles, 0, "suspended"),
    ("bound to who is suspended", PLAIN, lambda: bound(PLAIN, SUSPENDED), 0, "suspended"),
)  # fmt: skip


@pytest.mark.parametrize(("case", "shown", "files", "after_ms", "kind"), ROWS, ids=[row[0] for row in ROWS])
def test_each_rule_refuses_what_breaks_it(
    case: str, shown: x509.Certificate, files: Listed, after_ms: int, kind: str
) -> None:
    """In the order in which they are asked."""
    assert judged(shown, files(), after_ms) == kind


def test_whatever_breaks_no_rule_passes() -> None:
    """By the key of its own, by a line that binds it, and with a list on which it is not."""
    assert judged(OWN) == "ALICE"
    assert judged(PLAIN, bound(PLAIN, BOB)) == "BOB"
    assert (
        judged(OWN, CertificateFiles({}, lists(authority().revoked(PLAIN), authority("other").revoked(OWN)))) == "ALICE"
    )
    assert judged(OWN, bound(OWN, BOB)) == "BOB", "what the operator binds is what counts"


def test_lists_are_signed_by_their_authority() -> None:
    """One that calls itself so, or one that nobody knows, is refused before a service starts."""
    forged = Authority("authority", NOW_MS)
    for data, problem in (
        (forged.revoked(), "no authority signed"),
        (Authority("unknown", NOW_MS).revoked(), "no authority signed"),
        (b"", "no list"),
        (authority().pem, "no list"),
        (b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", "cannot be read"),
    ):
        with pytest.raises(InputError, match=problem):
            read_lists(data, authority().pem, "lists")


def test_lines_that_bind_certificates() -> None:
    """As programs write fingerprints; each once."""
    sha, keyid = "ab" * 32, "cd" * 32
    colons = ":".join(["AB"] * 32)
    assert read_bound(f"# theirs\n\n{sha} {keyid}\n{colons}\t{keyid.upper()} # alice\n", "bound") == {sha: keyid}
    for wrong in (sha, f"{sha} alice", f"{sha} {keyid} {keyid}", f"{sha} {keyid}\n{sha} {sha}", f"{sha[2:]} {keyid}"):
        with pytest.raises(InputError, match="binds no certificate"):
            read_bound(wrong, "bound")


class _Lines(list[tuple[str, str]]):
    def items(self) -> "_Lines":
        return self


def request(certificate: x509.Certificate | None, *headers: tuple[str, str], host: str = HOST) -> ReceivedRequest:
    shown = None if certificate is None else der(certificate)
    return ReceivedRequest("GET", f"https://{host}/", _Lines(headers), host, False, True, shown)


def test_what_was_heard_is_good_until_its_end() -> None:
    """Whoever goes on telling finds that its time is over, that it was revoked, or that it is another's by now."""
    for later_ms, files, said in (
        (30 * DAY_MS, CertificateFiles(), "good from"),
        (0, CertificateFiles({}, lists(authority().revoked(OWN))), "revoked"),
        (0, bound(OWN, BOB), "another key"),
    ):
        world = World()
        certificates = ClientCertificates(directory, world.clock)
        ways = Entrances(world.rules(), None, certificates)
        caller = ways.caller(request(OWN), ways.sender(request(OWN)), b"")
        caller.require_still()
        world.now_ms += later_ms
        certificates.files = files
        with pytest.raises(Problem, match=said):
            caller.require_still()


def test_a_signature_counts_before_a_certificate() -> None:
    """A gateway may bring its own: then what is signed is asked, and what is not well signed is refused."""
    world = World()
    ways = Entrances(world.rules(), None, ClientCertificates(directory, world.clock))
    sender = ways.sender(request(OWN))
    assert ways.caller(request(OWN), sender, b"").keyid == ALICE.keyid
    for wrong in (request(None), request(OWN, ("Signature", "x"), ("Signature-Input", "x"))):
        with pytest.raises(Problem) as found:
            ways.sender(wrong)
        assert found.value.kind.status == 401
    with pytest.raises(Problem, match="another host"):
        ways.sender(request(OWN, host="other.example"))
    with pytest.raises(Problem, match="no signature"):
        Entrances(world.rules()).sender(request(OWN))
