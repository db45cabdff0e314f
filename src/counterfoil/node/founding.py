# SPDX-License-Identifier: Apache-2.0
"""A charter under which a network begins, in a file: the firms that are its members, and what it says."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.identity.policy import KeyPolicy
from counterfoil.modules.governance.calls import Adopt, Title
from counterfoil.modules.governance.records import MEMBERS_MAX, Articles
from counterfoil.modules.parties.calls import Code, RegisterParty
from counterfoil.modules.parties.records import PartyKind, Roles
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import read_input_file
from counterfoil.primitives.types import IDENTIFIER, PartyId


class Firm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A firm that is there from block 0."""

    party: Annotated[PartyId, IDENTIFIER]
    name: Title
    lei: Code | None = None
    uscc: Code | None = None
    roles: Roles = ()
    keys: KeyPolicy | None = None
    """None: one key of its name is made in the network's folder"""

    def registered(self, registrar: PartyId, keys: KeyPolicy) -> RegisterParty:
        """The firm as a genesis document has it."""
        return RegisterParty(
            party=self.party,
            registrar=registrar,
            kind=PartyKind.organisation,
            name=self.name,
            lei=self.lei,
            uscc=self.uscc,
            roles=self.roles,
            keys=keys,
        )


class Founding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a charter's file says. Members are firms of it, the depository, or the supervisor."""

    council: Annotated[PartyId, IDENTIFIER]
    name: Title
    articles: Articles
    firms: Annotated[tuple[Firm, ...], Meta(max_length=MEMBERS_MAX)] = ()
    roles: Roles = ()
    """of the council, besides registrar"""


def adoption(founding: Founding, registrar: PartyId, supervisor: PartyId) -> Adopt:
    """The call with which a chain begins under the charter: the registrar gives way, the supervisor agrees."""
    return Adopt(
        council=founding.council,
        name=founding.name,
        articles=founding.articles,
        registrars=(registrar,),
        supervisor=supervisor,
        roles=founding.roles,
    )


def read_founding(file: Path, beside: Sequence[PartyId]) -> Founding:
    """A charter's file, in JSON; raises InputError with what is wrong and where in it. ``beside``: who is there too."""
    try:
        founding = canonical.decode_json(read_input_file(file), Founding)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", where=str(file)) from error
    except msgspec.ValidationError as error:
        problem, path = canonical.problem_and_path(error)
        raise InputError(problem, where=f"{file}: {path}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(f"no JSON: {error}", where=str(file)) from error
    there = (*beside, *(firm.party for firm in founding.firms))
    for number, member in enumerate(founding.articles.members):
        if member.party not in there:
            where = f"{file}: $.articles.members[{number}]"
            remedy = f"{', '.join(beside)}, or one of $.firms"
            raise InputError(f"{member.party!r} is none of the parties", where=where, remedy=remedy)
    return founding
