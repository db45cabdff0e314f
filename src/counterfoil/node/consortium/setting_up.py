# SPDX-License-Identifier: Apache-2.0
"""A new consortium out of its members' cards: genesis, the bundle for all of them, the custody tier's folder."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from counterfoil.commerce.genesis import Genesis
from counterfoil.consensus.sealing.validator_policy import validator_policy
from counterfoil.custody.files import write_durably
from counterfoil.identity.note import NoteSigner
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import single_key_policy
from counterfoil.law.call import Call
from counterfoil.modules import laws
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind, Role
from counterfoil.modules.validators.calls import Begin, Offer
from counterfoil.node.consortium.bundle import BUNDLE_FILE, FORMAT, Bundle, check_bundle, encode_bundle
from counterfoil.node.consortium.cards import Card, Place, cards_problem, make_card
from counterfoil.node.consortium.described import CustodyElsewhere, FollowerConfig, SourceConfig
from counterfoil.node.consortium.joining import join
from counterfoil.node.consortium.units import Node, write_units
from counterfoil.node.initialise import (
    CUSTODY_KEY,
    DEPOSITORY,
    SUPERVISOR,
    FollowedChain,
    NetworkPlan,
    create_network,
    recovery_key,
)
from counterfoil.node.keyring import AskPassphrase, Keyring
from counterfoil.node.layout import Layout
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, Height, PartyId, Timestamp

CUSTODY_FOLDER: Final = "custody"
FIRMS: Final = ("north", "east", "south", "west")
"""What the members of a trial are called; beyond these they are numbered."""
LOCAL_MAX: Final = 16
PORT: Final = 26_600
"""The first of a trial: three for each member, and one for the custody tier."""


@dataclass(frozen=True)
class ConsortiumPlan:
    """What is decided besides the cards."""

    origin: str
    custody_url: str
    """of the custody tier's service, as members are told it"""
    witnesses: Sequence[str]
    quorum: int
    entry_auditors: Sequence[str]
    state_auditors: Sequence[str]
    recovery_delay_ms: int


def generate(out: Path, cards: Sequence[Card], plan: ConsortiumPlan, ask: AskPassphrase, *, time: Timestamp) -> Bundle:
    """Make ``out`` with the bundle, and in it the custody tier's folder; raises InputError where it cannot be.

    The depository and the supervisor of the chain get their keys in the custody tier's folder.
    """
    if (out / BUNDLE_FILE).exists() or (out / CUSTODY_FOLDER).exists():
        raise InputError("a consortium was generated here", where=str(out), remedy="name a new folder")
    root = out / CUSTODY_FOLDER
    keyring = Keyring(Layout(root).keys, ask)
    bundle, followed = begin_chain(keyring, cards, plan, time=time)
    create_custody(root, {bundle.chain: followed}, plan, keyring, time=time)
    what = f"Counterfoil, custody tier of {bundle.chain}"
    write_units(Node(f"counterfoil-{CUSTODY_FOLDER}", what, root.absolute(), plan.custody_url))
    write_durably(out / BUNDLE_FILE, encode_bundle(bundle))
    return bundle


def begin_chain(
    keyring: Keyring, cards: Sequence[Card], plan: ConsortiumPlan, *, time: Timestamp
) -> tuple[Bundle, FollowedChain]:
    """The bundle of a chain, and how the custody tier is to follow it; raises InputError where cards do not fit.

    The custody tier's keys, its officers' and the chain's recovery key are made in ``keyring`` unless they are there.
    """
    if (problem := cards_problem(cards)) is not None:
        raise InputError(problem, where="cards")
    sources = tuple(
        SourceConfig(name=card.validator, url=card.service, seals=card.seals)
        for card in cards
        if card.service is not None
    )
    if not sources:
        raise InputError("no card has the address of a service", where="cards", remedy="the custody tier follows one")
    chain = cards[0].chain
    names = (CUSTODY_KEY, DEPOSITORY, SUPERVISOR, recovery_key(chain))
    keys = {name: keyring.get(name) if keyring.path(name).exists() else keyring.create(name) for name in names}
    officers = {name: single_key_policy(keys[name]) for name in (DEPOSITORY, SUPERVISOR)}
    recovery = single_key_policy(keys[recovery_key(chain)])
    bundle = Bundle(
        format=FORMAT,
        chain=chain,
        genesis=canonical.encode(_genesis(chain, cards, plan.origin, officers, recovery, time)),
        cards=tuple(cards),
        custody=CustodyElsewhere(url=plan.custody_url, vkey=NoteSigner(keys[CUSTODY_KEY], plan.origin).verifier.vkey),
    )
    check_bundle(bundle)
    seal = validator_policy(card.keys.seal_key for card in cards)
    return bundle, FollowedChain(bundle.genesis, FollowerConfig(sources=sources, key=SUPERVISOR, seal=seal))


def create_custody(
    root: Path,
    followed: Mapping[ChainId, FollowedChain],
    plan: ConsortiumPlan,
    keyring: Keyring,
    *,
    time: Timestamp,
    beside: Collection[str] = (),
) -> None:
    """The custody tier's folder, which follows these chains; its keys are there. Raises as ``create_network``."""
    described = NetworkPlan(
        origin=plan.origin,
        chains=tuple(followed),
        witnesses=plan.witnesses,
        quorum=plan.quorum,
        entry_auditors=plan.entry_auditors,
        state_auditors=plan.state_auditors,
        recovery_delay_ms=plan.recovery_delay_ms,
        followed=followed,
    )
    create_network(root, described, keyring, time=time, beside=(Layout(root).keys.name, *beside))


def generate_local(
    out: Path,
    count: int,
    chain: ChainId,
    plan: Callable[[str], ConsortiumPlan],
    ask: AskPassphrase,
    *,
    time: Timestamp,
    first_port: int = PORT,
) -> Bundle:
    """The folders of so many members and of the custody tier on this machine, each with ports of its own, for trials.

    ``plan`` is given the address of the custody tier's service.
    """
    if not 1 <= count <= LOCAL_MAX:
        raise InputError(f"{count} members", where="--local", remedy=f"1 to {LOCAL_MAX}")
    firms = [FIRMS[number] if number < len(FIRMS) else f"firm-{number + 1}" for number in range(count)]
    folders: Mapping[str, Path] = {firm: out / firm for firm in firms}
    if out.exists() and any(out.iterdir()):
        raise InputError("the folder is not empty", where=str(out), remedy="name a new folder")
    cards = [
        make_card(
            folders[firm],
            Keyring(Layout(folders[firm]).keys, ask),
            chain,
            PartyId(firm),
            f"{firm}-1",
            local_place(number, first_port),
        )
        for number, firm in enumerate(firms)
    ]
    bundle = generate(out, cards, plan(f"http://127.0.0.1:{first_port + 3 * count}"), ask, time=time)
    for folder in folders.values():
        join(folder, bundle, Keyring(Layout(folder).keys, ask))
    return bundle


def local_place(number: int, first_port: int) -> Place:
    """Of the member of that number: engine, signatures, service."""
    engine, seals, service = (first_port + 3 * number + which for which in range(3))
    return Place(engine=f"127.0.0.1:{engine}", seals=f"127.0.0.1:{seals}", service=f"http://127.0.0.1:{service}")


def _genesis(
    chain: ChainId,
    cards: Sequence[Card],
    origin: str,
    officers: Mapping[PartyId, KeyPolicy],
    recovery: KeyPolicy,
    time: Timestamp,
) -> Genesis:
    def registered(party: PartyId, name: str, keys: KeyPolicy, *roles: Role) -> RegisterParty:
        return RegisterParty(
            party=party, registrar=DEPOSITORY, kind=PartyKind.organisation, name=name, roles=roles, keys=keys
        )

    firms = {card.party: card for card in cards}
    if taken := sorted(set(firms) & set(officers)):
        raise InputError(f"a firm is called {taken[0]!r}, as an officer of every chain is", where="cards")
    calls: list[Call] = [
        Offer(validator=card.validator, party=card.party, keys=card.keys, moniker=card.validator, address=card.engine)
        for card in cards
    ]
    calls.append(
        Begin(
            validators=tuple(card.validator for card in cards),
            registrar=DEPOSITORY,
            supervisor=SUPERVISOR,
            recovery=recovery,
        )
    )
    return Genesis(
        chain=chain,
        log=origin,
        time=time,
        features=dict.fromkeys(sorted(laws().features), Height(0)),
        parties=(
            registered(DEPOSITORY, "Depository", officers[DEPOSITORY], Role.registrar, Role.issuer, Role.custodian),
            registered(SUPERVISOR, "Supervisor", officers[SUPERVISOR], Role.supervisor),
            *(registered(party, card.name, card.party_keys) for party, card in firms.items()),
        ),
        calls=tuple(_plain(call) for call in calls),
    )


def _plain(call: Call) -> dict[str, Any]:
    plain: dict[str, Any] = canonical.decode(canonical.encode(call), dict)
    return plain
