# SPDX-License-Identifier: Apache-2.0
"""What a client takes from the machine it runs on: the time, chance, and how to wait. Whoever tests gives his own."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from counterfoil.evidence.transaction import SEED_LENGTH
from counterfoil.primitives.types import Timestamp


def _now_ms() -> Timestamp:
    return Timestamp(time.time_ns() // 1_000_000)


def _nonce() -> str:
    return secrets.token_hex(16)


def _seed() -> bytes:
    return secrets.token_bytes(SEED_LENGTH)


@dataclass(frozen=True)
class Surroundings:
    """Of a program that runs in earnest, unless something else is given."""

    clock: Callable[[], Timestamp] = _now_ms
    """the time, in milliseconds since 1970"""
    nonces: Callable[[], str] = _nonce
    """a text that was never given before: a request is signed with it once"""
    seeds: Callable[[], bytes] = _seed
    """32 bytes by which two transactions of the same calls are two intents"""
    chance: Callable[[int], int] = secrets.randbelow
    """a number from 0 to one less than the one given: two that wait do not come back at once"""
    sleep: Callable[[float], None] = time.sleep
    sleep_async: Callable[[float], Awaitable[None]] = asyncio.sleep
