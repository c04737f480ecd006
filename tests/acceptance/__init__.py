"""Planted faults and legal variants in whole forms, judged through `jixiao check --json`."""
