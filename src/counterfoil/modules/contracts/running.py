# SPDX-License-Identifier: Apache-2.0
"""What a contract does: its program is run, what it asks is answered, and what it does happens at once, one by one."""

from collections.abc import Generator, Mapping
from contextlib import closing, suppress
from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Decide, Whole
from counterfoil.law.moment import known
from counterfoil.law.outcome import LAW_FAULTS, Refused, require
from counterfoil.law.program import NESTED_MAX, Answer, Ended, Entry, Finished, NotInDialect, ProgramFailed, Running
from counterfoil.modules.contracts.calls import Run
from counterfoil.modules.contracts.events import Called, CalledByContract, Deployed, Ran, Upgraded, path_of
from counterfoil.modules.contracts.hosting import Host
from counterfoil.modules.contracts.law import run
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import BEGINS, CODES, CONTRACTS, MIGRATES, NO_ARGUMENTS, VALUE_LENGTH_MAX
from counterfoil.modules.contracts.review_events import CodeProposed
from counterfoil.modules.contracts.values import read_arguments, written
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import JsonText

_ENDED: Final = {
    Ended.failed: ContractsOutcome.contract_failed,
    Ended.out_of_steps: ContractsOutcome.out_of_steps,
    Ended.out_of_space: ContractsOutcome.out_of_space,
    Ended.too_large: ContractsOutcome.value_too_large,
    Ended.fault: ContractsOutcome.contract_at_fault,
    Ended.misused: ContractsOutcome.call_does_not_fit,
}
NOTHING: Final = JsonText("null")
Doing = Generator[EventData]


def proposed(event: CodeProposed, _moment: Whole, running: Running) -> Doing:
    """What is proposed is a program, and leaves whoever upgrades a contract to it nothing to choose."""
    migrates = _entries(running, event.source).get(MIGRATES)
    takes = () if migrates is None else [one.name for one in migrates.parameters]
    require(not takes, ContractsOutcome.migration_takes_arguments, ", ".join(takes))
    yield from ()


def deployed(event: Deployed, moment: Whole, running: Running) -> Doing:
    """It begins with its ``init``."""
    yield from _special(event, BEGINS, moment, running)


def upgraded(event: Upgraded, moment: Whole, running: Running) -> Doing:
    """What it keeps is made over by the new code's ``migrate``."""
    yield from _special(event, MIGRATES, moment, running)


def called(event: Called, moment: Whole, running: Running) -> Doing:
    """The function runs in the name of those who consent."""
    host = _hosted(event, moment, running)
    yield from _run(host, event.function, event.arguments)


def _hosted(event: Called, moment: Whole, running: Running) -> Host:
    _require_ordinary(event.function)
    return Host(moment, running, event.contract, event.by[0], frozenset(event.by), frozenset(event.shows))


def called_by_contract(event: CalledByContract, moment: Whole, running: Running) -> Doing:
    """The function runs in nobody's name but the calling contract's."""
    _require_ordinary(event.function)
    host = Host(moment, running, event.contract, path_of(event.caller), frozenset(), frozenset(event.shows))
    yield from _run(host, event.function, event.arguments)


def viewed(host: Host, function: str, arguments: str) -> Ran:
    """What a view comes to, asked outside of any block: of a contract that stands still too, since nothing changes.

    Refused where there is no such function; InputError where it changes something.
    """
    if not _entry(host, function)[1].view:
        raise InputError(f"{function} is no view", where=host.contract, remedy="order it: counterfoil contract call")
    *_, ran = _run(host, function, arguments)
    assert isinstance(ran, Ran)
    return ran


DECIDES: Final[dict[type[EventData], Decide]] = {
    CodeProposed: proposed,
    Deployed: deployed,
    Upgraded: upgraded,
    Called: called,
    CalledByContract: called_by_contract,
}


def _entries(running: Running, source: str) -> Mapping[str, Entry]:
    """What can be called; Refused where the dialect in force is not that of its proposal, and does not have it."""
    try:
        return running.programs.entries(source)
    except NotInDialect as problem:
        raise Refused(ContractsOutcome.not_in_dialect, str(problem)) from problem


def _require_ordinary(function: str) -> None:
    ordinary = function not in (BEGINS, MIGRATES)
    require(ordinary, ContractsOutcome.call_does_not_fit, f"{function} runs by deployment or upgrade alone")


def _lacks(host: Host, function: str, entries: Mapping[str, Entry]) -> str:
    """That there is no such function, and which there are."""
    there = ", ".join(name for name in entries if name not in (BEGINS, MIGRATES)) or "none"
    return f"{host.contract} has no function {function}; it has {there}"


def _special(event: Deployed | Upgraded, function: str, moment: Whole, running: Running) -> Doing:
    """A function that runs once, of itself. Code without it takes no arguments, and has run: whatever starts ends."""
    source = known(moment, CODES, event.code).source
    if function not in _entries(running, source):
        require(event.arguments == NO_ARGUMENTS, ContractsOutcome.call_does_not_fit, f"the code has no {function}")
        yield Ran(contract=event.contract, function=function, value=NOTHING, emitted=(), kept=(), steps=0)
        return
    by = known(moment, CONTRACTS, event.contract).by
    host = Host(moment, running, event.contract, by, frozenset({by}), frozenset(event.shows))
    yield from _run(host, function, event.arguments)


def _entry(host: Host, function: str) -> tuple[str, Entry]:
    """The source of a contract, and one of its functions; Refused where it has none of that name."""
    source = known(host.moment, CODES, host.code).source
    entries = _entries(host.running, source)
    if function not in entries:
        raise Refused(ContractsOutcome.call_does_not_fit, _lacks(host, function, entries))
    return source, entries[function]


def _run(host: Host, function: str, arguments: str) -> Doing:
    running, path = host.running, path_of(host.contract)
    require(path not in running.inside, ContractsOutcome.contract_runs, host.contract)
    require(len(running.inside) < NESTED_MAX, ContractsOutcome.nested_too_deep, host.contract)
    source, entry = _entry(host, function)
    host.view = entry.view
    began, given = running.left, read_arguments(arguments)
    running.inside.append(path)
    try:
        with closing(running.programs.run(source, function, given, began, host.known(), host.peek)) as asking:
            answer: Answer = None
            while True:
                request = asking.send(answer)
                answer = yield from host.answer(request)
    except StopIteration as over:
        finished: Finished = over.value
    except ProgramFailed as failed:
        raise Refused(_ENDED[failed.kind], f"{host.contract}.{function}: {failed}") from failed
    finally:
        running.inside.pop()
    running.finish(began, finished)
    if not running.inside:
        _expect(host)
    yield Ran(
        contract=host.contract,
        function=function,
        value=written(finished.value, VALUE_LENGTH_MAX, ContractsOutcome.value_too_large, "what it returns"),
        emitted=tuple(host.emitted),
        kept=tuple(host.changes()),
        steps=finished.steps,
    )


def _expect(host: Host) -> None:
    """The run that will probably follow may begin while the events of this one are made."""
    running, coming = host.running, host.running.coming()
    if coming is None or not isinstance(coming.call, Run):
        return
    with suppress(Refused, *LAW_FAULTS):  # what is wrong with a call is told when it is called
        for event in run(coming.call, host.moment):
            if isinstance(event, Called) and all(party in coming.parties for party in event.by):
                after = _hosted(event, host.moment, running)
                after.begins_after(host)
                source, entry = _entry(after, event.function)
                limits = running.left if coming.limits is None else coming.limits
                given = read_arguments(event.arguments)
                running.programs.expect(source, entry.name, given, limits, after.known(), after.peek)
