# SPDX-License-Identifier: Apache-2.0
"""Read a custody log with nothing of Counterfoil's: hashlib, PyNaCl, and the C2SP specifications.

    .venv/bin/python examples/04_read_the_log_without_counterfoil.py demo/custody

after `make demo`; or any Python 3.11 that has PyNaCl (pip install pynacl), and a copy of a custody folder.

Checks the log's signature, the cosignatures and the tree; then the entries: that every chain's headers are sealed and
follow each other, that audits are of headers that stand there, and that the roll at the end says what the entries say.
What is read is ``log/``, as a static server would serve it; ``vkey`` and ``policy`` would come from somewhere one
trusts. Whose keys a chain's are, the log does not say: that is for a trust file. Rotations of keys are not followed.
"""

import json
import sys
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from nacl.signing import VerifyKey


def read_vkey(text: str) -> tuple[str, bytes, bytes]:
    """Name, key ID and public key of a ``vkey`` (C2SP signed-note); type 01 signs text, type 04 text and time."""
    name, key_id, encoded = text.strip().split("+", 2)
    blob = b64decode(encoded)
    assert sha256(name.encode() + b"\n" + blob).digest()[:4].hex() == key_id
    return name, bytes.fromhex(key_id), blob[1:]


def signatures(note: bytes) -> tuple[bytes, dict[tuple[str, bytes], bytes]]:
    """The text of a note, and its signatures by name and key ID."""
    text, _, lines = note.rpartition(b"\n\n")
    found = {}
    for line in lines.decode().splitlines():
        _, name, encoded = line.split(" ")
        blob = b64decode(encoded)
        found[name, blob[:4]] = blob[4:]
    return text + b"\n", found


def entries(log: Path, size: int) -> Iterator[bytes]:
    """Every entry, from the bundles of tlog-tiles: each with its length in 16 bits before it."""
    for bundle in range(-(-size // 256)):
        width = min(256, size - 256 * bundle)
        groups = [f"{bundle // 1000**power % 1000:03}" for power in range(5) if power == 0 or bundle >= 1000**power]
        path = "/".join([f"x{group}" for group in groups[:0:-1]] + groups[:1])
        data = (log / "tile" / "entries" / (path if width == 256 else f"{path}.p/{width}")).read_bytes()
        while data:
            length = int.from_bytes(data[:2], "big")
            yield data[2 : 2 + length]
            data = data[2 + length :]


def root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, as it stands there."""
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + root(leaves[:split]) + root(leaves[split:])).digest()


def sealed(envelope: dict[str, Any], policy: dict[str, Any]) -> bytes:
    """The payload of a DSSE envelope, signed by as many keys of a policy as it asks for."""
    kind, payload = envelope["payloadType"].encode(), b64decode(envelope["payload"])
    message = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
    keys = {
        sha256(b"ed25519\0" + key).hexdigest(): key for key in (bytes.fromhex(one["key"]) for one in policy["keys"])
    }
    signed = {each["keyid"]: b64decode(each["sig"]) for each in envelope["signatures"] if each["keyid"] in keys}
    for keyid, signature in signed.items():
        VerifyKey(keys[keyid]).verify(message, signature)
    assert len(signed) >= policy["threshold"]
    return payload


def read_entries(log: list[bytes], origin: str) -> None:
    """Follow every chain from its registration to the roll, and say where it stands."""
    chains: dict[str, dict[str, Any]] = {}
    headers: dict[str, list[str]] = {}
    audited: dict[str, int] = {}
    received = 0
    for entry in map(json.loads, log):
        assert entry.get("received", received) >= received
        received = entry.get("received", received)
        if entry["type"] == "chain":
            chains[entry["chain"]], headers[entry["chain"]] = entry, []
        elif entry["type"] == "anchor":
            header = entry["header"]
            chain, before = chains[header["chain"]], headers[header["chain"]]
            payload = sealed(entry["seal"], chain["seal"])
            assert json.loads(payload) == header
            assert (header["height"], header["parent"]) == (len(before), before[-1] if before else "0" * 64)
            before.append(sha256(payload).hexdigest())
            assert before[0] == chain["genesis"]
        elif entry["type"] == "audit":
            said = json.loads(b64decode(entry["audit"]["payload"]))
            assert (said["log"], said["header"]) == (origin, headers[said["chain"]][said["height"]])
            audited[said["chain"]] = said["height"]
    print(f"  {sum(map(len, headers.values()))} headers of {len(chains)} chains are sealed, and none is missing")

    roll = json.loads(log[-1])
    assert roll["type"] == "roll"
    for line in roll["chains"]:
        name, height = line["chain"], line["height"]
        assert headers[name][height:] == [line["header"]]
        told = f"audited up to block {audited[name]}" if name in audited else "not audited"
        print(f"  {name} stands at block {height}, header {line['header'][:16]}…; {told}")


def main(custody: Path) -> None:
    """Verify everything, then show what the log says last."""
    text, signed = signatures((custody / "log" / "checkpoint").read_bytes())
    origin, size_line, root_line = text.decode().splitlines()[:3]
    name, key_id, key = read_vkey((custody / "vkey").read_text())
    assert name == origin
    VerifyKey(key).verify(text, signed[name, key_id])
    print(f"{origin}: {size_line} entries, signed by the log")

    for line in (custody / "policy").read_text().splitlines():
        words = line.split()
        if words[:1] != ["witness"]:
            continue
        witness, key_id, key = read_vkey(words[2])
        if (witness, key_id) in signed:
            time, signature = signed[witness, key_id][:8], signed[witness, key_id][8:]
            posix = int.from_bytes(time, "big")
            VerifyKey(key).verify(b"cosignature/v1\ntime %d\n%b" % (posix, text), signature)
            print(f"  cosigned by {witness} at {datetime.fromtimestamp(posix, UTC):%Y-%m-%d %H:%M:%S} UTC")

    log = list(entries(custody / "log", int(size_line)))
    assert len(log) == int(size_line)
    assert root(log) == b64decode(root_line)
    print("  the entries hash to the signed root")

    read_entries(log, origin)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("name a custody folder, such as demo/custody")
    main(Path(sys.argv[1]))
