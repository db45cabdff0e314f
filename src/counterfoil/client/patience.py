# SPDX-License-Identifier: Apache-2.0
"""How often one asks: a lost answer is asked for again with the same bytes, and whoever is told to wait waits.

Asking again is safe. Nothing but a transaction changes anything, and a transaction is known by what it means to do:
handed in again it has the answer that it had. So there is no second intent, however often an answer is lost.
"""

from dataclasses import dataclass
from typing import Final

from counterfoil.client.errors import NoAnswer, ServiceFailed
from counterfoil.client.problems import OVERLOADED, error_of, problem_of, wait_of
from counterfoil.client.steps import Answer, Ask, Conversation, Lost, Pause, Request, TooMuch
from counterfoil.client.surroundings import Surroundings

FIRST_WAIT_MS: Final = 200
WAIT_MAX_MS: Final = 10_000
ATTEMPTS_MAX: Final = 30
_GATEWAYS: Final = (502, 504)
"""Answers of somebody in between, who does not know what became of it."""
_SIGN_AGAIN: Final = ("signature-before-start", "replayed", "signature-expired", "signature-early")
"""Problems by which the service asks for a request that is signed anew."""
NOT_PUBLISHED: Final = 409


@dataclass(frozen=True)
class Patience:
    """For how long one asks."""

    surroundings: Surroundings
    seconds: float

    def asked(self, request: Request, *, also: tuple[int, ...] = ()) -> Conversation[Answer]:
        """The answer to a request; ``also``: statuses that are no success and are answers all the same.

        Raises what went wrong: RequestRefused, Overloaded, NoAnswer, ServiceFailed.
        """
        until = self.surroundings.clock() + int(self.seconds * 1_000)
        attempt = 0
        while True:
            answer = yield Ask(request)
            attempt += 1
            if isinstance(answer, TooMuch):
                raise ServiceFailed(f"{request.name}: an answer of more than {request.answer_max} bytes is not read")
            wait_ms = self._wait_ms(answer, attempt)
            over = wait_ms is not None and self.surroundings.clock() + wait_ms > until
            if wait_ms is None or over or attempt >= ATTEMPTS_MAX:
                return _judged(request, answer, also)
            yield Pause(wait_ms / 1_000)

    def _wait_ms(self, answer: Answer | Lost, attempt: int) -> int | None:
        """Until one asks again; None: one does not."""
        if isinstance(answer, Lost) or answer.status in _GATEWAYS:
            return self._drawn_ms(attempt)
        told = wait_of(answer.headers)
        if answer.status in OVERLOADED or (answer.status == NOT_PUBLISHED and told is not None):
            return self._drawn_ms(attempt) if told is None else told * 1_000 + self.surroundings.chance(FIRST_WAIT_MS)
        if answer.status == 401 and _kind(answer) in _SIGN_AGAIN and (told is not None or attempt <= 2):
            return self._drawn_ms(attempt) if told is None else told * 1_000
        return None

    def _drawn_ms(self, attempt: int) -> int:
        """Longer each time, and half of it by chance: two who were sent away together do not come back together."""
        growing = min(FIRST_WAIT_MS << min(attempt - 1, 10), WAIT_MAX_MS)
        return growing // 2 + self.surroundings.chance(growing // 2 + 1)


def _judged(request: Request, answer: Answer | Lost, also: tuple[int, ...]) -> Answer:
    if isinstance(answer, Lost):
        raise NoAnswer(f"{request.name}: no answer: {answer.problem}")
    if 200 <= answer.status < 300 or answer.status in also:
        return answer
    raise error_of(answer.status, answer.headers, answer.body, where=request.name)


def _kind(answer: Answer) -> str:
    return str(problem_of(answer.headers, answer.body).get("type", "")).rpartition(":")[2]
