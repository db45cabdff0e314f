# SPDX-License-Identifier: Apache-2.0
"""``counterfoil access show``, ``prove``, ``check``: who looked at what, as it was kept and noted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import msgspec
import typer

from counterfoil.cli.errors import ExitCode
from counterfoil.cli.options import (
    LISTED,
    LISTED_MAX,
    ChainOption,
    JsonOption,
    NetworkOption,
    PassphraseOption,
    ask_passphrase,
    example,
    read_trust,
)
from counterfoil.cli.output import warn, write_facts, write_json, write_line, write_new_file, write_table
from counterfoil.cli.reading import read_chain
from counterfoil.evidence.text import format_time
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.input_files import read_input_file

if TYPE_CHECKING:
    from counterfoil.evidence.access_line import AccessBatch, AccessLine
    from counterfoil.identity.policy import PublicKey
    from counterfoil.node.access.line_files import LineFiles
    from counterfoil.node.chain import ChainNode
    from counterfoil.primitives.types import PartyId

app = typer.Typer(help="Who looked at what: a policy, notes, and proof of each.", no_args_is_help=True)
COLUMNS: Final = ("time", "line", "asker", "question", "status", "asked")
_PLACE: Final = re.compile(r"([1-9][0-9]{0,8})/([A-Za-z0-9._:-]+)/([1-9][0-9]{0,8})\Z")
_GOOD: Final = ("kept", "not shown")
"""What may be said of a receipt without anything being wrong."""
NoterOption = Annotated[
    str | None, typer.Option("--noter", metavar="PARTY", help="Who noted, if several did.", show_default="")
]
AboutOption = Annotated[
    str | None, typer.Option("--about", metavar="TEXT", help="Only questions that name this, such as an account.")
]


Named = tuple[int, str | None, int]
"""A line by its batch, its party and its number there; without a party the whole batch."""


class Chosen(NamedTuple):
    """What is to be proved."""

    named: list[Named]
    party: str | None
    about: str | None
    whole: bool


class Checked(NamedTuple):
    """What holds, and what does not."""

    batches: "list[AccessBatch]"
    lines: "list[AccessLine]"
    keys: "list[PublicKey]"
    problems: list[str]


@app.command(
    "show",
    epilog=example(
        "counterfoil access show --network trial --party alice",
        "counterfoil access show --network trial --about alice-1 --json",
    ),
)
def show(
    party: Annotated[str | None, typer.Option("--party", metavar="PARTY", help="Only what this party asked.")] = None,
    about: AboutOption = None,
    limit: Annotated[int, typer.Option(min=1, max=LISTED_MAX, help="The last so many.")] = LISTED,
    noter: NoterOption = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the lines that the service of this folder kept, the last ones, noted or not yet."""
    from counterfoil.node.access.proving import naming

    with _kept(network, chain, noter) as (_, files, _party):
        lines = [line for number in files.kept() for line in files.lines(number)]
    wanted = [line for line in lines if party in (None, line.party)]
    wanted = (wanted if about is None else naming(wanted, about))[-limit:]
    if as_json:
        write_json({"lines": [_plain(line) for line in wanted]})
    else:
        write_table("Who looked at what", COLUMNS, map(_row, wanted))


@app.command(
    "prove",
    epilog=example(
        "counterfoil access prove 7/alice/3 --out alice-3 --network trial",
        "counterfoil access prove --about alice-1 --out shown --network trial",
        "counterfoil access prove --whole --out june --network trial",
    ),
)
def prove(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="A new folder for the files.")],
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[LINE|BATCH]...", help="A line, as BATCH/PARTY/NUMBER; or a batch, handed out whole."),
    ] = None,
    party: Annotated[str | None, typer.Option("--party", metavar="PARTY", help="What this party asked.")] = None,
    about: AboutOption = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="The whole batches of these lines; of none that is named, all batches.")
    ] = False,
    noter: NoterOption = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write what proves lines to a stranger: of each its proof; of a batch all its lines; the evidence of every batch.

    A line's proof discloses that line alone. Whole batches are for an auditor: they show that nothing else was noted.
    Publishes first, unless a service has the folder, which publishes itself. Whoever gets the folder checks it with
    counterfoil access check --handed FOLDER --trust FILE.
    """
    from counterfoil.evidence.package import encode_package
    from counterfoil.modules.access.queries import batches_of
    from counterfoil.modules.access.records import BATCHES
    from counterfoil.node.access.proving import kept_batch
    from counterfoil.node.export import exporter
    from counterfoil.node.layout import require_chain
    from counterfoil.node.network import Network
    from counterfoil.primitives.errors import LockedError

    if out.exists():
        raise InputError("it is there already", where=str(out), remedy="name a new folder")
    chosen = Chosen([_named(name) for name in names or ()], party, about, whole)
    # Whoever has the folder publishes it: nobody is waited for.
    with Network(network, ask_passphrase(passphrase_file)) as opened:
        named = require_chain(opened.config, chain)
        try:
            opened.publish()
        except LockedError:
            warn("a service has the folder: this is what it published last")
        log = opened.published()
        # After the log, which a service goes on with: so every block that it has is read here.
        node = opened.chain(named, writable=False)
        files, of = _files(opened.layout.root, node, noter)
        shown = node.reader.header(min(log.rolled_height(node.chain), node.height)).time
        noted = [one.batch for one in batches_of(node.ledger.view, of) if one.noted <= shown]
        wanted = _chosen(chosen, noted, files)
        batches = {number: kept_batch(node.ledger.view, files, of, number) for number, _, _ in wanted}
        made = _handed_out(wanted, batches)
        collector = exporter(node.reader, log, read_trust(opened.layout.trust))
        for number in batches:
            package = collector.record(BATCHES.path(of, str(number)))
            made[f"batch-{number}.zip"] = encode_package(package)
    out.mkdir(parents=True)
    for file, data in made.items():
        write_new_file(out / file, data)
    said = {"folder": str(out), "files": sorted(made)}
    write_json(said) if as_json else write_facts("Proof of who looked at what", said)


@app.command(
    "check",
    epilog=example(
        "counterfoil access check --network trial",
        "counterfoil access check --handed june --trust trust.json --about alice-1",
        "counterfoil access check --network trial --receipt receipt.txt",
    ),
)
def check(
    handed: Annotated[
        Path | None,
        typer.Option("--handed", metavar="FOLDER", help="Check what access prove wrote, and no network's folder."),
    ] = None,
    trust: Annotated[
        Path | None, typer.Option("--trust", metavar="FILE", help="Your own trust file, with --handed.")
    ] = None,
    about: AboutOption = None,
    receipt: Annotated[
        list[Path],
        typer.Option(metavar="FILE", help="The header Counterfoil-Access of an answer, in a file; may be repeated."),
    ] = [],  # noqa: B006
    noter: NoterOption = None,
    network: NetworkOption = Path(),
    chain: ChainOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check that every line that was kept is in a batch, every batch on the ledger, and none missing.

    Of a service's own folder against its ledger; with --handed, of what was handed to you against its evidence, without
    a network. A receipt says which line must be there. Exit code 1: something is missing, or not as it was noted.
    """
    from counterfoil.node.access.proving import found, naming, spans
    from counterfoil.node.access.receipts import read_receipt

    receipts = [(path, read_receipt(read_input_file(path).decode(errors="replace"))) for path in receipt]
    said, checked = _of_handed(handed, trust) if handed is not None else _of_folder(network, chain, noter)
    every = [*checked.lines, *(line for batch in checked.batches for line in batch.lines)]
    said["whole"] = [f"{format_time(since)} to {format_time(until)}" for since, until in spans(checked.batches)]
    said["lines"] = len(every)
    kept = {str(path): found(one, checked.batches, checked.lines, checked.keys).value for path, one in receipts}
    bad = [*checked.problems, *(f"{path}: {told}" for path, told in kept.items() if told not in _GOOD)]
    named = [] if about is None else naming(every, about)
    if as_json:
        shown = {"receipts": kept, "problems": bad}
        write_json(said | shown | ({} if about is None else {"about": [_plain(one) for one in named]}))
    else:
        write_facts("Who looked at what", said | ({"receipts": kept} if kept else {}))
        if about is not None:
            write_table(f"Questions that name {about}", COLUMNS, map(_row, named))
        for one in bad:
            write_line(one)
    if bad:
        raise typer.Exit(ExitCode.negative)


def _of_handed(folder: Path, trust: Path | None) -> "tuple[dict[str, Any], Checked]":
    from counterfoil.node.access.handed import check_handed

    if trust is None:
        raise InputError("whom do you believe?", where="--trust", remedy="name your own trust file")
    handed = check_handed(folder, read_trust(trust))
    said = {"folder": str(folder), "batches": len(handed.batches), "proved one by one": len(handed.lines)}
    return said, Checked(handed.batches, handed.lines, handed.keys, handed.problems)


def _of_folder(network: Path, chain: str | None, noter: str | None) -> "tuple[dict[str, Any], Checked]":
    from counterfoil.identity.policy import PublicKey
    from counterfoil.modules.parties.records import KEYS
    from counterfoil.node.access.proving import check_kept

    with _kept(network, chain, noter) as (node, files, of):
        kept = check_kept(node.ledger.view, files, of, node.chain)
        # Those that it rotated away too: a receipt is as old as its question.
        known = [one for _, one in node.ledger.view.rows(KEYS) if one.party == of]
        keys = [PublicKey(key=one.key, scheme=one.scheme) for one in known]
    problems = [f"batch {one.batch}: {one.problem}" for one in kept.differences]
    said = {"noter": of, "noted": kept.noted, "batches": len(kept.batches), "let go": len(kept.let_go)}
    return said | {"not noted yet": kept.waiting}, Checked(kept.batches, [], keys, problems)


@contextmanager
def _kept(network: Path, chain: str | None, noter: str | None) -> "Iterator[tuple[ChainNode, LineFiles, PartyId]]":
    """A chain that is read, and what its service kept."""
    with read_chain(network, chain) as node:
        yield node, *_files(network, node, noter)


def _files(root: Path, node: "ChainNode", noter: str | None) -> "tuple[LineFiles, PartyId]":
    """The files of a journal: of the noter that is named, or of the only one there is."""
    from counterfoil.node.access.line_files import LineFiles
    from counterfoil.node.access.noting import FOLDER
    from counterfoil.primitives.types import PartyId

    folder = root / FOLDER / node.chain
    names = sorted(one.name for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []
    if noter is None and len(names) == 1:
        noter = names[0]
    if noter is None or noter not in names:
        known = f"name one of: {', '.join(names)}" if names else "no service of this folder has noted anything"
        raise InputError("whose lines?", where="--noter", remedy=known)
    return LineFiles(folder / noter), PartyId(noter)


def _chosen(chosen: "Chosen", published: Sequence[int], files: "LineFiles") -> "list[Named]":
    """The lines and batches that are asked for, each once, of batches that are published; InputError where none is."""
    from counterfoil.node.access.proving import naming

    noted = [number for number in files.kept() if number in published]
    wanted = list(chosen.named)
    if chosen.party is not None or chosen.about is not None:
        lines = [line for number in noted for line in files.lines(number) if chosen.party in (None, line.party)]
        lines = lines if chosen.about is None else naming(lines, chosen.about)
        wanted += [(line.batch, line.party, line.number) for line in lines]
    elif chosen.whole and not wanted:
        wanted = [(number, None, 0) for number in noted]
    if chosen.whole:
        wanted = [(number, None, 0) for number, _, _ in wanted]
    if not wanted:
        remedy = "name lines or batches, or choose with --party, --about or --whole; what is not noted has no proof yet"
        raise InputError("no line is chosen", where="access prove", remedy=remedy)
    return list(dict.fromkeys(wanted))


def _named(name: str) -> "Named":
    """A line by its batch, its party and its number there; or a batch by its number."""
    if name.isascii() and name.isdigit() and int(name[:10]) > 0 and len(name) < 10:
        return int(name), None, 0
    read = _PLACE.fullmatch(name)
    if read is None:
        raise InputError(f"{name!r} is no line and no batch", where="access prove", remedy="such as 7/alice/3, or 7")
    return int(read[1]), read[2], int(read[3])


def _handed_out(wanted: "Sequence[Named]", batches: "Mapping[int, AccessBatch]") -> dict[str, bytes]:
    """The files of lines and whole batches, by their names."""
    from counterfoil.evidence.access_line import encode_access_proof
    from counterfoil.node.access.handed import batch_files, proof_file

    made: dict[str, bytes] = {}
    for number, asker, place in wanted:
        if asker is None:
            made |= batch_files(batches[number])
            continue
        proof = batches[number].proof(_index(batches[number], asker, place))
        made[proof_file(proof)] = encode_access_proof(proof)
    return made


def _index(batch: "AccessBatch", party: str, number: int) -> int:
    for index, line in enumerate(batch.lines):
        if (line.party, line.number) == (party, number):
            return index
    asked = sum(line.party == party for line in batch.lines)
    remedy = f"in batch {batch.head.batch} {party} asked {asked} times"
    raise InputError("no such line", where=f"{batch.head.batch}/{party}/{number}", remedy=remedy)


def _plain(line: "AccessLine") -> dict[str, Any]:
    return {"line": _place(line), **msgspec.to_builtins(line)}


def _place(line: "AccessLine") -> str:
    return f"{line.batch}/{line.party}/{line.number}"


def _row(line: "AccessLine") -> Sequence[object]:
    asked = line.asked if not line.body else f"{line.asked} {line.body}"
    return format_time(line.time), _place(line), line.asker, line.question, line.status, asked
