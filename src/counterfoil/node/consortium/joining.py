# SPDX-License-Identifier: Apache-2.0
"""A member takes the bundle of its chain into its folder. Nothing is overwritten; doing it again changes nothing."""

from pathlib import Path

from counterfoil.consensus.cometbft.engine_config import EngineConfig, Peer, PeerToPeer, Rpc, peers_of, socket_of
from counterfoil.consensus.cometbft.engine_files import EngineFiles, EngineHome, write_home
from counterfoil.custody.files import write_durably
from counterfoil.identity.note import parse_vkey
from counterfoil.node.consortium.bundle import BUNDLE_FILE, Bundle, encode_bundle, engine_genesis_of
from counterfoil.node.consortium.cards import CARD_FILE, Card, consensus_key, node_key, read_card, seal_key
from counterfoil.node.consortium.described import MemberConfig, SnapshotConfig, endpoint
from counterfoil.node.consortium.units import Node, write_units
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import FORMAT, ChainConfig, Layout, NetworkConfig, read_config, write_config
from counterfoil.primitives.errors import InputError

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def join(
    root: Path, bundle: Bundle, keyring: Keyring, *, later: bool = False, snapshot: SnapshotConfig | None = None
) -> NetworkConfig:
    """The folder of the member whose card and keys are in ``root``.

    ``later``: the chain runs already, and the card is none of the bundle's. ``snapshot``: how its first start begins
    from a snapshot; None: from genesis on. Raises InputError where card, keys and bundle do not fit, and where the
    folder holds something else already.
    """
    layout = Layout(root)
    card = _own_card(root, bundle, later=later)
    _require_own_keys(card, keyring)
    config = _config(bundle, card, snapshot)
    home = EngineHome(layout.engine(bundle.chain))
    engine = engine_config(root, bundle, card)
    _require_free(layout, config, bundle)
    _require_home_as_it_was(layout, home)
    write_home(
        home,
        EngineFiles(
            engine,
            engine_genesis_of(bundle.genesis, bundle.cards),
            keyring.get(node_key(card.validator)),
            keyring.get(consensus_key(card.validator)),
        ),
    )
    write_durably(layout.genesis(bundle.chain), bundle.genesis)
    write_durably(root / BUNDLE_FILE, encode_bundle(bundle))
    write_units(unit_of(root, card))
    write_config(layout, config)  # last: with it the folder is a member's
    return config


def unit_of(root: Path, card: Card) -> Node:
    """How a machine runs this member."""
    return Node(
        name=f"counterfoil-{card.validator}",
        what=f"Counterfoil, validator {card.validator} of {card.chain}",
        folder=root.absolute(),
        service=card.service,
        ports=tuple(_endpoint(address)[1] for address in (card.engine, card.seals)),
        engine=True,
    )


def engine_config(root: Path, bundle: Bundle, card: Card) -> EngineConfig:
    """The engine's settings: the other members by their cards, and sockets in the folder to its own process."""
    others = [Peer(one.node_id, one.engine) for one in bundle.cards if one.validator != card.validator]
    named = peers_of(others)
    host, _ = _endpoint(card.engine)
    beside = all(_endpoint(one.engine)[0] in LOOPBACK for one in bundle.cards)
    # A socket's path has little room: so they are not further down, in the engine's home.
    proxy, rpc = (f"unix://{(root / name).absolute()}" for name in ("abci", "rpc"))
    for address in (proxy, rpc):
        socket_of(address)  # it is not too long
    return EngineConfig(
        moniker=card.validator,
        proxy_app=proxy,
        rpc=Rpc(laddr=rpc),
        p2p=PeerToPeer(
            laddr=f"tcp://{_listening(card.engine)}",
            external_address="" if host in LOOPBACK else card.engine,
            allow_duplicate_ip=beside,
            persistent_peers=named["persistent_peers"],
            unconditional_peer_ids=named["unconditional_peer_ids"],
        ),
    )


def _own_card(root: Path, bundle: Bundle, *, later: bool) -> Card:
    path = root / CARD_FILE
    try:
        card = read_card(path.read_bytes(), str(path))
    except FileNotFoundError as error:
        remedy = "counterfoil network card makes it, with the keys of the member"
        raise InputError("this folder has no card", where=str(path), remedy=remedy) from error
    if card.chain != bundle.chain:
        raise InputError(f"the card is for chain {card.chain}, the bundle of {bundle.chain}", where=str(path))
    listed = next((one for one in bundle.cards if one.validator == card.validator), None)
    if listed is None and not later:
        remedy = "have it taken in before the chain begins; with --later it joins a chain that runs"
        raise InputError(f"the bundle has no card of {card.validator}", where=str(path), remedy=remedy)
    if listed is not None and listed != card:
        problem = f"the bundle has another card of {card.validator} than this folder"
        raise InputError(problem, where=str(path), remedy="have the right one taken in, and the bundle made anew")
    return card


def _require_own_keys(card: Card, keyring: Keyring) -> None:
    said = {
        seal_key(card.validator): card.keys.seal_key.key,
        consensus_key(card.validator): card.keys.consensus_key,
    }
    for name, public in said.items():
        if keyring.public(name).key != public:
            raise InputError("the key is not the one of the card", where=str(keyring.path(name)))


def _config(bundle: Bundle, card: Card, snapshot: SnapshotConfig | None) -> NetworkConfig:
    member = MemberConfig(
        validator=card.validator,
        party=card.party,
        seal_key=seal_key(card.validator),
        validators=tuple(one.described for one in bundle.cards),
        peers=tuple(one.peer for one in bundle.cards if one.validator != card.validator),
        engine_listen=_listening(card.engine),
        seals_listen=_listening(card.seals),
        snapshot=snapshot,
    )
    return NetworkConfig(
        format=FORMAT,
        origin=parse_vkey(bundle.custody.vkey).name,
        custody=bundle.custody,
        quorum=0,
        chains={bundle.chain: ChainConfig(member=member)},
        witnesses=(),
    )


def _require_free(layout: Layout, config: NetworkConfig, bundle: Bundle) -> None:
    """Raise InputError where a file is there that says something else."""
    if layout.config.exists() and read_config(layout) != config:
        raise InputError("this folder is another network's", where=str(layout.config), remedy="name another folder")
    for path, wanted in ((layout.genesis(bundle.chain), bundle.genesis), (layout.root / BUNDLE_FILE, None)):
        if path.exists() and path.read_bytes() != (encode_bundle(bundle) if wanted is None else wanted):
            raise InputError("it is there, and says something else", where=str(path), remedy="name another folder")
    layout.chain(bundle.chain).mkdir(parents=True, exist_ok=True)


def _require_home_as_it_was(layout: Layout, home: EngineHome) -> None:
    """A folder that is a member's had an engine's home, which says what its validator voted for: a new one forgets it,
    and the same key could vote twice for one height."""
    if layout.config.exists() and not home.votes.exists():
        remedy = "put it back; or give the validator other keys (validators rotate), in a folder of their own"
        raise InputError("what its validator's key last voted for is gone", where=str(home.root), remedy=remedy)


def _listening(address: str) -> str:
    """On every interface, but for an address of this machine alone."""
    host, port = _endpoint(address)
    return address if host in LOOPBACK else f"0.0.0.0:{port}"


def _endpoint(address: str) -> tuple[str, int]:
    found = endpoint(address)
    assert found is not None, "a card that was read has addresses"
    return found
