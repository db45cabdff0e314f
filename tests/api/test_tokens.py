# SPDX-License-Identifier: Apache-2.0
"""Who asks by a token: each rule with a token that breaks it, and nothing else that passes."""

import base64
import json
from dataclasses import replace
from typing import Any, Final

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import get, post
from litestar.di import NamedDependency

from counterfoil.api.application import create_application
from counterfoil.api.callers import Caller
from counterfoil.api.entrances import Entrances
from counterfoil.api.problems import Problem
from counterfoil.api.signed_requests import ReceivedRequest
from counterfoil.api.tokens import AHEAD_MS, REVOKED_MAX, Revoked, Tokens
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.transport.access_tokens import LIFE_MS_MAX, Reach, make_token, read_token
from support.broken_tokens import DAY_MS, GOOD, GOOD_ROWS, ID, ROWS, Sent, told, written
from support.services import ALICE, BOB, HOST, NOW_MS, Client, World, directory
from support.vectors import VECTORS


def revoked_of(world: World, *pairs: tuple[str, str]) -> Revoked:
    kept = [{"at": NOW_MS, "id": identifier, "party": party} for party, identifier in pairs]
    return Revoked(world.clock, kept=lambda: msgspec.json.encode(kept))


def asked(sent: Sent) -> Any:
    world = World()
    tokens = Tokens(directory, world.clock, frozenset({HOST}), revoked_of(world, *sent.revoked))
    return tokens.holder(written(sent), sent.authority, secure=sent.secure)


@pytest.mark.parametrize(("case", "sent", "kind"), ROWS, ids=[row[0] for row in ROWS])
def test_each_rule_refuses_what_breaks_it(case: str, sent: Sent, kind: str) -> None:
    """In the order in which they are asked, each with the problem that says so."""
    with pytest.raises(Problem) as found:
        asked(sent)
    assert found.value.kind.type == f"urn:counterfoil:problem:{kind}"
    assert ("www-authenticate" in found.value.headers) == (found.value.kind.status == 401)


@pytest.mark.parametrize(("case", "sent"), GOOD_ROWS, ids=[row[0] for row in GOOD_ROWS])
def test_whatever_breaks_no_rule_passes(case: str, sent: Sent) -> None:
    """It is the party's whose key signed it."""
    holder, may = asked(sent)
    assert (holder.party, may) == ("ALICE", Reach.read)


class Lines(list[tuple[str, str]]):
    """The lines of headers."""

    def items(self) -> "Lines":
        return self


@pytest.mark.parametrize(("later_ms", "taken_back", "kind"), [(DAY_MS, False, "expired"), (0, True, "revoked")])
def test_what_was_heard_is_good_until_its_end(later_ms: int, taken_back: bool, kind: str) -> None:
    """Whoever goes on telling finds that its time is over, or that its party took it back; another's word is none."""
    world = World()
    revoked = Revoked(world.clock)
    ways = Entrances(world.rules(), Tokens(directory, world.clock, frozenset({HOST}), revoked))
    headers = Lines([("authorization", f"Bearer {written(GOOD)}")])
    request = ReceivedRequest("GET", f"https://{HOST}/", headers, HOST, has_body=False, secure=True)
    caller = ways.caller(request, ways.sender(request), b"")
    revoked.add(PartyId("BOB"), ID)
    world.now_ms += DAY_MS - 1
    caller.require_still()
    world.now_ms += later_ms
    if taken_back:
        revoked.add(PartyId("ALICE"), ID)
    with pytest.raises(Problem) as found:
        caller.require_still()
    assert found.value.kind.type == f"urn:counterfoil:problem:token-{kind}"


def test_what_is_made_is_heard() -> None:
    """Of every reach; and what it is made to be cannot be beyond what is heard."""
    for may in Reach:
        token = make_token(
            ALICE, audience=[HOST.upper()], issued=Timestamp(NOW_MS), life_ms=DAY_MS, identifier=ID, may=may
        )
        assert asked(replace(GOOD, written=lambda _, token=token: token))[1] is may
    for audience, life_ms in (([HOST], LIFE_MS_MAX + 1), ([HOST], 0), ([], DAY_MS), (["a b"], DAY_MS), ([""], DAY_MS)):
        with pytest.raises(InputError):
            make_token(
                ALICE, audience=audience, issued=Timestamp(NOW_MS), life_ms=life_ms, identifier=ID, may=Reach.read
            )


def test_the_golden_file_says_the_same() -> None:
    """Each token of it, by what an implementation in any language reads there."""
    file = json.loads((VECTORS / "access-tokens" / "tokens.json").read_text(encoding="utf-8"))
    for row in file["good"]:
        sent = replace(GOOD, written=lambda _, row=row: row["token"], revoked=tuple(map(tuple, row["revoked"])))
        holder, may = asked(sent)
        assert (holder.party, may.value) == (row["party"], row["payload"]["may"]), row["name"]
        assert canonical.decode_json(read_token(row["token"])[1].payload, dict[str, Any]) == row["payload"]
    for row in file["broken"]:
        sent = Sent({}, written=lambda _, row=row: row["token"], revoked=tuple(map(tuple, row["revoked"])))
        sent = replace(sent, said=GOOD.said, secure=row["secure"], authority=row["authority"])
        with pytest.raises(Problem) as found:
            asked(sent)
        assert (found.value.kind.type.rpartition(":")[2], found.value.kind.status) == (row["problem"], row["status"])


@given(st.text(max_size=200))
def test_whatever_is_sent_is_a_token_or_none(text: str) -> None:
    """Nothing that stands there makes a service fail."""
    with pytest.raises(DecodeError):
        read_token(text)


@given(st.integers(0, 2_000), st.integers(1, 255))
def test_a_token_that_is_changed_anywhere_is_none(place: int, change: int) -> None:
    """No byte of it can be another."""
    text = written(GOOD)
    data = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    data[place % len(data)] ^= change
    spoiled = base64.urlsafe_b64encode(bytes(data)).rstrip(b"=").decode()
    with pytest.raises(Problem):
        asked(replace(GOOD, written=lambda _: spoiled))


class Kept:
    """A file."""

    def __init__(self) -> None:
        self.data = b"[]"

    def keep(self, data: bytes) -> None:
        self.data = data


def test_what_was_revoked_stays_so_after_a_restart() -> None:
    """And a retry is the same; by the party alone whose it was."""
    world, file = World(), Kept()
    for _ in range(2):
        Revoked(world.clock, kept=lambda: file.data, keep=file.keep).add(PartyId("ALICE"), ID)
    again = Revoked(world.clock, kept=lambda: file.data, keep=file.keep)
    assert again.has(PartyId("ALICE"), ID)
    assert not again.has(PartyId("BOB"), ID)
    assert len(json.loads(file.data)) == 1


def test_what_is_revoked_is_forgotten_when_it_could_live_no_longer() -> None:
    """And not before: a file does not grow for ever."""
    world, file = World(), Kept()
    revoked = Revoked(world.clock, kept=lambda: file.data, keep=file.keep)
    revoked.add(PartyId("ALICE"), ID)
    world.now_ms += LIFE_MS_MAX
    revoked.add(PartyId("BOB"), ID)
    assert revoked.has(PartyId("ALICE"), ID)
    world.now_ms += AHEAD_MS + 1
    revoked.add(PartyId("BOB"), ID[::-1])
    assert not revoked.has(PartyId("ALICE"), ID)


def test_no_party_fills_the_file() -> None:
    """Its own place is bounded, and another's is its own."""
    world, file = World(), Kept()
    revoked = Revoked(world.clock, kept=lambda: file.data, keep=file.keep)
    for number in range(REVOKED_MAX):
        revoked.add(PartyId("ALICE"), f"{number:032x}")
    revoked.add(PartyId("ALICE"), f"{0:032x}")
    with pytest.raises(Problem, match="rotate the key"):
        revoked.add(PartyId("ALICE"), ID)
    revoked.add(PartyId("BOB"), ID)


def test_what_cannot_be_kept_is_not_revoked() -> None:
    """Whoever was told that it is revoked is never told otherwise after a restart."""

    def full(_: bytes) -> None:
        raise OSError("no space left")

    revoked = Revoked(World().clock, keep=full)
    with pytest.raises(OSError, match="no space"):
        revoked.add(PartyId("ALICE"), ID)
    assert not revoked.has(PartyId("ALICE"), ID)


@pytest.mark.parametrize("data", [b"", b"{}", b'[{"id": "x"}]', b"\xff", b"["])
def test_a_damaged_file_is_no_empty_list(data: bytes) -> None:
    """A service does not start by it: what was revoked would be heard again."""
    with pytest.raises(InputError, match="no list of revoked tokens"):
        Revoked(World().clock, kept=lambda: data)


@get("/seen", sync_to_thread=False)
def seen(caller: NamedDependency[Caller]) -> dict[str, str]:
    return {"party": caller.party}


@post("/done", status_code=200, sync_to_thread=False)
def done(caller: NamedDependency[Caller]) -> dict[str, str]:
    return {"party": caller.party}


def service(world: World, signing: PrivateKey | None = None) -> Client:
    """Asked over TLS by whoever has a token, or signs."""
    tokens = Tokens(directory, world.clock, frozenset({HOST}), Revoked(world.clock))
    application = create_application(world.service(entrance=Entrances(world.rules(), tokens)), [seen, done])
    return Client(application, None if signing is None else world.signing(signing))


def bearer(**changed: Any) -> dict[str, str]:
    return {"authorization": f"Bearer {written(told(GOOD, **changed))}"}


REACHES: Final = (
    ("read", "GET", "/seen", 200),
    ("read", "HEAD", "/seen", 405),
    ("read", "OPTIONS", "/seen", 204),
    ("read", "POST", "/done", 403),
    ("read", "DELETE", "/seen", 403),
    ("read", "BREW", "/seen", 403),
    ("rehearse", "POST", "/done", 403),
    ("submit", "POST", "/done", 200),
    ("submit", "GET", "/seen", 200),
)


@pytest.mark.parametrize(("may", "method", "path", "status"), REACHES)
def test_a_token_is_good_for_what_it_says(may: str, method: str, path: str, status: int) -> None:
    """What a service does not know is as far as there is."""
    answer = service(World()).request(method, path, None, bearer(may=may))
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["type"] == "urn:counterfoil:problem:token-reach"
        assert "insufficient_scope" in answer.headers["www-authenticate"]


def test_a_request_says_one_thing_of_who_sends_it() -> None:
    """A signature and a token, or two tokens, are refused; another scheme is no token."""
    world = World()
    assert service(world, BOB).request("GET", "/seen", None, bearer()).status_code == 400
    assert service(world).request("GET", "/seen", None, {"authorization": "Basic YTpi"}).status_code == 401
    assert service(world).request("GET", "/seen", None, bearer()).json() == {"party": "ALICE"}


def test_no_log_has_a_token() -> None:
    """Neither of one that was heard nor of one that was not."""
    world = World()
    client = service(world)
    client.request("GET", "/seen", None, bearer())
    client.request("GET", "/seen?access_token=" + written(GOOD), None, bearer(audience=["other.example"]))
    assert [line.status for line in world.lines] == [200, 401]
    assert written(GOOD)[:20] not in repr(world.lines)
