"""Scoring: points due, totals, grades and warning lights as plain arithmetic on Decimal."""
