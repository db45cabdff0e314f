# SPDX-License-Identifier: Apache-2.0
"""Webhooks go to addresses that are everybody's, unless the operator says otherwise; a name is looked up once."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from counterfoil.api.epcis.access import Access
from counterfoil.api.epcis.outward import OutwardTransport, is_everybodys, resolved


def asked(
    url: str, addresses: Sequence[str] | None, inside: frozenset[str] = frozenset()
) -> tuple[httpx.Request, list[str]]:
    """The request that reaches the network, and the names that were looked up; raises ConnectError."""
    looked: list[str] = []
    come: list[httpx.Request] = []

    async def resolve(name: str, port: int) -> Sequence[str]:
        looked.append(f"{name}:{port}")
        if addresses is None:
            raise OSError("no such name")
        return addresses

    def hear(request: httpx.Request) -> httpx.Response:
        come.append(request)
        return httpx.Response(204)

    async def send() -> None:
        transport = OutwardTransport(inside, httpx.MockTransport(hear), resolve)
        async with httpx.AsyncClient(transport=transport) as client:
            await client.post(url, content=b"{}")

    asyncio.run(send())
    return come[0], looked


def test_a_name_is_reached_at_an_address_that_is_everybodys() -> None:
    """At the one that was looked at, though the name means another by then; it stays in Host, and for TLS."""
    request, looked = asked("https://mill.example:8443/hook?a=1", ["93.184.215.14", "2606:2800:21f::1"])
    assert looked == ["mill.example:8443"]
    assert str(request.url) == "https://93.184.215.14:8443/hook?a=1"
    assert request.headers["host"] == "mill.example:8443"
    assert request.extensions["sni_hostname"] == "mill.example"
    request, looked = asked("http://mill.example/", ["2606:2800:21f::1"])
    assert (request.url.host, looked) == ("2606:2800:21f::1", ["mill.example:80"])


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "::", "2002:7f00:1::", "ff0e::1"),
        *(
            "64:ff9b::10.1.2.3",
            "64:ff9b::127.0.0.1",
            "64:ff9b:1::10.1.2.3",
            "::10.1.2.3",
            "::ffff:0:10.1.2.3",
            "fec0::1",
        ),
        *("2001:0:5db8:d70e::", "4000::1", "5f00::1"),
    ],
)
def test_a_name_that_leads_inside_is_not_followed(address: str) -> None:
    """Not by itself, and not beside one that is everybody's."""
    assert not is_everybodys(address)
    for addresses in ([address], ["93.184.215.14", address]):
        with pytest.raises(httpx.ConnectError, match="within a network"):
            asked("https://mill.example/hook", addresses)


def test_a_name_without_an_address_is_not_reached() -> None:
    """As a destination that does not answer."""
    for addresses in (None, []):
        with pytest.raises(httpx.ConnectError):
            asked("https://mill.example/hook", addresses)


def test_an_address_that_a_translator_leads_to_everybodys_is_reached() -> None:
    """As a network of IPv6 alone names hosts of IPv4."""
    assert is_everybodys("64:ff9b::93.184.215.14")


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("http://127.0.0.1:8000/", ""),
        ("http://[::1]:8000/", ""),
        ("http://localhost:8000/", ""),
        ("http://hooks.internal/", "hooks.internal"),
    ],
)
def test_what_the_operator_says_himself_is_reached(url: str, inside: str) -> None:
    """An address, this machine, a name that he knows: as they are."""
    request, looked = asked(url, ["10.0.0.1"], frozenset({inside}))
    assert (str(request.url), looked) == (url, [])


def test_names_inside_stand_in_the_file_of_parties(tmp_path: Path) -> None:
    """In whatever case."""
    file = tmp_path / "parties.json"
    file.write_text('{"parties": {}, "inside": ["Hooks.Internal"]}')
    assert Access.read(file).inside == {"hooks.internal"}


def test_this_machine_looks_names_up() -> None:
    """It knows itself at least."""
    assert {"127.0.0.1", "::1"} & set(asyncio.run(resolved("localhost", 80)))
