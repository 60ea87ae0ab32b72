"""A room that no other room has heard of: it enters itself in the register, and the house knows it."""
