# SPDX-License-Identifier: Apache-2.0
"""Whoever asks one question reads no answer for ever, whatever a service sends."""

from collections.abc import Iterator
from itertools import count, repeat

import httpx
import pytest

from counterfoil.client import ServiceFailed, asking
from counterfoil.client.asking import ANSWER_MAX, whole


class _Endless(httpx.SyncByteStream):
    def __init__(self, part: bytes) -> None:
        self._part = part

    def __iter__(self) -> Iterator[bytes]:
        return repeat(self._part)


def test_an_answer_without_an_end_is_not_read_to_it() -> None:
    """In length."""
    with pytest.raises(ServiceFailed, match=f"more than {ANSWER_MAX} bytes"):
        whole(httpx.Response(200, stream=_Endless(bytes(2**20))), "here")


def test_an_answer_that_comes_bit_by_bit_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """And in time."""
    seconds = count()
    monkeypatch.setattr(asking, "monotonic", lambda: next(seconds))
    with pytest.raises(ServiceFailed, match="too slowly"):
        whole(httpx.Response(200, stream=_Endless(b" ")), "here")
