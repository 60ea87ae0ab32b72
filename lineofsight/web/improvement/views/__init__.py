"""Pages of improvement, a file a matter."""
