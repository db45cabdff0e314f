# SPDX-License-Identifier: Apache-2.0
"""A client of ours against a service of ours, over a socket."""

import httpx
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from counterfoil.api.application import create_application
from counterfoil.api.callers import Caller
from counterfoil.api.replays import Replays
from counterfoil.api.signed_requests import SignedRequests
from counterfoil.client.signing import SigningAuth
from counterfoil.transport.serving import serving
from support.services import ALICE, BOB, HOST, World, directory, new_nonce


@post("/things/{name:str}", status_code=200, sync_to_thread=False)
def say(caller: NamedDependency[Caller], body: RawBody) -> dict[str, str]:
    return {"party": caller.party, "body": body.decode()}


@get("/things", sync_to_thread=False)
def hear(caller: NamedDependency[Caller]) -> dict[str, str]:
    return {"party": caller.party}


def test_a_percent_sign_that_encodes_nothing_is_encoded() -> None:
    """Otherwise the address is none, and nobody could sign it; what is encoded stays as it is."""
    auth = SigningAuth(ALICE, clock=World().clock, nonces=new_nonce)
    request = next(auth.auth_flow(httpx.Request("GET", f"http://{HOST}/a%5Bb%zz/%")))
    assert request.url.raw_path == b"/a%5Bb%25zz/%25"


def test_every_request_of_a_client_is_signed_as_it_leaves() -> None:
    """With bodies, queries and names that are written with per cent signs; of two clients each is who it is."""
    world = World()
    # The port is known only once it is bound, and a service answers to its own names alone.
    authorities: set[str] = set()
    rules = SignedRequests(directory, world.clock, authorities, Replays())
    with serving(create_application(world.service(entrance=rules), [say, hear])) as url:
        authorities.add(httpx.URL(url).netloc.decode())
        for key, party in ((ALICE, "ALICE"), (BOB, "BOB")):
            with httpx.Client(base_url=url, auth=world.signing(key), trust_env=False) as client:
                assert client.get("/things", params={"a": "ä b&c", "d": ""}).json() == {"party": party}
                assert client.get("/things?EQ_bizStep=receiving|shipping").json() == {"party": party}
                assert client.post("/things/a%20b", content="仓").json() == {"party": party, "body": "仓"}
        assert httpx.get(f"{url}/things", trust_env=False).status_code == 401
