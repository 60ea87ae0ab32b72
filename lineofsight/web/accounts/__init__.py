"""People, the agencies they come from, what they may do, and the trail of what was done."""
