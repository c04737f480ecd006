"""Whether a ledger is whole, wherever it is: a file by the database's own check, a server by reading every row."""

from __future__ import annotations

from sqlalchemy import text

from jixiao.ledger.backup import faults_of, unrecorded
from jixiao.ledger.errors import LedgerError
from jixiao.ledger.moving import sums_of
from jixiao.ledger.opening import Ledger, reading


def faults_at(ledger: Ledger) -> list[str]:
    """What is wrong with a ledger, in Chinese; empty when it is whole."""
    if ledger.file is not None:
        return faults_of(ledger.file) if ledger.file.exists() else [f"「{ledger.file}」还没有台账。"]
    try:
        with reading(ledger) as connection:
            sums_of(connection)  # a damaged page is noticed when it is read
            return unrecorded(lambda query: [tuple(row) for row in connection.execute(text(query))])
    except LedgerError as error:
        return [str(error)]
