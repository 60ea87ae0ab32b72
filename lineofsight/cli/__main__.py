"""`python -m lineofsight.cli`."""

from lineofsight.cli import main

main()
