# SPDX-License-Identifier: Apache-2.0
"""How webhooks are reached: at addresses that are everybody's, whatever a name is made to stand for.

Whoever owns a name has it point where he likes, to a machine within the operator's network too, at any moment. So a
name is looked up once, and what is connected to is the address that was looked at. An address within a network is
reached where the file of parties says so itself: as an address, as ``localhost``, or by a name among ``inside``.
"""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence, Set
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

import httpx

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a name; OSError where it has none."""
_OWN: Final = "localhost"
_EVERYBODYS: Final = IPv6Network("2000::/3")
"""All that was ever given out to be reached from anywhere (IANA)."""
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
"""An address of IPv4 in its last 32 bits, to which a network's translator leads (RFC 6052), within the network too."""
_LAST_BITS: Final = 2**32 - 1


async def resolved(name: str, port: int) -> Sequence[str]:
    """As this machine looks names up, in a thread of its own: nobody else waits for one whose servers are silent.

    The loop's own threads are few, and it ends only when they do, however long whoever asked had given up by then.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Sequence[str]] = loop.create_future()

    def tell(found: Sequence[str] | None, error: OSError | UnicodeError | None) -> None:
        if not answer.done() and error is not None:
            answer.set_exception(error)
        elif not answer.done() and found is not None:
            answer.set_result(found)

    def look() -> None:
        given: tuple[Sequence[str] | None, OSError | UnicodeError | None]
        try:
            found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
            given = [str(one[4][0]) for one in found], None
        except (OSError, UnicodeError) as error:
            given = None, error
        with suppress(RuntimeError):  # its loop has ended
            loop.call_soon_threadsafe(tell, *given)

    threading.Thread(target=look, name="epcis-looking-up", daemon=True).start()
    return await answer


def is_everybodys(address: str) -> bool:
    """Whether an address is reached from anywhere: none of a network within, of this machine, or of many."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found in _TRANSLATED:
            found = IPv4Address(int(found) & _LAST_BITS)
        else:
            found = found.ipv4_mapped or found.sixtofour or found
    if isinstance(found, IPv6Address) and found not in _EVERYBODYS:
        return False
    return found.is_global and not found.is_multicast


class OutwardTransport(httpx.AsyncBaseTransport):
    """Asks ``inner``, by an address in place of the name, which still stands in ``Host`` and is what TLS checks."""

    def __init__(
        self, inside: Set[str], inner: httpx.AsyncBaseTransport | None = None, resolve: Resolve = resolved
    ) -> None:
        self._inside, self._resolve = inside, resolve
        self._inner = inner or httpx.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises ConnectError for a name that stands for an address within."""
        name = request.url.raw_host.decode()
        if name != _OWN and name not in self._inside and not _is_address(name):
            port = request.url.port or (443 if request.url.scheme == "https" else 80)
            request.extensions = {**request.extensions, "sni_hostname": name}
            request.url = request.url.copy_with(host=await self._address(name, port))
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """End all connections."""
        await self._inner.aclose()

    async def _address(self, name: str, port: int) -> str:
        try:
            found = await self._resolve(name, port)
        except OSError as error:
            raise httpx.ConnectError(f"{name} has no address") from error
        if not found or not all(map(is_everybodys, found)):
            raise httpx.ConnectError(f"{name} stands for an address within a network")
        return found[0]


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
