# SPDX-License-Identifier: Apache-2.0
"""The dividend: choice, default, what is left over, what it refuses, and that no unit is lost."""

from pathlib import Path
from random import Random
from typing import Any

from counterfoil.node.contracts.local_chain import CallRefused, LocalChain

SOURCE = Path(__file__).with_name("contract.star").read_text()
DAY = 86_400_000
HOLDS = iter(range(1_000_000))
NAMES = ("a", "b", "c")
LIST: Any = [["a", 100], ["b", 59], ["c", 7]]


def market(chain: LocalChain, **other: Any) -> int:
    """An issuer with cash and new units, and three holders on the list: 2 for a share or a unit for 10; its time."""
    chain.instrument("CNY", "bank", cash=True)
    chain.instrument("NEW", "issuer")
    for name in ("issuer", *NAMES, "stranger"):
        chain.account(f"of-{name}", name)
    for instrument in ("CNY", "NEW"):
        chain.issue(instrument, "of-issuer", 10_000)
    begins = deploy(chain, **other)
    chain.call("dividend", "enter", "issuer", holders=LIST)
    return begins


def deploy(chain: LocalChain, name: str = "dividend", **other: Any) -> int:
    begins = chain.now
    terms: dict[str, Any] = {"issuer": "issuer", "cash": "CNY", "units": "NEW", "cash_each": 2, "per": 10}
    terms |= {"default": "cash", "elect_until": begins + 20 * DAY, "claim_until": begins + 1_000 * DAY}
    chain.deploy(name, SOURCE, "issuer", **{**terms, **other})
    return begins


def begin(chain: LocalChain, name: str = "dividend", by: str = "issuer", **other: int) -> None:
    """Bring in the most that can be chosen, or something else."""
    most: Any = chain.state(name)["most"]
    given: dict[str, Any] = {}
    for what, instrument in (("cash", "CNY"), ("units", "NEW")):
        if quantity := other.get(what, most[what]):
            given[f"{what}_hold"] = f"h{next(HOLDS)}"
            chain.hold(given[f"{what}_hold"], "of-issuer", instrument, quantity, name)
    shown = tuple(f"holdings/encumbrance/{hold}" for hold in given.values())
    chain.call(name, "begin", by, shows=shown, **given)


def elect(chain: LocalChain, party: str, choice: str, name: str = "dividend", by: str = "") -> None:
    chain.call(name, "elect", by or party, party=party, choice=choice)


def collect(chain: LocalChain, party: str, what: str, name: str = "dividend", by: str = "") -> None:
    chain.call(name, "collect", by or party, party=party, what=what, to=f"of-{party}")


def has(chain: LocalChain, name: str) -> tuple[int, int]:
    return chain.balance(f"of-{name}", "CNY"), chain.balance(f"of-{name}", "NEW")


def test_cash_units_and_the_default(chain: LocalChain) -> None:
    """Each has what it chose; shares that make no whole unit are paid in cash; the rest goes back."""
    begins = market(chain)
    begin(chain)
    assert chain.emitted() == [
        ("opened", {"listed": {"holders": 3, "shares": 166}, "most": {"cash": 332, "units": 15}}),
    ]
    elect(chain, "a", "cash")
    elect(chain, "b", "units")
    chain.wait(begins + 20 * DAY - chain.time)
    for party, what in (("a", "cash"), ("b", "units"), ("b", "cash"), ("c", "cash")):
        collect(chain, party, what)
    assert [has(chain, name) for name in NAMES] == [(200, 0), (18, 5), (14, 0)]
    for what in ("cash", "units"):
        chain.call("dividend", "reclaim", "issuer", what=what, to="of-issuer")
    assert (has(chain, "issuer"), has(chain, "dividend")) == ((9_768, 9_995), (0, 0))


def test_units_as_the_default(chain: LocalChain) -> None:
    """Who does not choose has units, and cash for what is left over."""
    begins = market(chain, default="units")
    begin(chain)
    chain.wait(begins + 20 * DAY - chain.time)
    found: Any = chain.call("dividend", "of", "anybody", party="b")
    assert found["worth"] == {"cash": 18, "units": 5}
    assert chain.call("dividend", "of", "anybody", party="stranger") is None
    with chain.refuses("contract_failed", "this holder has no units"):
        collect(chain, "c", "units")
    collect(chain, "c", "cash")
    assert has(chain, "c") == (14, 0)


def test_the_choice_can_change(chain: LocalChain) -> None:
    """Until the time is over; the last one counts, and the claims follow."""
    begins = market(chain)
    begin(chain)
    for choice, claims in (("units", {"cash": 132, "units": 10}), ("cash", {"cash": 332, "units": 0})):
        elect(chain, "a", choice)
        assert chain.state("dividend")["claims"] == claims
    elect(chain, "a", "units")
    with chain.refuses("contract_failed", "the time for choosing must be over"):
        collect(chain, "a", "units")
    with chain.refuses("contract_failed", "the time for choosing must be over"):
        chain.call("dividend", "reclaim", "issuer", what="cash", to="of-issuer")
    chain.wait(begins + 20 * DAY - chain.time)
    with chain.refuses("contract_failed", "the time for choosing must not be over"):
        elect(chain, "a", "cash")
    collect(chain, "a", "units")
    assert has(chain, "a") == (0, 10)


def test_the_list(chain: LocalChain) -> None:
    """The issuer's, until it is closed; a line can be written anew, or struck out."""
    market(chain)
    chain.call("dividend", "enter", "issuer", holders=[["a", 90], ["b", 0], ["d", 0]])
    status: Any = chain.call("dividend", "status", "anybody")
    assert (status["listed"], status["most"]) == ({"holders": 2, "shares": 97}, {"cash": 194, "units": 9})
    with chain.refuses("contract_failed", "the issuer must write the list"):
        chain.call("dividend", "enter", "a", holders=[["a", 1_000]])
    with chain.refuses("contract_failed", "must not be negative"):
        chain.call("dividend", "enter", "issuer", holders=[["a", -1]])
    many: Any = [[f"p{number}", 1] for number in range(101)]
    with chain.refuses("contract_failed", "at most 100 can be written at once"):
        chain.call("dividend", "enter", "issuer", holders=many)
    chain.call("dividend", "enter", "issuer", holders=many[:100])
    begin(chain)
    with chain.refuses("contract_failed", "the list must still be open"):
        chain.call("dividend", "enter", "issuer", holders=[["a", 1]])
    with chain.refuses("contract_failed", "the list must still be open"):
        begin(chain)


def test_bringing_it_in(chain: LocalChain) -> None:
    """All that can be chosen, by the issuer, in time, for a list that has somebody on it."""
    begins = market(chain)
    with chain.refuses("contract_failed", "the hold must be of exactly"):
        begin(chain, cash=331)
    with chain.refuses("contract_failed", "the hold must be of exactly"):
        begin(chain, units=14)
    with chain.refuses("contract_failed", "the issuer must bring it in"):
        begin(chain, by="stranger")
    with chain.refuses("contract_failed", "a hold that is there"):
        chain.call("dividend", "begin", "issuer", shows=("holdings/encumbrance/none",), cash_hold="none")
    chain.issue("CNY", "of-stranger", 332)
    chain.hold("theirs", "of-stranger", "CNY", 332, "dividend")
    with chain.refuses("contract_failed", "whoever made the hold must agree: stranger"):
        chain.call("dividend", "begin", "issuer", shows=("holdings/encumbrance/theirs",), cash_hold="theirs")
    deploy(chain, "empty")
    with chain.refuses("contract_failed", "there must be holders on the list"):
        chain.call("empty", "begin", "issuer", cash_hold="none")
    chain.wait(begins + 20 * DAY - chain.time)
    with chain.refuses("contract_failed", "the time for choosing must not be over"):
        begin(chain)
    chain.transfer("of-issuer", "of-dividend", "CNY", 5)
    chain.call("dividend", "reclaim", "issuer", what="cash", to="of-issuer")
    assert has(chain, "dividend") == (0, 0)


def test_holders_too_small_for_a_unit(chain: LocalChain) -> None:
    """Where nobody can have a unit none are brought in, and whoever chooses units has the cash."""
    market(chain)
    begins = deploy(chain, "small")
    chain.call("small", "enter", "issuer", holders=[["c", 7]])
    begin(chain, "small")
    elect(chain, "c", "units", "small")
    chain.wait(begins + 20 * DAY - chain.time)
    collect(chain, "c", "cash", "small")
    assert (has(chain, "c"), has(chain, "small")) == ((14, 0), (0, 0))


def test_who_chooses_and_who_collects(chain: LocalChain) -> None:
    """Each for itself, of what there is, once."""
    begins = market(chain)
    with chain.refuses("contract_failed", "the dividend must be open"):
        elect(chain, "a", "cash")
    with chain.refuses("contract_failed", "the dividend must be open"):
        collect(chain, "a", "cash")
    begin(chain)
    with chain.refuses("contract_failed", "the holder must choose itself"):
        elect(chain, "a", "units", by="issuer")
    with chain.refuses("contract_failed", "the holder must be on the list"):
        elect(chain, "stranger", "cash")
    with chain.refuses("contract_failed", "the choice must be cash or units"):
        elect(chain, "a", "both")
    chain.wait(begins + 20 * DAY - chain.time)
    with chain.refuses("contract_failed", "the holder must ask for it"):
        collect(chain, "a", "cash", by="stranger")
    with chain.refuses("contract_failed", "the holder must be on the list"):
        collect(chain, "stranger", "cash")
    with chain.refuses("contract_failed", "what is paid must be cash or units"):
        collect(chain, "a", "all")
    collect(chain, "a", "cash")
    with chain.refuses("contract_failed", "each part is paid once"):
        collect(chain, "a", "cash")
    with chain.refuses("contract_failed", "the issuer must ask for it"):
        chain.call("dividend", "reclaim", "a", what="units", to="of-a")
    with chain.refuses("contract_failed", "what is paid must be cash or units"):
        chain.call("dividend", "reclaim", "issuer", what="all", to="of-issuer")
    with chain.refuses("contract_failed", "beyond what holders have a claim to"):
        chain.call("dividend", "reclaim", "issuer", what="cash", to="of-issuer")


def test_what_nobody_claims(chain: LocalChain) -> None:
    """From the last time on it is the issuer's, and claims are over."""
    begins = market(chain)
    begin(chain)
    with chain.refuses("contract_failed", "the time for claiming must be over"):
        chain.call("dividend", "lapse", "issuer")
    chain.wait(begins + 999 * DAY - chain.time)
    collect(chain, "a", "cash")
    chain.wait(DAY)
    collect(chain, "b", "cash")
    chain.call("dividend", "lapse", "anybody")
    assert chain.emitted() == [("lapsed", {"cash": 14, "units": 0})]
    with chain.refuses("contract_failed", "the dividend must be open"):
        collect(chain, "c", "cash")
    with chain.refuses("contract_failed", "the dividend must be open"):
        chain.call("dividend", "lapse", "anybody")
    for what in ("cash", "units"):
        chain.call("dividend", "reclaim", "issuer", what=what, to="of-issuer")
    assert (has(chain, "issuer"), has(chain, "dividend")) == ((9_682, 10_000), (0, 0))


def test_terms_that_cannot_be(chain: LocalChain) -> None:
    """Two instruments, amounts, a default, and times in order."""
    market(chain)
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"units": "CNY"}, "two instruments"),
        ({"cash_each": 0}, "must be above 0"),
        ({"per": 0}, "must be above 0"),
        ({"default": "both"}, "the default must be cash or units"),
        ({"elect_until": 1}, "the times must be to come"),
        ({"claim_until": 2}, "claiming after choosing"),
    )
    for number, (wrong, words) in enumerate(cases):
        with chain.refuses("contract_failed", words):
            deploy(chain, f"wrong-{number}", **wrong)


def test_random_steps_against_a_slow_twin(chain: LocalChain) -> None:
    """What each had is what a twin gives share by share; claims never exceed what is here; all of it goes out."""
    market(chain)
    for seed in range(5):
        random, name = Random(seed), f"dividend-{seed}"
        per, default = random.randint(1, 12), random.choice(("cash", "units"))
        listed = {one: random.randint(1, 60) for one in NAMES}
        times: Any = {"elect_until": chain.now + 40_000, "claim_until": chain.now + DAY}
        begins = deploy(chain, name, per=per, default=default, **times)
        chain.call(name, "enter", "issuer", holders=[[one, shares] for one, shares in listed.items()])
        begin(chain, name)
        choices = dict.fromkeys(NAMES, default)
        had = {one: [0, 0] for one in NAMES}
        for _ in range(60):
            one, call = random.choice(NAMES), random.choice(("elect", "collect", "collect", "reclaim"))
            choice, before = random.choice(("cash", "units")), has(chain, one)
            try:
                if call == "elect":
                    elect(chain, one, choice, name)
                    choices[one] = choice
                elif call == "collect":
                    collect(chain, one, choice, name)
                else:
                    chain.call(name, "reclaim", "issuer", what=choice, to="of-issuer")
            except CallRefused:
                continue
            had[one] = [old + now - then for old, now, then in zip(had[one], has(chain, one), before, strict=True)]
            claims: Any = chain.state(name)["claims"]
            assert claims["cash"] <= has(chain, name)[0]
            assert claims["units"] <= has(chain, name)[1]
        assert chain.time > begins + 40_000
        finish(chain, name, choices, had, per, listed)
        assert has(chain, name) == (0, 0)
    everybody = [has(chain, one) for one in (*NAMES, "issuer")]
    assert [sum(one[what] for one in everybody) for what in (0, 1)] == [10_000, 10_000]


def finish(
    chain: LocalChain,
    name: str,
    choices: dict[str, str],
    had: dict[str, list[int]],
    per: int,
    listed: dict[str, int],
) -> None:
    """Everybody takes what is left for it; with that it had what the twin says."""
    for one, shares in listed.items():
        cash, units = 2 * shares, 0
        while choices[one] == "units" and cash >= 2 * per:
            cash, units = cash - 2 * per, units + 1
        for what, place, whole in (("cash", 0, cash), ("units", 1, units)):
            if whole and not had[one][place]:
                collect(chain, one, what, name)
                had[one][place] = whole
        assert had[one] == [cash, units]
    for what, place in (("cash", 0), ("units", 1)):
        if has(chain, name)[place]:
            chain.call(name, "reclaim", "issuer", what=what, to="of-issuer")
