"""The ledger in both databases, as the ledger's own tests have it."""

from __future__ import annotations

from tests.ledger.conftest import new_place, place, server

__all__ = ["new_place", "place", "server"]
