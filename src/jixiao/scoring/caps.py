"""Caps on the total where little of the budget was spent: one province platform's convention, off by default."""

from __future__ import annotations

from decimal import Decimal

from jixiao.policy.model import Policy

FULL = Decimal(100)


def cap_for(rate_percent: Decimal, policy: Policy) -> Decimal:
    """The most a total may be at this execution rate in percent, bands including their lower bound; 100 = no cap."""
    if not policy.execution_caps_on:
        return FULL
    return next((band.cap for band in policy.execution_caps if rate_percent < band.below), FULL)
