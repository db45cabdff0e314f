# SPDX-License-Identifier: Apache-2.0
"""Evidence in one call: the package as a service makes it, and the verifier that believes no service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

from counterfoil.client.cards import card, line
from counterfoil.client.errors import NotBelieved
from counterfoil.client.knowing import KnownNode
from counterfoil.client.literals import plain
from counterfoil.client.results import Done
from counterfoil.client.steps import Conversation, Request
from counterfoil.client.transactions import write_new
from counterfoil.evidence.claims import Claim, ClaimKind, kind_of
from counterfoil.evidence.package import Package, decode_package
from counterfoil.evidence.package_zip import PACKAGE_LENGTH_MAX
from counterfoil.evidence.text import format_time
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.input_files import read_input_file
from counterfoil.primitives.types import Timestamp
from counterfoil.verify.report import Report
from counterfoil.verify.trust import Trust, parse_trust
from counterfoil.verify.verifier import verify_package

ZIP: Final = "application/zip"
TIMES: Final = ("from", "at")
ABOUT: Final = {"account", "instrument", "transaction", "record"}
"""What a claim says that it was asked about."""
Believed = Trust | str | Path | bytes
"""A trust file, its bytes, or what was read of it."""


@dataclass(frozen=True, repr=False)
class Evidence:
    """An evidence package. What it says is a claim until ``verify`` says that it is proved."""

    data: bytes

    def save(self, file: str | Path) -> Path:
        """Write the package to a new file; raises InputError where there is one."""
        return write_new(file, self.data)

    def verify(self, trust: Believed, *, now: datetime | int | None = None) -> Report:
        """The offline verifier's twelve checks. The trust file comes from elsewhere, never from the service.

        ``now``, for a trust file that says how old a header may be. The claim is proved when, and only when,
        ``report.proved``.
        """
        time = None if now is None else Timestamp(plain(Timestamp, now, "now"))
        return verify_package(self.data, read_trust(trust), now=time)

    @cached_property
    def package(self) -> Package:
        """Its files, decoded; nothing is verified by that. Raises DecodeError."""
        return decode_package(self.data)

    @property
    def claim(self) -> Claim:
        """What it claims."""
        return self.package.claim

    def _facts(self) -> Mapping[str, Any]:
        claim = self.claim
        return {
            "claim": kind_of(claim).value,
            "statement": claim.statement.en,
            "zh": claim.statement.zh,
            "as of": format_time(claim.as_of),
            "bytes": len(self.data),
            "verified": "not yet: verify(trust)",
        }

    def __repr__(self) -> str:
        return line("Evidence", self._facts())

    def _repr_html_(self) -> str:
        return card("Evidence", self._facts())


def read_trust(given: Believed) -> Trust:
    """Raises InputError naming what is wrong with the file."""
    if isinstance(given, Trust):
        return given
    return parse_trust(given if isinstance(given, bytes) else read_input_file(Path(given)))


def prove(node: KnownNode, what: Done | str, asked: Mapping[str, Any], *, publish: bool) -> Conversation[Evidence]:
    """The package about a transaction, or of a kind of claim about what is asked.

    Raises NotPublished where publication is behind and none was asked for, NotFound for what is not there or not for
    whoever asks, NotBelieved where the package is about something else.
    """
    wanted = _wanted(what, asked)
    path = yield from node.path("evidence")
    body = msgspec.json.encode({**wanted, "publish": publish})
    answer = yield from node.asked(Request("POST", path, body, accept=ZIP, answer_max=PACKAGE_LENGTH_MAX))
    evidence = Evidence(answer.body)
    try:
        claim = evidence.claim
    except DecodeError as error:
        raise NotBelieved(f"POST {path}: the answer is no evidence package: {error}") from error
    told: dict[str, Any] = {"claim": kind_of(claim).value, "chain": claim.chain}
    expected = {"claim": wanted["claim"], "chain": node.chain}
    for name in ABOUT & wanted.keys():
        told[name], expected[name] = getattr(claim, name, None), wanted[name]
    if told != expected:
        raise NotBelieved(f"POST {path}: evidence about {told}, where {expected} was asked for")
    return evidence


def _wanted(what: Done | str, asked: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(what, Done):
        return {"claim": ClaimKind.transfer.value, "transaction": what.require().transaction}
    if what not in {kind.value for kind in ClaimKind}:
        remedy = f"a committed transaction, or one of {', '.join(kind.value for kind in ClaimKind)}"
        raise InputError(f"{what!r} is no kind of claim", where="prove", remedy=remedy)
    named = {name.rstrip("_"): value for name, value in asked.items() if value is not None}
    times: dict[str, Any] = {name: plain(Timestamp, named[name], f"prove({name}=…)") for name in TIMES if name in named}
    return {"claim": str(what), **named, **times}
