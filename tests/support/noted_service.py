# SPDX-License-Identifier: Apache-2.0
"""A service that notes who asks: the depository sets the policy, the operator's party notes."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.identity.signing import single_key_policy
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.access.calls import SetPolicy
from counterfoil.modules.access.queries import batches_of
from counterfoil.modules.access.records import Asker, NotedBatch, Watching
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind
from counterfoil.node.access.keeper import AccessKeeper
from counterfoil.node.access.noting import AccessNoting
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.network import clock_ms
from counterfoil.primitives.types import Duration, PartyId
from support.network import CHAIN, open_network, run
from support.node_service import Served, key_of, make_served_network, served

OPERATOR: Final = PartyId("desk")
"""Who runs the service, and notes."""
ALL: Final = (Watching(askers=tuple(Asker), kept_first=True),)


def noted_by_policy(**changes: Any) -> SetPolicy:
    """All is noted, within a day: a test says itself when."""
    said: dict[str, Any] = {
        "by": DEPOSITORY,
        "noter": OPERATOR,
        "watched": ALL,
        "delay_ms": Duration(DAY_MS),
        "kept_ms": Duration(365 * DAY_MS),
        "reason": "article 3",
        "lines_min": 8,
    }
    return SetPolicy(**(said | changes))


def make_noted_network(root: Path, **changes: Any) -> Path:
    """The served network, whose operator notes all."""
    make_served_network(root)
    with open_network(root) as network:
        operator = RegisterParty(
            party=OPERATOR,
            registrar=DEPOSITORY,
            kind=PartyKind.organisation,
            name="Desk",
            keys=single_key_policy(network.keyring.create(OPERATOR)),
        )
        run(network.chain(CHAIN), [operator, noted_by_policy(**changes)], network.keyring.get(DEPOSITORY))
    return root


class Noted(Served):
    """A service that notes."""

    noting: AccessNoting

    @property
    def keeper(self) -> AccessKeeper:
        return self.noting.keeper(CHAIN)

    @property
    def batches(self) -> list[NotedBatch]:
        """What stands on the ledger."""
        return batches_of(self.node.ledger.view, OPERATOR)

    def set_policy(self, **changes: Any) -> None:
        """Another policy, from now on."""
        run(self.node, [noted_by_policy(**changes)], key_of(self.root, DEPOSITORY))


@contextmanager
def noted(root: Path, *, key: str | None = OPERATOR) -> Iterator[Noted]:
    """The service over a socket; ``key``: the name of the one that notes, if any does."""
    made: list[AccessNoting] = []

    def noter(running: RunningNetwork, failures: list[Exception], notices: list[str]) -> AccessNoting:
        noting = AccessNoting(
            running.chains,
            root,
            None if key is None else key_of(root, key),
            clock=clock_ms,
            salts=lambda: secrets.token_bytes(32),
            notice=notices.append,
            failed=lambda _, error: failures.append(error),
        )
        made.append(noting)
        return noting

    with served(root, rows=False, noter=noter) as service:
        shown = Noted(root, service.url, service.running, service.lines)
        shown.noting, shown.failures, shown.notices = made[0], service.failures, service.notices
        yield shown
