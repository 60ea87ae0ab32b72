"""Requests for information, what is released of what is held, and incidents with personal data."""
