"""Which figure or fact the numbers and words of a text could be about: proposals, for a person to accept."""
