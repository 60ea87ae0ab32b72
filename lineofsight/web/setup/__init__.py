"""A board's first afternoon: a few questions, its agencies and people from the files they are in, the rooms it uses."""
