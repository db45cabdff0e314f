# SPDX-License-Identifier: Apache-2.0
"""Each test of a service that asks for a database is run on both kinds of database."""

from support.databases import address, postgresql, shared_address

__all__ = ("address", "postgresql", "shared_address")
