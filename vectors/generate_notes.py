# SPDX-License-Identifier: Apache-2.0
"""Writes vectors/note/*.json and vectors/checkpoint/*.json; the same bytes every time.

Every document is a list of cases. ``valid`` says what a reader must decide; ``why`` names the rule broken.
Run it with the product installed: ``python vectors/generate_notes.py``.
"""

import json
from base64 import b64encode
from pathlib import Path

from counterfoil.evidence.checkpoint import Checkpoint, sign_checkpoint
from counterfoil.identity.note import CosignatureSigner, Note, NoteSignature, NoteSigner
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.hashing import digest

HERE = Path(__file__).resolve().parent
LOG = NoteSigner(PrivateKey(bytes([1]) * 32), "log.example/custody")
OTHER = NoteSigner(PrivateKey(bytes([2]) * 32), "other.example/log")
WITNESS = CosignatureSigner(PrivateKey(bytes([3]) * 32), "witness.example/alpha")
BETA = CosignatureSigner(PrivateKey(bytes([4]) * 32), "witness.example/beta")
TEXT = b"a text\n\nwith an empty line\n"
TIME_S = 1_800_000_000

Case = dict[str, object]


def documents() -> dict[str, bytes]:
    """Path below vectors/ → file content."""
    cases = {
        "note/notes.json": _notes(),
        "note/vkeys.json": _vkeys(),
        "checkpoint/checkpoints.json": _checkpoints(),
        "checkpoint/policies.json": _policies(),
    }
    return {path: (json.dumps(rows, indent=1, ensure_ascii=True) + "\n").encode() for path, rows in cases.items()}


def _notes() -> list[Case]:
    signed = Note(TEXT, (LOG.sign(TEXT),))
    both = signed.signed_by(WITNESS.sign(TEXT, time_s=TIME_S))
    flipped = bytes([signed.signatures[0].signature[0] ^ 1]) + signed.signatures[0].signature[1:]
    broken = NoteSignature(LOG.name, LOG.verifier.key_id, flipped)
    cosigned = WITNESS.sign(TEXT, time_s=TIME_S)
    later = NoteSignature(cosigned.name, cosigned.key_id, (TIME_S + 1).to_bytes(8, "big") + cosigned.signature[8:])
    line = signed.signatures[0].line
    sixteen = tuple(NoteSignature(f"stranger-{n}", bytes([n] * 4), bytes(64)) for n in range(15))
    rows = [
        ("signed by the log", signed.encode(), None),
        ("signed and cosigned", both.encode(), None),
        ("an unknown signature is ignored", signed.signed_by(OTHER.sign(TEXT)).encode(), None),
        ("sixteen signatures, the last one known", Note(TEXT, (*sixteen, LOG.sign(TEXT))).encode(), None),
        ("no known signature", Note(TEXT, (OTHER.sign(TEXT),)).encode(), "no signature by a known key"),
        ("a known signature fails", Note(TEXT, (broken,)).encode(), "does not verify"),
        ("a known signature fails beside a valid one", both.signed_by(broken).encode(), "does not verify"),
        ("the cosignature's time was changed", Note(TEXT, (LOG.sign(TEXT), later)).encode(), "does not verify"),
        ("the text was changed", signed.encode().replace(b"a text", b"b text"), "does not verify"),
        ("no empty line", b"a text\n" + line, "no empty line"),
        ("no signature", TEXT + b"\n", "signature lines must be there"),
        ("the last line feed is missing", signed.encode()[:-1], "end with a line feed"),
        ("a hyphen instead of an em dash", signed.encode().replace("—".encode(), b"-"), "em dash"),
        ("a plus sign in the key name", signed.encode().replace(b" log.example", b" log+example"), "is no key name"),
        ("two spaces before the base64", line_with_two_spaces(signed), "not base64"),
        ("base64 without padding", signed.encode().replace(b"=\n", b"\n"), "not base64"),
        ("a tab in the text", signed.encode().replace(b"a text", b"a\ttext"), "control character"),
        ("a carriage return", signed.encode().replace(b"\n", b"\r\n"), "control character"),
        ("not UTF-8", signed.encode().replace(b"a text", b"\xff text"), "not UTF-8"),
        (
            "a signature shorter than a key ID",
            TEXT + "\n— log.example/custody AAAA\n".encode(),
            "shorter than a key ID",
        ),
    ]
    keys = [LOG.verifier.vkey, WITNESS.verifier.vkey]
    return [_case(name, why, note=_base64(note), vkeys=keys) for name, note, why in rows]


def line_with_two_spaces(note: Note) -> bytes:
    """The note with a second space between name and base64."""
    return note.encode().replace(b"custody ", b"custody  ")


def _vkeys() -> list[Case]:
    good = LOG.verifier.vkey
    name, key_id, key = good.split("+", 2)
    short = b64encode(b"\x01" + bytes(31)).decode()
    rows = [
        ("a log key", good, None),
        ("a witness key", WITNESS.verifier.vkey, None),
        ("a key ID of another key", f"{name}+00000000+{key}", "the key ID is"),
        ("an upper-case key ID", f"{name}+{key_id.upper()}+{key}", "the key ID is"),
        ("the name was changed", f"x{good}", "the key ID is"),
        ("no name", f"+{key_id}+{key}", "is no key name"),
        ("a space in the name", f"a b+{key_id}+{key}", "is no key name"),
        ("two parts", f"{name}+{key_id}", "not of the form"),
        ("no base64", f"{name}+{key_id}+!!!!", "not base64"),
        ("an unknown type", f"{name}+{key_id}+{b64encode(bytes([2]) + bytes(32)).decode()}", "unknown signature type"),
        ("31 bytes of key", f"{name}+{key_id}+{short}", "32 bytes"),
    ]
    return [_case(case, why, vkey=vkey) for case, vkey, why in rows]


def _checkpoints() -> list[Case]:
    root = digest(b"root")
    encoded = b64encode(root).decode()
    rows = [
        ("three lines", f"log.example/custody\n42\n{encoded}\n", None),
        ("an empty tree", f"log.example/custody\n0\n{b64encode(digest(b'')).decode()}\n", None),
        ("an extension line", f"log.example/custody\n42\n{encoded}\nopaque\n", None),
        ("no final line feed", f"log.example/custody\n42\n{encoded}", "line feed"),
        ("two lines", "log.example/custody\n42\n", "fewer than three lines"),
        ("an empty origin", f"\n42\n{encoded}\n", "origin is empty"),
        ("a leading zero", f"log.example/custody\n042\n{encoded}\n", "no decimal number"),
        ("a plus sign", f"log.example/custody\n+42\n{encoded}\n", "no decimal number"),
        ("a negative size", f"log.example/custody\n-1\n{encoded}\n", "no decimal number"),
        ("a size beyond 2^63", f"log.example/custody\n{2**63}\n{encoded}\n", "no decimal number"),
        ("another script's digits", f"log.example/custody\n４２\n{encoded}\n", "no decimal number"),
        ("a root of 31 bytes", f"log.example/custody\n42\n{b64encode(root[:31]).decode()}\n", "31 bytes"),
        ("a root that is not base64", "log.example/custody\n42\nroot\u0021\n", "not base64"),
        ("an empty extension line", f"log.example/custody\n42\n{encoded}\n\nopaque\n", "extension line is empty"),
    ]
    cases = [_case(name, why, text=_base64(text.encode())) for name, text, why in rows]
    signed = sign_checkpoint(Checkpoint("log.example/custody", 42, root), LOG)
    note = signed.signed_by(WITNESS.sign(signed.text, time_s=TIME_S)).encode()
    return [*cases, _case("signed and cosigned", None, text=_base64(signed.text), note=_base64(note))]


def _policies() -> list[Case]:
    log = f"log {LOG.verifier.vkey}"
    alpha, beta = f"witness a {WITNESS.verifier.vkey}", f"witness b {BETA.verifier.vkey} https://b.example"
    rows = [
        ("one of two", [log, alpha, beta, "group g any a b", "quorum g"], None),
        ("nested groups", [log, alpha, beta, "group one 1 a", "group both all one b", "quorum both"], None),
        ("comments, tabs and empty lines", ["# policy", "", f"\t{log} ", "\t# more", "quorum\tnone"], None),
        ("no log", [alpha, "quorum a"], None),
        ("no quorum", [log, alpha], "no quorum line"),
        ("two quorums", [alpha, "quorum a", "quorum a"], "second quorum"),
        ("an undefined quorum", [alpha, "quorum b"], "not defined on a line before"),
        ("a forward reference", [alpha, "group g any a b", beta, "quorum g"], "not defined on a line before"),
        ("a member of two groups", [alpha, "group g any a", "group h any a", "quorum h"], "member of a group already"),
        ("a member twice", [alpha, "group g any a a", "quorum g"], "member of a group already"),
        ("a group of nobody", [alpha, "group g any", "quorum a"], "not a policy line"),
        ("threshold zero", [alpha, "group g 0 a", "quorum g"], "threshold"),
        ("threshold above the members", [alpha, "group g 2 a", "quorum g"], "threshold"),
        ("threshold with a leading zero", [alpha, "group g 01 a", "quorum g"], "threshold"),
        ("a name taken twice", [alpha, beta.replace("witness b", "witness a"), "quorum a"], "is taken"),
        ("the name none", [alpha.replace("witness a", "witness none"), "quorum none"], "is taken"),
        ("none as a member", [alpha, "group g any a none", "quorum g"], "not defined on a line before"),
        ("one key for two witnesses", [alpha, alpha.replace("witness a", "witness c"), "quorum a"], "same public key"),
        ("one key for two logs", [log, log, "quorum none"], "same public key"),
        ("a log key of a witness", [f"log {WITNESS.verifier.vkey}", "quorum none"], "type 04"),
        ("a witness key of a log", [f"witness a {LOG.verifier.vkey}", "quorum a"], "type 01"),
        ("an unknown line", ["require a", "quorum none"], "not a policy line"),
        ("a carriage return", [f"{log}\r", "quorum none"], "control character"),
    ]
    return [_case(name, why, policy="".join(f"{line}\n" for line in lines)) for name, lines, why in rows]


def _case(name: str, why: str | None, **data: object) -> Case:
    return {"case": name, "valid": why is None, **({} if why is None else {"why": why}), **data}


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


def main() -> None:
    for path, data in documents().items():
        (HERE / path).parent.mkdir(parents=True, exist_ok=True)
        (HERE / path).write_bytes(data)


if __name__ == "__main__":
    main()
