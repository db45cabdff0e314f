# SPDX-License-Identifier: Apache-2.0
"""The entry rules on chains, headers, audits and rolls: one row per rule. On rotations: ``test_rotation``."""

from collections.abc import Callable

import msgspec
import pytest

from counterfoil.custody.registry import CHAINS_MAX, Registry
from counterfoil.evidence.entries import (
    AHEAD_MAX_MS,
    ENTRY_LENGTH_MAX,
    AnchorEntry,
    AuditEntry,
    ChainEntry,
    Entry,
    EquivocationEntry,
    RollEntry,
    encode_entry,
    sign_audit,
)
from counterfoil.evidence.header import Header, Protocol
from counterfoil.evidence.seal import SealedHeader
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import single_key_policy
from counterfoil.primitives.errors import CustodyError
from counterfoil.primitives.types import ChainId, HexHash, Timestamp
from support.custody import NOW_S, ORIGIN, TestChain, private_key

NOW = Timestamp(NOW_S * 1_000)
UNSORTED = Protocol(features=("b", "a"), version=1)


class Story:
    """A registry with a chain of two anchored headers, at log indexes 0 to 2."""

    def __init__(self, chain: TestChain | None = None) -> None:
        self.registry = Registry(ORIGIN)
        self.chain = chain or TestChain()
        self.size = 0
        self.take(self.chain.entry)
        self.chain.seal_next()
        for sealed in self.chain.headers:
            self.take(self.registry.entry_for(sealed, NOW))

    def take(self, entry: Entry) -> int:
        """Judge and apply; returns the index."""
        self.registry.judge(entry)
        self.registry.apply(self.size, entry)
        self.size += 1
        return self.size - 1

    def anchor(self, header: Header, **changes: object) -> AnchorEntry:
        """An anchor of this header, as a log would write it that checks nothing."""
        entry = AnchorEntry(header=header, late=False, received=NOW, seal=self.chain.seal(header).seal)
        return msgspec.structs.replace(entry, **changes)

    def next(self, **changes: object) -> AnchorEntry:
        """An anchor of the next header, or of a variation of it."""
        return self.anchor(self.chain.header(2, **changes))

    def equivocation(self, sealed: SealedHeader, **changes: object) -> EquivocationEntry:
        """An equivocation, as a log would write it that checks nothing."""
        entry = EquivocationEntry(
            anchored=sealed.header.height + 1, header=sealed.header, received=NOW, retired=False, seal=sealed.seal
        )
        return msgspec.structs.replace(entry, **changes)

    def audit(self, of: int = 1, **changes: object) -> AuditEntry:
        """An audit of an anchored header, or a variation of it."""
        return AuditEntry(audit=self.chain.audit(of, **changes), received=NOW)

    def roll(self, **changes: object) -> RollEntry:
        """The roll, its one line changed."""
        roll = self.registry.roll(NOW)
        return msgspec.structs.replace(roll, chains=(msgspec.structs.replace(roll.chains[0], **changes),))


def _other_chain(**changes: object) -> ChainEntry:
    return msgspec.structs.replace(TestChain("other").entry, **changes)


def _two_keys(*names: str) -> KeyPolicy:
    return KeyPolicy(keys=tuple(private_key(name).public for name in names), threshold=1)


def _with_seal(story: Story, seal: Envelope) -> AnchorEntry:
    return msgspec.structs.replace(story.next(), seal=seal)


def _unsigned(envelope: Envelope) -> Envelope:
    return msgspec.structs.replace(envelope, signatures=())


def _no_header(story: Story) -> AnchorEntry:
    return _with_seal(story, msgspec.structs.replace(story.next().seal, payload=b"{}"))


def _taken(story: Story, entry: Entry) -> Entry:
    story.take(entry)
    return entry


FAR = NOW + AHEAD_MAX_MS + 1
ZEROS = HexHash("00" * 32)

REFUSALS: dict[str, tuple[Callable[[Story], Entry], str]] = {
    "1: a name with a space": (lambda s: _other_chain(chain=ChainId("bad name")), "no identifier of a chain"),
    "1: registered otherwise": (lambda s: _other_chain(chain=s.chain.id), "registered already, and not in the same"),
    "2: nobody may seal": (lambda s: _other_chain(seal=KeyPolicy(keys=(), threshold=1)), "seal policy .* at least one"),
    "2: nobody may recover": (lambda s: _other_chain(recovery=KeyPolicy(keys=(), threshold=1)), "recovery policy of"),
    "2: one key for both": (
        lambda s: _other_chain(recovery=_two_keys("sealer", "board")),
        "is in the seal policy and in the recovery policy",
    ),
    "2: a delay of nothing": (lambda s: _other_chain(recovery=None), "a delay of recovery, but no recovery policy"),
    "3: received before": (lambda s: s.anchor(s.chain.header(2), received=NOW - 1), "but an entry before it at"),
    "4: unknown chain": (lambda s: s.next(chain=ChainId("other")), "other is not registered"),
    "5: another payload type": (
        lambda s: _with_seal(s, s.chain.seal(s.chain.header(2), payload_type="text/plain").seal),
        "the seal is over 'text/plain'",
    ),
    "5: sealed bytes are no header": (_no_header, "the sealed bytes are no header"),
    "5: features out of order": (lambda s: s.next(protocol=UNSORTED), "no header.*the features are not sorted"),
    "5: sealed bytes of another header": (
        lambda s: _with_seal(s, s.next(time=NOW + 9).seal),
        "the sealed bytes are another header's",
    ),
    "5: sealed by a stranger": (
        lambda s: _with_seal(s, s.chain.seal(s.chain.header(2), key=private_key("thief")).seal),
        "does not satisfy",
    ),
    "5: sealed for recovery": (
        lambda s: _with_seal(s, s.chain.seal(s.chain.header(2), key=s.chain.recoverer).seal),
        "does not satisfy",
    ),
    "5: no signature": (lambda s: _with_seal(s, _unsigned(s.next().seal)), "does not satisfy"),
    "6: anchored twice": (lambda s: s.anchor(s.chain.headers[1].header), "in the log already, at index 2"),
    "6: a height left out": (lambda s: s.anchor(s.chain.header(3)), "the next height to anchor is 2"),
    "6: another parent": (lambda s: s.next(parent=HexHash("44" * 32)), "is not the last anchored header"),
    "7: time goes back": (lambda s: s.next(time=NOW), "is not after the last anchored header's"),
    "7: time stands still": (lambda s: s.next(time=NOW + 1), "is not after the last anchored header's"),
    "7: over 60 s ahead": (lambda s: s.next(time=FAR), "60001 ms ahead of the log's clock, at most 60000"),
    "9: called late": (lambda s: s.anchor(s.chain.header(2), late=True), "late is True, and should be False"),
    "9: not called late": (lambda s: s.anchor(s.chain.header(2), received=FAR + 3), "late is False, and should be T"),
    "10: a second header posing as an anchor": (
        lambda s: s.anchor(s.chain.twin(1).header),
        "the entry is an anchor, but this header makes an equivocation",
    ),
    "10: an anchor posing as an equivocation": (
        lambda s: s.equivocation(s.chain.seal(s.chain.header(2))),
        "the entry is an equivocation, but this header makes an anchor",
    ),
    "10: the header that is anchored": (lambda s: s.equivocation(s.chain.headers[1]), "already, at index 2"),
    "10: not sealed": (lambda s: s.equivocation(s.chain.twin(1, key=private_key("thief"))), "does not satisfy"),
    "10: of another anchor": (lambda s: s.equivocation(s.chain.twin(1), anchored=1), "anchored is 1, and should be 2"),
    "10: a third header of a height": (
        lambda s: (_taken(s, s.equivocation(s.chain.twin(1))), s.equivocation(s.chain.seal(s.chain.header(1, time=9))))[
            1
        ],
        "that two were sealed is proved already, at index 3",
    ),
    "11: called retired": (lambda s: s.equivocation(s.chain.twin(1), retired=True), "retired is True, and should be F"),
    "16: another payload type": (
        lambda s: AuditEntry(audit=msgspec.structs.replace(s.chain.audit(1), payload_type="text/plain"), received=NOW),
        "audit: audit: 'text/plain' is not",
    ),
    "16: no audit": (
        lambda s: AuditEntry(audit=msgspec.structs.replace(s.chain.audit(1), payload=b"{}"), received=NOW),
        "missing required field",
    ),
    "16: nobody signed": (
        lambda s: AuditEntry(audit=_unsigned(s.chain.audit(1)), received=NOW),
        "audit of header 1 of securities: nobody signed it",
    ),
    "16: the same again": (lambda s: _taken(s, s.audit()), "in the log already, at index 3"),
    "17: an unknown chain": (lambda s: s.audit(chain=ChainId("other")), "other is not registered"),
    "17: another log": (lambda s: s.audit(log="elsewhere.example/log"), "it is for the log elsewhere.example/log"),
    "17: another genesis": (lambda s: s.audit(genesis=ZEROS), "it begins at genesis 0000"),
    "17: a header to come": (lambda s: s.audit(height=2), "the last anchored header is 1"),
    "17: another header": (lambda s: s.audit(header=ZEROS), "it is of header 0000"),
    "17: another state": (lambda s: s.audit(state=ZEROS), "it names the state 0000"),
    "18: a chain left out": (lambda s: RollEntry(chains=(), received=NOW), "does not name every chain"),
    "18: an old header": (
        lambda s: s.roll(height=0, header=s.chain.entry.genesis, time=NOW),
        "says that header of securities is",
    ),
    "18: an old height": (lambda s: s.roll(height=0), "says that height of securities is 0, but it is 1"),
    "18: an old time": (lambda s: s.roll(time=NOW), "says that time of securities"),
    "18: halted, which it is not": (lambda s: s.roll(halted=1), "says that halted of securities is 1, but it is None"),
    "18: another seal policy": (lambda s: s.roll(seal=ZEROS), "says that seal of securities"),
    "18: a rotation that never was": (lambda s: s.roll(rotation=1), "says that rotation of securities"),
}


@pytest.mark.parametrize("make, problem", REFUSALS.values(), ids=REFUSALS)
def test_refusals(make: Callable[[Story], Entry], problem: str) -> None:
    """An entry that breaks a rule is refused in the words of the rule, and the state does not change."""
    story = Story()
    entry = make(story)
    before = story.registry.roll(NOW)
    with pytest.raises(CustodyError, match=problem):
        story.registry.judge(entry)
    assert story.registry.roll(NOW) == before


def test_genesis_must_be_the_registered_one() -> None:
    """Rule 6: height 0 with another hash than the chain entry names is refused."""
    chain, registry = TestChain(), Registry(ORIGIN)
    registry.apply(0, chain.entry)
    with pytest.raises(CustodyError, match="not the registered genesis"):
        registry.entry_for(chain.twin(0), NOW)
    assert isinstance(registry.entry_for(chain.headers[0], NOW), AnchorEntry)


@pytest.mark.parametrize(
    "ahead_ms, late", [(AHEAD_MAX_MS, False), (0, False), (-AHEAD_MAX_MS, False), (-AHEAD_MAX_MS - 1, True)]
)
def test_a_header_over_60_s_ahead_is_refused_a_late_one_marked(ahead_ms: int, late: bool) -> None:
    """Rules 7 and 9 at their borders: 60 s ahead is the most, and more than 60 s behind is late."""
    story = Story()
    header = story.chain.header(2)
    entry = story.registry.entry_for(story.chain.seal(header), Timestamp(header.time - ahead_ms))
    assert isinstance(entry, AnchorEntry)
    assert entry.late is late
    with pytest.raises(CustodyError, match="60001 ms ahead"):
        story.registry.entry_for(story.chain.seal(header), Timestamp(header.time - AHEAD_MAX_MS - 1))


@pytest.mark.parametrize("height", [0, 1])
def test_a_second_header_at_a_height_is_an_equivocation(height: int) -> None:
    """Rules 4 and 10: it names the anchor that it contradicts and halts the chain: nothing is anchored after it."""
    story = Story()
    twin = story.chain.twin(height)
    entry = story.registry.entry_for(twin, NOW)
    assert entry == story.equivocation(twin)
    assert story.take(entry) == 3
    assert story.registry.roll(NOW).chains[0].halted == height
    with pytest.raises(CustodyError, match=f"the chain is halted, for it sealed two headers at height {height}"):
        story.registry.judge(story.next())


def test_a_chain_is_halted_at_the_lowest_height_that_was_sealed_twice() -> None:
    """Proofs for other heights are taken while it is halted, and the roll tells the lowest."""
    story = Story()
    for height, halted in ((1, 1), (0, 0)):
        story.take(story.equivocation(story.chain.twin(height)))
        assert story.registry.roll(NOW).chains[0].halted == halted


def test_two_auditors_may_say_the_same() -> None:
    """An audit stands in the log once for each who signed it, and readers find it by height."""
    story = Story()
    story.take(story.audit())
    story.take(AuditEntry(audit=story.chain.audit(1, by=private_key("second auditor")), received=NOW))
    assert story.registry.chains[story.chain.id].audits == {1: [3, 4]}


def test_a_halted_chain_may_be_audited() -> None:
    """What was anchored before the halt was executed by somebody all the same."""
    story = Story()
    story.take(story.equivocation(story.chain.twin(1)))
    story.take(story.audit(0))


def test_what_readers_need_is_kept_by_height() -> None:
    """Hash, state root, log index, time and receipt of every anchored header."""
    story = Story()
    state = story.registry.chains[story.chain.id]
    assert state.headers == [sealed.hash for sealed in story.chain.headers]
    assert [root.hex() for root in state.states] == [sealed.header.state for sealed in story.chain.headers]
    assert (list(state.indexes), list(state.times), list(state.received)) == ([1, 2], [NOW, NOW + 1], [NOW, NOW])
    assert (state.height, state.time, state.halted, state.seals.last_rotation) == (1, NOW + 1, None, None)


def test_a_roll_of_the_most_chains_fits_an_entry() -> None:
    """So many chains of the longest names and highest numbers make a roll that fits; one more chain is refused."""
    registry, policy = Registry(ORIGIN), single_key_policy(private_key("sealer"))
    for number in range(CHAINS_MAX):
        entry = ChainEntry(
            chain=ChainId(f"{number:064}"), genesis=ZEROS, recovery=None, recovery_delay_ms=0, seal=policy
        )
        registry.judge(entry)
        registry.apply(number, entry)
    largest = dict.fromkeys(("halted", "height", "rotation", "time"), 2**53 - 1)
    rolled = tuple(msgspec.structs.replace(line, **largest) for line in registry.roll(NOW).chains)
    assert len(encode_entry(RollEntry(chains=rolled, received=Timestamp(2**53 - 1)))) <= ENTRY_LENGTH_MAX
    with pytest.raises(CustodyError, match="keeps 192 chains already"):
        registry.judge(TestChain().entry)


def test_a_roll_is_sorted_and_names_chains_without_headers() -> None:
    """A roll names every chain in order of its name, before the first anchor too; another order is refused."""
    registry = Registry(ORIGIN)
    for index, name in enumerate(("zeta", "alpha")):
        registry.apply(index, TestChain(name).entry)
    roll = registry.roll(NOW)
    assert [line.chain for line in roll.chains] == ["alpha", "zeta"]
    assert (roll.chains[0].height, roll.chains[0].header, roll.chains[0].time) == (-1, ZEROS, 0)
    registry.judge(roll)
    with pytest.raises(CustodyError, match="does not name every chain of the log, in order"):
        registry.judge(msgspec.structs.replace(roll, chains=roll.chains[::-1]))


def test_replaying_names_the_entry() -> None:
    """What is no entry, breaks a rule, or has no sense is told with its place in the log."""
    story = Story()
    for data, problem in ((b"{}", "entry 7: .*type"), (encode_entry(story.roll(height=0)), "entry 7: the roll says")):
        with pytest.raises(CustodyError, match=problem):
            story.registry.replay(7, data)


def test_only_headers_in_the_log_have_an_index() -> None:
    """The index of an anchored header, of the other one in an equivocation, and of nothing else."""
    story = Story()
    state = story.registry.chains[story.chain.id]
    twin = story.chain.twin(0)
    story.take(story.equivocation(twin))
    assert state.header_index(1, story.chain.headers[1].hash) == 2
    assert state.header_index(0, twin.hash) == 3
    assert state.header_index(1, twin.hash) is None
    assert state.header_index(9, twin.hash) is None


def test_an_audit_is_signed_under_its_own_payload_type() -> None:
    """A header's seal, or any other envelope over the same bytes, is no audit."""
    story = Story()
    audit = msgspec.json.decode(story.chain.audit(1).payload)
    assert sorted(audit) == ["chain", "genesis", "header", "height", "log", "state"]
    assert story.chain.audit(1).payload_type == sign_audit(audit, private_key("a")).payload_type
