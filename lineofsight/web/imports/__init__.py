"""Bringing in the logs, registers and plans that a board keeps in Excel and Word, in whatever layout they are."""
