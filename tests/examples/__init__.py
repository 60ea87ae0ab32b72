"""The two example reports: their rows, their verdicts, and what a changed word does to them."""
