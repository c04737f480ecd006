"""Rules: one check, one file, one page. The list in `registry` is the register."""
