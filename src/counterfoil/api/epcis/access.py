# SPDX-License-Identifier: Apache-2.0
"""Who captures, and whose events each sees: his own always, and those of whom he is told in a file of the service.

```json
{"parties": {"MILL": {"keys": [{"key": "…", "scheme": "ed25519"}], "captures": true, "sees": ["FARM"],
                      "webhooks": ["https://mill.example/"]},
             "FARM": {"keys": [{"key": "…", "scheme": "ed25519"}], "captures": true},
             "AUDITOR": {"keys": [{"key": "…", "scheme": "ed25519"}], "sees": ["*"]}},
 "company_prefixes": ["0614141"],
 "inside": ["hooks.farm.internal"]}
```
"""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, Self
from urllib.parse import unquote

import msgspec
from msgspec import Meta

from counterfoil.api.callers import DEMONSTRATION, Answer, Caller, KeyHolder
from counterfoil.identity.policy import PublicKey
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import read_input_file
from counterfoil.primitives.signatures import ED25519, SCHEMES
from counterfoil.primitives.types import IDENTIFIER, KeyId, PartyId
from counterfoil.readmodel.epcis.query import Reach

EVERYBODY: Final = "*"
_LOOPBACK: Final = re.compile(r"http://(?:127\.0\.0\.1|localhost):[0-9]{1,5}/")
_UPWARDS: Final = re.compile(r"\\|/\.{1,2}(?:[/?#]|$)")
"""A step up in a path, which leads out of where an address may lie."""
CAPTURING: Final = "capture"
"""What a policy is asked, beside whose event somebody would see."""


class ShownKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key as ``counterfoil keys show --json`` writes it, whole."""

    public: PublicKey
    name: str = ""
    keyid: str = ""
    encrypted: bool = False
    file: str = ""


class PartyAccess(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A party by its keys, and what it may."""

    keys: Annotated[tuple[PublicKey, ...], Meta(min_length=1)]
    captures: bool = False
    sees: tuple[str, ...] = ()
    suspended: bool = False
    webhooks: tuple[str, ...] = ()
    """how addresses begin to which it may have answers sent: a service reaches more than strangers should"""


class PartiesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The parties of a service."""

    parties: dict[Annotated[str, IDENTIFIER], PartyAccess]
    company_prefixes: tuple[Annotated[str, Meta(pattern="^[0-9]{6,12}$")], ...] = ()
    """company prefixes of GS1 whose length is known, so that links with them can be written as URNs"""
    inside: tuple[Annotated[str, Meta(min_length=1, max_length=253)], ...] = ()
    """names of hosts within a network of the operator's to which answers may be sent"""


@dataclass(frozen=True)
class Access:
    """The policy of a repository; and, as a directory, whose a key is."""

    parties: Mapping[PartyId, PartyAccess]
    holders: Mapping[KeyId, KeyHolder]
    lengths: Mapping[str, int] = field(default_factory=dict)
    """of company prefixes"""
    inside: Set[str] = frozenset()

    @classmethod
    def of(cls, parties: Mapping[str, PartyAccess], prefixes: Iterable[str] = (), inside: Iterable[str] = ()) -> Self:
        """Raises InputError for a key that is no key, or two parties'; and for somebody to be seen who is nobody."""
        holders: dict[KeyId, KeyHolder] = {}
        for name, one in parties.items():
            for key in one.keys:
                _require_key(key, name)
                if key.keyid in holders:
                    raise InputError("the key is another party's, too", where=f"parties.{name}.keys", remedy="one each")
                holders[key.keyid] = KeyHolder(PartyId(name), key, one.suspended)
            if unknown := [seen for seen in one.sees if seen != EVERYBODY and seen not in parties]:
                raise InputError(f"nobody is called {unknown[0]}", where=f"parties.{name}.sees")
            for begins in one.webhooks:
                _require_webhook(begins, name)
        named = {PartyId(name): one for name, one in parties.items()}
        return cls(named, holders, {one: len(one) for one in prefixes}, frozenset(one.lower() for one in inside))

    @classmethod
    def read(cls, path: Path) -> Self:
        """From a file; raises InputError that names it."""
        try:
            file = canonical.convert(_with_public_keys(canonical.decode_json(read_input_file(path), Any)), PartiesFile)
            return cls.of(file.parties, file.company_prefixes, file.inside)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise InputError(f"no file of parties: {error}", where=str(path)) from error
        except InputError as error:
            raise InputError(error.problem, where=f"{path}, {error.where}", remedy=error.remedy) from error

    def holder(self, keyid: KeyId) -> KeyHolder | None:
        """Whose a key is."""
        return self.holders.get(keyid)

    def reach(self, caller: Caller) -> Reach:
        """Whose events a caller sees."""
        found = self.parties.get(caller.party)
        if self._is_open_to(caller) or (found is not None and EVERYBODY in found.sees):
            return Reach(None)
        return Reach(frozenset({caller.party, *(map(PartyId, found.sees) if found is not None else ())}))

    def may_send(self, caller: Caller, destination: str) -> bool:
        """Whether answers may be sent there for him, now: asked again whenever something is sent."""
        if self._is_open_to(caller):
            return _LOOPBACK.match(destination) is not None
        found = self.parties.get(caller.party)
        if found is None or found.suspended or _UPWARDS.search(unquote(destination)):
            return False
        return destination.startswith(found.webhooks)

    def _is_open_to(self, caller: Caller) -> bool:
        """A demonstration knows no parties. Where there are some, one may be called so, and what it left is no key."""
        return caller == DEMONSTRATION and not self.parties

    def may(self, caller: Caller, thing: str) -> Answer:
        """Whether he may capture. What he may see is ``reach``: nobody asks that of one event at a time."""
        assert thing == CAPTURING
        found = self.parties.get(caller.party)
        granted = self._is_open_to(caller) or (found is not None and found.captures)
        return Answer.granted if granted else Answer.refused


def _with_public_keys(file: Any) -> Any:
    """The file with the public half of each key that stands there as it was shown; else as it is."""
    parties = file.get("parties") if isinstance(file, dict) else None
    for one in parties.values() if isinstance(parties, dict) else ():
        if isinstance(one, dict) and isinstance(one.get("keys"), list):
            one["keys"] = [_public(key) for key in one["keys"]]
    return file


def _public(key: Any) -> Any:
    if not (isinstance(key, dict) and "public" in key):
        return key
    shown = canonical.convert(key, ShownKey)
    if shown.keyid not in ("", shown.public.keyid):
        remedy = "copy what counterfoil keys show --json writes"
        raise InputError(f"{shown.keyid} is not the identifier of its key", where="keys", remedy=remedy)
    return {"key": shown.public.key, "scheme": shown.public.scheme}


def _require_key(key: PublicKey, name: str) -> None:
    if key.scheme != ED25519 or len(key.key) != 2 * SCHEMES[ED25519].public_key_length:
        remedy = "64 hex digits of scheme ed25519, the public member of what counterfoil keys show --json writes"
        raise InputError("it is no key that signs requests", where=f"parties.{name}.keys", remedy=remedy)


def _require_webhook(begins: str, name: str) -> None:
    """A host to its end: what begins like a host may be another's."""
    scheme, _, rest = begins.partition("://")
    host, slash, _ = rest.partition("/")
    if scheme not in ("http", "https") or not host or not slash or "@" in host:
        raise InputError(f"{begins!r} is no address", where=f"parties.{name}.webhooks", remedy="https://HOST/PATH")
