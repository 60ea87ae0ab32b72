"""Pages of the board's business, a file a matter."""
