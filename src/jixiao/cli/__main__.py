"""`python -m jixiao.cli` is the program `jixiao`."""

from jixiao.cli import main

main()
