# SPDX-License-Identifier: Apache-2.0
"""Each test of a node that asks for an ``address`` is run on both kinds of database."""

from support.databases import address, postgresql

__all__ = ("address", "postgresql")
