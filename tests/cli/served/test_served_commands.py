# SPDX-License-Identifier: Apache-2.0
"""What holds of ``test_commands`` holds where a service holds the folder."""

from cli import test_commands
from cli.test_commands import *  # noqa: F403

ALONE = (
    test_commands.test_a_halted_chain_is_recovered,
    test_commands.test_seal_keys_are_handed_on,
    test_commands.test_what_was_ordered_is_told_though_the_chain_is_halted,
    test_commands.test_an_audit_is_clean_or_names_the_first_difference,
)
"""The custody log itself is held, or a chain as nobody writes it: refused while a service runs."""
BEHIND_ITS_BACK = (
    test_commands.test_missing_witnesses_are_a_warning_after_the_fact,
    test_commands.test_a_chain_behind_its_anchors_orders_nothing,
)
"""The folder is changed under a service, which has read it."""

for one in (*ALONE, *BEHIND_ITS_BACK):
    del globals()[one.__name__]
