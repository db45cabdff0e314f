# SPDX-License-Identifier: Apache-2.0
"""The golden files of seal shares: whoever writes another member's node from the specification has these to go by."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from counterfoil.consensus.sealing.book import Taken
from counterfoil.consensus.sealing.handshake import PRESENCE_TYPE
from counterfoil.consensus.sealing.messages import Challenge, Hello, Kind, Presence, Proof, Splitter, frame
from counterfoil.evidence.header import decode_header
from counterfoil.evidence.seal import open_seal
from counterfoil.identity import dsse
from counterfoil.identity.dsse import pre_authentication_encoding
from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import Height
from support.sealing import HEADERS, member

VECTORS = Path(__file__).resolve().parents[3] / "vectors/seal-shares"


def read(name: str) -> Any:
    return json.loads((VECTORS / name).read_text())


def test_shares_add_up_to_the_seal(tmp_path: Path) -> None:
    """Three of the four shares make it, and it is one that the custody log takes."""
    whole = read("shares.json")
    assert HEADERS[whole["height"]].decode() == whole["header"]
    one = member(tmp_path, number=9)
    assert [one.book.add(share.encode()) for share in whole["shares"][:3]] == [Taken.counted] * 2 + [Taken.complete]
    assert one.book.seal(Height(whole["height"])) == whole["seal"].encode()
    policy = canonical.convert(whole["policy"], KeyPolicy)
    open_seal(decode_header(whole["header"].encode()), dsse.decode(whole["seal"].encode()), policy)


@pytest.mark.parametrize("row", read("shares.json")["broken"], ids=lambda row: row["name"])
def test_broken_shares_are_refused(tmp_path: Path, row: dict[str, str]) -> None:
    """Each in the words of its rule."""
    with pytest.raises(InputError) as caught:
        member(tmp_path).book.add(bytes.fromhex(row["hex"]))
    assert re.search(row["problem"], str(caught.value))


@pytest.mark.parametrize("row", read("frames.json")["good"], ids=lambda row: row["name"])
def test_frames(row: dict[str, str]) -> None:
    """The bytes are the frame, and the frame these bytes."""
    splitter = Splitter()
    splitter.feed(bytes.fromhex(row["hex"]))
    kind = Kind[row["kind"]]
    assert splitter.take() == (kind, row["body"].encode())
    assert frame(kind, row["body"].encode()).hex() == row["hex"]


def test_proofs_are_over_what_the_other_one_sent() -> None:
    """Who speaks, to whom, the nonce that the other one sent, and the chain; under a payload type of its own."""
    rows = read("frames.json")["good"]
    hello = canonical.decode(rows[0]["body"].encode(), Hello)
    challenge = canonical.decode(rows[1]["body"].encode(), Challenge)
    keys = {key.keyid: key for key in canonical.convert(read("shares.json")["policy"], KeyPolicy).keys}
    for at, by, to, nonce in (
        (2, hello.keyid, challenge.keyid, challenge.nonce),
        (3, challenge.keyid, hello.keyid, hello.nonce),
    ):
        proof = canonical.decode(rows[at]["body"].encode(), Proof)
        said = canonical.encode(Presence(hello.chain, by, nonce, to))
        assert keys[by].verify(pre_authentication_encoding(PRESENCE_TYPE, said), proof.sig)


@pytest.mark.parametrize("row", read("frames.json")["broken"], ids=lambda row: row["name"])
def test_broken_frames_are_refused(row: dict[str, str]) -> None:
    """Whatever follows."""
    splitter = Splitter()
    splitter.feed(bytes.fromhex(row["hex"]))
    with pytest.raises(DecodeError):
        splitter.take()
