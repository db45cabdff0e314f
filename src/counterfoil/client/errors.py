# SPDX-License-Identifier: Apache-2.0
"""What can go wrong between a program and a service, by what the program can do about it.

::

    CounterfoilError
    ├── InputError                  what was given is wrong; nothing was sent, or it was refused
    │   └── RequestRefused          the service says no to a request (4xx); ``status``, ``kind``, ``request``
    │       ├── NotAllowed          whoever asks is not known, or may not (401, 403)
    │       ├── NotFound            it is not there, or not for whoever asks (404, 410)
    │       └── NotPublished        publication is behind (409): wait, or ask that it be published
    ├── NotCommitted                a transaction without effect; ``done`` has the outcome and what would be right
    │   └── SignaturesMissing       nothing was ordered: others have to sign; ``transaction`` is what they sign
    └── ServiceFailed               nobody did anything wrong who asked: the service did not do it
        ├── NoAnswer                no answer came; what was handed in (``transactions``) may be ordered all the same
        ├── Overloaded              it answered for as long as one waited that it cannot do it now (429, 503)
        └── NotBelieved             what it answered contradicts itself, what was asked, or what was known before
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from counterfoil.primitives.errors import CounterfoilError, InputError, InputErrors

if TYPE_CHECKING:
    from counterfoil.client.results import Done
    from counterfoil.client.transactions import SignedTransaction


class ServiceFailed(CounterfoilError):
    """A service that did not answer, or says that it failed: whoever asked did nothing wrong."""


class NoAnswer(ServiceFailed):
    """No answer came. What was handed in may stand in a block: hand ``transactions`` in again, the same bytes.

    So they have the answer that they had, and nothing is done twice. Calls made anew would be another intent.
    """

    def __init__(self, problem: str, transactions: "Sequence[SignedTransaction]" = ()) -> None:
        self.transactions = tuple(transactions)
        super().__init__(problem)

    @property
    def transaction(self) -> "SignedTransaction | None":
        """The one that was handed in, where it was one."""
        return self.transactions[0] if len(self.transactions) == 1 else None


class Overloaded(ServiceFailed):
    """The service cannot do it now, and could not for as long as one waited; ``retry_after_s`` as it says."""

    def __init__(self, problem: str, retry_after_s: int | None = None) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(problem)


class NotBelieved(ServiceFailed):
    """What a service answered cannot be: it contradicts itself, what was asked, or what was known before."""


class RequestRefused(InputError):
    """A service says no: ``status``, ``kind`` (the problem's type) and ``request``, its name in the service's log."""

    status: int = 0
    kind: str = ""
    request: str = ""


class RequestsRefused(RequestRefused, InputErrors):
    """The same with several places that are wrong."""


class NotAllowed(RequestRefused):
    """Whoever asks is not known to the service, or may not."""


class NotFound(RequestRefused):
    """It is not there, or it is not for whoever asks: a service answers both alike.

    ``checked``: ``told``, unless a record was asked for with its proof and the service proved that there is none; then
    ``root`` or ``seal``, as of a record that is there.
    """

    checked: str = "told"


class NotPublished(RequestRefused):
    """What is asked about is not published yet."""


class NotCommitted(CounterfoilError):
    """A transaction had no effect; ``done`` is its answer, with the outcome's number, name, sentence and remedy."""

    def __init__(self, done: "Done") -> None:
        self.done = done
        super().__init__(done.told)

    @property
    def outcome(self) -> int | None:
        """The number of the outcome; None where no rule of the ledger refused it."""
        return self.done.outcome

    @property
    def name(self) -> str:
        """The outcome's name, such as ``insufficient_free_quantity``."""
        return self.done.name

    @property
    def sentence(self) -> str:
        """What the outcome says, in English."""
        return self.done.sentence

    @property
    def zh(self) -> str:
        """The same in Chinese."""
        return self.done.zh

    @property
    def remedy(self) -> str:
        """What would be right; empty where the sentence says it."""
        return self.done.remedy


class SignaturesMissing(NotCommitted):
    """Nothing was ordered: others have to sign ``transaction``, which has the signatures that could be made here."""

    def __init__(self, done: "Done", transaction: "SignedTransaction", missing: Mapping[str, int]) -> None:
        self.transaction = transaction
        self.missing = dict(missing)
        """party → how many of its keys are to sign; 0 where it cannot sign"""
        super().__init__(done)
