# SPDX-License-Identifier: Apache-2.0
"""What a repository keeps to itself, by name: made once, and the same for every process from then on."""

from sqlalchemy import select

from counterfoil.readmodel.database import Database
from counterfoil.readmodel.epcis.tables import SECRETS


def kept_secret(database: Database, name: str, made: bytes) -> bytes:
    """The secret of that name; ``made``, drawn by the caller, where there was none."""
    with database.writing() as connection:
        found = connection.execute(select(SECRETS.c.secret).where(SECRETS.c.name == name)).scalar()
        if found is not None:
            return bytes(found)
        connection.execute(SECRETS.insert().values(name=name, secret=made))
        return made
