# SPDX-License-Identifier: Apache-2.0
# What type checkers see of what __init__.py finds when it is asked for.

from counterfoil.client.async_client import AsyncClient as AsyncClient
from counterfoil.client.client import Client as Client
from counterfoil.client.nouns import calls as calls

__version__: str
