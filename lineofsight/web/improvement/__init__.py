"""Improvement: what the board wants to be better, who does what about it, and whether anything came of it."""
